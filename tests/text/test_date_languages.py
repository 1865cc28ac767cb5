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


@pytest.mark.parametrize(
    "text",
    [
        "an hour ago", "час назад", "годину тому", "bir saat önce", "bir saat əvvəl", "ერთი საათის წინ", "մեկ ժամ առաջ", "vor einer Stunde",
        "il y a une heure", "hace una hora", "منذ ساعة", "قبل ساعة", "یک ساعت پیش",
    ],
)  # fmt: skip
def test_a_number_may_be_a_word(text: str) -> None:
    check(text, datetime(2026, 12, 31, 17), "second")


@pytest.mark.parametrize(
    "text",
    [
        "just now",
        "только что",
        "щойно",
        "az önce",
        "indicə",
        "ახლახან",
        "gerade eben",
        "à l’instant",
        "الآن",
        "همین حالا",
    ],
)
def test_just_now(text: str) -> None:
    check(text, datetime(2026, 12, 31, 18), "second")


@pytest.mark.parametrize(
    "text",
    [
        "14 января", "14-го январем", "14 січня", "14 იანვრის", "14 հունվարին", "yanvarın 14-ü", "14 Ocak'ta", "14 OCAK", "14. Januar", "14 janvier",
        "14 de enero", "14 يناير", "14 ژانویه", "24 Dey 1404",
    ],
)  # fmt: skip
def test_months_in_the_cases_of_their_language(text: str) -> None:
    found = parse_date(text, now=datetime(2026, 1, 14, 18, tzinfo=UTC))
    assert found is not None
    assert found.at == datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "10 araç birbirine girdi", "20 subay tutuklandı", "10 ekip sevk edildi", "10 вертолётов сбили", "5 версий крушения", "20 листов дела",
        "10 беременных спасли", "12 марок стали", "5 маркетов закрыты", "16 Marines killed", "5 decades of war", "5 mayors arrested", "3 abrazos",
        "5 მარშრუტი", "12 aoûtats", "3 Novizen", "5 ոստիկան", "10 seçki",
    ],
)  # fmt: skip
def test_words_that_only_begin_like_a_month_are_none(text: str) -> None:
    assert parse_date(text, now=NOW) is None
