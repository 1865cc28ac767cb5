"""Names of agencies in a text, and what stands around each: its ending, the words for agency and journalist beside it.

Nearly no text has such a name, so ``is_named`` asks for its letters first, and quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from aggregator.normalise.agencies import AGENCIES, AGENCY_WORDS, BETWEEN, OWNED, STAFF_WORDS

#: How much before and behind a name may belong to its credit.
BEFORE, BEHIND = 90, 240
QUOTES = "«»„“”\"'‘’"
#: A letter that may begin an ending: one that is no capital.
_SMALL = r"[^\W\d_A-ZА-Я]"
#: Endings that languages hang on a name: with an apostrophe, a hyphen, or straight on in scripts whose names take them so.
_ENDING = rf"(?:['’‘ʼ]{_SMALL}{{1,6}}|-{_SMALL}{{1,4}}|[ა-ჰ]{{1,5}}|[\u0561-\u0587]{{1,3}}|[а-яёіїє]{{1,3}})?"
#: Arabic writes its prepositions and its article on the name: they are no part of it.
_START = r"(?<![^\Wلوباک].)"
_ARABIC_ARTICLE = re.compile(r"(?<!\w)([لوب]?)(?:ال|(?<=ل)ل)\Z")
#: Letters of a script that is not the name's own: a Latin name in it can be no word.
_FOREIGN = re.compile(r"[\u0370-\u1dff]")
#: What stands between words, and is none.
_SPACES = f" ({QUOTES}ـ"
#: So many names of a part are looked at: a text that says more is a list.
_MOST = 16
#: So many words may stand between the words of a credit and the name.
_MOST_BETWEEN = 7
#: Letters of the scripts without capitals: some of which every name in these scripts has one; and all, the rarest first.
_COMMON = ("ا", "ر", "أ", "ي", "س", "ა", "რ")
_BY_RARITY = "پآإذغزخفأگکشسعتبهمدطنويیراჯპფქბუკვგდტლმნოსერია"


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text, and what stands around it."""

    agency: str
    form: str  #: as it is written, without its ending
    before: str  #: what stands before it
    #: The same, shorter and shorter by the articles and the words for agency that belong to the name.
    leads: tuple[str, ...]
    ending: str
    after: str  #: what stands behind the name, its ending first
    behind: str  #: what stands behind the name with its ending and the words for agency and journalist
    sure: bool  #: it can be nothing else
    worded: bool  #: beside a word for agency or for a journalist
    staffed: bool  #: before one for a journalist
    opens: bool  #: ``before`` is where the text begins
    ends: bool  #: ``after`` is where the text ends


def is_named(text: str) -> bool:
    """Whether the letters of any name are in the text."""
    if _capitals().search(text) is not None:
        return True
    if text.isascii() or not any(letter in text for letter in _COMMON):
        return False
    return any(letter in text and any(name in text for name in names) for letter, names in _caseless())


def mentions(part: str, *, opens: bool, ends: bool) -> Iterator[Mention]:
    """Every name in a part of a text, in order. ``opens`` and ``ends``: the text does so with this part."""
    for match in islice(_names().finditer(part), _MOST):
        start, end = match.span()
        tail = _tail().match(part, end)
        if tail is None:
            continue  # the beginning of another word
        before, after, form = part[max(0, start - BEFORE) : start], part[end : end + BEHIND], match[0]
        behind = part[tail.end() : tail.end() + BEHIND]
        if before.endswith("("):
            behind = behind.removeprefix(")")
        leads, worded = _leads(before)
        worded = worded or bool(tail["word"] or tail["staff"])
        if worded and leads[0].endswith(","):
            behind = behind.removeprefix(",")
        plain = form not in _vague() or before.endswith(("«", "„", "“", '"')) or tail["ending"].startswith("-")
        yield Mention(
            agency=_agencies()[form],
            form=form,
            before=before,
            leads=leads,
            ending=f"{tail['ending']}{tail['late'] or ''}",
            after=after,
            behind=behind,
            sure=worded or plain or (form.isascii() and _FOREIGN.search(f"{before[-2:]} {after[:2]}") is not None),
            worded=worded,
            staffed=bool(tail["staff"]),
            opens=opens and start <= BEFORE,
            ends=ends and len(part) - end <= BEHIND,
        )


def _leads(before: str) -> tuple[tuple[str, ...], bool]:
    """What stands before a name, with and without the words that belong to it; whether one of them was for agency or staff."""
    leads, worded = [_ARABIC_ARTICLE.sub(r"\1", before).rstrip(_SPACES)], False
    while len(leads) < _MOST_BETWEEN and (match := _between().search(leads[-1])):
        worded = worded or bool(match["word"])
        leads.append(leads[-1][: match.start()].rstrip(_SPACES))
    return tuple(leads), worded


def rows(*tables: dict[str, str]) -> str:
    """All rows of tables of words, as one regular expression."""
    return "|".join(f"(?:{row})" for table in tables for row in table.values())


@lru_cache(maxsize=1)
def _agencies() -> dict[str, str]:
    return {form: agency.name for agency in AGENCIES for form in (*agency.forms, *agency.vague)}


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    return frozenset(form for agency in AGENCIES for form in agency.vague)


def _grouped(forms: list[str], start: str = "") -> str:
    """Names by their first letter, longest first: an engine that knows which letters may begin a match passes over the rest."""
    by_letter: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        by_letter.setdefault(form[0], []).append(re.escape(form[1:]))
    return "|".join(f"{re.escape(letter)}{start}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    return re.compile(_grouped(list(_agencies()), _START))


@lru_cache(maxsize=1)
def _capitals() -> re.Pattern[str]:
    """Names in scripts that have capitals: few words begin with one."""
    return re.compile(_grouped([form for form in _agencies() if form[0] not in _BY_RARITY]))


@lru_cache(maxsize=1)
def _caseless() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names in scripts that have none, by the rarest of their letters: most texts are without most of those."""
    by_letter: dict[str, list[str]] = {}
    for form in _agencies():
        if form[0] in _BY_RARITY:
            rarest = min(filter(_BY_RARITY.__contains__, form), key=_BY_RARITY.index)
            by_letter.setdefault(rarest, []).append(form)
    return tuple((letter, tuple(names)) for letter, names in by_letter.items())


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    """The ending of a name, its abbreviation in brackets, and the words for agency and journalist behind it."""
    return re.compile(
        rf"(?P<ending>{_ENDING})(?:[{QUOTES}](?P<late>-?{_SMALL}{{1,4}}(?!\w))?)?(?:\s?\((?:{_grouped(list(_agencies()))})\))?"
        rf"(?P<word>\s(?:{rows(AGENCY_WORDS)})\w*(?:['’]\w+)?)?(?P<staff>[\s-](?:{rows(STAFF_WORDS)})\w*)?(?!\w|-\w)"
    )


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    """The last word before a name, where it belongs to the name."""
    worded = rows(AGENCY_WORDS, STAFF_WORDS, OWNED)
    return re.compile(
        rf"(?:(?<!\w)|(?<=\b[لوب])|(?<=\bال))(?:(?P<word>(?:{worded})\w*)|[ldLD]['’]?|(?:{rows(BETWEEN)}))"
        rf",?[\s({QUOTES}]*\Z"
    )
