"""Names to addresses, by the system's resolver, on threads that nobody waits for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult


class Resolver(AbstractResolver):
    """The system's resolver, a thread to each look-up that is under way.

    A dead name blocks its thread for as long as the system likes, half a minute at times. In a pool it would hold up living
    names, and a pool's threads are joined when the program ends; these threads are counted by the fetches alone, and the
    program ends without them.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of a name. Raises OSError when there are none."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Any]] = loop.create_future()

        def look_up() -> None:
            found: list[Any] = []
            error: Exception | None = None
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
            except UnicodeError:
                error = socket.gaierror(socket.EAI_NONAME, "no name can be written like that")
            except OSError as failure:
                error = failure
            with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody wants to know any more
                loop.call_soon_threadsafe(deliver, answer, found, error)

        threading.Thread(target=look_up, name=f"dns {host}", daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=str(sockaddr[0]),
                port=int(sockaddr[1]),
                family=found,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for found, _, proto, _, sockaddr in await answer
        ]

    async def close(self) -> None:
        """Nothing is held."""


def deliver(answer: asyncio.Future[list[Any]], found: list[Any], error: Exception | None) -> None:
    """Hand over what a look-up brought, if somebody still waits for it."""
    if answer.done():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(found)
