"""The index of the search: made anew when a page that is in it has changed, by a program of its own, in a process of its own."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aggregator.edition import Edition
from aggregator.errors import OutputError
from aggregator.model import Artifact
from aggregator.press import Bundle
from aggregator.publish.search import ASIDE, FOLDER, PAGES, remove_others, searched_pages, used_files

#: What making an index may take.
SECONDS = 120
_MEDIA_TYPES = {".js": "text/javascript", ".json": "application/json"}


@dataclass
class SearchRoom:
    """Makes the index of one build, out of the pages that it has written."""

    edition: Edition
    is_stopped: Callable[[], bool]

    @property
    def directory(self) -> Path:
        return self.edition.config.publish_dir

    def index(self) -> Bundle:
        """The files of the index. Ask for it when the pages are there."""
        pages = tuple(searched_pages(self.directory))
        return Bundle("search", (self._version, self._language, pages), lambda: self._files(has_pages=bool(pages)))

    @property
    def _language(self) -> str:
        """One index for all pages, whatever language the site had when one of them was made."""
        return self.edition.config.site.language.split("-")[0].lower()

    @property
    def _version(self) -> str:
        from importlib.metadata import version

        return version("pagefind_bin")

    def _files(self, *, has_pages: bool) -> Iterator[Artifact | OutputError]:
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder)
            try:
                if has_pages:
                    run_pagefind(self.directory, index, self._language, self.is_stopped)
            except OutputError as error:
                yield error
                return
            kept = {f"{FOLDER}/{path.relative_to(index).as_posix()}": path for path in used_files(index)}
            for name, path in kept.items():
                media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
                yield Artifact(name, media_type, path.read_bytes())
            remove_others(self.directory, set(kept))


def run_pagefind(site: Path, index: Path, language: str, is_stopped: Callable[[], bool]) -> None:
    """Make the index of a site. Raises OutputError when the program fails, takes too long, or the build is stopped."""
    from pagefind_bin import get_executable

    command = [
        str(get_executable()), "--site", str(site), "--output-path", str(index), "--glob", PAGES, "--force-language", language,
        "--exclude-selectors", ", ".join(ASIDE), "--silent",
    ]  # fmt: skip
    deadline = time.monotonic() + SECONDS
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, cwd=index, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as process,  # noqa: S603 - no shell
    ):
        while process.poll() is None:
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                if is_stopped() or time.monotonic() > deadline:
                    process.kill()
                    why = "since the desk ends" if is_stopped() else f"after {SECONDS} s"
                    raise OutputError(f"search: making the index was ended {why}") from None
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise OutputError(
            f"search: pagefind ended with {process.returncode}: {lines[-1] if lines else 'it said nothing'}"
        )
