"""The words of pages and feeds in the site's language: catalogues of gettext, English where one has no word.

A message is its English words. ``aggregator/locale/<language>.po`` has the translations as text, read when the first one
is asked for; an operator's own ``locale/<language>.po``, in the folder of templates, wins message by message. Fields are
named, ``{outlets}``, so that a translation may put them where its language has them; one that names another field than its
message is left out, so that a slip in a catalogue costs a word of English and no page.
"""

from __future__ import annotations

import gettext
import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.publish.catalogues import Catalogue

if TYPE_CHECKING:
    from babel import Locale

    from aggregator.model import SiteInfo

CATALOGUES = Path(__file__).parents[1] / "locale"
#: How a catalogue says, in the comment at its head, that no speaker of the language has read it yet.
_UNREVIEWED = re.compile(rb"^[^\n]*X-Reviewed: *no\b", re.MULTILINE | re.IGNORECASE)


class Words:
    """The words of one language, the nearest that there is a catalogue of. Making one reads nothing."""

    def __init__(self, language: str, own: Path | None = None) -> None:
        """``language``: BCP 47. ``own``: the folder of the operator's own catalogues, whether there or not."""
        self.language = language
        self._folders = (own, CATALOGUES) if own else (CATALOGUES,)

    def say(self, message: str, /, **values: object) -> str:
        """A message in this language, its fields filled in: ``say("All of {region}", region="Georgia")``."""
        return self.catalogue.gettext(message).format(**values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A message about a number, in the plural form that the language has for it; ``{number}`` is written as the language
        writes it: ``count("{number} item", "{number} items", 1234)`` → ``1,234 items``."""
        return self.catalogue.ngettext(one, many, number).format(number=self.number(number), **values)

    def number(self, number: int) -> str:
        """``1,234``, as the language groups digits."""
        if 0 <= number < 1000:
            return str(number)
        from babel.numbers import format_decimal

        return str(format_decimal(number, locale=self.locale))

    def capital(self, text: str) -> str:
        """A text as the beginning of a sentence; Georgian has no capitals there, and the i of Turkic languages keeps its dot."""
        first = text[:1]
        is_dotted = first == "i" and self.language.split("-")[0] in {"az", "tr"}
        return f"{'İ' if is_dotted else first.title()}{text[1:]}"

    def language_name(self, tag: str) -> str:
        """``Georgian`` for ``ka``; the tag itself where CLDR has no name for it."""
        base = tag.split("-", maxsplit=1)[0]
        return str(self.locale.languages.get(base, tag))

    @cached_property
    def locale(self) -> Locale:
        """The language in CLDR."""
        return locale_of(self.language)

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        found = (find_catalogue(self.language, folder) for folder in self._folders)
        return tuple(file for file in found if file)

    @property
    def is_english(self) -> bool:
        """Whether messages are in this language as they are."""
        return self.language.split("-")[0].lower() == "en"

    @cached_property
    def is_reviewed(self) -> bool:
        """Whether speakers have read the words. English ones they have."""
        return not any(_UNREVIEWED.search(file.read_bytes().partition(b"\n\n")[0]) for file in self._files)

    @cached_property
    def catalogue(self) -> gettext.NullTranslations:
        """The messages with their translations, for templates."""
        return _translations(tuple((file, file.stat().st_mtime_ns) for file in self._files))


ENGLISH = Words("en")


def marked(message: str) -> str:
    """A message that is said elsewhere by another name: marks it for the catalogues."""
    return message


def countable(one: str, many: str) -> tuple[str, str]:
    """The same for a message that is counted."""
    return one, many


def words_of(site: SiteInfo) -> Words:
    """The words of a site: of its language, with the operator's own."""
    return Words(site.language, site.catalogues)


def find_catalogue(language: str, folder: Path) -> Path | None:
    """The catalogue of a language, or the nearest: ``ru-RU`` → ``ru.po``; None where there is none."""
    parts = language.replace("_", "-").split("-")
    while parts:
        file = folder / f"{'-'.join(parts)}.po"
        if file.is_file():
            return file
        parts.pop()
    return None


@lru_cache(maxsize=8)
def _translations(files: tuple[tuple[Path, int], ...]) -> gettext.NullTranslations:
    """The messages of catalogues, the first that has one wins; read anew when a file has changed."""
    found = gettext.NullTranslations()
    for file, _ in reversed(files):
        translations = Catalogue(file)
        translations.add_fallback(found)
        found = translations
    return found


@lru_cache(maxsize=8)
def locale_of(language: str) -> Locale:
    """The CLDR locale of a BCP 47 tag, the nearest there is; English where there is none.

    English without a country is the international kind: day before month, 24 hours.
    """
    from babel import Locale, UnknownLocaleError

    if language.lower() == "en":
        return Locale.parse("en_150")
    parts = language.replace("_", "-").split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return Locale.parse("en_150")
