"""Date lines in the languages of the desk, and what only looks like one: headlines, kickers and sentences with dates in them."""

from __future__ import annotations

import pytest

from aggregator.text.dateline import date_line, date_within

LINES = [
    "14 Jan 2026",
    "Published: 14 January 2026 | 10 am",
    "By John Smith, 14 January 2026 10:05 AM EST",
    "Posted on January 14, 2026 by admin in News",
    "Опубликовано: 14 января 2026, 10:00 | Автор: Иван Петров",
    "Среда, 14 января 2026 г., 13:05",
    "14 января, 10:05",
    "Jan 14",
    "вчера, 09:05",
    "2 hours ago",
    "Today 10:05",
    "Wednesday, 14 January 2026 13:05",
    "2026-01-14T10:00:00+04:00",
    "14 Ocak 2026 Çarşamba 10:00",
    "2026 წლის 14 იანვარი",
    "2026 թ. հունվարի 14, 10:00",
    "الأربعاء 14 يناير 2026 - 10:05",
    "چهارشنبه ۲۴ دی ۱۴۰۴ ساعت ۱۰:۰۵",
    "Mittwoch, 14. Januar 2026, 13:05 Uhr",
    "Stand: 14.01.2026, 10:05 Uhr",
    "Le 14 janvier 2026 à 10h05",
    "Publié le 14 janvier 2026 à 10:05",
    "14 de enero de 2026 - 10:05",
    "Güncelleme: 14.01.2026 10:05",
    "14 yanvar 2026, 10:05",
    "Dərc edilib: 14 yanvar 2026",
    "Tbilisi, 14 January 2026",
    "TASS, 12.01.2021 08:04",
    "12.01.2021 08:04, TASS",
    "10:05 14.01.2026",
    "منذ 3 ساعات",
    "5 минут назад",
    "منذ ساعة",
    "Updated 14 January 2026, 3 min read",
    "გამოქვეყნდა: 14 იანვარი, 2026",
    "Aujourd’hui à 10:05",
    "14.01 13:05",
    "14.01.2026 · 345 views",
    "Yesterday",
    "20 Dek 2025 · Siyasət",
    "Copyright 2026-01-14",
]
OTHERS = [
    "10 araç birbirine girdi",
    "20 subay tutuklandı",
    "5 mayın imha edildi",
    "16 Marines killed in blast",
    "5 decades of war",
    "3 abrazos",
    "100 gün",
    "2 часа",
    "20 years ago",
    "The fire began on 11 January 2021, police said.",
    "The plant was built in 1956. Its licence was renewed on 03.04.2019.",
    "The law of 12 March 2019 was changed today in parliament.",
    "Das Gesetz vom 12.03.2019 wurde geändert",
    "7 აგვისტოს ომი",
    "1 May Square",
    "today in history",
    "now",
    "31 Dec 9999",
    "Закон от 12 марта 2019 года был изменён сегодня.",
    "Kanun 12 Mart 2019 tarihinde değiştirildi.",
    "La loi du 12 mars 2019 a été modifiée",
    "30 лет назад",
    "Its licence was renewed on 03.04.2019",
    "8 марта женщины вышли на улицы",
    "Covid-19 May",
    "صدر القانون في 12 مارس 2019 وعدل اليوم.",
    "1 Mayıs kutlamaları",
    "3 dead",
    "He was born on 12 May 1960",
    "Yesterday was better",
    "2024 elections",
    "კანონი 2019 წლის 12 მარტს მიიღეს პარლამენტში.",
]


@pytest.mark.parametrize("text", LINES)
def test_a_date_with_little_beside_it_is_a_date_line(text: str) -> None:
    assert date_line(text, None) is not None


@pytest.mark.parametrize("text", OTHERS)
def test_prose_and_numbers_of_things_are_none(text: str) -> None:
    assert date_line(text, None) is None


def test_the_date_comes_as_written_with_its_clock_and_zone() -> None:
    line = date_line("By John Smith, 14 January 2026 10:05 AM EST", None)
    assert line is not None
    assert (line.date, line.words) == ("14 January 2026 10:05 AM EST", 3)


def test_a_date_within_a_long_text_is_found_when_it_is_asked_for() -> None:
    assert date_within("The law of 12 March 2019 was changed today in parliament.", None) == "12 March 2019"
    assert date_within("10 araç birbirine girdi", None) is None
