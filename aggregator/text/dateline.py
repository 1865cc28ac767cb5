"""Whether a text is a date line: a date, and beside it little but a label, a clock, a zone, or a name.

A sentence that names a date is none. What follows from a date line (when an item is from, what is no part of an article)
must not follow from prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from aggregator.text.ago import time_ago
from aggregator.text.dates import normalised, parse_date
from aggregator.text.datewords import clocks_in, names_year
from aggregator.text.days import find_day
from aggregator.text.monthnames import fold

#: Of dates without a year and of relative ones, where only that they are dates counts.
_BASE = datetime(2020, 1, 1, tzinfo=UTC)
#: No item of news is said to be older than this in words ("20 years ago").
_LONGEST_AGO = timedelta(days=3660)
LONGEST = 135
#: Words beside a full date, and letters of theirs; more is prose.
MOST_WORDS, MOST_LETTERS = 5, 45
#: A clock that stands farther from the day than this is none of it.
_FARTHEST = 20
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…։؟۔][\"'»”)\]]*$")
_PARTED = re.compile(r"[|•·–—,:;/()\[\]\n-]")
#: What may stand beside a date and says nothing: days of the week, "at", "year", zones.
_NOISE = re.compile(
    r"(?<![^\W\d_])(?:"
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|понеділок|вівторок|середа|четвер|п'ятниця|субота|неділя|нд"
    r"|ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|პარასკევი|შაბათი|კვირა|ორშ|სამ|ოთხ|ხუთ|პარ|შაბ|კვი"
    r"|երկուշաբթի|երեքշաբթի|չորեքշաբթի|հինգշաբթի|ուրբաթ|շաբաթ|կիրակի|երկ|երք|չրք|հնգ|ուր|շբթ|կիր"
    r"|bazar ertəsi|çərşənbə axşamı|çərşənbə|cümə axşamı|cümə|şənbə|bazar"
    r"|pazartesi|sal[ıi]|çarşamba|perşembe|cuma|cumartesi|pazar|pzt|çar|per|cum|cmt|paz"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|mi[ée]|jue|vie|s[áa]b|dom"
    r"|(?:یوم\s)?(?:ال)?(?:اثنین|ثلاثاء|اربعاء|خمیس|جمعة|سبت|احد)|(?:یک|دو|سه|چهار|پنج)?\s?شنبه|جمعه"
    r"|at|on|of|the|в|во|о|об|г|года|год|року|р|წელი|წლის|წ|թ|թվական|il|ilin|saat|tarihi?|um|uhr|den|dem|am|pm|à|h|le|de|del|a las|las"
    r"|ساعت|الساعة|فی|سنة|سال|ماه"
    r")(?![^\W\d_])\.?",
    re.IGNORECASE,
)  # fmt: skip
_NEAR = (
    "today", "yesterday", "сегодня", "вчера", "позавчера", "сьогодні", "вчора", "позавчора", "დღეს", "გუშინ", "այսօր", "երեկ",
    "bu gün", "bugün", "dünən", "dün", "heute", "gestern", "vorgestern", "aujourd'hui", "hier", "hoy", "ayer", "anteayer",
    "اليوم", "أمس", "امروز", "دیروز",
)  # fmt: skip
_NEAR_DAY = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(fold(word) for word in _NEAR)})(?![^\W\d_])", re.IGNORECASE)

_PAST = re.compile(
    r"(?<![^\W\d_])(?:ago|назад|тому|önce|əvvəl|öncə|წინ|առաջ|vor|il y a|hace|منذ|قبل|پیش)(?![^\W\d_])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date of a date line as it is written, how many words stand beside it, and whether it is one in words."""

    date: str
    words: int
    is_relative: bool = False

    @property
    def rank(self) -> tuple[int, bool]:
        """What stands most alone comes first; of two, the one that names a day."""
        return self.words, self.is_relative


@lru_cache(maxsize=8192)
def date_line(text: str, language: str | None) -> DateLine | None:
    """The date of a text that is a date line, None for any other.

    A date without a year, and one in words ("yesterday, 09:05", "2 hours ago"), has to be nearly all there is.
    """
    if len(text) > LONGEST or not text:
        return None
    plain = fold(normalised(text))
    return _of_day(text, plain, language) or _of_words(text, plain, language)


def date_within(text: str, language: str | None) -> str | None:
    """The date that stands anywhere in a text; None where none with a year does."""
    found = _spot(fold(normalised(text[:400])))
    if found is None or not found[2]:
        return None
    return _written(text[:400], found[0], found[1], language)


