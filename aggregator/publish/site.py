"""The pages of the site, one method each: values in, a file out.

Nothing on a page depends on when it was built, only on what it is given: the same values give the same bytes. Callers
hand over what the store holds; the pages of issues are in :mod:`aggregator.publish.issuepages`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from aggregator.model import (
    Artifact,
    Issue,
    IssueEntry,
    OutputEntry,
    OutputSpec,
    RegionTree,
    Rule,
    SiteInfo,
    SourceHealth,
    Topic,
)
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import issue_entry
from aggregator.publish.directories import feeds_view, regions_view, sources_view, topics_view
from aggregator.publish.frame import Frame, day_page, file_of, root_of
from aggregator.publish.headlines import Headlines
from aggregator.publish.issuepages import IssuePages
from aggregator.publish.jinja_env import Templates
from aggregator.publish.months import months_of
from aggregator.publish.rulewords import words_from_rule
from aggregator.publish.views import ArchiveView, HeadlineGroup, Link, Page, PlainView, TagView

_HTML = "text/html; charset=utf-8"
_STATIC = {"style.css": "text/css; charset=utf-8", "favicon.svg": "image/svg+xml"}
#: Items on the page of a region or topic; older ones are in its feed.
MOST_ENTRIES = 400
#: Of one day, before the rest is folded.
MOST_OF_DAY = 40


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """How issues are made and told."""

    order: tuple[str, ...] = ()  #: regions that head the sections, first come first
    per_region: int = 12  #: headlines shown per group; the rest is folded
    at: time = time(7)  #: hour of the issue, in the site's zone


class Site:
    """A site: its facts, its regions, its outputs, and the templates its pages are made with.

    ``outputs``: every feed there is; those with a ``page`` have links lead to it, so each needs its page written.
    ``rules``: of outputs with the scheme ``output``, by name, for saying in words what they take in.
    ``templates``: a folder whose files replace the built-in templates of the same name.

    Every method that makes a page raises OutputError, naming file and line, when a template fails.
    """

    def __init__(
        self,
        info: SiteInfo,
        tree: RegionTree,
        outputs: Sequence[OutputSpec],
        topics: Sequence[Topic] = (),
        *,
        digest: DigestOptions | None = None,
        rules: Mapping[str, Rule] | None = None,
        templates: Path | None = None,
    ) -> None:
        self._info = info
        self._tree = tree
        self._outputs = tuple(outputs)
        self._topics = {topic.id: topic for topic in topics}
        self._digest = digest or DigestOptions()
        self._rules = dict(rules or {})
        self._templates = Templates(templates)
        self._datelines = Datelines(info)
        self._frame = Frame(info, outputs, self._datelines, has_topics=bool(topics))
        self._issues = IssuePages(
            tree, self._frame, self._datelines, info.language, self._digest.order, self._digest.per_region
        )

    def home(
        self,
        issue: Issue | None,
        *,
        newer: Sequence[OutputEntry] = (),
        previous: date | None = None,
        next_issue: datetime,
        live: bool = False,
    ) -> Artifact:
        """``index.html``.

        ``issue``: today's once its hour has passed; before that, with ``live``, the one in progress, whose end is not
        shown; None before there is anything. ``newer``: entries first seen since a closed issue, newest first; 40 are
        shown. ``previous``: the last closed issue before it. ``next_issue``: when the next is due.
        """
        page, view = self._issues.home(
            issue, [issue_entry(entry) for entry in newer], previous=previous, next_issue=next_issue, live=live
        )
        return self._page("today.html", page, view)

    def day(self, issue: Issue, *, previous: date | None = None, following: date | None = None) -> Artifact:
        """``YYYY/MM/DD/index.html`` of a closed issue; ``previous`` and ``following`` are the days of its neighbours."""
        page, view = self._issues.day(issue, previous=previous, following=following)
        return self._page("day.html", page, view)

    def archive(self, days: Sequence[tuple[date, int]]) -> Artifact:
        """``archive/index.html`` from (day, number of items) of every closed issue, in any order."""
        path = "archive/index.html"
        page = self._frame.page(
            path, "Archive", f"All issues of {self._info.title}, by day.", own=self._frame.everything
        )
        number = self._datelines.number(len(days))
        summary = f"{number} {'issue' if len(days) == 1 else 'issues'}. The number under a day is its items."
        view = ArchiveView(
            summary if days else "No issue yet.",
            months_of(days, self._datelines, lambda day: page.root + day_page(day)),
        )
        return self._page("archive.html", page, view)

    def region(
        self, output: OutputSpec, entries: Sequence[OutputEntry], *, counts: Mapping[str, int] | None = None
    ) -> Artifact:
        """The page of a region, at ``output.page``: its entries of the last seven days, newest first.

        ``counts``: items by region id over the same days, closed upwards; shown beside the regions below it.
        """
        path = file_of(output.page)
        region, root = self._tree.get(output.term), root_of(path)
        title = region.title if region else output.title
        above = [parent for parent in self._tree.closure(output.term)[1:] if self._frame.has_region_page(parent)]
        below = [child for child in self._tree.children(output.term) if self._frame.has_region_page(child)]
        view = self._tag_view(
            output,
            entries,
            heading=title,
            above=self._region_links(above, root, {}),
            below=self._region_links(below, root, counts or {}),
            beside={output.term},
        )
        page = self._frame.page(path, title, f"News about {title} in the last seven days.", own=output)
        return self._page("region.html", page, view)

    def region_index(self, counts: Mapping[str, int]) -> Artifact:
        """``region/index.html``: the tree of regions that have a page. ``counts``: items by region id in seven days."""
        page = self._frame.page(
            "region/index.html", "Regions", f"The regions that {self._info.title} follows.", own=self._frame.everything
        )
        return self._page(
            "regions.html", page, regions_view(self._tree, counts, self._frame, self._datelines, page.root)
        )

    def topic(self, output: OutputSpec, entries: Sequence[OutputEntry]) -> Artifact:
        """The page of a topic, at ``output.page``: its entries of the last seven days, newest first."""
        path = file_of(output.page)
        topic = self._topics.get(output.term)
        title = topic.title if topic else output.title
        view = self._tag_view(output, entries, heading=title, rule=self._rule_words(topic.rule) if topic else "")
        description = view.description or f"News on {title} in the last seven days."
        page = self._frame.page(path, title, description, own=output)
        return self._page("topic.html", page, view)

    def topic_index(self, counts: Mapping[str, int]) -> Artifact:
        """``topic/index.html``. ``counts``: items by topic id in seven days."""
        page = self._frame.page(
            "topic/index.html", "Topics", f"The topics that {self._info.title} follows.", own=self._frame.everything
        )
        view = topics_view(
            tuple(self._topics.values()), counts, self._frame, self._datelines, page.root, self._rule_words
        )
        return self._page("topics.html", page, view)

    def feeds_page(self) -> Artifact:
        """``feeds/index.html``: the directory of all outputs, with full addresses."""
        page = self._frame.page(
            "feeds/index.html",
            "Feeds",
            f"Every feed of {self._info.title}, and how to follow it.",
            own=self._frame.everything,
        )
        rules = {
            spec.name: self._topics[spec.term].rule if spec.scheme == "topic" and spec.term in self._topics else rule
            for spec in self._outputs
            if (rule := self._rules.get(spec.name)) or spec.term in self._topics
        }
        words = {name: self._rule_words(rule) for name, rule in rules.items() if rule}
        return self._page(
            "feeds.html", page, feeds_view(self._outputs, words, self._frame, self._tree, self._datelines, page.root)
        )

    def sources_page(self, healths: Sequence[SourceHealth], *, today: date) -> Artifact:
        """``sources/index.html``: the health of every source, worst first. ``today``: the site's day, as of which it holds."""
        page = self._frame.page(
            "sources/index.html",
            "Sources",
            f"What {self._info.title} reads, and how it fares.",
            own=self._frame.everything,
        )
        return self._page("sources.html", page, sources_view(healths, self._datelines, today))

    def about(self) -> Artifact:
        """``about/index.html``."""
        page = self._frame.page(
            "about/index.html",
            "About",
            f"What {self._info.title} is, and whom to write to.",
            own=self._frame.everything,
        )
        hour = self._digest.at.strftime("%H:%M")
        view = PlainView("About", f"{page.root}index.html", f"{hour} ({self._info.timezone})")
        return self._page("about.html", page, view)

    def not_found(self) -> Artifact:
        """``404.html``. It is shown in place of pages at any depth, so its one link is the site's full address."""
        page = self._frame.page("404.html", "Page not found", "There is no such page.")
        return self._page("not_found.html", page, PlainView("Page not found", self._info.base_url or "index.html"))

    def static_files(self) -> tuple[Artifact, ...]:
        """``style.css`` and ``favicon.svg``."""
        return tuple(
            Artifact(name, media_type, self._templates.source(name).encode()) for name, media_type in _STATIC.items()
        )

    def _tag_view(
        self,
        output: OutputSpec,
        entries: Sequence[OutputEntry],
        *,
        heading: str,
        rule: str = "",
        above: tuple[Link, ...] = (),
        below: tuple[Link, ...] = (),
        beside: set[str] | None = None,
    ) -> TagView:
        root = root_of(file_of(output.page))
        shown = [issue_entry(entry) for entry in entries[:MOST_ENTRIES]]
        outlets = len({entry.outlet for entry in shown})
        number = self._datelines.number
        summary = f"{number(len(entries))} {'item' if len(entries) == 1 else 'items'} in the last seven days"
        if len(entries) > MOST_ENTRIES:
            summary += f"; the newest {number(MOST_ENTRIES)} are here, the others are in the feed"
        elif outlets > 1:
            summary += f", from {number(outlets)} outlets"
        if shown:
            summary += f". Times are {self._datelines.offset(shown[0].published)}"
        return TagView(
            heading=heading,
            description=output.description,
            rule=rule,
            summary=f"{summary}." if shown else "",
            empty="" if shown else f"No items about {heading} in the last seven days.",
            above=above,
            below=below,
            days=self._days(shown, root, beside or set()),
            feeds=self._frame.feed_links(output, root),
            address=self._frame.address(output),
        )

    def _days(self, entries: Sequence[IssueEntry], root: str, beside: set[str]) -> tuple[HeadlineGroup, ...]:
        """Entries by the site's day they were published on, newest first."""
        days: dict[date, list[IssueEntry]] = {}
        for entry in sorted(entries, key=lambda entry: (-entry.published.timestamp(), entry.item_id)):
            days.setdefault(self._datelines.local_day(entry.published), []).append(entry)
        headlines = Headlines(
            self._tree, self._datelines, self._info.language, lambda region: self._frame.region_page(region, root)
        )
        groups = []
        for day, held in days.items():
            more = self._datelines.number(max(len(held) - MOST_OF_DAY, 0))
            groups.append(
                HeadlineGroup(
                    anchor=f"d-{day.isoformat()}",
                    title=self._datelines.full_day(day),
                    href="",
                    headlines=headlines.many(held[:MOST_OF_DAY], day, beside=beside, summaries=3),
                    more=headlines.many(held[MOST_OF_DAY:], day, beside=beside),
                    more_label=f"{more} more from {self._datelines.long_day(day)}" if len(held) > MOST_OF_DAY else "",
                )
            )
        return tuple(groups)

    def _region_links(self, regions: Sequence[str], root: str, counts: Mapping[str, int]) -> tuple[Link, ...]:
        return tuple(
            Link(
                self._tree[region].title,
                self._frame.region_page(region, root),
                self._datelines.number(counts[region]) if region in counts else "",
            )
            for region in regions
        )

    def _rule_words(self, rule: Rule) -> str:
        return words_from_rule(rule, self._tree, self._datelines.language_name)

    def _page(self, template: str, page: Page, view: object) -> Artifact:
        return Artifact(page.path, _HTML, self._templates.render(template, page=page, view=view).encode())
