"""Dates by the formats that an editor wrote for a source."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from aggregator.text.monthnames import english_months
from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, local, zone_info, zone_of

_DIRECTIVES = frozenset("aAwdbBmyYHIpMSfzZjUWcxXGuV%DTRFe")
_YEARS = ("%Y", "%y", "%G", "%c", "%x", "%D")
_DAYS = ("%d", "%j", "%c", "%x", "%D", "%A", "%a")
_CLOCKS = ("%H", "%I", "%X", "%c", "%T", "%R")


def date_by_format(text: str, form: str, *, now: datetime, zone: str) -> ParsedDate | None:
    """The date that a strptime format finds in a whole text, or None.

    Month names may be of any language the desk reads. A format without a year means the last such day up to tomorrow, one
    without a day means today, or yesterday where that hour is still to come. ``%Z`` reads every abbreviation the desk knows.
    """
    named = None
    if form.endswith("%Z"):
        text, _, name = text.rpartition(" ")
        form, named = form.removesuffix("%Z").rstrip(), zone_of(name, zone)
        if named is None:
            return None
    here = now.astimezone(zone_info(zone))
    has_day, has_year = (any(mark in form for mark in marks) for marks in (_DAYS, _YEARS))
    moment = None
    if not has_day and not has_year:
        moment = _strptime(f"{here:%Y-%m-%d} {text}", f"%Y-%m-%d {form}")
        if moment is not None and moment > here.replace(tzinfo=None) + timedelta(hours=1):
            moment -= timedelta(days=1)
    elif has_year:
        moment = _strptime(text, form)
    else:
        for year in (here.year, here.year - 1):
            moment = _strptime(f"{year} {text}", f"%Y {form}")
            if moment is not None and moment.date() <= here.date() + timedelta(days=1):
                break
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    if (where := named or moment.tzinfo) is not None:
        return ParsedDate(moment.replace(tzinfo=where).astimezone(zone_info("UTC")), "second", has_zone=True)
    clock: time | None = moment.time() if any(mark in form for mark in _CLOCKS) else None
    return local(moment.date(), clock, zone)


def bad_directive(form: str) -> str | None:
    """The first letter after a % that strptime does not know; "" for a % at the end."""
    for match in re.finditer(r"%(.?)", form):
        if match[1] not in _DIRECTIVES:
            return match[1]
    return None


def _strptime(text: str, form: str) -> datetime | None:
    """As strptime, with month names long or short, in any language."""
    for candidate, wanted in ((text, form), (english_months(text), form.replace("%B", "%b"))):
        try:
            return datetime.strptime(candidate, wanted)  # noqa: DTZ007 - the zone is the source's
        except ValueError:
            continue
    return None
