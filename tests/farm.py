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


def create_farm(feeds: int, entries: int) -> web.Application:
    """The server."""
    bodies = [feed(number, entries) for number in range(feeds)]

    async def answer(request: web.Request) -> web.Response:
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


async def serve(feeds: int, entries: int) -> None:
    runner = web.AppRunner(create_farm(feeds, entries), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


@contextlib.contextmanager
def running_farm(feeds: int, entries: int = 40) -> Iterator[int]:
    """A farm in a process of its own; gives its port."""
    argv = [sys.executable, "-m", "tests.farm", "--feeds", str(feeds), "--entries", str(entries)]
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
    chosen = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(chosen.feeds, chosen.entries))
