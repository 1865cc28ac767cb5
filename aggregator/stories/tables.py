"""The tables of this station: text made to be edited by people, read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


def lines_of(name: str) -> Iterator[tuple[str, str, str]]:
    """The lines of a table as (section, first word, the rest). Comments and empty lines are left out."""
    section = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            continue
        head, _, rest = line.partition(" ")
        yield section, head, rest
