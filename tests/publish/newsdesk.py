"""A whole site made of the sample newsroom's items, as the tests of its pages use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.model import (
    Artifact,
    CreditFigures,
    Issue,
    IssueStory,
    Item,
    OutputEntry,
    OutputSpec,
    QuietRegion,
    Region,
    RegionTree,
    Rule,
    SiteInfo,
    SourceHealth,
    SourceInfo,
    StoryItem,
    Tag,
    Topic,
    item_id,
)
from aggregator.publish.digest import IssuePlan
from aggregator.publish.digestfeed import digest_output
from aggregator.publish.issue import Known, Polled, by_story, compose_issue, issue_entry, told_together
from aggregator.publish.issuepages import IssuePages
from aggregator.publish.origins import Origins
from aggregator.publish.site import Site
from aggregator.publish.tagpages import TagPages
from aggregator.stories import find_lead
from tests import newsroom

INFO = SiteInfo(
    title="The Demo Desk",
    base_url="https://desk.example/news/",
    timezone="Asia/Tbilisi",
    contact="mailto:desk@newsroom.example",
    description="News of the Caucasus and around it, by region",
)
ORDER = ("south-caucasus", "north-caucasus", "russia", "ukraine", "turkey", "iran", "central-asia")
PLAN = IssuePlan(ORDER, per_region=6)
TODAY = date(2026, 1, 15)
CLOSES = datetime(2026, 1, 15, 3, tzinfo=UTC)
NEXT = CLOSES + timedelta(days=1)
#: Documents of outlets the sample configuration calls the state's.
_OF_THE_STATE = ("xezer-gundemi", "aras-khabar")


@cache
def tree() -> RegionTree:
    """A small tree with all that trees have: areas, countries, parts of countries, two parents, none."""
    areas = [
        Region("caucasus", "Caucasus"),
        Region("south-caucasus", "South Caucasus", ("caucasus",)),
        Region("north-caucasus", "North Caucasus", ("caucasus", "russia")),
        Region("eurasia", "Eurasia"),
        Region("europe", "Europe"),
        Region("central-asia", "Central Asia"),
        Region("middle-east", "Middle East"),
        Region("abkhazia", "Abkhazia", ("georgia",)),
        Region("chechnya", "Chechnya", ("north-caucasus",)),
        Region("eu", "European Union", ("europe",)),
    ]
    countries = {
        "armenia": ("AM", "south-caucasus"), "azerbaijan": ("AZ", "south-caucasus"), "georgia": ("GE", "south-caucasus"),
        "russia": ("RU", "eurasia"), "ukraine": ("UA", "eurasia europe"), "belarus": ("BY", "eurasia europe"),
        "moldova": ("MD", "eurasia europe"), "turkey": ("TR", ""), "iran": ("IR", "middle-east"),
        "syria": ("SY", "middle-east"), "iraq": ("IQ", "middle-east"), "kazakhstan": ("KZ", "central-asia"),
        "kyrgyzstan": ("KG", "central-asia"), "uzbekistan": ("UZ", "central-asia"), "tajikistan": ("TJ", "central-asia"),
        "turkmenistan": ("TM", "central-asia"), "germany": ("DE", "europe"), "usa": ("US", ""), "china": ("CN", ""),
    }  # fmt: skip
    named = [
        Region(name, "United States" if name == "usa" else name.title(), tuple(parents.split()), country=code)
        for name, (code, parents) in countries.items()
    ]
    return RegionTree((*areas, *named))


def tags_of(*regions: str, topics: Sequence[str] = ()) -> tuple[Tag, ...]:
    """Tags as the store has them: closed upwards, most specific first."""
    closed = [above for region in regions for above in tree().closure(region)]
    closed.sort(key=lambda region: -len(tree().closure(region)))
    return (*(Tag("region", region) for region in dict.fromkeys(closed)), *(Tag("topic", topic) for topic in topics))


def entry(
    title: str = "A headline", *, regions: Sequence[str] = (), topics: Sequence[str] = (), **fields: Any
) -> OutputEntry:
    """An entry with everything in its place; ``fields`` are those of the item, and ``source``."""
    source = fields.pop("source", None) or SourceInfo(
        "wire", "Kura Valley Wire", "https://wire.example/rss", outlet="wire.example"
    )
    published = fields.pop("published", datetime(2026, 1, 14, 8, tzinfo=UTC))
    key = fields.pop("key", title)
    values: dict[str, Any] = {
        "guid": None, "url": f"https://{source.id}.example/{item_id(source.id, key)[:8]}", "summary": "", "content": "", "authors": (),
        "categories": (), "enclosures": (), "image": None, "language": "en", "date_basis": "published", "precision": "second",
        "first_seen": published, "updated": published, "agency": None, "content_hash": "",
    }  # fmt: skip
    item = Item(
        id=item_id(source.id, key), source_id=source.id, title=title, published=published, **{**values, **fields}
    )
    return OutputEntry(item, source, published, tags_of(*regions, topics=topics), published, published)


@cache
def entries() -> tuple[OutputEntry, ...]:
    """Every item of the newsroom, newest first."""
    countries = {region.country: region.id for region in tree() if region.country}
    found = []
    for name, document in newsroom.expected()["documents"].items():
        identifier = newsroom.source_id(name)
        source = SourceInfo(
            identifier,
            document["title"] or identifier,
            document["url"],
            outlet=identifier,
            ownership="state" if identifier in _OF_THE_STATE else "private",
            language=document["language"],
        )
        for answer in document["items"]:
            if answer.get("duplicate_of"):
                continue
            has_date = answer["date_utc"] and "future" not in answer["quirks"]
            moment = newsroom.moment_of(answer["date_utc"]) if has_date else CLOSES
            is_day = not isinstance(moment, datetime)
            published = datetime(moment.year, moment.month, moment.day, 8, tzinfo=UTC) if is_day else moment
            regions = [countries[code] for code in answer["countries"] if code in countries]
            regions += [region for region in answer["regions"] if region in tree()]
            found.append(
                entry(
                    answer["title"],
                    key=answer["key"],
                    source=source,
                    regions=regions,
                    topics=["energy"] if answer["story"] in {"s06", "s07", "s08"} else [],
                    url=answer["link"],
                    summary=answer["text"] or "",
                    language=answer["language"],
                    published=published,
                    precision="day" if is_day else "second",
                    date_basis="published" if has_date else "first_seen",
                )
            )
    return tuple(sorted(found, key=lambda entry: (-entry.item.published.timestamp(), entry.item.id)))


def outputs() -> tuple[OutputSpec, ...]:
    """Feeds for everything, every region that has items, a topic and a rule."""
    with_items = {tag.term for found in entries() for tag in found.tags if tag.scheme == "region"} | {"abkhazia"}
    return (
        OutputSpec("all", "The Demo Desk", "Everything.", "all"),
        OutputSpec(
            "briefing",
            "South Caucasus briefing",
            "About South Caucasus; in English.",
            "output",
            "briefing",
            limit=50,
            formats=("atom", "json"),
        ),
        *(
            OutputSpec(
                region.id,
                f"{region.title} · The Demo Desk",
                f"About {region.title}.",
                "region",
                region.id,
                page=f"region/{region.id}/",
            )
            for region in tree()
            if region.id in with_items
        ),
        OutputSpec(
            "energy",
            "Gas, power and oil · The Demo Desk",
            "With “gas” or “power”.",
            "topic",
            "energy",
            page="topic/energy/",
        ),
    )


TOPICS = (Topic("energy", "Gas, power and oil", Rule(keywords=("gas", "power", "газ*", "Strom*")), "Who heats whom."),)


def site(info: SiteInfo = INFO, templates: Path | None = None) -> Site:
    """The site."""
    return Site(
        info=info,
        tree=tree(),
        outputs=outputs(),
        digest=digest_output(info, ("atom", "rss", "json")),
        topics=TOPICS,
        at=time(7),
        region_pages=frozenset(output.term for output in outputs() if output.scheme == "region"),
        templates=templates,
    )


def issue_pages(info: SiteInfo = INFO, templates: Path | None = None, *, plan: IssuePlan = PLAN) -> IssuePages:
    """What makes the pages of issues."""
    return IssuePages(site(info, templates), plan)


def tag_pages(daily: dict[str, tuple[int, ...]] | None = None) -> TagPages:
    """What makes the pages of regions and topics."""
    return TagPages(site(), daily or {})


def lead(items: Sequence[Item]) -> Item:
    return find_lead(items, "en")


def issue(
    found: Sequence[OutputEntry] | None = None,
    *,
    day: date = TODAY,
    failed: int = 2,
    since: int = 1,
    known: Known | None = None,
    polled: Polled | None = None,
) -> Issue:
    """An issue of what is given, else of the whole newsroom, whose stories nobody has put together."""
    covers_to = datetime(day.year, day.month, day.day, 7, tzinfo=ZoneInfo(INFO.timezone)).astimezone(UTC)
    return compose_issue(
        day,
        entries() if found is None else found,
        covers_from=covers_to - timedelta(days=since),
        covers_to=covers_to,
        known=known or Known(),
        polled=polled or Polled(17, failed),
        lead=lead,
    )


@cache
def labelled() -> Known:
    """The stories of the newsroom as the labels have them."""
    labels = {
        answer["link"]: answer["story"]
        for document in newsroom.expected()["documents"].values()
        for answer in document["items"]
    }
    return Known({one.item.id: labels[one.item.url] or one.item.id for one in entries()})


def full_issue() -> Issue:
    """The whole newsroom with its stories, and all that an issue can say of a desk."""
    coverage = tuple((region, (0, 1, 4, 2, 9, 7, 12)) for region in ORDER)
    quiet = (
        QuietRegion("turkmenistan", CLOSES - timedelta(days=3), 4, 3),
        QuietRegion("belarus", CLOSES - timedelta(days=20), 0, 0),
    )
    return issue(known=labelled(), polled=Polled(17, 2, quiet, coverage))


def first_issue(*, failed: int) -> Issue:
    """What a new desk that has met no item yet has of its first issue."""
    return replace(issue([], failed=failed), covers_from=None)


def tagged(scheme: str, term: str) -> tuple[IssueStory, ...]:
    """The stories of the entries with a tag, as pages take them."""
    found = [one for one in entries() if any(tag.scheme == scheme and tag.term == term for tag in one.tags)]
    return tuple(told_together(story, told, lead) for story, told in by_story(found, labelled().story_of).items())


def alone(found: OutputEntry) -> IssueStory:
    """An entry that nobody else tells."""
    return IssueStory(found.item.id, (issue_entry(found),))


def health(identifier: str, state: str = "ok", **fields: Any) -> SourceHealth:
    """A source and how it fares."""
    values: dict[str, Any] = {
        "url": f"https://{identifier}.example/feed", "title": identifier.replace("-", " ").title(), "outlet": identifier,
        "since": datetime(2026, 1, 12, 9, 20, tzinfo=UTC), "reason": "", "last_poll": CLOSES, "last_ok": CLOSES,
        "last_new": datetime(2026, 1, 14, 20, tzinfo=UTC), "next_poll": NEXT, "items": 40,
        "items_by_day": (1, 0, 2, 3, 0, 4, 1), "requests": 9, "not_modified": 4, "language": "en",
    }  # fmt: skip
    return SourceHealth(id=identifier, state=state, **{**values, **fields})


def healths() -> tuple[SourceHealth, ...]:
    """One source in most states."""
    return (
        health("kura-valley-wire"),
        health("mtkvris-ambebi", title="მტკვრის ამბები", language="ka"),
        health("araks-lratu", "slow", title="Արաքս Լրատու", language="hy", reason="nothing new for 9 days"),
        health("barid-al-qawqaz", "refused", title="بريد القوقاز", language="ar", reason="403 Forbidden"),
        health("turan-monitor", "never polled", last_new=None, url="", items_by_day=(0,) * 7),
        health("lower-araks", "cannot parse", reason="mismatched tag, line 214", ownership="thinktank"),
        health("newcomer", "never polled", since=None, last_new=None),
    )


def stories() -> dict[str, list[StoryItem]]:
    """The newsroom's stories that anything credited to an agency belongs to, as the labels have them."""
    labels = {
        answer["link"]: answer for document in newsroom.expected()["documents"].values() for answer in document["items"]
    }
    found: dict[str, list[StoryItem]] = {}
    for n, one in enumerate(reversed(entries())):
        item, source, label = one.item, one.source, labels[one.item.url]
        made = StoryItem(
            item.id, n, source.id, source.outlet, label["agency"], item.language, item.title, "", item.published, item.first_seen,
            url=item.url, publisher=source.title, precision=item.precision, date_basis=item.date_basis,
        )  # fmt: skip
        found.setdefault(label["story"] or item.id, []).append(made)
    return {story: members for story, members in found.items() if any(member.agency for member in members)}


