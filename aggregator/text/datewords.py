"""Dates in words and in odd orders: a day, a time and a zone, each found by itself wherever it stands in the text.

Month names of many languages, numbers day first or year first, the solar calendar of Iran; what is left ("2 hours ago")
is for dateparser, which is told the language and the base so that it guesses little.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from aggregator.text.ago import time_ago
from aggregator.text.days import find_day
from aggregator.text.monthnames import MONTHS, fold
from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, at_clock, local, zone_info, zone_of

_LABEL = re.compile(r"^[^\W\d_][^\d:]{2,30}:\s+")
_CLOCK = re.compile(
    r"(?<![\d.:/])(?P<hour>\d{1,2})(?:"
    r":(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?(?!\d)\s*(?P<half>{half})?"
    r"|\.(?P<dotted>\d{2})(?![\d.])|\s?h(?:\s?(?P<after>\d{2}))?(?![\w])|\s?(?P<alone>[ap]\.?m(?![^\W\d_])\.?)"
    r")".replace("{half}", r"(?:[ap]\.?m|ص|م|صباحا|مساء|ق\.?\s?ظ|ب\.?\s?ظ)(?![^\W\d_])\.?"),
    re.IGNORECASE,
)
_EARLY = ("a", "ص", "ق")
_ZONE_NAME = (
    r"(?P<zone>(?:UTC|GMT|MSK|МСК|Z)\s?[+−-]\d{1,2}(?::?\d{2})?|[+−-]\d{2}:?\d{2}|[A-Z][a-z]+/[A-Za-z_]+|[A-ZМСК]{1,5})"
)
_ZONE_AFTER = re.compile(r"[\s,]*[\[(]?" + _ZONE_NAME + r"(?![^\W_])")
_ZONE_AT_END = re.compile(r"(?:^|[\s(\[])" + _ZONE_NAME + r"[)\]]?$")
#: What stands for the date where it was taken out.
_HOLE = " \x1f "

_CLOCK_AND_ZONE = re.compile(
    r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:UTC|GMT|MSK|МСК|Z)?\s*(?:[+−-]\d{1,2}:?\d{2})?|(?:UTC|GMT|MSK|МСК)\s?[+−-]\d{1,4}"
)
_NUMBER = re.compile(r"\d{3}")
_SCRIPTS = (
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile(r"[\u0600-\u06ff]"), ("fa", "ar")),
    (re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]"), ("ka",)),
    (re.compile(r"[\u0530-\u058f]"), ("hy",)),
)
_LATIN = ("en", "tr", "az", "de", "fr", "es")


def date_from_words(text: str, *, now: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """The date a text means, or None. Digits are ASCII already, white space is single."""
    text = _LABEL.sub("", fold(text))
    here = now.astimezone(zone_info(zone))
    found = find_day(text, here.date())
    if found is None:
        ago = time_ago(text)
        return (
            _before(here, ago, zone) if ago is not None else _by_library(text, here=here, zone=zone, language=language)
        )
    day, start, end = found.date, found.start, found.end
    if not FIRST_YEAR <= day.year <= LAST_YEAR or (
        not found.has_year and names_year(text[:start] + _HOLE + text[end:])
    ):
        return None
    rest = text[:start] + _HOLE + text[end:].lstrip(":T")
    for clock in _CLOCK.finditer(rest):
        half = clock["half"] or clock["alone"] or ""
        minute = clock["minute"] or clock["dotted"] or clock["after"] or "0"
        zoned = _ZONE_AFTER.match(rest, clock.end()) or _ZONE_AT_END.search(rest.rstrip())
        moment = at_clock(
            day, int(clock["hour"]), int(minute), int(clock["second"] or 0),
            half=half and ("am" if half[0].lower() in _EARLY else "pm"), zone_name=zoned["zone"] if zoned else "", zone=zone,
        )  # fmt: skip
        if moment is not None:
            return moment
    return local(day, None, zone)


def clocks_in(text: str) -> list[tuple[int, int]]:
    """From where to where times of day stand in a folded text, with am or pm and a zone that is known."""
    found = []
    for clock in _CLOCK.finditer(text):
        zoned = _ZONE_AFTER.match(text, clock.end())
        is_known = zoned is not None and zone_of(zoned["zone"], "UTC") is not None
        end = zoned.end() if zoned and is_known else clock.end()
        found.append((clock.start(), end - (text[end - 1].isspace())))
    return found


def names_year(rest: str) -> bool:
    """Whether a year that nobody can mean stands beside a day: ``31 Dec 9999``, ``30 Nov -0001``."""
    return _NUMBER.search(_CLOCK_AND_ZONE.sub(" ", rest)) is not None


def _before(here: datetime, ago: timedelta, zone: str) -> ParsedDate | None:
    """A moment so long ago; of days only the day is known."""
    moment = here - ago
    return local(moment.date(), moment.time() if ago < timedelta(days=1) else None, zone)


def _by_library(text: str, *, here: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """What names no day: relative dates and odd shapes, by dateparser."""
    if len(text) > 60 or not any(letter.isalpha() for letter in text):
        return None
    import warnings

    from dateparser import parse

    base = here.replace(tzinfo=None)
    settings = {
        "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past", "REQUIRE_PARTS": ["day", "month"], "RELATIVE_BASE": base,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }  # fmt: skip
    found: datetime | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in _languages(text, language):
            try:
                found = parse(text, languages=[one], settings=settings)
            except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
                continue
            if found is not None:
                break
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is not None:
        return ParsedDate(found.astimezone(zone_info("UTC")), "second", has_zone=True)
    # "Yesterday" and "2 days ago" come back with the time of the base, which nobody said.
    is_day = ":" not in text and (found.time() == time() or (found.time() == base.time() and found != base))
    return local(found.date(), None if is_day or _is_today(text) else found.time(), zone)


def _languages(text: str, language: str | None) -> tuple[str, ...]:
    """The languages a text may be in: the one that is declared, then those of its script."""
    likely = next((languages for pattern, languages in _SCRIPTS if pattern.search(text)), _LATIN)
    base = (language or "").split("-")[0]
    return tuple(dict.fromkeys((base, *likely))) if base in MONTHS else likely


def _is_today(text: str) -> bool:
    return text.casefold() in _TODAY


_TODAY = frozenset(
    fold(word).casefold()
    for word in (
        "today",
        "сегодня",
        "сьогодні",
        "დღეს",
        "այսօր",
        "bu gün",
        "bugün",
        "heute",
        "aujourd'hui",
        "hoy",
        "اليوم",
        "امروز",
    )
)
