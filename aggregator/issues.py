"""Issues: made when their hour has passed, and shown: today, every day, the stories that last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from aggregator.edition import Edition
from aggregator.model import Artifact, Issue, OutputEntry, QuietRegion, State
from aggregator.press import Bundle
from aggregator.publish.issue import Known, Polled, compose_issue, told_together
from aggregator.publish.issuepages import IssuePages
from aggregator.publish.places import story_path
from aggregator.publish.regionmap import RegionMap

#: How far back the page of today reaches on a desk that has no issue yet.
FIRST_ISSUE = timedelta(days=7)
#: A region that nobody wrote about for so long is not missed, and a source that did not is not asked.
MISSED = timedelta(days=30)


@dataclass
class IssueRoom:
    """Makes the issues of one build, and renders their pages."""

    edition: Edition

    @cached_property
    def pages(self) -> IssuePages:
        site, plan = self.edition.site, self.edition.config.digest.plan
        return IssuePages(site, plan, RegionMap(site.tree, plan.order, site.dates))

    def make_issue(self) -> Issue | None:
        """The issue whose hour has passed since the last one, if any: it covers all that came since then."""
        edition, last_day = self.edition, self.edition.store.issues.last_day()
        day = (
            due_day(edition.now, edition.config.site.timezone, edition.config.digest.at) if last_day else edition.today
        )
        if last_day is not None and last_day >= day:
            return None
        last = edition.store.issues.last()
        issue = self._compose(day, last)
        if last is None and not issue.stories:
            return None
        mail = self.edition.config.mail
        self.edition.store.issues.save(issue, made_at=self.edition.now, recipients=mail.to if mail else ())
        return issue

    # ---- What an issue says ------------------------------------------------------------------------------------------

    def _compose(self, day: date, last: Issue | None) -> Issue:
        """What came since the last issue, as an issue of a day."""
        edition, since = self.edition, last.covers_to if last else None
        stored = edition.store.items.between(since, edition.now)
        ages = {spec.id: spec.max_age for spec in edition.sources}
        fresh = [
            one
            for one in stored
            if one.item.first_seen - one.item.published <= ages.get(one.item.source_id, FIRST_ISSUE)
        ]
        entries = [edition.entry(one) for one in fresh]
        story_of = {one.item.id: one.story or one.item.id for one in fresh}
        told = edition.store.issues.told(story_of.values())
        known = Known(
            story_of=story_of,
            members=edition.store.stories.all_members(told),
            told=told,
            changed=edition.store.changes.retitled(since, edition.now),
        )
        return compose_issue(
            day,
            entries,
            covers_from=since,
            covers_to=edition.now,
            known=known,
            polled=self._polled(day, since, entries),
            lead=edition.lead,
        )

    def _polled(self, day: date, since: datetime | None, entries: Sequence[OutputEntry]) -> Polled:
        sources, failed = self._polls
        regions = {tag.term for entry in entries for tag in entry.tags if tag.scheme == "region"}
        return Polled(sources, failed, self._quiet(day, since, regions), self._coverage(day))

    @cached_property
    def _polls(self) -> tuple[int, int]:
        """How many sources were polled, and how many of them did not answer the last time."""
        unpolled = {State.OFF, State.NEW}
        polled = [one for one in self.edition.healths if one.last_poll is not None and one.state not in unpolled]
        return len(polled), sum(one.last_ok is None or one.last_ok < (one.last_poll or one.last_ok) for one in polled)

    def _answered(self, since: datetime | None) -> set[str]:
        """The sources that answered since a moment."""
        return {one.id for one in self.edition.healths if one.last_ok and (since is None or one.last_ok > since)}

    def _quiet(self, day: date, since: datetime | None, told: set[str]) -> tuple[QuietRegion, ...]:
        """The countries of the configured regions that were news of late and are none in this issue."""
        edition, tree = self.edition, self.edition.config.tree
        countries = dict.fromkeys(
            country
            for head in edition.config.digest.plan.order
            if head in tree
            for country in tree.descendants(head)
            if tree[country].country
        )
        long_ago = edition.begin_of(day) - MISSED
        missing = [country for country in countries if country not in told]
        newest = edition.store.tags.newest("region", missing, since=long_ago)
        sources = edition.store.tags.sources("region", newest, since=long_ago)
        answered = self._answered(since)
        active = {spec.id for spec in edition.sources if spec.enabled}
        found = []
        for country in missing:
            if country in newest:
                own = sources.get(country, frozenset()) & active
                found.append(QuietRegion(country, newest[country], len(own), len(own & answered)))
        return tuple(found)

    def _coverage(self, day: date) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Items of each region on each of the seven days up to one."""
        return tuple(sorted(self.edition.daily(day).items()))

    # ---- Pages -------------------------------------------------------------------------------------------------------

    def bundles(self) -> Iterator[Bundle]:
        """The pages of issues. An old one stays as it is, whatever becomes of the site, until it is asked for anew; only what
        was withdrawn leaves it."""
        days = [day for day, _ in self.edition.store.issues.days()]
        withdrawn = self.edition.store.issues.covering(self.edition.withdrawn.values())
        for place, day in enumerate(days):
            previous = days[place - 1] if place else None
            following = days[place + 1] if place + 1 < len(days) else None
            site = self.edition.pages_made_of if place >= len(days) - 2 else ()
            gone = sorted(self.edition.withdrawn) if day in withdrawn else ()
            made_of = (previous, following, site, gone, self._edits(day))
            yield Bundle(f"issue {day}", made_of, partial(self._issue, day, previous, following))

    def _edits(self, *days: date) -> tuple[object, ...]:
        """What the editor says of issues."""
        edits = [edit for day in days for edit in self.edition.edited_days.get(day, ())]
        return tuple((edit, self.edition.edited_at.get(edit.key)) for edit in edits)

    def _issue(self, day: date, previous: date | None, following: date | None) -> Iterator[Artifact]:
        issue = self.edition.store.issues.get(day)
        if issue is not None:
            yield from self.pages.day(self.edition.shown(issue), previous=previous, following=following)

    def stories(self) -> Iterator[Bundle]:
        """The pages of stories that several issues told. Those that nothing can join any more are one bundle a month."""
        issues = self.edition.store.issues
        alive = self.edition.lasting
        states = self.edition.store.stories.states(alive)
        for story, days in alive.items():
            made_of = (self.edition.pages_made_of, days, states.get(story))
            yield Bundle(f"story {story}", made_of, partial(self._stories, {story: days}))
        changed = issues.changed_months()
        again = Counter(month for days in alive.values() for month in {f"{day:%Y-%m}" for day in days[1:]})
        for month, count in issues.lasting_months().items():
            yield Bundle(f"stories {month}", (count - again[month], changed.get(month)), partial(self._settled, month))

    def _settled(self, month: str) -> Iterator[Artifact]:
        """The stories that were told again in a month, but for those that others may still join."""
        lasting = self.edition.store.issues.lasting_in(month)
        yield from self._stories({story: days for story, days in lasting.items() if story not in self.edition.lasting})

    def _stories(self, told: dict[str, Sequence[date]]) -> Iterator[Artifact]:
        former = self.edition.store.issues.former(told)
        for story, days in told.items():
            before = former.get(story, {})
            stored = self.edition.store.items.of_story(story)
            if stored:
                entries = [self.edition.entry(one) for one in stored]
                whole = told_together(story, entries, self.edition.lead)
                yield self.pages.story(whole, days, self.edition.today, before)
                yield from self.pages.moved_story(whole, before.values())
            else:  # all of it was withdrawn: what is published is not removed, so another page takes its place
                yield from (self.edition.site.gone(story_path(one)) for one in (story, *sorted(set(before.values()))))

    def archive(self) -> Bundle:
        """The calendars."""
        days = self.edition.store.issues.days()
        return Bundle("archive", (self.edition.pages_made_of, days), lambda: (self.pages.archive(days),))

    def home(self) -> Bundle:
        """The page of today."""
        edition = self.edition
        last, since = edition.store.issues.newest_end()
        polls = (self._polls, sorted(self._answered(since)))
        ages = [(spec.id, spec.max_age) for spec in edition.sources]
        made_of = (edition.pages_made_of, edition.today, edition.mark, last, polls, ages, edition.edits)
        return Bundle("home", made_of, self._home)

    def _home(self) -> Iterator[Artifact]:
        last = self.edition.store.issues.last()
        days = [day for day, _ in self.edition.store.issues.days()]
        if last is not None and last.day >= self.edition.today:
            if is_dark(last):
                yield self._standing(last, days, is_due=False)
                return
            since = self._compose(self.edition.today, last)
            previous = max((day for day in days if day < last.day), default=None)
            yield self.pages.home(
                self.edition.shown(last),
                is_live=False,
                newer=since.stories,
                previous=previous,
                today=self.edition.today,
                lasting=self.edition.lasting,
            )
            return
        live = self._compose(self.edition.today, last)
        if is_dark(live) and days:
            yield self._standing(live, days, is_due=True)
            return
        shown = self.edition.shown(replace(live, covers_to=self._newest(live)))
        yield self.pages.home(
            shown,
            is_live=True,
            newer=(),
            previous=max(days, default=None),
            today=self.edition.today,
            lasting=self.edition.lasting,
        )

    def _standing(self, dark: Issue, days: Sequence[date], *, is_due: bool) -> Artifact:
        """The newest issue with something in it, and that no source answers now."""
        store, edition = self.edition.store, self.edition
        earlier = (store.issues.get(day) for day in reversed(days) if day < dark.day)
        told = next((issue for issue in earlier if issue is not None and issue.stories), None)
        shown = edition.shown(told or dark)
        shown = replace(shown, sources_polled=dark.sources_polled, sources_failed=dark.sources_failed)
        previous = max((day for day in days if day < shown.day), default=None)
        return self.pages.home(shown, is_live=False, newer=(), previous=previous, today=edition.today, is_due=is_due)

    def _newest(self, issue: Issue) -> datetime:
        """Up to when the issue in the making reaches, by its data: the clock of a build must not show."""
        polls = [health.last_ok for health in self.edition.healths if health.last_ok]
        return min(max(polls, default=issue.covers_to), issue.covers_to)


def is_dark(issue: Issue) -> bool:
    """Whether an issue has nothing to tell because no source could be reached."""
    return not issue.stories and 0 < issue.sources_polled <= issue.sources_failed


def due_day(now: datetime, zone: str, at: time) -> date:
    """The day of the newest issue whose hour has passed."""
    here = now.astimezone(ZoneInfo(zone))
    return here.date() if here.time() >= at else here.date() - timedelta(days=1)