def origins_page(told: dict[str, list[StoryItem]], today: date, *credited: int) -> Artifact:
    """The page of origins on a day; ``credited``: how many items of it, and of the day before, credit an agency."""
    desk, infos = site(), {one.source.id: one.source for one in entries()}
    days = (today, today - timedelta(days=1))
    figures = (CreditFigures(day, 50, number) for day, number in zip(days, credited, strict=True))
    return desk.origins(Origins(told, infos, INFO, desk.dates, today).view(*figures))


def whole_site(info: SiteInfo = INFO, templates: Path | None = None) -> tuple[Artifact, ...]:
    """Every page there is, and the static files."""
    desk = site(info, templates)
    days, today = IssuePages(desk, PLAN), full_issue()
    yesterday = issue(entries()[60:], day=TODAY - timedelta(days=1), failed=0)
    counts: dict[str, int] = {}
    for term in (tag.term for found in entries() for tag in found.tags):
        counts[term] = counts.get(term, 0) + 1
    tags = TagPages(desk, {term: (0, 0, 1, 0, 2, 3, count) for term, count in counts.items()})
    regions = [output.term for output in outputs() if output.scheme == "region"]
    return (
        days.home(today, is_live=False, newer=newer(), previous=yesterday.day, today=TODAY),
        *days.day(today, previous=yesterday.day, following=None),
        *days.day(yesterday, previous=None, following=today.day),
        days.story(lasting_story(), (yesterday.day, today.day), TODAY),
        days.archive([(yesterday.day, yesterday.count), (today.day, today.count)]),
        tags.regions(),
        *(tags.region(region, tagged("region", region), TODAY) for region in regions),
        tags.topics(counts),
        *(tags.topic(topic, tagged("topic", topic.id), TODAY) for topic in TOPICS),
        origins_page(stories(), date(2026, 1, 13), 9, 11),
        desk.feeds_page(),
        desk.sources(desk.sources_view(healths())),
        desk.about(),
        desk.not_found(),
        *desk.static(),
    )


