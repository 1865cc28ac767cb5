"""Files over HTTP: media types, strong validators, 304, gzip (RFC 9110)."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from aggregator.publish.search import PLACE, POLICY

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".json": "application/json",
}
_PACKED = {".html", ".css", ".svg", ".js", ".txt", ".xml", ".atom", ".rss", ".opml", ".json"}
_MOST_CACHED = 32_000_000
_FEED_AGE, _PAGE_AGE = 900, 300
CSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was read: kept as long as its time and size stay."""

    body: bytes
    packed: bytes | None
    digest: str
    modified: datetime
    stamp: tuple[int, int]


class FileServer:
    """Answers GET and HEAD with the files of one directory. ``links`` gives the Link field of a path, where it has one."""

    def __init__(self, directory: Path, links: Callable[[str], str | None] = lambda _path: None) -> None:
        self._root = directory.resolve()
        self._links = links
        self._cache: OrderedDict[Path, StoredFile] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The file at a path, its redirect, or the page that says there is none."""
        path = request.match_info["path"]
        target, file = await asyncio.to_thread(self._find, path)
        if target is not None and file is not None:
            return self._respond(request, target, file)
        if target is not None:
            query = f"?{request.query_string}" if request.query_string else ""
            return web.Response(status=308, headers={"Location": f"{quote(path.rsplit('/', 1)[-1])}/{query}"})
        return await self.missing()

    def _find(self, path: str) -> tuple[Path | None, StoredFile | None]:
        """The file that a path means; the folder alone where the path lacks its slash; nothing where there is nothing."""
        target = self._target(path)
        if target is None:
            return None, None
        if is_folder(target):
            if path and not path.endswith("/"):
                return target, None
            target /= "index.html"
        elif path.endswith("/"):
            return None, None
        file = self._read(target)
        return (target, file) if file is not None else (None, None)

    def _target(self, path: str) -> Path | None:
        """The file a path means, or None for one that is none of ours: hidden, outside, or beyond a link that leads out."""
        parts = path.split("/")
        if "\0" in path or "\\" in path or any(part.startswith(".") for part in parts):
            return None
        try:
            target = (self._root / path.strip("/")).resolve() if path.strip("/") else self._root
        except (OSError, ValueError, RuntimeError):  # names too long, links in a circle
            return None
        return target if target == self._root or self._root in target.parents else None

    def _read(self, target: Path) -> StoredFile | None:
        """The file as it is now. Runs in threads, several at a time."""
        try:
            if not target.is_file():
                return None
            with target.open("rb") as stream:
                # Of the file that was opened: another may have been moved to its place since.
                status = os.fstat(stream.fileno())
                stamp = (status.st_mtime_ns, status.st_size)
                cached = self._cached(target, stamp)
                if cached is not None:
                    return cached
                body = stream.read()
            modified = datetime.fromtimestamp(int(status.st_mtime), UTC)
        except (OSError, ValueError, OverflowError):
            return None
        packed = gzip.compress(body, 6, mtime=0) if target.suffix in _PACKED and len(body) > 500 else None
        file = StoredFile(body, packed, hashlib.blake2b(body, digest_size=12).hexdigest(), modified, stamp)
        self._keep(target, file)
        return file

    def _cached(self, target: Path, stamp: tuple[int, int]) -> StoredFile | None:
        with self._lock:
            cached = self._cache.get(target)
            if cached is None or cached.stamp != stamp:
                return None
            self._cache.move_to_end(target)
            return cached

    def _keep(self, target: Path, file: StoredFile) -> None:
        with self._lock:
            old = self._cache.pop(target, None)
            self._size += weight(file) - (weight(old) if old else 0)
            self._cache[target] = file
            while self._size > _MOST_CACHED and self._cache:
                _, dropped = self._cache.popitem(last=False)
                self._size -= weight(dropped)

    async def missing(self) -> web.Response:
        """The page for an address that leads nowhere."""
        page = await asyncio.to_thread(self._read, self._root / "404.html")
        headers = {"Content-Type": MEDIA_TYPES[".html"], **security_headers(".html")}
        return web.Response(
            status=404,
            body=page.body if page else b"<!doctype html><title>Not found</title><p>Not found",
            headers=headers,
        )

    def _respond(self, request: web.Request, target: Path, file: StoredFile) -> web.Response:
        age = _FEED_AGE if "feeds" in target.parts and target.suffix != ".html" else _PAGE_AGE
        headers = {"Cache-Control": f"public, max-age={age}", **security_headers(target.suffix)}
        name = target.relative_to(self._root).as_posix()
        if name.startswith(PLACE) and target.suffix == ".html":
            headers["Content-Security-Policy"] += POLICY
        if links := self._links(name):
            headers["Link"] = links
        return answer_of(request, file, headers, media_type(target))


def answer_of(request: web.Request, file: StoredFile, headers: dict[str, str], content_type: str) -> web.Response:
    """The file with strong validators, packed for those who take that; 304 for those who have it."""
    is_packed = file.packed is not None and accepts_gzip(request.headers.get("Accept-Encoding", ""))
    etag = f'"{file.digest}-gz"' if is_packed else f'"{file.digest}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(file.modified, usegmt=True), **headers}
    if file.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if is_unchanged(request, file):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = content_type
    if is_packed and file.packed is not None:
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=file.packed, headers=headers)
    return web.Response(body=file.body, headers=headers)


def is_folder(target: Path) -> bool:
    try:
        return target.is_dir()
    except (OSError, ValueError):  # a name longer than any file's
        return False


def media_type(target: Path) -> str:
    """The media type of a file; JSON among the feeds is a JSON Feed."""
    if target.suffix == ".json" and target.parent.name == "feeds":
        return "application/feed+json; charset=utf-8"
    if target.name == "feed.xml":
        return MEDIA_TYPES[".atom"]
    return MEDIA_TYPES.get(target.suffix, "application/octet-stream")


def security_headers(suffix: str) -> dict[str, str]:
    headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    if suffix in {".html", ".svg"}:
        headers["Content-Security-Policy"] = CSP
    return headers


def is_unchanged(request: web.Request, file: StoredFile) -> bool:
    """Whether the asker has this version: by ETag where it sends one (RFC 9110, 13.2.2), else by date."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        known = {
            tag.strip().removeprefix("W/").strip('"').removesuffix("-gz").removesuffix("-gzip")
            for tag in tags.split(",")
        }
        return "*" in known or file.digest in known
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except (ValueError, TypeError, IndexError):
        return False
    return file.modified <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def accepts_gzip(header: str) -> bool:
    """Whether gzip is offered, by name or by ``*``, and not refused with ``q=0`` (RFC 9110, 12.5.3)."""
    offered: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, rest = part.partition(";")
        quality = rest.replace(" ", "").removeprefix("q=")
        offered[name.strip()] = not (rest.strip() and quality.replace(".", "").strip("0") == "")
    return offered.get("gzip", offered.get("x-gzip", offered.get("*", False)))


def weight(file: StoredFile) -> int:
    return len(file.body) + len(file.packed or b"")
