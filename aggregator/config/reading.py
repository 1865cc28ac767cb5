"""YAML with places: a tree of values, each knowing its line, read by rules that set no traps.

Booleans are ``true`` and ``false`` alone (YAML 1.1 reads ``no`` as false), ``17:00`` is text, dates are text, a key may stand
once. Anchors and aliases are allowed within a bound; tags are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from aggregator.errors import ConfigError, Problem

MOST_BYTES = 1_048_576
MOST_NODES = 200_000
MOST_ALIASED = 10_000
MOST_DEPTH = 60

_INT = re.compile(r"^[-+]?(?:0|[1-9]\d{0,17})$")
_FLOAT = re.compile(r"^[-+]?(?:\d+\.\d*|\.\d+|\d+(?:\.\d*)?[eE][-+]?\d+)$")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")

Place = tuple[str, int, int]
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's values, and the place of each by its path. ``keys`` has the places of the keys of mappings."""

    file: str
    value: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place_of(self, path: Path_, *, key: bool = False) -> Place:
        """Where a path stands; where its nearest parent stands if it is not in the file."""
        if key and path in self.keys:
            return self.keys[path]
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return (self.file, 0, 0)


def read_document(path: Path, environ: Mapping[str, str]) -> Document:
    """Read a file. Raises ConfigError when there is nothing to go on with: no file, no YAML."""
    name = str(path)
    text = read_text(path, name)
    document = Document(name)
    try:
        check_events(text, name)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise ConfigError([syntax_problem(error, text, name)]) from error
    except yaml.YAMLError as error:
        raise ConfigError([Problem(name, 1, 1, "", f"not YAML: {' '.join(str(error).split())[:200]}")]) from error
    except RecursionError as error:
        raise ConfigError([Problem(name, 1, 1, "", "nested too deep")]) from error
    document.places[()] = (name, 1, 1)
    if node is not None:
        document.value = _Builder(document, environ).build(node, ())
    return document


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, name: str) -> str:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Problem(name, 0, 0, "", "there is no such file; `aggregator init` makes one")]) from None
    except OSError as error:
        raise ConfigError([Problem(name, 0, 0, "", f"cannot be read: {error.strerror}")]) from None
    if len(body) > MOST_BYTES:
        raise ConfigError([Problem(name, 0, 0, "", "is larger than 1 MB; move lists of sources to an OPML file")])
    encoding = "utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise ConfigError([Problem(name, line, 1, "", "is not UTF-8; save the file as UTF-8")]) from None
    for number, line_text in enumerate(text.splitlines(), 1):
        indent = line_text[: len(line_text) - len(line_text.lstrip())]
        if "\t" in indent and line_text.strip() and not line_text.lstrip().startswith("#"):
            column = indent.index("\t") + 1
            raise ConfigError([Problem(name, number, column, "", "a tab cannot indent YAML; use two spaces")])
    return text


def check_events(text: str, name: str) -> None:
    """Bounds on what a small file can blow up to, before anything is built of it."""
    depth = aliases = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        if depth > MOST_DEPTH or aliases > MOST_ALIASED or count > MOST_NODES:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ConfigError(
                [Problem(name, line, 1, "", "holds more, or deeper nested, values than any configuration needs")]
            )


class _Builder:
    """Nodes to values."""

    def __init__(self, document: Document, environ: Mapping[str, str]) -> None:
        self._document = document
        self._environ = environ
        self._count = 0

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self._count += 1
        place = (self._document.file, node.start_mark.line + 1, node.start_mark.column + 1)
        self._document.places[path] = place
        if self._count > MOST_NODES or len(path) > MOST_DEPTH:
            raise ConfigError([Problem(*place, "", "its aliases unfold to more values than any configuration needs")])
        if not str(node.tag).startswith("tag:yaml.org,2002:") or "python" in str(node.tag):
            self._complain(path, f"the tag {node.tag!r} has no meaning here; leave it out")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]
        return self._scalar(str(node.value), getattr(node, "style", None), path)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (self._document.file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self._document.problems.append(Problem(*place, shown(path), "a key must be a word"))
                continue
            key = str(key_node.value)
            if key == "<<":
                merged = self.build(value_node, (*path, key))
                for source in merged if isinstance(merged, list) else [merged]:
                    if isinstance(source, dict):
                        found = {**source, **found}
                continue
            if (*path, key) in self._document.keys:
                first = self._document.keys[(*path, key)][1]
                self._document.problems.append(
                    Problem(*place, shown((*path, key)), f"this key stands twice (first in line {first}); keep one")
                )
                continue
            self._document.keys[(*path, key)] = place
            found[key] = self.build(value_node, (*path, key))
        return found

    def _scalar(self, text: str, style: str | None, path: Path_) -> Any:
        if style in {"'", '"', "|", ">"}:
            return self._substituted(text, path)
        if text in {"", "~", "null", "Null", "NULL"}:
            return None
        if text in {"true", "True", "TRUE"}:
            return True
        if text in {"false", "False", "FALSE"}:
            return False
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            # Text beside the number: a version such as 1.10 must not become 1.1 where words are asked for.
            return _Number(text)
        return self._substituted(text, path)

    def _substituted(self, text: str, path: Path_) -> str:
        """``${NAME}`` from the environment, ``${NAME:-other}`` with a default; after parsing, so that no value can be YAML."""

        def value(match: re.Match[str]) -> str:
            name, default = match[1], match[2]
            found: str | None = self._environ.get(name, default)
            if found is None:
                self._complain(path, f"the environment has no {name}; set it, or write ${{{name}:-default}}")
                return ""
            return found

        return _VARIABLE.sub(value, text) if "${" in text else text

    def _complain(self, path: Path_, message: str) -> None:
        self._document.problems.append(Problem(*self._document.place_of(path), shown(path), message))


class _Number(float):
    """A decimal number that remembers how it was written."""

    def __new__(cls, text: str) -> _Number:
        made = super().__new__(cls, float(text))
        made.text = text
        return made

    text: str

    def __str__(self) -> str:
        return self.text


def shown(path: Path_) -> str:
    """``("sources", 3, "lang")`` → ``sources[3].lang``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def quoted_character(lines: list[str], line: int, column: int) -> str:
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return text[column - 1 : column] or "this character"


def syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """What the YAML parser says, and what people who see it have usually done."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    quoted = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    said = " ".join(str(error.problem or error).split())
    hints = {
        "mapping values are not allowed": 'a value with ": " in it needs quotes',
        "could not find expected ':'": "a colon and a space are missing after a key",
        "found character '@'": "a value that begins with @ needs quotes",
        "found character '`'": "a value that begins with a backquote needs quotes",
        "found character '%'": "a value that begins with % needs quotes",
        "found undefined alias": "a value that begins with * needs quotes",
        "did not find expected alphabetic": "a value that begins with * or & needs quotes",
        "cannot start any token": f"a value that begins with {quoted_character(lines, line, column)} needs quotes",
        "while scanning an alias": "a value that begins with * needs quotes",
        "did not find expected key": "the indentation does not fit the lines above, or a quote is missing",
        "did not find expected '-' indicator": "the indentation does not fit the list above",
        "found unexpected end of stream": "a quote or a bracket is not closed",
        "did not find expected ',' or": "a bracket is not closed, or a comma is missing",
    }
    hint = next((remedy for words, remedy in hints.items() if words in f"{said} {error.context or ''}"), "")
    message = f"not YAML: {said}"
    if hint:
        message += f"; {hint}"
    if quoted:
        message += f" [{quoted[:80]}]"
    return Problem(name, line, column, "", message)
