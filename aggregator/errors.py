"""Every error the program raises on purpose.

AggregatorError
├── ConfigError(problems)      the configuration cannot be used; all problems at once, each with its place
├── SourceError                one source failed; becomes a report, the others go on
│   ├── FetchError             nothing usable came back from the network or the file
│   └── ParseError             something came back, but it is no feed we can read
├── StoreError                 the store cannot be opened, read or written; stops with one line
└── OutputError                an output could not be written; the others go on

Anything else that is raised is a bug: it is logged with its source, reported as ``crashed`` and ends in exit code 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AggregatorError(Exception):
    """Root of all errors with a message made for people."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a configuration file, with its place.

    ``line`` and ``column`` count from 1; 0 means the place is not known. ``path`` is the way into the file as a
    person would write it, ``sources[3].lang``. ``level`` is ``error`` or ``warning``.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    level: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f" {self.path}:" if self.path else ""
        kind = " warning:" if self.level == "warning" else ""
        return f"{place}:{kind}{path} {self.message}"


class ConfigError(AggregatorError):
    """The configuration cannot be used. ``problems`` holds every one that was found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SourceError(AggregatorError):
    """One source failed."""


class FetchError(SourceError):
    """The document could not be fetched."""


class ParseError(SourceError):
    """The document could not be read as a feed.

    ``state`` is the health word that describes it best: ``not a feed`` or ``cannot parse``.
    """

    def __init__(self, message: str, state: str = "cannot parse") -> None:
        super().__init__(message)
        self.state = state


class StoreError(AggregatorError):
    """The store cannot be used; the message names the file and the remedy."""


class OutputError(AggregatorError):
    """An output could not be written."""
