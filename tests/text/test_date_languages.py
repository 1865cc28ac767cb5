"""Every month, in every language of the desk, in the shapes that its people write."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from babel.dates import format_date, format_datetime

from aggregator.text.dates import parse_date

NOW = datetime(2026, 12, 31, 18, tzinfo=UTC)
LOCALES = (
    "en",
    "en_GB",
    "ru",
    "uk",
    "ka",
    "hy",
    "az",
    "tr",
    "ar",
    "ar_EG",
    "ar_LB",
    "ar_SY",
    "ar_MA",
    "fa",
    "fr",
    "de",
    "es",
    "es_MX",
)
DATES = ("full", "long", "medium", "d MMMM y", "d MMM y", "MMMM d, y", "y MMMM d", "d MMMM")
CLOCKS = ("EEE, d MMM yyyy HH:mm", "HH:mm, d MMMM y", "EEEE, d MMMM y - HH:mm", "d.MM.yyyy, HH:mm")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_month_is_read(locale: str) -> None:
    for month, day in product(range(1, 13), (5, 14)):
        moment = datetime(2026, month, day, 10, 45)
        for shape in DATES:
            check(format_date(moment, shape, locale=locale), moment.replace(hour=12, minute=0), "day")
        for shape in CLOCKS:
            check(format_datetime(moment, shape, locale=locale), moment, "second")


def check(text: str, wanted: datetime, precision: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is not None, text
    assert (found.at.replace(tzinfo=None), found.precision) == (wanted, precision), text


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday, 09:05", "вчера, 09:05", "Вчера в 09:05", "вчора о 09:05", "Dün, 09:05", "dünən 09:05", "გუშინ 09:05",
        "երեկ 09:05", "gestern 09:05", "hier à 09:05", "ayer 09:05", "أمس 09:05", "دیروز ۰۹:۰۵",
    ],
)  # fmt: skip
def test_yesterday_in_the_language_of_its_script(text: str) -> None:
    check(text, datetime(2026, 12, 30, 9, 5), "second")


@pytest.mark.parametrize(
    "text",
    [
        "2 hours ago", "2 часа назад", "2 години тому", "2 saat önce", "2 saat əvvəl", "2 საათის წინ", "2 ժամ առաջ", "vor 2 Stunden",
        "il y a 2 heures", "hace 2 horas", "قبل ساعتين", "منذ ساعتين", "۲ ساعت پیش", "۲ ساعت قبل",
    ],
)  # fmt: skip
def test_hours_ago_in_the_language_of_its_script(text: str) -> None:
    check(text, datetime(2026, 12, 31, 16), "second")


@pytest.mark.parametrize("text", ["today", "сегодня", "bugün", "2 days ago", "вчера", "letzte Woche"])
def test_days_without_an_hour_claim_none(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is not None
    assert (found.precision, found.at.hour) == ("day", 12)
