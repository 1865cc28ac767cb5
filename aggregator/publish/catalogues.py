"""Catalogues of gettext as text: ``.po`` files, read without compiling them first and without packages that take longer to
load than a catalogue to read.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Protocol

from aggregator.errors import OutputError

#: ``msgid "All of"``, and the lines that go on: ``"{region}"``.
_LINE = re.compile(r'(?:(?P<key>msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+)?"(?P<text>(?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL = re.compile(r"^Plural-Forms:.*?\bplural=([^;\n]+)", re.MULTILINE | re.IGNORECASE)
#: Fields of templates, ``%(name)s``; those of the program are ``{name}``.
_FIELD = re.compile(r"%\((\w+)\)s")


class Readable(Protocol):
    """An open file of bytes."""

    def read(self) -> bytes: ...


@dataclass(slots=True)
class Entry:
    """A message with its translation, by the keywords of the file."""

    texts: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The message, and its plural if it has one."""
        return tuple(self.texts[key] for key in ("msgid", "msgid_plural") if key in self.texts)

    @property
    def forms(self) -> tuple[str, ...]:
        """The translation in each form that is written."""
        return tuple(text for key, text in sorted(self.texts.items()) if key.startswith("msgstr"))


class Catalogue(gettext.GNUTranslations):
    """The translations of a file. What was only guessed (fuzzy), is empty, or cannot be filled in like its message is left out."""

    def __init__(self, file: Path) -> None:
        """Raises OutputError naming the file, and the line where it is no catalogue."""
        try:
            with file.open("rb") as text:
                super().__init__(text)
        except (OSError, ValueError) as error:
            raise OutputError(f"the catalogue of words {file} cannot be read: {error}") from error

    def _parse(self, fp: Readable) -> None:
        """Called by gettext with the open file."""
        self._catalog: dict[str | tuple[str, int], str] = {}
        self.plural = gettext.c2py("n != 1")
        for entry in entries_of(fp.read().decode()):
            ids, forms = entry.ids, entry.forms
            if not ids[0] and (match := _PLURAL.search("".join(forms))):
                self.plural = gettext.c2py(match[1])
            if not ids[0] or entry.is_fuzzy or not all(forms) or not is_sound(ids, forms):
                continue
            name = f"{entry.texts['msgctxt']}\x04{ids[0]}" if "msgctxt" in entry.texts else ids[0]
            if len(ids) == 1:
                self._catalog[name] = forms[0]
            else:
                self._catalog.update({(name, number): form for number, form in enumerate(forms)})


def entries_of(text: str) -> Iterator[Entry]:
    """The messages of a catalogue, its head first. Raises ValueError naming the line that is none of a catalogue."""
    entry, key, is_fuzzy = Entry(), "", False
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("#,"):
            is_fuzzy = "fuzzy" in line
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or not (key or match["key"]):
            raise ValueError(f"line {number} is not of a catalogue")
        begins = match["key"] == "msgctxt" or (match["key"] == "msgid" and key != "msgctxt")
        if begins and key:
            yield _whole(entry, number)
        if begins:
            entry, is_fuzzy = Entry(is_fuzzy=is_fuzzy), False
        key = match["key"] or key
        entry.texts[key] = entry.texts.get(key, "") + _ESCAPED.sub(
            lambda one: _MEANT.get(one[1], one[1]), match["text"]
        )
    if key:
        yield _whole(entry, number)


def _whole(entry: Entry, number: int) -> Entry:
    if "msgid" not in entry.texts or not entry.forms:
        raise ValueError(f"the message before line {number} has no translation, or the translation no message")
    return entry


def is_sound(ids: Sequence[str], forms: Sequence[str]) -> bool:
    """Whether every form of a translation can be filled in like its message; a form may leave fields out."""
    try:
        known = frozenset[str]().union(*map(fields_of, ids))
        return all(fields_of(form) <= known and (not _has_percent(form) or _has_percent(ids[0])) for form in forms)
    except ValueError:
        return False


def fields_of(text: str) -> frozenset[str]:
    """The names of the fields of a message. Raises ValueError for braces that do not pair."""
    named = (name for _, name, _, _ in Formatter().parse(text) if name is not None)
    return frozenset((*named, *_FIELD.findall(text)))


def _has_percent(text: str) -> bool:
    """Whether a sign stands alone, which templates would take for the beginning of a field."""
    return "%" in _FIELD.sub("", text).replace("%%", "")
