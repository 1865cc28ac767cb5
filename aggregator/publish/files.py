"""Artifacts on disk: a file is the old one or the new one, never half of either, and equal bytes are not written."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from pathlib import Path, PurePosixPath

from aggregator.errors import OutputError
from aggregator.model import Artifact

_TEMPORARY = re.compile(r"\.aggregator-[0-9a-f]{16}\.tmp")


def write_artifact(directory: Path, artifact: Artifact) -> bool:
    """Put an artifact below the output directory; False when it is there already, byte for byte.

    The bytes go to a temporary file in the target's own folder, to the disk, and only then to the name, which is one
    step for whoever reads. Mode 0644 less the umask. Raises OutputError, naming the file, when it cannot be written
    or its path leads out of the directory; what stood there before is untouched then.
    """
    target = directory / safe_path(artifact.path)
    try:
        if _holds(target, artifact.body):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, artifact.body)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error
    return True


def safe_path(path: str) -> PurePosixPath:
    """The path if it stays below where it is put. Raises OutputError for any other."""
    parts = path.split("/")
    if not all(parts) or {".", ".."} & set(parts) or re.search(r"[\x00-\x1f\\:]", path):
        raise OutputError(f"{path!r} is no path below the output directory")
    return PurePosixPath(path)


def remove_feed(directory: Path, name: str) -> bool:
    """Take a feed out of the output directory, with its archive; says whether there was one. Raises OutputError."""
    folder = directory / "feeds"
    files = [path for form in ("atom", "rss", "json") if (path := folder / f"{name}.{form}").exists()]
    archive = folder / name
    try:
        for path in files:
            path.unlink()
        if archive.is_dir():
            shutil.rmtree(archive)
            return True
    except OSError as error:
        raise OutputError(f"cannot remove {error.filename}: {error.strerror or error}") from error
    return bool(files)


def remove_leftovers(directory: Path) -> int:
    """Remove temporary files that a killed run left behind; returns how many. Call it before the first write."""
    removed = 0
    for folder, _, names in os.walk(directory):
        for name in filter(_TEMPORARY.fullmatch, names):
            leftover = Path(folder) / name
            try:
                leftover.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"cannot remove {leftover}: {error.strerror or error}") from error
            removed += 1
    return removed


def _holds(target: Path, body: bytes) -> bool:
    try:
        return target.stat().st_size == len(body) and target.read_bytes() == body
    except FileNotFoundError:
        return False


def _replace(target: Path, body: bytes) -> None:
    temporary = target.parent / f".aggregator-{secrets.token_hex(8)}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """A rename is safe once its folder is on the disk; Windows knows no such thing and refuses to open one."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
