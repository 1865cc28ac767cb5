"""Where pages lie, seen from the site's root and from one another; and what is said of sources that failed."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from aggregator.model import Issue, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.issueviews import Failures


def failures_of(issue: Issue, root: str, dates: Datelines, *, is_new: bool = False) -> Failures | None:
    """What to say of sources that did not answer. On a new desk nothing was known before."""
    failed, polled = issue.sources_failed, issue.sources_polled
    if not failed:
        return None
    is_total = failed >= polled
    if is_total and not is_new:
        text = dates.words.say("No source could be reached; what you see is what was known before.")
        return Failures(text, f"{root}sources/", True)
    text = dates.words.count(
        "{failed} of {number} source failed.",
        "{failed} of {number} sources failed.",
        polled,
        failed=dates.number(failed),
    )
    return Failures(text, f"{root}sources/", is_total)


def is_public(site: SiteInfo) -> bool:
    """Whether the site's address is one that others can reach."""
    return (urlsplit(site.base_url).hostname or "") not in {"", "localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - compared with, not bound to


def day_path(day: date) -> str:
    """``2026/01/14/``."""
    return f"{day:%Y/%m/%d}/"


def root_from(path: str) -> str:
    """The way from a page to the site's root: ``region/georgia/index.html`` → ``../../``."""
    return "../" * path.count("/")


def story_path(story_id: str) -> str:
    """``story/6f1d0c1e8c5b/``, below the site's root."""
    return f"story/{story_id.replace('-', '')[:12]}/"
