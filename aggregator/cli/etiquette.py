"""What ``sources --etiquette`` prints: how the desk treats one publisher, fit to be shown to that publisher. Pure.

Times are in UTC, since the reader is somebody else's; passwords and keys are left out, whoever issued them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aggregator.fetch.caching import spec_hash
from aggregator.fetch.health import word_of_day
from aggregator.fetch.schedule import ADAPTIVE_CEILING, ADAPTIVE_FLOOR, asked_url
from aggregator.fetch.settings import HttpSettings
from aggregator.model import SiteInfo, SourceSpec, SourceState, State, Validators
from aggregator.parts import MOST_WANTED
from aggregator.publish.places import is_public
from aggregator.text.dates import rfc3339
from aggregator.text.urls import ascii_url, canonical_url, redact_text, registrable_domain

#: Values of parameters whose names sound like secrets.
_SECRET = re.compile(r"([?&][^=&#\s]*(?:key|token|secret|passw|auth|sig)[^=&#\s]*=)[^&#\s]+", re.IGNORECASE)
_WIDTH = 14


@dataclass(frozen=True, slots=True)
class AskedSource:
    """A source as its publisher may see it."""

    id: str
    url: str  #: as configured
    asked_url: str  #: what a poll asks now: another one where the source has moved for good
    parts: int  #: further documents that a poll may ask for: those of a sitemap index
    user_agent: str | None  #: where it is not the desk's
    headers: tuple[str, ...]  #: names of further header fields
    interval: timedelta | None  #: as configured; None: its own rhythm
    last_poll: datetime | None
    next_poll: datetime | None
    why: str  #: it is polled then
    since: datetime | None  #: first met
    requests: int
    not_modified: int
    has_etag: bool
    has_last_modified: bool
    retry_at: datetime | None
    throttled: str | None  #: domain that is left alone
    state: str
    state_since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Etiquette:
    """The whole report. ``wanted`` is what was asked about."""

    wanted: str
    at: datetime
    desk: str
    user_agent: str
    contact: str
    about: str
    per_host: int
    host_delay: float  #: seconds
    concurrency: int
    sources: tuple[AskedSource, ...]


def etiquette_of(
    wanted: str,
    specs: Sequence[SourceSpec],
    states: Mapping[str, SourceState],
    registered: Mapping[str, datetime],
    http: HttpSettings,
    site: SiteInfo,
    now: datetime,
) -> Etiquette:
    """The report on these sources. ``registered``: when each was met, by id."""
    return Etiquette(
        wanted=shown(wanted),
        at=now,
        desk=site.title,
        user_agent=shown(http.user_agent),
        contact=shown((site.contact or "").removeprefix("mailto:")),
        about=f"{site.base_url}about/" if is_public(site) else "",
        per_host=http.per_host,
        host_delay=http.host_delay,
        concurrency=http.concurrency,
        sources=tuple(
            asked_source(spec, states.get(spec.id) or SourceState(spec.id), registered.get(spec.id), site, now)
            for spec in specs
        ),
    )


def asked_source(
    spec: SourceSpec, state: SourceState, since: datetime | None, site: SiteInfo, now: datetime
) -> AskedSource:
    kept = state.validators if state.spec_hash == spec_hash(spec) else Validators()
    word, reason = word_of_day(spec, state, now.astimezone(ZoneInfo(site.timezone)).date(), site.timezone)
    return AskedSource(
        id=spec.id,
        url=shown(spec.url),
        asked_url=shown(asked_url(spec, state)),
        parts=MOST_WANTED if spec.kind == "sitemap" else 0,
        user_agent=shown(spec.user_agent) if spec.user_agent else None,
        headers=tuple(sorted(spec.headers)),
        interval=spec.interval,
        last_poll=state.last_poll,
        next_poll=state.next_poll if spec.enabled else None,
        why=why_then(spec, state),
        since=since,
        requests=state.requests,
        not_modified=state.not_modified,
        has_etag=bool(kept.etag),
        has_last_modified=bool(kept.last_modified),
        retry_at=state.retry_at if state.retry_at and state.retry_at > now else None,
        throttled=state.throttled,
        state=word.value,
        state_since=state.since,
        reason=shown(reason),
    )


def why_then(spec: SourceSpec, state: SourceState) -> str:
    """Why the next poll is when it is, as far as the store remembers what decided it."""
    if not spec.enabled:
        return "switched off: it is not asked"
    if state.last_poll is None or state.next_poll is None:
        return "at the next round: nothing stands against it"
    if state.next_poll == state.retry_at:
        return "as its Retry-After asks"
    if state.state is State.GONE:
        return "it answered 410 Gone: once a week"
    if state.failures:
        return (
            f"after {state.failures} {'failure' if state.failures == 1 else 'failures in a row'}: more rarely each time"
        )
    if state.next_poll == state.fresh_until:
        return "as its Cache-Control, Expires or ttl asks"
    pace = f"the interval of {span(spec.interval)}" if spec.interval else "its own rhythm"
    known = f" (an item every {span(state.rhythm)})" if state.rhythm and not spec.interval else ""
    skips = ", its hours and days to skip left out" if state.wishes.skip_hours or state.wishes.skip_days else ""
    return f"{pace}{known}{skips}"


def matching(wanted: str, specs: Sequence[SourceSpec], states: Mapping[str, SourceState]) -> tuple[SourceSpec, ...]:
    """The sources of one address, else those of its host and the hosts below it.

    ``civil.ge`` stands for every source of ``*.civil.ge``; ``ge`` and ``co.uk`` are nobody's and stand for none.
    """
    key, host = canonical_url(with_scheme(wanted)), host_of(wanted)
    places = {spec.id: {spec.url, asked_url(spec, states.get(spec.id))} for spec in specs}
    exact = tuple(spec for spec in specs if key in map(canonical_url, places[spec.id]))
    return exact or tuple(spec for spec in specs if any(is_below(host_of(url), host) for url in places[spec.id]))


def is_below(host: str, wanted: str) -> bool:
    """Whether a host is the wanted one, or one below it, and the wanted one somebody's own."""
    own = registrable_domain(host)
    is_somebodys = wanted == own or wanted.endswith(f".{own}")
    return bool(host) and is_somebodys and (host == wanted or host.endswith(f".{wanted}"))


