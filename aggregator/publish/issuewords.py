"""What is said of an issue as a whole, in the same words on its page and in the feed of the digest."""

from __future__ import annotations

from datetime import date

from aggregator.model import Issue, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.words import marked

#: Of an issue without items.
NOTHING_NEW = marked("Nothing new since the last issue.")


def title_of_issue(day: date, site: SiteInfo, dates: Datelines) -> str:
    """``24 November 2026 · The Desk``."""
    return f"{dates.long_day(day)} · {site.title}"


def figures_of(issue: Issue, site: SiteInfo, dates: Datelines, *, is_live: bool = False) -> str:
    """How much, from whom, and of which time; the zone is named here, once a page.

    An issue in the making has no end to show: it would move with every poll, news or none.
    """
    say = dates.words.say
    items = dates.counted(issue.count, "item")
    outlets = dates.counted(issue.outlets, "outlet")
    end = dates.moment(issue.covers_to, seen_from=issue.day)
    begin = dates.moment(issue.covers_from, seen_from=issue.day) if issue.covers_from else ""
    span = say("from {begin} to {end}", begin=begin, end=end) if begin else say("up to {end}", end=end)
    if is_live:
        span = say("since {begin}", begin=begin) if begin else say("so far")
    zones = dict.fromkeys((site.timezone, dates.offset(issue.covers_from or issue.covers_to)))
    return say(
        "{items} from {outlets}, {span} ({zone}).", items=items, outlets=outlets, span=span, zone=", ".join(zones)
    )


def late_of(issue: Issue, dates: Datelines) -> str:
    """What is left out since it was told before, or ""."""
    if not issue.late:
        return ""
    return dates.words.count(
        "{number} more item only says again what an earlier issue told.",
        "{number} more items only say again what an earlier issue told.",
        issue.late,
    )
