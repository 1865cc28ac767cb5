"""YAML with places: a tree of values, each knowing its line, read by rules that set no traps.

Booleans are ``true`` and ``false`` alone (YAML 1.1 reads ``no`` as false), ``17:00`` is text, dates are text, a key may stand
once. Anchors and aliases are allowed within a bound; tags are not. ``${NAME}`` is filled in after parsing, in values alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from aggregator.config.syntax import syntax_error, text_from
from aggregator.errors import ConfigError, Problem
from aggregator.text.secrets import SHORTEST

MOST_BYTES = 1_048_576
MOST_NODES = 200_000  #: in a file
MOST_ALIASED = 10_000  #: that aliases may add to what is written
MOST_DEPTH = 60

_INT = re.compile(r"^[-+]?(?:0|[1-9]\d{0,17})$")
_FLOAT = re.compile(r"^[-+]?(?:\d+\.\d*|\.\d+|\d+(?:\.\d*)?[eE][-+]?\d+)$")
_VARIABLE = re.compile(r"\$(\$\{)|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?")
_VARIABLE_NAMED = re.compile(r"\$\{[^}]*\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CUT_OFF = re.compile(r"[^\S\n]+(#[^\s#!][^\n]*)")
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")
)

Place = tuple[str, int, int]
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's values, and the place of each by its path.

    ``keys`` has the places of the keys of mappings, ``written`` the text of values that ``${NAME}`` filled in (what the
    environment says is not shown), ``empty`` the paths of values that are not there.
    """

    file: str
    value: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    written: dict[Path_, str] = field(default_factory=dict)
    filled: dict[Path_, list[str]] = field(default_factory=dict)  #: what the environment gave for them
    empty: list[Path_] = field(default_factory=list)

    def place_of(self, path: Path_, *, key: bool = False) -> Place:
        """Where a path stands; where its nearest parent stands if it is not in the file."""
        if key and (written := self.as_written(path)) in self.keys:
            return self.keys[written]
        return self.places.get(self.path_in_file(path), (self.file, 0, 0))

    def path_in_file(self, path: Path_) -> Path_:
        """The path as the file has it: one value may stand for a list of one, and a list for ``any`` of its members."""
        found: Path_ = ()
        for part in path:
            if (*found, part) in self.places:
                found = (*found, part)
            elif not isinstance(part, int) and part != "any":
                break
        return found

    def without_secrets(self, path: Path_, message: str) -> str:
        """The message with what the environment filled in shown as it is written in the file."""
        spot = self.path_in_file(path)
        written = self.written.get(spot)
        value = self.value
        for part in spot if written else ():
            value = member(value, part)
        if written is None or not isinstance(value, str) or not value.strip() or value in written:
            return message
        quoted = repr(value)
        return message.replace(quoted, repr(written)) if quoted in message else message.replace(value, written)

    def secrets(self) -> frozenset[str]:
        """What the environment filled into sources and into how they are fetched: keys, passwords, proxies."""
        secret = {("sources",), ("http",), ("mail", "password")}
        held = (values for path, values in self.filled.items() if {path[:1], path[:2]} & secret)
        return frozenset(value for values in held for value in values if len(value) >= SHORTEST)

    def address_without_secrets(self, number: int) -> str | None:
        """The address of a source without what the environment filled in; None where it filled in nothing."""
        written = self.written.get(self.path_in_file(("sources", number, "url")))
        return _VARIABLE_NAMED.sub("", written) if written is not None else None

    def as_written(self, path: Path_) -> Path_:
        """The path without the steps that the file leaves out: ``any`` over a list, the list around a single value."""
        found: Path_ = ()
        for part in path:
            is_list = (*found, 0) in self.places
            is_left_out = is_list if part == "any" else isinstance(part, int) and not is_list
            if (*found, part) in self.places or not is_left_out:
                found = (*found, part)
        return found


