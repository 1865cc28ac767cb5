"""``file:`` addresses: for trying things offline, and for what other programs leave on this machine. From the configuration only."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aggregator.model import Fetched, FetchFailed, FetchRequest, FetchResult, NotModified, State, Validators


def read_file(request: FetchRequest, limit: int) -> FetchResult:
    """The file's content, at most ``limit`` bytes, or "not modified" by its time and size. Blocks; call it in a thread.

    Reasons name the file and not its folder: they are published.
    """
    path = Path(url2pathname(urlsplit(request.url).path))
    try:
        status = path.stat()
        if not path.is_file():
            return _failed(request, f"{path.name} is not a file", is_soft=False)
        etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        if request.validators.etag == etag:
            return NotModified(request.url, MappingProxyType({}), Validators(etag), requests=0)
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except FileNotFoundError:
        return _failed(request, f"there is no file {path.name}", state=State.NOT_FOUND)
    except (OSError, ValueError) as error:
        return _failed(request, f"{path.name} cannot be read: {getattr(error, 'strerror', error)}")
    if len(body) > limit:
        return _failed(request, f"{path.name} is larger than {limit:,} bytes", is_soft=False)
    if not body.strip():
        return _failed(request, f"{path.name} is empty")
    return Fetched(request.url, 200, MappingProxyType({}), body, Validators(etag), requests=0)


def _failed(request: FetchRequest, reason: str, *, state: State = State.FAILING, is_soft: bool = True) -> FetchFailed:
    return FetchFailed(request.url, state, reason, is_soft, requests=0)
