"""The press: writes what is published, and leaves alone what is made of the same things as the last time.

Files come in bundles. A bundle names everything its files depend on; while that is the same and the files are there, nobody
renders it. What it was made of is remembered after all its files were written, so that an interrupted build begins it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import OutputError
from aggregator.model import Artifact
from aggregator.publish.files import write_artifact
from aggregator.text.secrets import masked_bytes

if TYPE_CHECKING:
    from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that are made of the same things. ``made_of``: their ``repr`` says all that the bytes depend on.

    ``render`` gives the files, and an OutputError for each that cannot be made.
    """

    name: str  #: unique, and the same in every build
    made_of: tuple[object, ...]
    render: Callable[[], Iterable[Artifact | OutputError]]


@dataclass
class Press:
    """Writes the bundles of one build. ``full`` renders what is unchanged, too."""

    store: Store
    directory: Path
    secrets: frozenset[str]
    full: bool = False
    is_stopped: Callable[[], bool] = lambda: False
    written: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unchanged: int = 0
    _fresh: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)

    def run(self, bundles: Iterable[Bundle]) -> None:
        """Print bundles in their order, until there are no more or the build is stopped."""
        for bundle in bundles:
            if self.is_stopped():
                break
            self.print(bundle)
        self.store.stamps.keep(self._fresh)

    def print(self, bundle: Bundle) -> None:
        """Write the files of a bundle, unless they are there and made of the same things."""
        made_of = digest_of(bundle.made_of, sorted(self.secrets), str(self.directory))
        before, files = self._known.get(bundle.name, ("", {}))
        if not self.full and before == made_of and all(map(self._is_there, files, files.values())):
            self.unchanged += len(files)
            return
        failures, there = len(self.failed), {}
        for artifact in bundle.render():
            if isinstance(artifact, OutputError):
                self.failed.append(str(artifact))
                continue
            self.write(artifact)
            there[artifact.path] = len(self._masked(artifact).body)
            if self.is_stopped():
                return
        if len(self.failed) == failures:
            self._fresh[bundle.name] = (made_of, there)

    def write(self, artifact: Artifact) -> bool:
        """Write one file, unless it is there byte for byte; says whether it is there now."""
        artifact = self._masked(artifact)
        try:
            if write_artifact(self.directory, artifact):
                self.written.append(artifact.path)
            else:
                self.unchanged += 1
        except OutputError as error:
            self.failed.append(str(error))
            return False
        return True

    def _masked(self, artifact: Artifact) -> Artifact:
        """Without secrets that found their way into it."""
        return replace(artifact, body=masked_bytes(artifact.body, self.secrets)) if self.secrets else artifact

    def _is_there(self, path: str, size: int) -> bool:
        try:
            return (self.directory / path).stat().st_size == size
        except OSError:
            return False

    @cached_property
    def _known(self) -> dict[str, tuple[str, dict[str, int]]]:
        return self.store.stamps.all()


def digest_of(*things: object) -> str:
    """A hash of things by their ``repr``: the same again in every process."""
    return hashlib.blake2b(repr(things).encode(), digest_size=12).hexdigest()


@cache
def stamp_of_code() -> str:
    """Changes when the program does, also where its version stays."""
    return stamp_of(Path(__file__).parent)


def stamp_of(*folders: Path | None) -> str:
    """Changes when a file of these folders does."""
    files = (path for folder in folders if folder for path in sorted(folder.rglob("*.*")))
    stats = [(path.name, (found := path.stat()).st_mtime_ns, found.st_size) for path in files if path.suffix != ".pyc"]
    return digest_of(stats)
