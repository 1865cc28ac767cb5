"""Names of months in the languages of the desk, and how to find them in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: First letters of month names that tell them apart, per language; Levantine and Egyptian names both for Arabic.
MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "ru": ("янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "uk": ("січ", "лют", "бер", "квіт", "трав", "черв", "лип", "серп", "вер", "жовт", "лист", "груд"),
    "ka": ("იან", "თებ", "მარ", "აპრ", "მაი", "ივნ", "ივლ", "აგვ", "სექ", "ოქტ", "ნოე", "დეკ"),
    "hy": ("հունվ|հնվ", "փետ|փտվ", "մարտ|մրտ", "ապր", "մայ|մյս", "հունի|հնս", "հուլ|հլս", "օգոս|օգս", "սեպ", "հոկ", "նոյ", "դեկ"),
    "az": ("yan", "fev", "mar", "apr", "may", "iyn|iyun", "iyl|iyul", "avq", "sen", "okt", "noy", "dek"),
    "tr": ("oca", "şub|sub", "mar", "nis", "may", "haz", "tem", "ağu|agu", "eyl", "eki", "kas", "ara"),
    "de": ("jän", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
    "fr": ("janv", "févr|fevr", "mars", "avr", "mai", "juin", "juil", "août|aout", "sept", "oct", "nov", "déc"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"),
    "ar": ("يناير|كانون الثاني|جانفي", "فبراير|شباط|فيفري", "مارس|آذار", "أبريل|إبريل|نيسان|أفريل", "مايو|أيار|ماي",
           "يونيو|يونيه|حزيران|جوان", "يوليو|يوليه|تموز|جويلية|يوليوز", "أغسطس|آب|أوت|غشت", "سبتمبر|أيلول|شتنبر",
           "أكتوبر|تشرين الأول", "نوفمبر|تشرين الثاني|نونبر", "ديسمبر|كانون الأول|دجنبر"),
    "fa": ("ژانویه", "فوریه", "مارس", "آوریل", "مه|می", "ژوئن", "ژوئیه|جولای", "اوت|آگوست", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
}  # fmt: skip
JALALI = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد|امرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
#: One letter for what Arabic and Persian keyboards write as several, no vowel signs; for the dotted capital of Turkish, the
#: small letter it has nowhere else.
_FOLDED = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "İ": "i", "\u200c": " ", "ـ": "",
    **{chr(vowel): "" for vowel in range(0x064B, 0x0656)},
})  # fmt: skip


def fold(text: str) -> str:
    """Text as :func:`month` looks for its names: composed, and with one spelling of each Arabic letter."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


@lru_cache(maxsize=4)
def month_pattern(prefix: str = "m") -> str:
    """An expression for the name of a month, in a group named by ``prefix`` and its number; no part of a longer word."""
    groups = []
    for month in range(12):
        stems = sorted({stem for names in MONTHS.values() for stem in names[month].split("|")}, key=len, reverse=True)
        groups.append(f"(?P<{prefix}{month + 1}>{'|'.join(map(_whole_name, stems))})")
    return rf"(?<![^\W\d_])(?:{'|'.join(groups)})"


def _whole_name(stem: str) -> str:
    """Arabic names are met whole; of others the endings change with case and abbreviation."""
    return fold(stem) + (r"(?![^\W\d_])" if _ARABIC.search(stem) else r"[^\W\d_]*")


def month_of(match: re.Match[str], prefix: str = "m") -> int:
    """The number of the month that :func:`month_pattern` found, from 1."""
    return next(number for number in range(1, 13) if match[f"{prefix}{number}"])


def english_months(text: str) -> str:
    """The text with its month name in short English, as strptime's ``%b`` reads it."""
    folded = fold(text)
    match = re.search(month_pattern() + r"\.?", folded, re.IGNORECASE)
    return folded[: match.start()] + _ENGLISH[month_of(match) - 1] + folded[match.end() :] if match else folded
