"""Private feeds: who knows the address gets them, and nobody else hears that they are there."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from aggregator.errors import AggregatorError
from aggregator.model import PrivateFeed
from aggregator.server.files import MEDIA_TYPES, StoredFile, answer_of

log = logging.getLogger(__name__)

#: Only what can be an address is looked up.
ROUTE = r"/private/{token:[A-Za-z0-9_-]{16,64}}.{form:atom|rss|json}"
#: Nothing on the way may keep it, find it or pass it on.
HEADERS = {
    "Cache-Control": "private, max-age=900",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_MEDIA = {"atom": MEDIA_TYPES[".atom"], "rss": MEDIA_TYPES[".rss"], "json": "application/feed+json; charset=utf-8"}

#: Gives the document at a token and a format, in a thread; "gone" for an address that was one of ours.
Find = Callable[[str, str], "PrivateFeed | str | None"]


@dataclass(frozen=True, slots=True)
class PrivateFeeds:
    """Answers GET and HEAD. ``missing``: what the server says of any address that it does not know."""

    find: Find
    missing: Callable[[], Awaitable[web.Response]]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The document, 410 for a revoked address, else the same as for any address that leads nowhere."""
        try:
            found = await asyncio.to_thread(self._stored, request.match_info["token"], request.match_info["form"])
        except AggregatorError as error:
            log.warning("a private feed cannot be read: %s", error)
            return web.Response(
                status=503, text="the store cannot be read\n", headers={**HEADERS, "Cache-Control": "no-store"}
            )
        if found is None:
            return await self.missing()
        if isinstance(found, str):
            return web.Response(status=410, text="gone\n", headers={**HEADERS, "Cache-Control": "no-store"})
        return answer_of(request, found, HEADERS, _MEDIA[request.match_info["form"]])

    def _stored(self, token: str, form: str) -> StoredFile | str | None:
        found = self.find(token, form)
        if not isinstance(found, PrivateFeed):
            return found
        digest = hashlib.blake2b(found.body, digest_size=12).hexdigest()
        packed = gzip.compress(found.body, 6, mtime=0)
        return StoredFile(found.body, packed, digest, found.modified.replace(microsecond=0), (0, len(found.body)))
