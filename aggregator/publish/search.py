"""Search in the reader's browser: which pages are in its index, which files it is made of, what its page may do."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from aggregator.errors import OutputError

NOT_INSTALLED = "`search: true` needs an extra: pip install 'aggregator[search]'; the site has no search without it"
#: The page and its script, and the folder of the index.
PLACE, SCRIPT, FOLDER = "search/", "search.js", "pagefind"
#: What the page of search may do beyond what all may, as a browser is told.
POLICY = "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
#: Which pages are read: those of days, of what a day had no room for, of stories.
PAGES = "{[0-9][0-9][0-9][0-9]/**/index.html,story/*/index.html}"
#: What stands on them beside the news.
ASIDE = ("nav", ".aside", ".subscribe", "svg")
ENTRY = "pagefind-entry.json"
_PAGE = re.compile(r"(?:[0-9]{4}/[0-9]{2}/[0-9]{2}/(?:[a-z0-9-]+/)?|story/[0-9a-f]+/)index\.html")
#: The program's own pages are not ours, and nobody asks for them.
_USED = re.compile(r"pagefind(-worker)?\.js|pagefind-entry\.json|.+\.(pagefind|pf_\w+)")


def is_installed() -> bool:
    """Whether there is a program that makes the index."""
    return importlib.util.find_spec("pagefind_bin") is not None


def is_searched(path: str) -> bool:
    """Whether a page is in the index."""
    return _PAGE.fullmatch(path) is not None


def searched_pages(directory: Path) -> Iterator[tuple[str, int, int]]:
    """Every page that is in the index as it lies on the disk: its path, the time of its last change, its size."""
    for folder in sorted((*directory.glob("[0-9][0-9][0-9][0-9]"), directory / "story")):
        for path in sorted(folder.rglob("index.html")):
            name, status = path.relative_to(directory).as_posix(), path.stat()
            if is_searched(name):
                yield name, status.st_mtime_ns, status.st_size


def used_files(index: Path) -> list[Path]:
    """The files of an index that a browser asks for; the one that names the others is the last."""
    found = (path for path in sorted(index.rglob("*")) if path.is_file() and _USED.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name == ENTRY)


def remove_search(directory: Path) -> None:
    """Take the page and its index out of the output directory. Raises OutputError."""
    try:
        for folder in (directory / FOLDER, directory / PLACE):
            if folder.is_dir():
                shutil.rmtree(folder)
        (directory / SCRIPT).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {error.filename}: {error.strerror or error}") from error


def remove_others(directory: Path, kept: set[str]) -> None:
    """Take out what is left of an index before this one."""
    for path in sorted((directory / FOLDER).rglob("*"), reverse=True):
        if path.is_file() and os.fspath(path.relative_to(directory)) not in kept:
            path.unlink(missing_ok=True)
