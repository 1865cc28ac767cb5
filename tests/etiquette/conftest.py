"""What both tables need: a publisher, and one parser for all cases of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from aggregator.parse.worker import Parser, open_parser
from tests.servers import Publisher


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def parser() -> AsyncIterator[Parser]:
    async with open_parser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running
