"""Dates in words: month names of many languages, the solar calendar of Iran, "2 hours ago"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timezone

from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, local, offset_of, zone_info

#: First letters of month names that tell them apart, per language; Levantine and Egyptian names both for Arabic.
_MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    "ru": ("янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "uk": ("січ", "лют", "берез", "квіт", "трав", "черв", "лип", "серп", "верес", "жовт", "листоп", "груд"),
    "ka": ("იანვ", "თებ", "მარ", "აპრ", "მაი", "ივნ", "ივლ", "აგვ", "სექ", "ოქტ", "ნოე", "დეკ"),
    "hy": ("հունվ", "փետ", "մարտ", "ապր", "մայ", "հունիս", "հուլ", "օգոս", "սեպ", "հոկ", "նոյ", "դեկ"),
    "az": ("yan", "fev", "mar", "apr", "may", "iyn", "iyl", "avq", "sen", "okt", "noy", "dek"),
    "tr": ("oca", "şub", "mar", "nis", "may", "haz", "tem", "ağu", "eyl", "eki", "kas", "ara"),
    "de": ("jän|jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
    "fr": ("janv", "févr|fevr", "mars", "avr", "mai", "juin", "juil", "août|aout", "sept", "oct", "nov", "déc|dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep|set", "oct", "nov", "dic"),
    "ar": ("يناير|كانون الثاني", "فبراير|شباط", "مارس|آذار|اذار", "أبريل|ابريل|إبريل|نيسان", "مايو|أيار|ايار",
           "يونيو|يونيه|حزيران", "يوليو|يوليه|تموز",
           "أغسطس|اغسطس|آب", "سبتمبر|أيلول|ايلول", "أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
           "نوفمبر|تشرين الثاني", "ديسمبر|كانون الأول|كانون الاول"),
    "fa": ("ژانویه", "فوریه", "مارس", "آوریل", "مه|می", "ژوئن", "ژوئیه|جولای", "اوت|آگوست", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
}  # fmt: skip
_JALALI = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_CLOCK = re.compile(r"(?<![\d.:/])(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d.:/])\s*([AaPp]\.?[Mm]\.?)?")
_JALALI_NUMBERS = re.compile(r"(?<!\d)(1[34]\d{2})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_OFFSET = re.compile(r"\s([+−-]\d{2}:?\d{2})$")
_PREFIX = re.compile(
    r"^(?:updated|published|posted|last updated|обновлено|опубликовано|stand|aktualisiert)\s*:?\s+", re.IGNORECASE
)
_WORD_DATE = r"(?<!\d)(?P<day>\d{1,2})\.?[\s.\-]*(?:de\s+|დე\s+)?(?:{names})[^\W\d_]*[.,]?[\s.\-]*(?:de\s+|թ\.?\s*)?(?P<year>\d{4})"
_YEAR_FIRST = r"(?P<year>\d{4})[^\d]{0,12}?(?:{names})[^\W\d_]*\s+(?P<day>\d{1,2})(?!\d)"
_YEAR_THEN_DAY = r"(?P<year>\d{4})[^\W\d_\s.]*\.?\s+(?:წლის\s+|թվականի\s+)?(?P<day>\d{1,2})\s+(?:{names})[^\W\d_]*"
_MONTH_FIRST = r"(?:{names})[^\W\d_]*\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})"


def _alternatives() -> tuple[tuple[re.Pattern[str], int], ...]:
    patterns = []
    for month in range(12):
        # Longer stems first: "март" must not be taken for "ма", nor "июнь" for "июл".
        stems = sorted({stem for names in _MONTHS.values() for stem in names[month].split("|")}, key=len, reverse=True)
        names = r"(?<![^\W\d_])(?:" + "|".join(stems) + ")"
        shapes = (_WORD_DATE, _YEAR_FIRST, _YEAR_THEN_DAY, _MONTH_FIRST)
        patterns += [(re.compile(shape.replace("{names}", names), re.IGNORECASE), month + 1) for shape in shapes]
    # Month by month the most specific shape wins: the patterns of March are tried before those of May.
    order = (3, 1, 2, 4, 6, 7, 8, 9, 10, 11, 12, 5)
    return tuple(sorted(patterns, key=lambda pair: order.index(pair[1])))


_PATTERNS: list[tuple[tuple[re.Pattern[str], int], ...]] = []


def date_from_words(text: str, *, now: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """The date a text means in words, or None. Digits are ASCII already."""
    text = _PREFIX.sub("", text).replace("\u200c", " ")
    day = _jalali_day(text) or _named_day(text)
    if day is not None:
        found = local(day, _clock_in(text), zone)
        offset = _OFFSET.search(text)
        distance = offset_of(offset[1], zone) if offset else None
        if found is None or found.precision == "day" or distance is None:
            return found
        here = found.at.astimezone(zone_info(zone)).replace(tzinfo=timezone(distance))
        return ParsedDate(here.astimezone(UTC), "second", has_zone=True)
    return _by_library(text, now=now, zone=zone, language=language)


def english_months(text: str) -> str:
    """The text with the month names of the desk's languages in English, so that strptime's ``%b`` and ``%B`` read them."""
    if text.isascii():
        return text
    for month in range(12):
        stems = sorted({stem for names in _MONTHS.values() for stem in names[month].split("|")}, key=len, reverse=True)
        changed = re.sub(
            r"(?<![^\W\d_])(?:" + "|".join(stems) + r")[^\W\d_]*\.?",
            _ENGLISH[month],
            text,
            count=1,
            flags=re.IGNORECASE,
        )
        if changed != text and re.search(r"\d", changed):
            return changed
    return text


def _jalali_day(text: str) -> date | None:
    """``24 دی 1404`` and ``1404/10/24``, in the solar calendar of Iran."""
    year = month = day = 0
    if match := _JALALI_NUMBERS.search(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        for number, name in enumerate(_JALALI, 1):
            if match := re.search(rf"(?<!\d)(\d\d?)\s+{name}(?:\s+ماه)?\s+(1[34]\d\d)(?!\d)", text):
                year, month, day = int(match[2]), number, int(match[1])
                break
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    from convertdate import persian

    try:
        return date(*persian.to_gregorian(year, month, day))
    except ValueError:
        return None


def _named_day(text: str) -> date | None:
    if not _PATTERNS:
        _PATTERNS.append(_alternatives())
    for pattern, month in _PATTERNS[0]:
        if match := pattern.search(text):
            try:
                found = date(int(match["year"]), month, int(match["day"]))
            except ValueError:
                continue
            return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


def _clock_in(text: str) -> time | None:
    for match in _CLOCK.finditer(text):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        half = (match[4] or "").lower().replace(".", "")
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    return None


def _by_library(text: str, *, now: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """What is left: relative dates and odd shapes, by dateparser, told the language and the base so that it guesses little."""
    if len(text) > 60 or re.fullmatch(r"[\d\s.,:/-]+", text):
        return None
    import warnings

    from dateparser import parse

    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
        "RELATIVE_BASE": now.astimezone(zone_info(zone)).replace(tzinfo=None),
        "TIMEZONE": zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "TO_TIMEZONE": "UTC",
    }
    base = (language or "").split("-")[0]
    languages = [base] if base in _MONTHS else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = parse(text, languages=languages or ["en"], settings=settings)
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
            return None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    here = found.astimezone(zone_info(zone))
    if _clock_in(text) is None and here.time() == time(0):
        return local(here.date(), None, zone)
    return ParsedDate(found.astimezone(UTC), "second", has_zone=False)