def cut_date(title: str, language: str | None) -> tuple[str, str] | None:
    """The full date at the beginning or end of a headline, and the headline without it; None where there is none.

    A date in figures may begin a headline as it is; any other is parted from it by a mark, or it belongs to the sentence.
    """
    single = normalised(title)
    plain = fold(single)
    found = _spot(plain) if len(plain) == len(single) and any(letter.isdigit() for letter in plain) else None
    if found is None or not found[2]:
        return None
    start, end, _ = found
    before, after = single[:start].strip(), single[end:].strip()
    is_figures = not _WORD.search(plain[start:end])
    if not before.strip("([|-–—") and (is_figures or _PARTED.match(after)):
        rest = after
    elif not after.strip(")]|.-–—") and (before[-1:] in set("|•·–—([-") or ":" in single[start:end]):
        rest = before
    else:
        return None
    rest, date = rest.strip(" |•·–—-,:;()[]"), single[start:end].strip()
    return (date, rest) if rest and parse_date(date, now=_BASE, language=language) else None


def _of_day(text: str, plain: str, language: str | None) -> DateLine | None:
    found = _spot(plain) if any(letter.isdigit() for letter in plain) else None
    if found is None:
        return None
    start, end, has_year = found
    before, after = (_NOISE.sub(" ", part) for part in (plain[:start], plain[end:]))
    left, right = _WORD.findall(before), _WORD.findall(after)
    count, letters = len(left) + len(right), sum(map(len, (*left, *right)))
    is_labelled = count == len(left) <= 3 and before.rstrip().endswith(":")
    if not has_year and count and not is_labelled:
        return None
    if count > MOST_WORDS or letters > MOST_LETTERS or _is_prose(before, after, len(left), len(right)):
        return None
    date = _written(text, start, end, language)
    return DateLine(date, count) if date else None


def _is_prose(before: str, after: str, left: int, right: int) -> bool:
    """Whether words run into a date, and out of it, as in a sentence."""
    if left + right >= 3 and _SENTENCE_END.search(after.rstrip()):
        return True
    runs_in = left if left and not _PARTED.search(before.rstrip()[-1:]) else 0
    runs_out = right if right and not _PARTED.search(after.lstrip()[:1]) else 0
    return runs_in >= 4 or (runs_in >= 2 and runs_out >= 2)


def _of_words(text: str, plain: str, language: str | None) -> DateLine | None:
    """Today and yesterday, with a clock or without; and how long ago."""
    near = _NEAR_DAY.search(plain)
    if near is not None:
        rest = plain[: near.start()] + " " + plain[near.end() :]
        for start, end in reversed(clocks_in(rest)):
            rest = rest[:start] + " " + rest[end:]
        if _WORD.search(_NOISE.sub(" ", rest)) or re.search(r"\d", rest):
            return None
        return DateLine(text, 0, is_relative=True) if parse_date(text, now=_BASE, language=language) else None
    ago = time_ago(plain)
    if ago is not None:
        return DateLine(text, 0, is_relative=True)
    if not _PAST.search(plain) or not any(letter.isdigit() for letter in plain) or len(plain.split()) > 6:
        return None
    found = parse_date(text, now=_BASE, language=language)
    return DateLine(text, 0, is_relative=True) if found is not None and _BASE - found.at < _LONGEST_AGO else None


def _spot(plain: str) -> tuple[int, int, bool] | None:
    """From where to where a date stands, with its clock and zone; and whether it has a year."""
    day = find_day(plain, _BASE.date())
    if day is None:
        return None
    start, end = day.start, day.end
    if not day.has_year and names_year(plain[:start] + " " + plain[end:]):
        return None
    # The hole is as long as the date was, so that places stay what they are.
    hole = plain[:start] + "\x1f" * (end - start) + plain[end:].replace("T", " ", plain[end : end + 1] == "T")
    near = [one for one in clocks_in(hole) if one[0] - end <= _FARTHEST and start - one[1] <= _FARTHEST]
    clock = near[0] if near else None
    return (min(start, clock[0]), max(end, clock[1]), day.has_year) if clock else (start, end, day.has_year)


def _written(text: str, start: int, end: int, language: str | None) -> str | None:
    """The date as the text writes it."""
    single = normalised(text)
    plain = fold(single)
    date = (single if len(plain) == len(single) else plain)[start:end].strip()
    return date if parse_date(date, now=_BASE, language=language) else None
