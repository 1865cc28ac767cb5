"""The web server over the output directory: static files as feed readers and browsers like them best, and figures of the desk."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp import web

from aggregator.errors import AggregatorError
from aggregator.model import SiteInfo
from aggregator.publish.websub import link_header
from aggregator.server.files import FileServer
from aggregator.server.metrics import MetricsPage
from aggregator.server.private import ROUTE, Find, PrivateFeeds

__all__ = ["Server", "create_app", "start"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens. ``url``: where."""

    runner: web.AppRunner
    url: str

    async def close(self) -> None:
        """Stop listening; answers under way are finished."""
        await self.runner.cleanup()


def create_app(
    directory: Path,
    metrics: Callable[[], str] | None = None,
    *,
    site: SiteInfo | None = None,
    private: Find | None = None,
) -> web.Application:
    """The application over a directory.

    ``metrics`` gives the text of ``/metrics``, in a thread; None: there is no such page. ``site``: whose hubs feeds name.
    ``private``: finds private feeds, in a thread.
    """
    app = web.Application()
    files = FileServer(directory, partial(link_header, site=site)) if site else FileServer(directory)
    if metrics is not None:
        app.router.add_get("/metrics", MetricsPage(metrics).answer)
    if private is not None:
        feeds = PrivateFeeds(private, files.missing)
        app.router.add_route("GET", ROUTE, feeds.answer)
        app.router.add_route("HEAD", ROUTE, feeds.answer)
    app.router.add_route("GET", "/{path:.*}", files.answer)
    app.router.add_route("HEAD", "/{path:.*}", files.answer)
    return app


async def start(app: web.Application, host: str, port: int) -> Server:
    """Listen. Raises AggregatorError when the address cannot be had."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handle_signals=False)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        is_taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
        remedy = (
            "choose another port with --port or serve.port (make run PORT=8081)" if is_taken else "is serve.host right?"
        )
        raise AggregatorError(f"cannot listen on {host}:{port}: {error.strerror or error}; {remedy}") from error
    address = runner.addresses[0] if runner.addresses else (host, port)
    with contextlib.suppress(IndexError, TypeError):
        port = int(address[1])
    shown = f"[{host}]" if ":" in host else host
    return Server(runner, f"http://{shown}:{port}/")
