"""A farm of made-up feeds on loopback: deterministic documents with ETags, for kill tests and benchmarks.

``python -m tests.farm --feeds 200`` prints its port and serves ``/0.xml`` … until it is ended.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

ROOT = Path(__file__).parents[1]
NEWEST = datetime(2026, 1, 14, 12, tzinfo=UTC)
WORDS = (
    "border", "railway", "minister", "harvest", "pipeline", "election", "bridge", "talks", "Georgia", "Armenia", "tariff", "storm",
    "harbour", "school", "budget", "court", "Azerbaijan", "Turkey", "visit", "power", "parliament", "protest", "Россия", "граница",
    "министр", "сделка", "хлеб", "მთავრობა", "საზღვარი", "ხელისუფლება",
)  # fmt: skip


def feed(number: int, entries: int = 40) -> bytes:
    """Feed ``number``: RSS 2.0 with full texts, about a kilobyte an entry."""
    dice = random.Random(number)
    items = []
    for place in range(entries):
        title = " ".join(dice.choices(WORDS, k=8))
        text = " ".join(dice.choices(WORDS, k=90))
        date = (NEWEST - timedelta(minutes=7 * place + number % 60)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        address = f"https://outlet-{number}.example/story/{place}"
        body = escape(f'<p>{text}</p><p><a href="/more">more</a></p>')
        items.append(
            f"<item><title>{escape(title)}</title><link>{address}</link><guid>{address}</guid><pubDate>{date}</pubDate>"
            f"<dc:creator>Desk {number}</dc:creator><category>news</category>"
            f"<description>{body}</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Outlet {number}</title><link>https://outlet-{number}.example/</link><description>Made up</description>"
        f"<language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


def create_farm(feeds: int, entries: int, dead: int = 0) -> web.Application:
    """The server. The first ``dead`` of its addresses, 127.0.0.1 and on, take requests and never answer."""
    bodies = [feed(number, entries) for number in range(feeds)]
    silent = {f"127.0.0.{number + 1}" for number in range(dead)}

    async def answer(request: web.Request) -> web.Response:
        if request.host.split(":")[0] in silent:
            await asyncio.Event().wait()
        number = int(request.match_info["number"])
        etag = f'"{number}-1"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=bodies[number], content_type="application/rss+xml", charset="utf-8", headers={"ETag": etag}
        )

    app = web.Application()
    app.router.add_get(r"/{number:\d+}.xml", answer)
    return app


async def serve(feeds: int, entries: int, hosts: int = 1, dead: int = 0) -> None:
    """Listen on one port of ``hosts`` loopback addresses, until ended."""
    runner = web.AppRunner(create_farm(feeds, entries, dead), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    port = 0
    for number in range(hosts):
        await web.TCPSite(runner, f"127.0.0.{number + 1}", port).start()
        port = runner.addresses[0][1]
    print(port, flush=True)
    await asyncio.Event().wait()


@contextlib.contextmanager
def running_farm(feeds: int, entries: int = 40, hosts: int = 1, dead: int = 0) -> Iterator[int]:
    """A farm in a process of its own; gives its port."""
    figures = {"--feeds": feeds, "--entries": entries, "--hosts": hosts, "--dead": dead}
    argv = [sys.executable, "-m", "tests.farm", *(str(part) for pair in figures.items() for part in pair)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def write_config(folder: Path, port: int, feeds: int, *, extra: str = "") -> Path:
    """A configuration that polls the whole farm as fast as it can be had."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = "".join(
        f"  - {{id: feed-{number}, url: 'http://127.0.0.1:{port}/{number}.xml'}}\n" for number in range(feeds)
    )
    config = folder / "config.yaml"
    config.write_text(
        f"sources:\n{sources}http:\n  allow_private: true\n  host_delay: 0\n  per_host: 32\n{extra}", encoding="utf-8"
    )
    return config


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--entries", type=int, default=40)
    options.add_argument("--hosts", type=int, default=1)
    options.add_argument("--dead", type=int, default=0)
    chosen = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(chosen.feeds, chosen.entries, chosen.hosts, chosen.dead))