def member(value: Any, part: str | int) -> Any:
    """What stands at one step of a path; None where there is nothing."""
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def read_document(path: Path, environ: Mapping[str, str]) -> Document:
    """Read a file. Raises ConfigError when there is nothing to go on with: no file, no YAML."""
    name = str(path)
    text = read_text(path, name)
    document = Document(name)
    try:
        check_events(text, name)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise syntax_error(error, text, name) from error
    document.places[()] = (name, 1, 1)
    if node is not None:
        document.value = _Builder(document, environ, text).build(node, ())
    return document


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, name: str) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ConfigError([Problem(name, 0, 0, "", "is no file; name the configuration file itself")])
        with path.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError([Problem(name, 0, 0, "", "there is no such file; `aggregator init` makes one")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError([Problem(name, 0, 0, "", f"cannot be read: {reason}")]) from None
    if len(body) > MOST_BYTES:
        message = "is larger than 1 MiB; move part of it into files in config.d/ beside it"
        raise ConfigError([Problem(name, 0, 0, "", message)])
    text = text_from(body, name)
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
                [
                    Problem(
                        name,
                        line,
                        1,
                        "",
                        "holds more values, or deeper nested ones, than any configuration needs; split it",
                    )
                ]
            )


class _Builder:
    """Nodes to values."""

    def __init__(self, document: Document, environ: Mapping[str, str], text: str) -> None:
        self._document = document
        self._environ = environ
        # Only a file with a "#" right after a space and right before a word can have cut a value off.
        self._lines = text.splitlines() if re.search(r"[ \t]#[^\s#!]", text) else []
        self._seen: set[int] = set()
        self._again = 0

    def build(self, node: yaml.Node, path: Path_) -> Any:
        place = (self._document.file, node.start_mark.line + 1, node.start_mark.column + 1)
        self._document.places[path] = place
        self._again += id(node) in self._seen
        self._seen.add(id(node))
        if self._again > MOST_ALIASED or len(path) > MOST_DEPTH:
            message = f"aliases unfold to more than {MOST_ALIASED} values; write out what is meant"
            raise ConfigError([Problem(*place, shown(path[:8]), message)])
        if str(node.tag) not in _TAGS:
            name = str(node.tag).replace("tag:yaml.org,2002:", "!!")
            self._complain(path, f"the tag {name!r} has no meaning here; leave it out, or put the value in quotes")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, path)

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

    def _scalar(self, node: yaml.Node, path: Path_) -> Any:
        text = str(node.value)
        if _CONTROL.search(text):
            self._complain(path, "holds a control character; delete it")
        if getattr(node, "style", None) in {"'", '"', "|", ">"}:
            return self._substituted(text, path)
        self._look_for_cut(node, path)
        if text in {"", "~", "null", "Null", "NULL"}:
            self._document.empty.append(path)
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

    def _look_for_cut(self, node: yaml.Node, path: Path_) -> None:
        """``title: News #1`` ends before the #, which few people know."""
        line, column = node.end_mark.line, node.end_mark.column
        cut = _CUT_OFF.match(self._lines[line], column) if node.value and line < len(self._lines) else None
        if cut is not None:
            rest = cut[1].strip()[:30]
            message = f'ends before "{rest}", which is a comment; put the value in quotes, or a space after the #'
            self._document.problems.append(
                Problem(*self._document.place_of(path), shown(path), message, level="warning")
            )

    def _substituted(self, text: str, path: Path_) -> str:
        """``${NAME}`` from the environment, ``${NAME:-other}`` where it is unset or empty; ``$${`` is ``${`` itself.

        After parsing, so that no value can be YAML.
        """

        def value(match: re.Match[str]) -> str:
            literal, name, default = match.groups()
            if literal:
                return "${"
            if name is None:
                self._complain(
                    path, "${ begins the name of a variable, ${NAME} or ${NAME:-default}; write $${ for itself"
                )
                return ""
            found = self._environ.get(name) or default
            if self._environ.get(name):
                self._document.filled.setdefault(path, []).append(self._environ[name])
            if found is None and name not in self._environ:
                self._complain(path, f"the environment has no {name}; set it, or write ${{{name}:-default}}")
            return found or ""

        if "${" not in text:
            return text
        self._document.written[path] = text
        return _VARIABLE.sub(value, text)

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
    """``("sources", 3, "lang")`` → ``sources[3].lang``; on one line, whatever a key holds."""
    text = ""
    for part in path:
        word = part if isinstance(part, int) or part.isprintable() else repr(part)[1:-1]
        text += f"[{word}]" if isinstance(part, int) else f".{word}" if text else str(word)
    return text
