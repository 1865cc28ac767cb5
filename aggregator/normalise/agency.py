"""Whose wire copy an item is: the agency that is credited in its title, its dateline, its first or its last sentences.

A name alone is no credit: agencies are the subject of news too. A credit is a name with the words that belong to one ("TASS
reports", "сообщает Интерфакс", "Reuters'ın haberine göre"), or a dateline ("BAKU, Jan 13 (Reuters) –", "/ARMENPRESS/").
"""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.normalise.agencies import AFTER, AGENCIES, AGENCY_WORDS, BEFORE, CLOSING

#: How much of a text is looked at from either end, in characters, where its sentences are endless.
_LOOK = 600
_SENTENCE = re.compile(r"(?<=[.!?։؟。])[»”\"')]*\s+")
#: Endings that languages hang on a name: with an apostrophe, a hyphen, or straight on in scripts that have no capitals.
_ENDING = r"(?:['’‘][\w]{1,5}|-[^\W\d_]{1,4}|[ა-ჰ]{1,4}|[\u0561-\u0587]{1,3}|[а-яёіїє]{1,3})?"
_QUOTES = r"[«»„“”\"'‘’]?"


def find_agency(title: str, text: str) -> str | None:
    """The agency that is credited; None where there is none, or it is only spoken of."""
    names = _names()
    for part in (title, *parts_of(text)):
        if names.search(part) is None:
            continue
        for pattern in (*_credits(), *_datelines()):
            if match := pattern.search(part):
                return _agency_of(match)
    return None


def parts_of(text: str) -> tuple[str, ...]:
    """The first two sentences and the last two: what lies between is the story."""
    sentences = _SENTENCE.split(text[:_LOOK])
    head = " ".join(sentences[:2])
    if len(text) <= len(head) + 1:
        return (head,)
    tail = " ".join(_SENTENCE.split(text[-_LOOK:])[-2:])
    return head, tail


def _agency_of(match: re.Match[str]) -> str:
    number = next(key[1:] for key, value in match.groupdict().items() if value)
    return AGENCIES[int(number)].name


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """Any name of any agency: what nearly no text has."""
    forms = "|".join(form for agency in AGENCIES for form in agency.forms)
    return re.compile(rf"\b(?:{forms})")


def _alternatives(*, ambiguous: bool) -> str:
    """The names as groups that tell which agency it was; with those that need a word for agency, or without."""
    order = sorted(
        (
            (form, number)
            for number, agency in enumerate(AGENCIES)
            for form in agency.forms
            if agency.plain or ambiguous
        ),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    by_agency: dict[int, list[str]] = {}
    for form, number in order:
        by_agency.setdefault(number, []).append(form)
    # Longer names first, so that Interfax-Ukraine is not Interfax.
    numbers = sorted(by_agency, key=lambda number: -max(map(len, by_agency[number])))
    return "|".join(f"(?P<a{number}>{'|'.join(by_agency[number])})" for number in numbers)


@lru_cache(maxsize=1)
def _credits() -> tuple[re.Pattern[str], ...]:
    words = "|".join(AGENCY_WORDS)
    before, after, closing = "|".join(BEFORE), "|".join(AFTER), "|".join(CLOSING)
    plain, every = _alternatives(ambiguous=False), _alternatives(ambiguous=True)
    start, end = r"(?<![\w-])", r"(?![\w-])"
    the = r"(?:the |die |der |l['’]|la |el )?"
    spoken = r"(?! (?:it|its|their|his|her|journalist|reporter|photographer|correspondent|director|editor|employee|office|said it)\b)"
    closes = r"(?=\s*(?:[.,;:)!»”\"]|$|on \w+day|citing|quoting|that (?!it\b)|earlier|in its))"
    done = rf"(?:(?:{after})(?![^\W\d_])|(?:{closing}){closes})"
    return (
        re.compile(
            rf"{start}(?:{before})(?: {the}(?:{words}))? {the}{_QUOTES}(?:{plain}){_ENDING}{_QUOTES}{end}{spoken}"
        ),
        re.compile(rf"{start}(?:{before}) {the}(?:{words}) {_QUOTES}(?:{every}){_ENDING}{_QUOTES}{end}"),
        re.compile(rf"{start}(?:{before}) {the}{_QUOTES}(?:{every}){_QUOTES} (?:{words}){end}"),
        re.compile(rf"{start}{_QUOTES}(?:{every}){_ENDING}{_QUOTES} (?:{words})[\w'’]* {done}"),
        re.compile(rf"{start}(?:{words}) {_QUOTES}(?:{every}){_ENDING}{_QUOTES} {done}"),
        re.compile(rf"{start}{_QUOTES}(?:{plain}){_ENDING}{_QUOTES}(?: (?:{words}){_ENDING})? {done}"),
    )


@lru_cache(maxsize=1)
def _datelines() -> tuple[re.Pattern[str], ...]:
    """``BAKU, Jan 13 (Reuters) –``, ``/ARMENPRESS/``, ``МОСКВА, 12 января. /ТАСС/.``, ``YEREVAN, JANUARY 12, ARMENPRESS.``, and
    ``(AFP)`` at the end."""
    every = _alternatives(ambiguous=True)
    day = r"(?:\d{1,2}\.? [^\W\d_]+\.?|[^\W\d_]+\.? \d{1,2})(?:,? \d{4})?"
    return (
        re.compile(rf"^[^\n!?]{{0,60}}?/\s?(?:{every})\s?/"),
        re.compile(rf"^[^\n!?]{{0,60}}?\((?:{every})(?:/[\w ]+)?\)\s*(?:[-–—:.,]|$)"),
        re.compile(rf"^[\w .’'-]{{2,40}}[,.] {day}[,.]? ?[-–—/]? ?(?:{every})\s?[/.:,–—-]"),
        re.compile(rf"\((?:{every})\)\s*\.?$"),
    )
