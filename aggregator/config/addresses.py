"""Addresses as people write them: of sources, of the site, of the database."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aggregator.text.urls import registrable_domain, slug_from_url

if TYPE_CHECKING:
    from aggregator.config.models import Source

_BARE = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:/\S*)?$", re.IGNORECASE)
_PATH = re.compile(r"^\.{0,2}/(?!/)|\.(?:xml|rss|atom|rdf|json|opml|html?)$", re.IGNORECASE)
_BLANK = re.compile(r"\s")
SQLITE = "sqlite:///"


def source_ids(sources: Sequence[Source], written: Sequence[str | None] = ()) -> list[str]:
    """The id of each source: the one that is written, else one made of the address, with a number where it is taken.

    ``written``: addresses without what the environment filled in, so that no id has a key in it.
    """
    taken = {source.id for source in sources if source.id}
    found: list[str] = []
    for place, source in enumerate(sources):
        name = source.id
        if name is None:
            bare = written[place] if written else None
            name = base = slug_from_url(source.url if bare is None or not urlsplit(bare).hostname else bare)
            count = 1
            while name in taken:
                count += 1
                name = f"{base[:58]}-{count}"
            taken.add(name)
        found.append(name)
    return found


def outlet_of(source: Source, name: str) -> str:
    """Who publishes a source: as written, else the registered domain; a file is an outlet of its own."""
    is_file = source.url.startswith("file:")
    return source.outlet or (name if is_file else registrable_domain(source.url))


def source_url_problem(url: str) -> str | None:
    """What is wrong with a source's address, in words for the editor; None when it can be used."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"{url!r} is no address; the host or the port cannot be read"
    if parts.scheme == "file":
        if parts.netloc not in {"", "localhost"}:
            return f"{url!r} names a host; write file:///path, or file:path relative to this file"
        return None if parts.path.strip("/ ") else f"{url!r} names no file; write file:path"
    if _BLANK.search(text):
        return f"{url!r} is no address; it has a space in it"
    if parts.scheme in {"http", "https"} and host:
        return None
    if parts.scheme == "feed":
        rest = text[5:] if text[5:].startswith("http") else f"https://{text[5:].lstrip('/')}"
        return f"{url!r} is no address; did you mean {rest}?"
    if not parts.scheme and _PATH.search(text) and not _BARE.match(text.split("/")[0]):
        return f"{url!r} is no address; did you mean file:{text}?"
    if _BARE.match(text.lstrip("/")):
        return f"{url!r} is no address; did you mean https://{text.lstrip('/')}?"
    return f"{url!r} is no address; use http://, https:// or file:"


def has_password(url: str) -> bool:
    """Whether an address holds a password, as it is written in the file."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return False
    return bool(password) and "${" not in url


def file_url(url: str, folder: Path) -> str:
    """``file:feeds/x.rss`` is relative to the configuration's folder; ``file:///srv/x.rss`` is absolute."""
    path = unquote(urlsplit(url.strip()).path)
    return Path(os.path.abspath(folder / path)).as_uri()  # noqa: PTH100 - resolve() asks the disk, and may fail


def complete_base_url(url: str) -> str:
    """The site's address with the scheme and the final slash that people forget."""
    text = url.strip()
    text = text if "://" in text else f"https://{text.lstrip('/')}"
    return text if text.endswith("/") else f"{text}/"


def base_url_problem(url: str) -> str | None:
    """What is wrong with the site's address, when even completing it does not help."""
    try:
        parts = urlsplit(complete_base_url(url))
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or _BLANK.search(url.strip()):
        return f"{url!r} is no web address; write it like https://news.example.org/"
    if parts.query or parts.fragment or parts.username:
        return f"{url!r} is more than an address; leave out ?, # and user names, like https://news.example.org/"
    return None


def store_url_from(url: str, folder: Path) -> str:
    """A relative path of a SQLite database is relative to the configuration's folder."""
    return f"{SQLITE}{os.path.abspath(folder / url.removeprefix(SQLITE))}" if url.startswith(SQLITE) else url  # noqa: PTH100


def store_url_problem(url: str) -> str | None:
    """What is wrong with the database's address."""
    path = url.removeprefix(SQLITE) if url.startswith(SQLITE) else ""
    is_file = path not in {"", ":memory:"} and not path.endswith("/") and not path.startswith("?")
    is_server = re.match(r"^postgres(?:ql)?(?:\+\w+)?://[^\s/]", url) is not None
    if is_file or is_server:
        return None
    hint = f"; did you mean {SQLITE}{url}?" if url and "://" not in url and ":" not in url else ""
    return f"{url!r} is no database; write sqlite:///var/aggregator.sqlite{hint}"


def edits_path(config_path: Path) -> Path:
    """Where the editor's hand stands: beside a configuration."""
    return config_path.with_name("edits.yaml")
