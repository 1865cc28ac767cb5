"""Writing config.yaml: new sources at the end of its list, with every byte of the rest left as it was."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from aggregator.config.reading import check_events
from aggregator.errors import AggregatorError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAD = """\
# yaml-language-server: $schema=./config.schema.json
# The desk: what to poll, what to look for, what to publish. `aggregator check` reads it and says what is wrong;
# every key has a default, and `aggregator init --full` writes an example that shows them all.

site:
  title: My news desk
  timezone: UTC                  # IANA name, such as Asia/Tbilisi: the digest's day and clock
  # base_url: https://news.example.org/   # where the output directory is published

"""
_SOURCES = """\
sources:                         # one line is enough; title, language and regions are found out
  - url: https://civil.ge/feed
  - url: https://oc-media.org/feed/
  - url: https://www.azatutyun.am/api/
    lang: hy

"""
_TAIL = """\
topics:
  borders:
    title: Borders
    match:
      keywords: [border, crossing, "state border"]

outputs:
  digest:
    at: "07:00"                  # the hour of the daily issue
"""


def starter_text(*, with_sources: bool = True) -> str:
    """A small configuration to begin with."""
    return _HEAD + (_SOURCES if with_sources else "sources: []\n\n") + _TAIL


def example_text() -> str:
    """The documented example desk: beside the package in a checkout, inside it when installed."""
    here = Path(__file__).resolve().parents[1]
    for path in (here / "_examples" / "config.yaml", here.parent / "config.yaml"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise AggregatorError("the example configuration is not part of this installation")


def append_sources(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add sources to the end of the list, in the file's own indent, and touch nothing else.

    The file is replaced at once and whole, or not at all: AggregatorError when it is no YAML, when an address or an id is
    there already, or when its list is written in a way that cannot be added to.
    """
    target = path.resolve()
    try:
        body = target.read_bytes()
    except OSError as error:
        raise AggregatorError(f"{path} cannot be read: {error.strerror}") from error
    text, encoding, mark = decoded(body, path)
    before = sources_in(text, path)
    refuse_repeated([*before, *entries], len(before), path)
    added = text_with(text, [dict(entry) for entry in entries])
    if sources_in(added, path) != [*before, *(read_back(entry) for entry in entries)]:
        message = f"the list of sources in {path} cannot be added to by this program; write the new ones by hand"
        raise AggregatorError(message)
    try:
        replace_bytes(target, mark + added.encode(encoding))
    except OSError as error:
        raise AggregatorError(f"{path} cannot be written: {error.strerror}; it was left as it is") from error


def append_checked(path: Path, entries: Sequence[Mapping[str, Any]], check: Callable[[Path], object]) -> None:
    """Add sources, and take them out again when ``check`` refuses the file with them: it is left as it was."""
    before = path.resolve().read_bytes()
    append_sources(path, entries)
    try:
        check(path)
    except BaseException:
        replace_bytes(path.resolve(), before)
        raise


def decoded(body: bytes, path: Path) -> tuple[str, str, bytes]:
    """The text of a file, its encoding, and the byte order mark to put in front again."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-8"),
    ):
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(encoding), encoding, mark
            except UnicodeDecodeError:
                break
    raise AggregatorError(f"{path} is not UTF-8; nothing was added")


def sources_node(text: str) -> tuple[yaml.Node | None, yaml.Node | None, yaml.Node | None]:
    """The document, the key ``sources`` and its value; None for what is not there."""
    root = yaml.compose(text, Loader=_LOADER)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "sources":
                return root, key, value
    return root, None, None


def sources_in(text: str, path: Path) -> list[Any]:
    """The sources as YAML has them, every scalar as text. Raises AggregatorError for what is no YAML."""
    try:
        check_events(text, str(path))  # the parser itself cannot bear what is nested without end
        _, _, value = sources_node(text)
    except yaml.YAMLError as error:
        message = f"{path} is not YAML; nothing was added (aggregator check shows what is wrong)"
        raise AggregatorError(message) from error
    return [plain(node) for node in value.value] if isinstance(value, yaml.SequenceNode) else []


def plain(node: yaml.Node) -> Any:
    """A node as text, lists and mappings."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return str(node.value)


