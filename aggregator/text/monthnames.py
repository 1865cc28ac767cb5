"""Names of months in the languages of the desk, and how to find them in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Endings of cases.
_RU, _UK = "(?:[аую]|ом|е)?", "(?:ень|н(?:[яю]|ем|і))"
_KA, _HY = "(?:ი|ს|ის|ში|იდან|ამდე|მდე)?", "(?:ի|ին|ից|ը|ն|ում)?"
_AZ, _TR = "(?:[ıiuü]n|d[aə]n?)?", "(?:'[^\\W\\d_]+)?"
#: Month names as they are written in texts, per language: whole with the endings of their cases, and cut short. No other
#: endings: "10 araç", "5 версий" and "16 Marines" only begin like months. Levantine and Egyptian names both for Arabic.
MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?",
           "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
    "ru": ("янв(?:ар(?:[ьяюе]|[её]м))?", "февр?(?:ал(?:[ьяюе]|[её]м))?", f"мар(?:т{_RU})?", "апр(?:ел(?:[ьяюе]|ем))?",
           "ма(?:[йяюе]|ем)",
           "июн(?:[ьяюе]|ем)?", "июл(?:[ьяюе]|ем)?", f"авг(?:уст{_RU})?", "сент?(?:ябр(?:[ьяюе]|[её]м))?",
           "окт(?:ябр(?:[ьяюе]|[её]м))?",
           "ноя(?:б(?:р(?:[ьяюе]|[её]м))?)?", "дек(?:абр(?:[ьяюе]|[её]м))?"),
    "uk": (f"січ(?:{_UK})?", "лют(?:ий|ого|ому|им)?", f"бер(?:ез(?:{_UK})?)?", f"квіт?(?:{_UK})?",
           f"тра(?:в(?:{_UK})?)?", f"чер(?:в(?:{_UK})?)?", f"лип(?:{_UK})?", f"сер(?:п(?:{_UK})?)?",
           f"вер(?:ес(?:{_UK})?)?", f"жов(?:т(?:{_UK})?)?", "лис(?:т(?:опад[ауі]?)?)?", f"гру(?:д(?:{_UK})?)?"),
    "ka": (f"იან(?:ვა?რ{_KA})?", f"თებ(?:ერვა?ლ{_KA})?", f"მარ(?:ტ{_KA})?", f"აპრ(?:ილ{_KA})?", f"მაი(?:ს{_KA})?",
           f"ივნ(?:ის{_KA})?", f"ივლ(?:ის{_KA})?",
           "აგვ(?:ისტო(?:ს|ში|დან|მდე)?)?", f"სექტ?(?:ემბე?რ{_KA})?", f"ოქტ?(?:ომბე?რ{_KA})?", f"ნოე(?:მბ(?:ე?რ{_KA})?)?",
           f"დეკ(?:ემბე?რ{_KA})?"),
    "hy": (f"հունվ(?:ար{_HY})?|հնվ", f"փետր?(?:վար{_HY})?|փտվ", f"մարտ{_HY}|մրտ", f"ապր(?:իլ{_HY})?", f"մայ(?:իս{_HY})?|մյս",
           f"հունիս{_HY}|հնս",
           f"հուլ(?:իս{_HY})?|հլս", f"օգոս(?:տոս{_HY})?|օգս", f"սեպտ?(?:եմբեր{_HY})?", f"հոկտ?(?:եմբեր{_HY})?",
           f"նոյ(?:եմբեր{_HY})?", f"դեկտ?(?:եմբեր{_HY})?"),
    "az": (f"yan(?:var{_AZ})?", f"fev(?:ral{_AZ})?", f"mar(?:t{_AZ})?", f"apr(?:el{_AZ})?", f"may{_AZ}", f"iyn|iyun{_AZ}",
           f"iyl|iyul{_AZ}", f"avq(?:ust{_AZ})?",
           f"sen(?:tyabr{_AZ})?", f"okt(?:yabr{_AZ})?", f"noy(?:abr{_AZ})?", f"dek(?:abr{_AZ})?"),
    "tr": (f"oca(?:k{_TR})?", f"[şs]ub(?:at{_TR})?", f"mar(?:t{_TR})?", f"nis(?:an{_TR})?", f"may(?:[ıi]s{_TR})?",
           f"haz(?:iran{_TR})?", f"tem(?:muz{_TR})?",
           f"a[ğg]u(?:stos{_TR})?", f"eyl(?:[üu]l{_TR})?", f"eki(?:m{_TR})?", f"kas(?:[ıi]m{_TR})?", f"ara(?:l[ıi]k{_TR})?"),
    "de": ("j[äa]n(?:uars?|ners?)?", "febr?(?:uars?|ers?)?", "m(?:är|aer)(?:z(?:es)?)?|mrz", "apr(?:ils?)?", "mai(?:es|s)?",
           "jun(?:is?)?", "jul(?:is?)?",
           "aug(?:ust(?:e?s)?)?", "sept?(?:embers?)?", "okt(?:obers?)?", "nov(?:embers?)?", "dez(?:embers?)?"),
    "fr": ("jan(?:v(?:ier)?)?", "f[ée]vr?(?:ier)?", "mars", "avr(?:il)?", "mai", "juin", "juil(?:let)?", "ao[ûu]t",
           "sept?(?:embre)?", "oct(?:obre)?",
           "nov(?:embre)?", "d[ée]c(?:embre)?"),
    "es": ("ene(?:ro)?", "feb(?:rero)?", "mar(?:zo)?", "abr(?:il)?", "may(?:o)?", "jun(?:io)?", "jul(?:io)?", "ago(?:sto)?",
           "sept?(?:iembre)?|set(?:iembre)?",
           "oct(?:ubre)?", "nov(?:iembre)?", "dic(?:iembre)?"),
    "ar": ("يناير|كانون الثاني|جانفي", "فبراير|شباط|فيفري", "مارس|آذار", "أبريل|إبريل|نيسان|أفريل", "مايو|أيار|ماي",
           "يونيو|يونيه|حزيران|جوان", "يوليو|يوليه|تموز|جويلية|يوليوز", "أغسطس|آب|أوت|غشت", "سبتمبر|أيلول|شتنبر",
           "أكتوبر|تشرين الأول", "نوفمبر|تشرين الثاني|نونبر", "ديسمبر|كانون الأول|دجنبر"),
    "fa": ("ژانویه", "فوریه", "مارس", "آوریل", "مه|می", "ژوئن", "ژوئیه|جولای", "اوت|آگوست", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
}  # fmt: skip
JALALI = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد|امرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
JALALI_LATIN = (
    "farvardin", "ordibehesht", "khordad", "tir", "a?mordad", "shahrivar", "mehr", "aban", "azar", "dey", "bahman", "esfand",
)  # fmt: skip

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: One letter for what Arabic and Persian keyboards write as several, no vowel signs; for the dotted capital of Turkish, the
#: small letter it has nowhere else.
_FOLDED = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "İ": "i", "’": "'", "ʼ": "'", "\u200c": " ", "ـ": "",
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
        names = "|".join(dict.fromkeys(fold(names[month]) for names in MONTHS.values()))
        groups.append(f"(?P<{prefix}{month + 1}>{names})")
    return rf"(?<![^\W\d_])(?:{'|'.join(groups)})(?![^\W\d_])"


def month_of(match: re.Match[str], prefix: str = "m") -> int:
    """The number of the month that :func:`month_pattern` found, from 1."""
    return next(number for number in range(1, 13) if match[f"{prefix}{number}"])


def english_months(text: str) -> str:
    """The text with its month name in short English, as strptime's ``%b`` reads it."""
    folded = fold(text)
    match = re.search(month_pattern() + r"\.?", folded, re.IGNORECASE)
    return folded[: match.start()] + _ENGLISH[month_of(match) - 1] + folded[match.end() :] if match else folded
