"""Dates in every shape that feeds have, by table."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.text.dates import parse_date, rfc822, rfc3339
from tests import newsroom

NOW = datetime(2026, 1, 14, 18, tzinfo=UTC)
ZONE = "Asia/Tbilisi"

MOMENTS = {
    "Wed, 14 Jan 2026 10:00:00 +0400": "2026-01-14T06:00:00Z",
    "14 Jan 2026 10:00 MSK": "2026-01-14T07:00:00Z",
    "14 Jan 2026 10:00:00 GET": "2026-01-14T06:00:00Z",
    "14 Jan 2026 10:00:00 AMT": "2026-01-14T06:00:00Z",
    "14 Jan 2026 10:00:00 AZT": "2026-01-14T06:00:00Z",
    "Wed, 14 Jan 2026 10:00:00 EST": "2026-01-14T15:00:00Z",
    "Wed, 14 Jan 26 10:00:00 GMT": "2026-01-14T10:00:00Z",
    "Tue, 13 Jan 2026 24:00:00 GMT": "2026-01-14T00:00:00Z",
    "14 Jan 2026 10:00:00": "2026-01-14T06:00:00Z",
    "Wed Jan 14 10:00:00 2026": "2026-01-14T06:00:00Z",
    "Wed, Jan 14 2026 02:02:33 PM": "2026-01-14T10:02:33Z",
    "January 14, 2026 10:00": "2026-01-14T06:00:00Z",
    "2026-01-14T10:00:00+04:00": "2026-01-14T06:00:00Z",
    "2026-01-14T10:00:00+0530": "2026-01-14T04:30:00Z",
    "2026-01-14T10:00:00.123Z": "2026-01-14T10:00:00Z",
    "2026-01-14 10:00:00": "2026-01-14T06:00:00Z",
    "20260114T100000Z": "2026-01-14T10:00:00Z",
    "2026-01-14T10:00": "2026-01-14T06:00:00Z",
    "14.01.2026 10:00": "2026-01-14T06:00:00Z",
    "02/03/2026 10:00": "2026-03-02T06:00:00Z",
    "1768384800": "2026-01-14T10:00:00Z",
    "14 января 2026, 10:00": "2026-01-14T06:00:00Z",
    "Ср, 14 янв 2026 10:00:00 +0400": "2026-01-14T06:00:00Z",
    "14 січня 2026 10:00": "2026-01-14T06:00:00Z",
    "14 იანვარი 2026 10:00": "2026-01-14T06:00:00Z",
    "14 հունվարի 2026 10:00": "2026-01-14T06:00:00Z",
    "14 yanvar 2026 10:00": "2026-01-14T06:00:00Z",
    "14 Ocak 2026 Çarşamba 10:00": "2026-01-14T06:00:00Z",
    "14 janvier 2026 10:00": "2026-01-14T06:00:00Z",
    "14. Januar 2026 10:00": "2026-01-14T06:00:00Z",
    "14 de enero de 2026 10:00": "2026-01-14T06:00:00Z",
    "١٤ يناير ٢٠٢٦ ١٠:٠٠": "2026-01-14T06:00:00Z",
    "14 كانون الثاني 2026 10:00": "2026-01-14T06:00:00Z",
    "۲۴ دی ۱۴۰۴ ۱۰:۰۰": "2026-01-14T06:00:00Z",
    "1404/10/24 10:00": "2026-01-14T06:00:00Z",
    "2 hours ago": "2026-01-14T16:00:00Z",
    "Wed,14 Jan 2026 10:00:00 GMT": "2026-01-14T10:00:00Z",
    "Wed , 14  Jan  2026   10:00:00   GMT": "2026-01-14T10:00:00Z",
    "Wed, 14 Jan 2026 9:5:3 GMT": "2026-01-14T09:05:03Z",
    "Wed, 14 Jan 2026 10:00:60 GMT": "2026-01-14T10:00:59Z",
    "Wed, 14 Jan 2026 10:00:00 +0400 (GET)": "2026-01-14T06:00:00Z",
    "Wed Jan 14 2026 10:00:00 GMT+0400 (Georgia Standard Time)": "2026-01-14T06:00:00Z",
    "Wed, 14 Jan 2026 10:00:00 America/Argentina/Buenos_Aires": "2026-01-14T13:00:00Z",
    "Wed, 14 Jan 2026 10:00:00 MSK+2": "2026-01-14T05:00:00Z",
    "Wed, 14 Jan 2026 10:00:00 XYZ": "2026-01-14T06:00:00Z",
    "2026-01-14t10:00:00z": "2026-01-14T10:00:00Z",
    "2026-01-14T10:00:00,5+04": "2026-01-14T06:00:00Z",
    "2026-01-14T10:00:00[Europe/Moscow]": "2026-01-14T07:00:00Z",
    "2026-01-14T24:00:00Z": "2026-01-15T00:00:00Z",
    "2026/1/14 10:00": "2026-01-14T06:00:00Z",
    "10:00, 14.01.2026": "2026-01-14T06:00:00Z",
    "14.01.26 10:00": "2026-01-14T06:00:00Z",
    "14. 01. 2026 10:00": "2026-01-14T06:00:00Z",
    "14/01/2026 10:00 PM": "2026-01-14T18:00:00Z",
    "14.01.2026 в 10:00 (МСК)": "2026-01-14T07:00:00Z",
    "10:00, 14 January 2026 GMT": "2026-01-14T10:00:00Z",
    "Published: 14 January 2026 | 10 am": "2026-01-14T06:00:00Z",
    "1768384800000": "2026-01-14T10:00:00Z",
    "14 января, 10:00": "2026-01-14T06:00:00Z",
    "30 Dec, 10:00": "2025-12-30T06:00:00Z",
    "14 كانون الثاني/يناير 2026 - 10:00": "2026-01-14T06:00:00Z",
    "14 يناير 2026 10:00 م": "2026-01-14T18:00:00Z",
    "چهارشنبه ۲۴ دی‌ماه ۱۴۰۴ ساعت ۱۰:۰۰": "2026-01-14T06:00:00Z",
    "۱۰:۰۰ - ۲۴ دی": "2026-01-14T06:00:00Z",
    "14.01 10:00": "2026-01-14T06:00:00Z",
    "10:00, 14.01": "2026-01-14T06:00:00Z",
    "14 January 2026 1:05 p.m. ET": "2026-01-14T18:05:00Z",
    "14 July 2025 1:05 p.m. ET": "2025-07-14T17:05:00Z",
    "2026-01-14 13:05:00 Z+4": "2026-01-14T09:05:00Z",
    "2190-01-14T10:00:00Z": "2190-01-14T10:00:00Z",
}
DAYS = {
    "2026-01-14": "2026-01-14",
    "14.01.2026": "2026-01-14",
    "11.Jan.2026": "2026-01-11",
    "14 Jan 2026": "2026-01-14",
    "05/06/2026": "2026-06-05",
    "3 марта 2026": "2026-03-03",
    "5 мая 2026": "2026-05-05",
    "2026 წლის 5 მაისი": "2026-05-05",
    "1404/10/24": "2026-01-14",
    "20260114": "2026-01-14",
    "2026-1-4": "2026-01-04",
    "01/13/2026": "2026-01-13",
    "2026-cı il yanvarın 14-ü": "2026-01-14",
    "2026 թ. հունվարի 14": "2026-01-14",
    "January 14th, 2026": "2026-01-14",
    "1403/12/30": "2025-03-20",
}
NONE = [
    "",
    "soon",
    "3",
    "2026",
    "12.5",
    "1970-01-01T00:00:00Z",
    "0001-01-01",
    "9999-12-31",
    "32.13.2026",
    "Wed, 99 Foo 2026",
    "x" * 500,
    "99999999999999",
    "176838480",
    "9999999999",
    "1404/12/30",
    "2026-02-30",
    "Mon, 31 Feb 2026 10:00:00 GMT",
    "0000-00-00 00:00:00",
    "May",
    "Mon, 30 Nov -0001 00:00:00 +0000",
    "Thu Jan 01 00:00:00 GMT 1970",
    "Sat, 30 Nov 0002 00:00:00 GMT",
    "Thu, 01 Jan 70 00:00:00 GMT",
    "-0001-11-30T00:00:00+00:00",
    "31 Dec 9999",
    "Jan 1, 0001",
    "1 января 0001",
    "1 янв 70",
    "1 Ocak 0001 00:00",
    "1 يناير 0001",
    "24 دی 0001",
]


@pytest.mark.parametrize("raw", MOMENTS)
def test_moments(raw: str) -> None:
    found = parse_date(raw, now=NOW, zone=ZONE)
    assert found is not None
    assert (rfc3339(found.at), found.precision) == (MOMENTS[raw], "second")


@pytest.mark.parametrize("raw", DAYS)
def test_days_are_noon_there_and_say_that_only_the_day_is_known(raw: str) -> None:
    found = parse_date(raw, now=NOW, zone=ZONE, formats=("%d.%b.%Y",))
    assert found is not None
    here = found.at.astimezone(ZoneInfo(ZONE))
    assert (here.date(), here.hour, found.precision) == (date.fromisoformat(DAYS[raw]), 12, "day")


@pytest.mark.parametrize("raw", NONE)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse_date(raw, now=NOW, zone=ZONE) is None


def test_the_editors_format_goes_first() -> None:
    found = parse_date("01/02/2026 10:00", now=NOW, zone="UTC", formats=("%m/%d/%Y %H:%M",))
    assert found is not None
    assert rfc3339(found.at) == "2026-01-02T10:00:00Z"


FORMATTED = {
    ("14 января 2026 10:00", "%d %B %Y %H:%M"): "2026-01-14T06:00:00Z",
    ("14 იან, 2026", "%d %b, %Y"): "2026-01-14T08:00:00Z",
    ("14/01 10:00", "%d/%m %H:%M"): "2026-01-14T06:00:00Z",
    ("30/12 10:00", "%d/%m %H:%M"): "2025-12-30T06:00:00Z",
    ("21:00", "%H:%M"): "2026-01-14T17:00:00Z",
    ("23:30", "%H:%M"): "2026-01-13T19:30:00Z",
    ("2026|14|01 10:00 MSK", "%Y|%d|%m %H:%M %Z"): "2026-01-14T07:00:00Z",
    ("2026|14|01 10:00 +0100", "%Y|%d|%m %H:%M %z"): "2026-01-14T09:00:00Z",
}


@pytest.mark.parametrize(("raw", "form"), FORMATTED)
def test_formats_may_leave_out_what_everybody_knows(raw: str, form: str) -> None:
    """Month names of any language, no year, no day, abbreviations of zones."""
    found = parse_date(raw, now=NOW, zone=ZONE, formats=("%A %d", form))
    assert found is not None
    assert rfc3339(found.at) == FORMATTED[raw, form]


@pytest.mark.parametrize(
    ("zone", "moment"), [("Asia/Jerusalem", "08:00"), ("Asia/Kolkata", "04:30"), ("Europe/Dublin", "09:00")]
)
def test_an_abbreviation_of_several_zones_is_that_of_the_source(zone: str, moment: str) -> None:
    found = parse_date("Wed, 14 Jan 2026 10:00:00 IST", now=NOW, zone=zone)
    assert found is not None
    assert rfc3339(found.at) == f"2026-01-14T{moment}:00Z"


@pytest.mark.parametrize("document", sorted(newsroom.expected()["documents"]))
def test_the_dates_of_the_newsroom(document: str) -> None:
    answers = newsroom.expected()["documents"][document]
    zone = ZoneInfo(answers["outlet_timezone"])
    now = datetime.fromisoformat(newsroom.day2_now() if document.startswith("day2/") else newsroom.reference_now())
    for item in answers["items"]:
        if not item["date_raw"]:
            continue
        found = parse_date(item["date_raw"], now=now, zone=str(zone), language=item["language"])
        wanted = newsroom.moment_of(item["date_utc"])
        assert found is not None, item["date_raw"]
        assert (found.at if isinstance(wanted, datetime) else found.at.astimezone(zone).date()) == wanted, item[
            "date_raw"
        ]


@settings(deadline=None)
@given(st.datetimes(datetime(1990, 1, 2), datetime(2098, 1, 1)))
def test_our_own_dates_are_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    for text in (rfc822(moment), rfc3339(moment)):
        found = parse_date(text, now=NOW)
        assert found is not None
        assert found.at == moment


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date(text, now=NOW, zone=ZONE)
