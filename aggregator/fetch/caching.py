"""HTTP caching as small questions: which validators to keep, and how long an answer stays fresh. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.model import Fetched, FetchResult, NotModified, SourceSpec, Validators

#: To be raised when documents must be read again because we read them better: a 304 would hide it.
PARSER_VERSION = 1

#: No header silences a source for longer, but a Retry-After: a server that names its time in an error means it.
LONGEST = timedelta(days=1)
LONGEST_RETRY = timedelta(days=7)
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_UNUSABLE = re.compile(r"(?:^|,)\s*(?:no-store|no-cache)\s*(?:,|$)", re.IGNORECASE)


def spec_hash(spec: SourceSpec) -> str:
    """A hash of the settings that an answer depends on. Validators got under other settings are void."""
    parts = (
        PARSER_VERSION, spec.kind, spec.url, spec.user_agent, sorted(spec.headers.items()), spec.timezone, spec.date_formats,
        spec.language, spec.limit, *([spec.selectors] if spec.selectors else []),
    )  # fmt: skip
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def validators_from(headers: Mapping[str, str]) -> Validators:
    """ETag and Last-Modified as given, opaque (RFC 9110, 8.8); none that would be an unsafe header to send back."""
    return Validators(_safe(headers.get("etag")), _safe(headers.get("last-modified")))


def _safe(value: str | None) -> str | None:
    return value if value and len(value) <= 1000 and value.isascii() and value.isprintable() else None


def validators_after(before: Validators, result: FetchResult) -> Validators:
    """Kept over a 304 and renewed by what it carries (RFC 9111, 4.3.4); replaced, also by none, by a 200; kept over a failure."""
    if isinstance(result, NotModified):
        return Validators(
            result.validators.etag or before.etag, result.validators.last_modified or before.last_modified
        )
    if isinstance(result, Fetched):
        return result.validators
    return before


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer may be used without asking again; None where it does not say.

    max-age less Age, else Expires (RFC 9111, 4.2); ``no-cache`` and ``no-store`` void both; at most a day.
    """
    control = headers.get("cache-control", "")
    if _UNUSABLE.search(control):
        return None
    if match := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        seconds = int(match[1]) - (int(age[:12]) if age.isascii() and age.isdigit() else 0)
        return min(timedelta(seconds=max(0, min(seconds, 10**8))), LONGEST)
    expires = http_date(headers.get("expires"))
    if expires is None:
        return None
    begin = http_date(headers.get("date")) or now
    return max(timedelta(), min(expires - begin, LONGEST))


def retry_after(headers: Mapping[str, str], now: datetime | None) -> timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3); at most a week.

    A date is held against the server's own clock where it tells it, else against ``now``; None when that is not known either.
    """
    raw = headers.get("retry-after", "").strip()
    if raw.isascii() and raw.isdigit():
        return min(timedelta(seconds=min(int(raw[:12]), 10**8)), LONGEST_RETRY)
    moment, begin = http_date(raw), http_date(headers.get("date")) or now
    return max(timedelta(), min(moment - begin, LONGEST_RETRY)) if moment and begin else None


def http_date(raw: str | None) -> datetime | None:
    """A date of HTTP; None for nonsense (``Expires: 0`` and ``-1`` are common)."""
    try:
        moment = parsedate_to_datetime(raw or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
