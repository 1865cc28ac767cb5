"""A server on loopback that plays a publisher: each path does one thing that publishers do."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RSS = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>A desk</title><link>https://desk.example/</link>'
    b"<description>Made up</description><item><title>One</title><link>https://desk.example/1</link></item></channel></rss>"
)


class Publisher:
    """Serves handlers by path and remembers the requests it got."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.closing = asyncio.Event()
        self.url = ""
        self._handlers: dict[str, Handler] = {}

    def on(self, path: str, handler: Handler) -> str:
        """Answer a path with a handler; gives the whole address."""
        self._handlers[path] = handler
        return f"{self.url}{path}"

    def say(self, path: str, body: bytes = RSS, status: int = 200, **headers: str) -> str:
        """Answer a path with a body and headers (underscores stand for hyphens)."""

        async def answer(_request: web.Request) -> web.StreamResponse:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers={"Content-Type": "application/rss+xml", **named})

        return self.on(path, answer)

    async def _dispatch(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        handler = self._handlers.get(request.path)
        return await handler(request) if handler else web.Response(status=404)

    @contextlib.asynccontextmanager
    async def running(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Publisher]:
        """Listen for as long as the context lasts."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._dispatch)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, host, 0, ssl_context=tls)
        await site.start()
        self.url = f"{'https' if tls else 'http'}://{host}:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self.closing.set()
            await runner.cleanup()


def gzipped(body: bytes = RSS) -> bytes:
    return gzip.compress(body)


def deflated_raw(body: bytes = RSS) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()