def nearest(wanted: str, specs: Sequence[SourceSpec]) -> list[str]:
    """Hosts of sources that look like what was asked for."""
    hosts = sorted({host for host in (host_of(spec.url) for spec in specs) if host})
    return difflib.get_close_matches(host_of(wanted) or wanted, hosts, n=3, cutoff=0.5)


def with_scheme(url: str) -> str:
    return url.strip() if "://" in url or url.startswith("file:") else f"https://{url.strip()}"


def host_of(url: str) -> str:
    """The host of an address, without ``www.``; "" for none."""
    try:
        return (urlsplit(ascii_url(with_scheme(url))).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


def shown(text: str) -> str:
    """A text without user names, passwords and keys."""
    return _SECRET.sub(r"\1…", redact_text(text))


def span(length: timedelta) -> str:
    """``1 h 30 min``, ``2 d``, ``45 s``: its two largest units."""
    seconds, parts = round(length.total_seconds()), []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


# ---- For people ------------------------------------------------------------------------------------------------------


def etiquette_text(report: Etiquette) -> str:
    """The report in words, for a publisher."""
    lines = [
        f"How {report.desk} polls {report.wanted} ({moment(report.at)})",
        "",
        row("User-Agent", report.user_agent),
        *([row("about us", report.about)] if report.about else []),
        row("contact", report.contact or "none is configured"),
        row(
            "requests",
            "one GET a poll, redirects aside, conditional where the last answer allows it; no cookies, no referrer",
        ),
        row("to a host", f"{report.per_host} at a time, {report.host_delay:g} s between two"),
        row("to all", f"{report.concurrency} at a time"),
    ]
    for source in report.sources:
        lines += ["", f"{source.url}  ({source.id})", *source_lines(source)]
    stop = report.contact or report.about
    lines += [
        "",
        "To be asked less often: Cache-Control: max-age, Expires, ttl, skipHours and skipDays are kept, within reason.",
        "To be left alone for a while: 429 or 503 with Retry-After, for up to a week. 410 Gone: once a week.",
        f"To be left alone for good: write to {stop}."
        if stop
        else "To be left alone for good: write to who runs the desk.",
    ]
    return "\n".join(lines)


def source_lines(source: AskedSource) -> list[str]:
    """What there is to say of one source."""
    pace = (
        f"every {span(source.interval)}" if source.interval else f"{span(ADAPTIVE_FLOOR)} to {span(ADAPTIVE_CEILING)}"
    )
    how = "as configured" if source.interval else "in its own rhythm, rarer when it is silent or asks for it"
    share = f" ({source.not_modified * 100 // source.requests} %)" if source.requests else ""
    since = f" since {source.since.astimezone(UTC):%Y-%m-%d}" if source.since else ""
    kept = [name for name, has in (("ETag", source.has_etag), ("Last-Modified", source.has_last_modified)) if has]
    rest = f"obeyed until {moment(source.retry_at)}" if source.retry_at else "none in force"
    found = [
        ("asked now at", source.asked_url if source.asked_url != source.url else ""),
        ("besides", f"up to {source.parts} of its parts, where it is an index" if source.parts else ""),
        ("User-Agent", source.user_agent or ""),
        ("sent besides", ", ".join(source.headers) + " (values not shown)" if source.headers else ""),
        ("how often", f"{pace}, {how}"),
        ("last poll", moment(source.last_poll)),
        ("next poll", f"{moment(source.next_poll)}, {source.why}" if source.next_poll else source.why),
        ("requests", f"{source.requests}{since}, {source.not_modified} of them answered 304{share}"),
        ("conditional", f"{' and '.join(kept)} kept and sent back" if kept else "no: neither ETag nor Last-Modified is known"),
        ("Retry-After", rest + (f"; all of {source.throttled} is left alone" if source.throttled else "")),
        ("state", " ".join(filter(None, (source.state, f"since {moment(source.state_since)}" if source.state_since else "")))),
        ("", source.reason),
    ]  # fmt: skip
    return [row(name, text) for name, text in found if text]


def row(name: str, text: str) -> str:
    return f"  {name + ':' if name else '':<{_WIDTH}}{text}"


def moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "never"


# ---- For programs ----------------------------------------------------------------------------------------------------


def etiquette_row(report: Etiquette) -> dict[str, Any]:
    """The report as JSON: times in RFC 3339, lengths in seconds."""
    return {
        "wanted": report.wanted,
        "at": rfc3339(report.at),
        "desk": report.desk,
        "user_agent": report.user_agent,
        "contact": report.contact or None,
        "about": report.about or None,
        "per_host": report.per_host,
        "host_delay": report.host_delay,
        "concurrency": report.concurrency,
        "sources": [source_row(source) for source in report.sources],
    }


def source_row(source: AskedSource) -> dict[str, Any]:
    def time(at: datetime | None) -> str | None:
        return rfc3339(at) if at else None

    return {
        "id": source.id,
        "url": source.url,
        "asked_url": source.asked_url,
        "parts": source.parts,
        "user_agent": source.user_agent,
        "headers": list(source.headers),
        "interval": source.interval.total_seconds() if source.interval else None,
        "last_poll": time(source.last_poll),
        "next_poll": time(source.next_poll),
        "why": source.why,
        "since": time(source.since),
        "requests": source.requests,
        "not_modified": source.not_modified,
        "etag": source.has_etag,
        "last_modified": source.has_last_modified,
        "retry_at": time(source.retry_at),
        "throttled": source.throttled,
        "state": source.state,
        "state_since": time(source.state_since),
        "reason": source.reason,
    }
