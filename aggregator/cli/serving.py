"""``run`` and ``serve``: what stays."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import find_private, read_config, read_figures
from aggregator.cli.options import config_option, say, set_up_logging
from aggregator.cli.polling import run_loop
from aggregator.poll import wall_clock

if TYPE_CHECKING:
    from aiohttp import web

_HOST = click.option("--host", help="Address to listen on. [default: serve.host of the configuration]")
_PORT = click.option("--port", type=click.IntRange(0, 65535), help="Port. [default: serve.port of the configuration]")


@click.command("run")
@click.option("--serve/--no-serve", "with_server", default=True, help="Serve the output directory. [default: serve]")
@_HOST
@_PORT
@config_option
def run_command(with_server: bool, host: str | None, port: int | None, config_path: Path) -> int:
    """Run the desk: poll on schedule, build after changes, issue the digest, serve the pages.

    Ends within seconds on SIGTERM or Ctrl-C. A changed configuration is taken up when it is valid; when it is not, the
    problems are printed and the desk goes on with the old one.
    """
    from aggregator.daemon import Daemon

    set_up_logging(min(logging.INFO, logging.getLogger().level))
    daemon = Daemon(config_path, with_server=with_server, host=host, port=port, say=say)
    run_loop(daemon.run())
    return 0


@click.command("serve")
@_HOST
@_PORT
@config_option
def serve_command(host: str | None, port: int | None, config_path: Path) -> int:
    """Serve the output directory and private feeds, and nothing else."""
    from aggregator.server import create_app
    from aggregator.server.metrics import figures_text, is_offered

    config = read_config(config_path)
    host = host or config.serve.host
    if not (config.publish_dir / "index.html").exists():
        say(f"note: nothing is built in {config.publish_dir} yet; `aggregator poll --build` does that")

    def metrics() -> str:
        return figures_text(read_figures(config, wall_clock()))

    offered = metrics if is_offered(config.serve.metrics, host) else None
    app = create_app(config.publish_dir, offered, site=config.site, private=partial(find_private, config))
    run_loop(serve(app, config.publish_dir, host, config.serve.port if port is None else port))
    return 0


async def serve(app: web.Application, directory: Path, host: str, port: int) -> None:
    """Serve until a signal comes."""
    from aggregator.server import start

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await start(app, host, port)
    say(f"serving {directory} on {server.url}  (Ctrl-C ends it)")
    try:
        await stop.wait()
    finally:
        await server.close()
