"""``config.d/``: more files beside the configuration, joined in the order of their names.

Mappings are merged, lists are appended, and a value that two files set is an error: nobody could tell which one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aggregator.config.reading import Document, Path_, read_document, shown
from aggregator.errors import ConfigError, Problem


def read_documents(path: Path, environ: Mapping[str, str]) -> Document:
    """The configuration with everything in the ``config.d`` folder beside it."""
    document = read_document(path, environ)
    problems: list[Problem] = []
    for other in sorted((path.parent / "config.d").glob("*.y*ml")):
        try:
            added = read_document(other, environ)
        except ConfigError as error:
            problems.extend(error.problems)
            continue
        document.problems.extend(added.problems)
        if added.value is None:
            continue
        if document.value is None:
            document.value = {}
        if not isinstance(document.value, dict) or not isinstance(added.value, dict):
            document.problems.append(Problem(str(other), 1, 1, "", "must be a mapping (key: value)"))
            continue
        _merge(document, document.value, added, added.value, (), ())
    if problems:
        raise ConfigError([*document.problems, *problems])
    return document


def _merge(
    into: Document, target: dict[str, Any], other: Document, source: dict[str, Any], path: Path_, origin: Path_
) -> None:
    for key, value in source.items():
        here, there = (*path, key), (*origin, key)
        if key not in target:
            target[key] = value
            _take_places(into, other, there, here, value)
        elif isinstance(value, dict) and isinstance(target[key], dict):
            _merge(into, target[key], other, value, here, there)
        elif isinstance(value, list) and isinstance(target[key], list):
            for number, member in enumerate(value):
                _take_places(into, other, (*there, number), (*here, len(target[key])), member)
                target[key].append(member)
        elif value is None:
            continue
        elif target[key] is None:
            target[key] = value
            _take_places(into, other, there, here, value)
        else:
            place = other.place_of(there, key=True)
            first = into.place_of(here, key=True)
            into.problems.append(Problem(*place, shown(here), f"is set in {first[0]}, line {first[1]}, too; keep one"))


def _take_places(into: Document, other: Document, there: Path_, here: Path_, value: Any) -> None:
    """The places of a value and all below it, under the path it has after the merge."""
    for source, target in ((other.places, into.places), (other.keys, into.keys)):
        if there in source:
            target[here] = source[there]
    if there in other.written:
        into.written[here] = other.written[there]
    if there in other.filled:
        into.filled[here] = other.filled[there]
    if value is None:
        into.empty.append(here)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, member in members:
        _take_places(into, other, (*there, part), (*here, part), member)