def read_back(entry: Mapping[str, Any]) -> Any:
    """An entry as it must stand in the file afterwards."""
    node = yaml.compose(rendered(entry), Loader=_LOADER)
    return None if node is None else plain(node)


def rendered(entry: Mapping[str, Any]) -> str:
    """A source as YAML, a key a line; whoever reads it with the rules of 1.1 finds the same words."""
    parts = []
    for key, value in entry.items():
        style = None if isinstance(value, list | dict) else False
        parts.append(
            yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=style)
        )
    return "".join(parts)


def refuse_repeated(sources: Sequence[Any], known: int, path: Path) -> None:
    """Raise AggregatorError where an address or an id of the new sources is there already."""
    from aggregator.text.urls import canonical_url

    seen: set[tuple[str, str]] = set()
    for number, source in enumerate(sources):
        for key, word in (("url", "address"), ("id", "id")):
            value = source.get(key) if isinstance(source, Mapping) else None
            if value is None:
                continue
            name = (key, canonical_url(str(value)) if key == "url" else str(value))
            if name in seen and number >= known:
                raise AggregatorError(f"the {word} {value} is in {path} already; nothing was added")
            seen.add(name)


def text_with(text: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The text with entries at the end of its list of sources."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    root, key, value = sources_node(text)
    if isinstance(value, yaml.SequenceNode) and value.flow_style and value.value:
        last = value.value[-1].end_mark
        offset = sum(len(line) for line in lines[: last.line]) + last.column
        members = "".join(f", {rendered_flow(entry)}" for entry in entries)
        return text[:offset] + members + text[offset:]
    if isinstance(value, yaml.SequenceNode) and value.value:
        indent, gap = value.start_mark.column, 2
        first = value.value[0].start_mark
        if first.line == value.start_mark.line:
            gap = first.column - indent
        place = line_after(lines, value, indent)
    elif key is not None and value is not None:
        if value.value and value.value not in {"~", "null"}:
            return text
        indent, gap, place = 2, 2, key.start_mark.line + 1
        lines[place - 1] = without_value(lines[place - 1], key, value, end)
    else:
        indent, gap, place = 2, 2, len(lines)
        if root is not None and not isinstance(root, yaml.MappingNode):
            return text
        entries_text = "".join(block(entry, 2, 2, end) for entry in entries)
        return f"{text if not text or text.endswith(end) else text + end}sources:{end}{entries_text}"
    if place and not lines[place - 1].endswith(("\n", "\r")):
        lines[place - 1] += end
    lines[place:place] = [block(entry, indent, gap, end) for entry in entries]
    return "".join(lines)


def without_value(line: str, key: yaml.Node, value: yaml.Node, end: str) -> str:
    """``sources: []  # none yet`` → ``sources:  # none yet``."""
    if value.start_mark.line != key.start_mark.line or value.end_mark.line != key.end_mark.line:
        return line
    start, stop = key.end_mark.column + 1, value.end_mark.column
    rest = line[max(start, stop) :].strip()
    return f"{line[:start]}{f'  {rest}' if rest else ''}{end}"


def line_after(lines: Sequence[str], value: yaml.Node, indent: int) -> int:
    """The number of the line after the list's last member, and after the comments that stand in it."""
    node = value
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    number = node.end_mark.line + (1 if node.end_mark.column else 0)
    while number > node.start_mark.line + 1 and not lines[number - 1].strip():
        number -= 1
    number = max(number, node.start_mark.line + 1)
    while number < len(lines):
        line = lines[number]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) <= indent:
            break
        number += 1
    return number


def block(entry: Mapping[str, Any], indent: int, gap: int, end: str) -> str:
    """One source as lines of a list."""
    head, rest = " " * indent + "-" + " " * (gap - 1), " " * (indent + gap)
    lines = rendered(entry).splitlines()
    return "".join(f"{rest if number else head}{line}{end}" for number, line in enumerate(lines))


def rendered_flow(entry: Mapping[str, Any]) -> str:
    """One source in braces."""
    made = yaml.safe_dump(dict(entry), allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=True)
    return made.strip()


def replace_bytes(path: Path, body: bytes) -> None:
    """Write a file by way of a temporary one beside it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