def other_states() -> dict[str, Artifact]:
    """The home page and that of origins in their other states, by the names they are given beside them."""
    desk = issue_pages()
    return {
        "live.html": desk.home(issue(), is_live=True, newer=(), previous=None, today=TODAY),
        "empty.html": desk.home(first_issue(failed=0), is_live=True, newer=(), previous=None, today=TODAY),
        "failed.html": desk.home(issue([], failed=17), is_live=False, newer=(), previous=None, today=TODAY),
        "origins/none.html": origins_page({}, TODAY, 0, 0),
        "rtl.html": issue_pages(replace(INFO, language="ar")).home(
            full_issue(), is_live=False, newer=(), previous=None, today=TODAY
        ),
        **{page.path: page for page in huge_day()},
    }


def huge_day() -> tuple[Artifact, ...]:
    """An issue of a day to come that has more than a page has room for, and the page with the rest of an area."""
    many = [entry(f"Item {number}", regions=["georgia" if number % 3 else "iran"]) for number in range(700)]
    return issue_pages().day(issue(many, day=TODAY + timedelta(days=1)), previous=TODAY, following=None)


def lasting_story() -> IssueStory:
    """The story that most of the newsroom tells."""
    return max(full_issue().stories, key=lambda story: (len(story.entries), story.id))


def newer() -> tuple[IssueStory, ...]:
    """A few stories that came after the issue."""
    return tuple(map(alone, entries()[:5]))


def write_site(folder: Path, artifacts: Sequence[Artifact]) -> None:
    """The files on disk, with stand-ins for the feeds that pages link to."""
    feeds = [f"feeds/{output.name}.{form}" for output in (*outputs(), site().digest) for form in output.formats]
    files = dict.fromkeys((*feeds, "feeds/all.opml", "feeds/sources.opml", "feeds/health.atom"), b"")
    for path, body in {**files, **{artifact.path: artifact.body for artifact in artifacts}}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
