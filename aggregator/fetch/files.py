"""``file:`` addresses: for trying things offline, and for what other programs leave on this machine. From the configuration only."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aggregator.model import Fetched, FetchFailed, FetchRequest, FetchResult, NotModified, State, Validators


def read_file(request: FetchRequest, limit: int) -> FetchResult:
    """The file's content, or "not modified" by its time and size. Blocks; call it in a thread."""
    path = Path(url2pathname(urlsplit(request.url).path))
    try:
        status = path.stat()
        etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        if request.validators.etag == etag:
            return NotModified(request.url, MappingProxyType({}), Validators(etag), requests=0)
        if not path.is_file():
            return FetchFailed(request.url, State.FAILING, f"{path} is not a file", is_soft=False, requests=0)
        if status.st_size > limit:
            return FetchFailed(
                request.url, State.FAILING, f"{path} is larger than {limit // 1_000_000} MB", is_soft=False, requests=0
            )
        body = path.read_bytes()
    except FileNotFoundError:
        return FetchFailed(request.url, State.NOT_FOUND, f"there is no file {path}", requests=0)
    except (OSError, ValueError) as error:
        return FetchFailed(
            request.url, State.FAILING, f"{path} cannot be read: {getattr(error, 'strerror', error)}", requests=0
        )
    if not body.strip():
        return FetchFailed(request.url, State.FAILING, f"{path} is empty", requests=0)
    return Fetched(request.url, 200, MappingProxyType({}), body, Validators(etag), requests=0)
