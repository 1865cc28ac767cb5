"""Numbers of a text as values, however they are written: ``40,000``, ``40 000``, ``40 тысяч``, ``۴٫۹``, ``4,9``, ``ninety``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from aggregator.stories.lexicon import Words
from aggregator.text.monthnames import MONTHS
from aggregator.text.words import Word, fold_letters

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NUMBER = re.compile(
    r"(?<![\w.,])(?:(?P<clock>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d))"
    r"|(?P<score>\d{1,2}[-–:]\d{1,2}(?![\w.,:–-]))"
    r"|(?P<grouped>[1-9]\d{0,2}(?:[.,]\d{3}|[ \u00a0\u202f]\d{3}(?!\d))+)(?!\d)"
    r"|(?P<decimal>\d+[.,]\d+)"
    r"|(?P<plain>\d+))"
)
#: What hangs on a number: ``1.2bn``, and behind an amount of money (``€420m``) a letter alone.
_HUNG = re.compile(r"(?:bn|mln|mn|[mb])\b", re.IGNORECASE)
_HUNG_MULTIPLES = {"m": 6, "mn": 6, "mln": 6, "b": 9, "bn": 9}
_MONEY = frozenset("$€£₽₴₾₼₺¥")
#: A word that begins so many characters behind a number belongs to it.
_FAR_OFF = 2
_OF_A_MONTH = frozenset({"de", "of"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2060
_FIRST_YEAR_IN_PERSIAN, _LAST_YEAR_IN_PERSIAN = 1380, 1440
_MOST_DAYS = 31
#: Words end at apostrophes, so that what Turkish hangs behind one is no part of them.
_APOSTROPHE = "(?:'[^\\W\\d_]+)?"
_JALALI = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")


class Number(NamedTuple):
    """A number and how much it tells."""

    value: str  #: canonical: no grouping, a point before decimals
    kind: str  #: small (below 13), round, usual, large (round, of thousands), telling (decimals, scores,
    #: three digits and more), year, date


def latin_digits(text: str) -> str:
    """A text with the digits of Arabic and Persian written as ours."""
    return text.translate(_DIGITS)


def numbers_of(
    text: str, words: Sequence[Word], table: Words, language: str
) -> tuple[tuple[Number, ...], frozenset[int]]:
    """The numbers of a text (with Latin digits), and which of its words were spent on them."""
    found: list[Number] = []
    spent: set[int] = set()
    at = 0
    for match in _NUMBER.finditer(text):
        while at < len(words) and words[at].start < match.start():
            at += 1
        while at < len(words) and words[at].start < match.end():
            spent.add(at)
            at += 1
        if match["clock"]:
            continue
        if match["score"]:
            found.append(Number(_score(match["score"]), "telling"))
            continue
        after = _after(words, at, match.end())
        first = at - 1
        while first in spent:
            first -= 1
        before = words[first].key if first >= 0 else ""
        value, is_decimal = _value(match)
        if after in table.multiples:
            spent.add(at)
            value *= 10 ** table.multiples[after]
        elif (hung := _HUNG.match(text, match.end())) and (
            len(hung[0]) > 1 or text[max(0, match.start() - 1) : match.start()] in _MONEY
        ):
            value *= 10 ** _HUNG_MULTIPLES[hung[0].lower()]
        is_date = (
            not is_decimal and 1 <= value <= _MOST_DAYS and (is_month(after, language) or is_month(before, language))
        )
        found.extend(_numbers(value, is_decimal=is_decimal and value < 1000, is_date=is_date))
    for place, word in enumerate(words):
        if place not in spent and word.key in table.numbers:
            spent.add(place)
            value = int(table.numbers[word.key])
            after = words[place + 1].key if place + 1 < len(words) else ""
            if after in table.multiples and place + 1 not in spent:
                spent.add(place + 1)
                value *= 10 ** table.multiples[after]
            found.extend(_numbers(value, is_decimal=False, is_date=False))
    return tuple(found), frozenset(spent)


def _after(words: Sequence[Word], at: int, end: int) -> str:
    """The word behind a number: ``7 June``, ``7 de junio``."""
    if at >= len(words) or words[at].start - end > _FAR_OFF:
        return ""
    return words[at + 1].key if words[at].key in _OF_A_MONTH and at + 1 < len(words) else words[at].key


def _score(text: str) -> str:
    """``3-1`` and ``1:3``: what a match ended with, whoever is named first."""
    return ":".join(sorted(re.split(r"\D", text), key=int, reverse=True))


def _value(match: re.Match[str]) -> tuple[float, bool]:
    if match["grouped"]:
        return float(re.sub(r"\D", "", match["grouped"])[:15]), False
    if match["decimal"]:
        return float(match["decimal"].replace(",", ".")[:15]), True
    return float(match["plain"][:15]), False


def _numbers(value: float, *, is_decimal: bool, is_date: bool) -> list[Number]:
    if is_date:
        return [Number(f"{value:.0f}", "date")]
    if is_decimal:
        whole = [Number(f"{int(value)}", "usual")] if value >= 10 else []
        return [
            Number(f"{value:g}", "telling"),
            *(_numbers(value, is_decimal=False, is_date=False) if value.is_integer() else whole),
        ]
    text = f"{value:.0f}"
    if _FIRST_YEAR <= value <= _LAST_YEAR or _FIRST_YEAR_IN_PERSIAN <= value <= _LAST_YEAR_IN_PERSIAN:
        return [Number(text, "year")]
    if value < 2:
        return []
    if value < 13:
        return [Number(text, "small")]
    if len(text.rstrip("0")) == 1:
        return [Number(text, "large" if value >= 1000 else "round")]
    return [Number(text, "telling" if value >= 100 else "usual")]


def is_month(word: str, language: str) -> bool:
    """Whether a folded word is the name of a month."""
    return bool(word) and _months(language).fullmatch(word) is not None


@cache
def _months(language: str) -> re.Pattern[str]:
    names = [*(MONTHS.get(language) or MONTHS["en"]), *(_JALALI if language == "fa" else ())]
    return re.compile("|".join(f"(?:{fold_letters(name.replace(_APOSTROPHE, ''))})" for name in names))
