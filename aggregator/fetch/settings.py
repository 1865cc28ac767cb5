"""The limits a fetch keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Settings of the network session; sizes in bytes, times in seconds."""

    user_agent: str
    timeout: float = 30.0  #: for a whole fetch, redirects included
    concurrency: int = 128  #: fetches at the same time
    per_host: int = 1  #: of them to one host
    host_delay: float = 2.0  #: between two requests to one host
    max_bytes: int = 10_000_000  #: on the wire
    max_unpacked: int = 20_000_000  #: after decompression
    allow_private: bool = False  #: sources may stand on loopback and private addresses
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server, and who gets the issue from whom."""

    to: tuple[str, ...]
    sender: str
    host: str = "localhost"
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"
