"""Parsing in a child: it reads what the parent would, it can be killed, and it takes nobody with it."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from aggregator.errors import ParseError
from aggregator.parse.worker import open_parser
from tests import farm

#: feedparser needs minutes for an element with as many attributes.
SLOW = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><item '
    + b" ".join(b'a%d="x"' % n for n in range(100_000))
    + b"></item></channel></rss>"
)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


@pytest.mark.slow
async def test_a_document_that_burns_is_given_up_and_the_next_one_is_read() -> None:
    async with open_parser(workers=1, timeout=3) as parser:
        with pytest.raises(ParseError, match=r"longer than 3 s|too much"):
            await parser.parse("feed", SLOW, "https://desk.example/", {})

        feed = await parser.parse("feed", farm.feed(1, 3), "https://desk.example/", {})

    assert len(feed.entries) == 3
    assert children() == []


@pytest.mark.slow
async def test_a_child_that_dies_is_replaced() -> None:
    async with open_parser(workers=1) as parser:
        await parser.parse("feed", farm.feed(1, 3), "https://desk.example/", {})
        for child in children():
            os.kill(child.pid, signal.SIGKILL)
        feed = None
        for _ in range(3):
            try:
                feed = await parser.parse("feed", farm.feed(2, 3), "https://desk.example/", {})
                break
            except ParseError:
                continue

    assert feed is not None
    assert len(feed.entries) == 3


async def test_what_the_child_refuses_reaches_the_parent_with_its_word() -> None:
    async with open_parser(workers=1) as parser:
        with pytest.raises(ParseError, match="web page") as caught:
            await parser.parse("feed", b"<html><body>x</body></html>", "https://desk.example/", {})
    assert caught.value.state == "not a feed"
