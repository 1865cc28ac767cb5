"""How long ago, in words: a number, a unit, and the word that says that it is past, in the languages of the desk.

Texts are folded already (:func:`aggregator.text.monthnames.fold`). Months and years are left to dateparser.
"""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.text.monthnames import fold

_UNITS = {
    timedelta(seconds=1): r"sec(?:ond)?s?|секунд[аыу]?|сек|секунди|წამ(?:ის|ი)?|վայրկյան|saniyə|san(?:iye)?|sekunden?|secondes?"
    r"|segundos?|ثانی[ةه]|ثوان",
    timedelta(minutes=1): r"min(?:ute)?s?|мин(?:ут[аыу]?)?|хв(?:илин[аиу]?)?|წუთ(?:ის|ი)?|წთ|րոպե|dəq(?:iqə)?|dakika|da?k"
    r"|minuten?|minutos?"
    r"|دقیق[ةه]|دقائق|دقایق|دقیقتین",
    timedelta(hours=1): r"hours?|hrs?|h|час(?:а|ов)?|ч|годин[аиу]?|год|საათ(?:ის|ი)?|სთ|ժամ|saat|stunden?|std|heures?|horas?"
    r"|ساع[ةه]|ساعات|ساعت|ساعتین",
    timedelta(days=1): r"days?|d|день|дня|дней|дн|дні|днів|დღ(?:ის|ე)|օր|gün|tag(?:en?)?|jours?|d[ií]as?|یوم(?:ین)?|یوما|ایام|روز",
    timedelta(weeks=1): r"weeks?|недел[яиюь]|тиж(?:день|ні|нів)|კვირ(?:ის|ა)|շաբաթ|həftə|hafta|wochen?|semaines?|semanas?"
    r"|اسبوع(?:ین)?|اسابیع|هفته",
}  # fmt: skip
_DUAL = re.compile(r"(?:ساعت|دقیقت|یوم|اسبوع)ین$")
_NUMBERS = (
    "",
    r"an?|one|од(?:ин|ну|на)|bir|ერთი|մեկ|մի|ein(?:e[rnm]?)?|une?|una|یک",
    r"two|дв[аеі]|iki|ორი|երկու|zwei|deux|dos|دو",
    r"three|три|üç|სამი|երեք|drei|trois|tres|سه|ثلاث[ةه]?",
    r"four|четыре|чотири|dört|dörd|ოთხი|չորս|vier|quatre|cuatro|چهار|اربع[ةه]?",
    r"five|пять|п'ять|beş|ხუთი|հինգ|fünf|cinq|cinco|پنج|خمس[ةه]?",
    r"six|шесть|шість|altı|ექვსი|վեց|sechs|seis|شش|ست[ةه]?",
    r"seven|семь|сім|yedi|yeddi|შვიდი|յոթ|sieben|sept|siete|هفت|سبع[ةه]?",
    r"eight|восемь|вісім|sekiz|səkkiz|რვა|ութ|acht|huit|ocho|هشت|ثمانی[ةه]?",
    r"nine|девять|дев'ять|dokuz|doqquz|ცხრა|ինը|neun|neuf|nueve|نه|تسع[ةه]?",
    r"ten|десять|on|ათი|տասը|zehn|dix|diez|ده|عشر[ةه]?",
)
_BEFORE = r"vor|il y a|hace|منذ|قبل"
_AFTER = r"ago|назад|тому(?: назад)?|önce|evvel|əvvəl|öncə|წინ|առաջ|پیش|قبل"
_COUNT = "|".join(rf"(?P<n{number}>{words})" for number, words in enumerate(_NUMBERS) if words)
_UNIT = "|".join(rf"(?P<u{number}>{words})" for number, words in enumerate(_UNITS.values()))
_AGO = re.compile(
    rf"(?:(?P<before>{_BEFORE})\s+)?(?:(?:(?P<figures>\d{{1,3}})\s?|(?:{_COUNT})\s+))?(?:{_UNIT})\.?(?:\s+(?P<after>{_AFTER}))?",
    re.IGNORECASE,
)
_JUST_NOW = frozenset(
    fold(word).casefold()
    for word in (
        "just now", "только что", "сейчас", "щойно", "az önce", "şimdi", "indicə", "elə indi", "ახლახან", "հենց նոր", "gerade eben",
        "soeben", "à l'instant", "ahora mismo", "الآن", "همین حالا", "همین الان", "لحظاتی پیش",
    )
)  # fmt: skip


def time_ago(text: str) -> timedelta | None:
    """How long ago a whole text says; None for one that does not say that it is past."""
    if text.casefold() in _JUST_NOW:
        return timedelta()
    match = _AGO.fullmatch(text)
    if match is None or bool(match["before"]) == bool(match["after"]):
        return None
    unit = next(unit for number, unit in enumerate(_UNITS) if match[f"u{number}"])
    if match["figures"]:
        return unit * int(match["figures"])
    spelt = next((number for number in range(1, len(_NUMBERS)) if match[f"n{number}"]), 0)
    return unit * (spelt or (2 if _DUAL.search(text.removesuffix(".")) else 1))
