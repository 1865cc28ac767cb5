"""Files that are no YAML at all: where the parser stopped, and what the people who see that have usually done."""

from __future__ import annotations

import re
from typing import Any

import yaml

from aggregator.errors import ConfigError, Problem

#: What the parser says → what to do about it. The first that fits counts.
_HINTS = (
    ("mapping values are not allowed", 'a value with ": " in it needs quotes, and a key needs a space after its colon'),
    ("could not find expected ':'", "a colon and a space are missing after a key"),
    ("tab character", "use two spaces in place of the tab"),
    ("found undefined alias", "a value that begins with * needs quotes"),
    ("did not find expected alphabetic", "a value that begins with * or & needs quotes"),
    ("while scanning an alias", "a value that begins with * needs quotes"),
    ("second occurrence", "two anchors have one name; give each its own"),
    ("found another document", "one file is one document; remove the line ---"),
    ("<document start>", "one file is one document; remove what follows the line ..."),
    ("while scanning a block scalar", "a value that begins with > or | needs quotes"),
    ("unknown escape character", "a backslash needs single quotes around the value"),
    ("escape", "a backslash needs single quotes around the value"),
    ("tag", "a value that begins with ! needs quotes"),
    ("YAML document", "remove the line that begins with %"),
    ("directive", "a line cannot begin with %; put the value in quotes"),
    ("did not find expected '-' indicator", "the indentation does not fit the list above"),
    ("found unexpected end of stream", "a quote or a bracket is not closed"),
    ("did not find expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("did not find expected node content", "a value is missing, or a comma or bracket is in its place"),
)
_AFTER_BRACKET = re.compile(r":\s+[\[{].*[\]}]\s+[^\s#]")
_AFTER_QUOTE = re.compile(r""":\s+(["']).*\1\s*[^\s#,\]}]""")


def syntax_error(error: yaml.YAMLError, text: str, name: str) -> ConfigError:
    """The parser's complaint as a problem with line, column and remedy."""
    if isinstance(error, yaml.MarkedYAMLError):
        return ConfigError([_marked(error, text, name)])
    character: Any = getattr(error, "character", None)
    position = getattr(error, "position", 0)
    if not isinstance(character, int):
        return ConfigError([Problem(name, 1, 1, "", f"not YAML: {' '.join(str(error).split())[:200]}")])
    # The position counts characters of the text; the character itself is looked for, in case it counted bytes.
    found = text.find(chr(character), min(position // 4, len(text)))
    before = text[: found if found >= 0 else min(position, len(text))]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"not YAML: a control character (U+{character:04X}) cannot stand here; delete it"
    return ConfigError([Problem(name, line, column, "", message)])


def _marked(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    quoted = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    said = " ".join(str(error.problem or error).split())
    hint = _hint(f"{said} {error.context or ''}", lines, line, column)
    message = f"not YAML: {said}"
    if hint:
        message += f"; {hint}"
    if quoted:
        message += f" [{quoted[:80]}]"
    return Problem(name, line, column, "", message)


def _hint(said: str, lines: list[str], line: int, column: int) -> str:
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if "cannot start any token" in said:
        return f"a value that begins with {text[column - 1 : column] or 'this character'} needs quotes"
    if "did not find expected key" in said:
        if _AFTER_BRACKET.search(text):
            return "a value that begins with [ or { needs quotes"
        if _AFTER_QUOTE.search(text):
            return "text follows the closing quote; put quotes around the whole value"
        return "the indentation does not fit the lines above, or a quote is missing"
    return next((remedy for words, remedy in _HINTS if words in said), "")


def text_from(body: bytes, name: str) -> str:
    """A file's bytes as text: UTF-8, or UTF-16 and UTF-32 with a byte order mark. Raises ConfigError."""
    encoding = "utf-8-sig"
    if body[:4] in {b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"}:
        encoding = "utf-32"
    elif body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    elif b"\x00" in body[:4]:
        message = "looks like UTF-16 or a binary file; save it as UTF-8"
        raise ConfigError([Problem(name, 1, 1, "", message)])
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line = before.count(b"\n") + 1
        start = before[before.rfind(b"\n") + 1 :]
        column = len(start.decode("utf-8", "replace").removeprefix("\ufeff")) + 1
        message = f"is not {encoding.removesuffix('-sig').upper()}; save the file as UTF-8"
        raise ConfigError([Problem(name, line, column, "", message)]) from None
