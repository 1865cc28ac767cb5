"""``feeds/digest.*``: an entry for each issue of the digest, with its figures and its headlines by area, as on its page.

An entry is dated by the moment its issue was closed, and that never moves. Its HTML is what readers leave as it is: headings,
lists, links, languages. It is made of plain texts and whole addresses alone, so that there is nothing to clean.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from aggregator.model import (
    ITEM_NAMESPACE,
    FeedFormat,
    Issue,
    IssueStory,
    Item,
    OutputEntry,
    OutputSpec,
    RegionTree,
    SiteInfo,
    SourceInfo,
)
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import ELSEWHERE, TOP, Group, IssuePlan, Layout, Section, layout_of
from aggregator.publish.headlines import anchor_of
from aggregator.publish.issuewords import NOTHING_NEW, figures_of, title_of_issue
from aggregator.publish.labels import remarkable_ownership
from aggregator.publish.places import day_path, failures_of
from aggregator.publish.shown import output_title, public_url, site_title, web_url
from aggregator.publish.words import words_of
from aggregator.text import xmlchars
from aggregator.text.language import direction, language_from_script

_ISSUES = uuid.uuid5(ITEM_NAMESPACE, "issues of the digest")
NAME = "digest"
#: Newest issues shown.
LIMIT = 30
#: Bytes that the HTML of one entry may take in any format: so many entries stay under what readers accept.
MOST_CONTENT = 15_000
#: A headline that takes more is left to the page.
MOST_LINE = 2_000


def digest_output(site: SiteInfo, formats: tuple[FeedFormat, ...]) -> OutputSpec:
    """The feed as pages and lists name it."""
    words = words_of(site)
    return OutputSpec(
        NAME,
        words.say("Daily digest · {site}", site=site.title),
        words.say("One entry a day: the headlines of the issue, by region"),
        scheme="output",
        term=NAME,
        limit=LIMIT,
        content="full",
        formats=formats,
        page="archive/",
    )


def issue_id(day: date) -> str:
    """The permanent id of the issue of a day, without ``urn:uuid:``."""
    return str(uuid.uuid5(_ISSUES, day.isoformat()))


@dataclass(frozen=True, slots=True)
class DigestEntries:
    """Makes entries of issues. ``plan`` lays them out as it does the pages."""

    spec: OutputSpec
    site: SiteInfo
    tree: RegionTree
    dates: Datelines
    plan: IssuePlan

    def entry(self, issue: Issue) -> OutputEntry:
        """An issue as an entry of the desk's own, which leads to the page of its day."""
        failures = failures_of(issue, "", self.dates)
        figures = figures_of(issue, self.site, self.dates)
        summary = f"{figures} {failures.text}" if failures else figures
        at = issue.covers_to
        corrected = [entry.corrected for entry in issue.entries if entry.corrected]
        told = Item(
            id=issue_id(issue.day),
            source_id="",
            guid=None,
            url=self._page(issue),
            title=title_of_issue(issue.day, self.site, self.dates),
            summary=summary,
            content=f"<p>{_text(summary)}</p>\n{self.headlines(issue)}",
            authors=(),
            categories=(),
            enclosures=(),
            image=None,
            language=self.site.language,
            published=at,
            date_basis="published",
            precision="second",
            first_seen=at,
            updated=max((at, *corrected)),
            agency=None,
            content_hash="",
        )
        # No source has an empty id, so that this one is none of the configured.
        desk = SourceInfo("", site_title(self.site, output_title(self.spec)), "", site_url=public_url(self.site, ""))
        return OutputEntry(told, desk, at, (), at, told.updated)

    def headlines(self, issue: Issue) -> str:
        """The headlines by area, as many as there is room for; what is left out is counted, and the page has it."""
        layout = layout_of(issue, self.tree, self.plan, self.dates.words.say(ELSEWHERE))
        sections = (*self._top(layout), *layout.sections)
        if not sections:
            return f"<p>{_text(self.dates.words.say(NOTHING_NEW))}</p>"
        page = self._page(issue)
        shelves = [
            _Shelf(section, group, self._link_to_rest(page, section, group, len(group.all)))
            for section in sections
            for group in section.groups
        ]
        self._fill(shelves)
        parts = [part for section in sections for part in self._section(section, shelves, page)]
        left = sum(len(shelf.group.all) for shelf in shelves if not shelf.lines)
        if left:
            label = self.dates.words.count(
                "{number} more on the page of the day", "{number} more on the page of the day", left
            )
            parts.append(f'<p><a href="{_escaped(page)}">{_text(label)}</a></p>')
        return "\n".join(parts)

    def _top(self, layout: Layout) -> Iterator[Section]:
        """The top stories as a section before the others."""
        if layout.top:
            title = self.dates.words.say("Top stories")
            yield Section(TOP, title, (Group(TOP, title, layout.top),))

    def _fill(self, shelves: Sequence[_Shelf]) -> None:
        """Put headlines on the shelves while there is room: the first of each, then the second of each, and so on, so that
        a long list at the top leaves something to those below it."""
        room = MOST_CONTENT
        for depth in range(max(len(shelf.group.stories) for shelf in shelves)):
            for shelf in shelves:
                if depth >= len(shelf.group.stories):
                    continue
                line = self._line(shelf.group.stories[depth])
                taken = _bytes_of(line)
                if taken > MOST_LINE:
                    continue
                if not shelf.lines:
                    around = (*_headings(shelf.section, shelf.group, is_first=True), "<ul>", shelf.rest, "</ul>")
                    taken += _bytes_of(*around)
                if taken > room:
                    return
                room -= taken
                shelf.lines.append(line)

    def _section(self, section: Section, shelves: Sequence[_Shelf], page: str) -> Iterator[str]:
        is_first = True
        for shelf in shelves:
            if shelf.section is section and shelf.lines:
                yield from _headings(section, shelf.group, is_first=is_first)
                is_first = False
                more = len(shelf.group.all) - len(shelf.lines)
                rest = [self._link_to_rest(page, section, shelf.group, more)] if more else []
                yield f"<ul>\n{chr(10).join((*shelf.lines, *rest))}\n</ul>"

    def _link_to_rest(self, page: str, section: Section, group: Group, count: int) -> str:
        label = self.dates.words.count(
            "{number} more from {region}", "{number} more from {region}", count, region=group.title
        )
        return f'<li><a href="{_escaped(page)}#{anchor_of(section)}">{_text(label)}</a></li>'

    def _line(self, story: IssueStory) -> str:
        """A headline that leads to its article, who published it, and how many others tell the same."""
        entry = story.lead
        own, language = self.site.language.split("-")[0], entry.language or ""
        is_foreign = language.split("-")[0] not in {"", own}
        marks = self._marks(language if is_foreign else "", direction(language, entry.title))
        url = web_url(entry.url)
        title = _text(entry.title)
        shown = f'<a href="{_escaped(url)}"{marks}>{title}</a>' if url else f"<span{marks}>{title}</span>"
        spoken = language_from_script(entry.outlet) or ""
        marks = self._marks(spoken if spoken != own else "", direction(spoken, entry.outlet))
        outlet = f"<span{marks}>{_text(entry.outlet)}</span>" if marks else _text(entry.outlet)
        ownership = remarkable_ownership(entry.ownership, self.dates.words)
        owner = f" ({_text(ownership)})" if ownership else ""
        others = f" · {_text(self.dates.counted(story.outlets, 'outlet'))}" if story.outlets > 1 else ""
        return f"<li>{shown} · {outlet}{owner}{others}</li>"

    def _marks(self, language: str, runs: str) -> str:
        """Language and direction of a text, where they are not the entry's own."""
        marks = f' lang="{_escaped(language)}"' if language else ""
        return marks if runs == direction(self.site.language) else f'{marks} dir="{runs}"'

    def _page(self, issue: Issue) -> str:
        return public_url(self.site, day_path(issue.day))


@dataclass(slots=True)
class _Shelf:
    """A group, and the lines of it that are told."""

    section: Section
    group: Group
    rest: str  #: the longest line that may stand for what is not
    lines: list[str] = field(default_factory=list)


def _headings(section: Section, group: Group, *, is_first: bool) -> Iterator[str]:
    """Above a group: that of its section, if it is the first one told, and its own, unless it is the area as a whole."""
    if is_first:
        yield f"<h3>{_text(section.title)}</h3>"
    if group.region is not None and group.region != section.region:
        yield f"<h4>{_text(group.title)}</h4>"


def _text(text: str) -> str:
    return html.escape(xmlchars.replace(text), quote=False)


def _escaped(text: str) -> str:
    """A text as the value of an attribute."""
    return html.escape(xmlchars.replace(text))


def _bytes_of(*markup: str) -> int:
    """What markup takes, with a break behind it, where it is written into XML or JSON, whichever is longer."""
    return sum(len(html.escape(part, quote=False).encode()) + part.count('"') + 2 for part in markup)
