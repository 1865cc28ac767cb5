"""The pages of the site: what they say, that they are sound documents, and that nothing a feed says can break them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from aggregator.model import Artifact, SiteInfo
from tests.publish import newsdesk
from tests.publish.newsdesk import INFO, TODAY, alone, entry, first_issue, health, issue, issue_pages, site, tag_pages

HOSTILE = (
    '<script>alert(1)</script>', "{{7*7}}{% raw %}", "\"quotes' & <b>bold</b>", "</title><img src=x onerror=alert(1)>",
    "صحافة <i>عربية</i> \u202eevil", "--> ]]> <!--", "\x00\x0b\ufffe control",
)  # fmt: skip


@cache
def every_page() -> dict[str, Artifact]:
    pages = {artifact.path: artifact for artifact in newsdesk.whole_site()}
    return pages | newsdesk.other_states()


PATHS = sorted(path for path, artifact in every_page().items() if artifact.media_type.startswith("text/html"))


def parsed(artifact: Artifact) -> Element:
    """The document, by a parser that lets no error pass."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document: Element = parser.parse(artifact.body.decode())
    return document


def elements(document: Element, *names: str) -> list[Element]:
    return [element for element in document.iter() if element.tag in names]


def text_of(artifact: Artifact) -> str:
    """All words of the body, spaced as they are read."""
    body = parsed(artifact).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


def home(**changes: object) -> Artifact:
    values = {"issue": issue(), "is_live": False, "newer": (), "previous": None, "today": TODAY, **changes}
    return issue_pages().home(values.pop("issue"), **values)  # type: ignore[arg-type]


# ---- Every page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_a_sound_document(path: str) -> None:
    """It parses without an error, ids are unique, there is one main heading, and no level of headings is left out."""
    document = parsed(every_page()[path])
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    levels = [int(element.tag[1]) for element in document.iter() if re.fullmatch("h[1-6]", str(element.tag))]

    assert len(ids) == len(set(ids))
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(document.findall(".//main")) == 1
    assert document.get("lang") == ("ar" if path == "rtl.html" else "en")
    assert document.findtext("head/title")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_nothing_from_others_and_runs_nothing(path: str) -> None:
    document = parsed(every_page()[path])
    loaded = [
        element.get("src") or element.get("href", "")
        for element in elements(document, "img", "link", "iframe", "source")
    ]
    loaded = [url for url in loaded if urlsplit(url).scheme]
    canonical = [element.get("href") for element in document.iter("link") if element.get("rel") == "canonical"]
    attributes = {name for element in document.iter() for name in element.attrib}

    assert loaded == canonical
    assert not elements(document, "script", "style", "form", "base")
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    policy = document.find(".//meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert policy.get("content") == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    )


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    """Files exist, anchors too, and links to publishers give nothing away."""
    newsdesk.write_site(tmp_path, (*newsdesk.whole_site(), *newsdesk.huge_day()))
    for path in PATHS:
        document = parsed(every_page()[path])
        ids = {element.get("id") for element in document.iter()}
        for element in elements(document, "a", "link"):
            url = element.get("href", "")
            if url.startswith("#"):
                assert url[1:] in ids, (path, url)
            elif urlsplit(url).scheme in {"http", "https"} and element.tag == "a" and path != "404.html":
                assert element.get("rel") == "noopener noreferrer", (path, url)
            elif not urlsplit(url).scheme and path != "404.html":
                target = urlsplit(urljoin(f"http://site/{path}", url)).path.lstrip("/")
                assert (tmp_path / target).exists(), (path, url)
                assert not url.startswith("/"), (path, url)


def test_the_same_values_give_the_same_bytes() -> None:
    assert newsdesk.whole_site() == newsdesk.whole_site()


def test_a_page_of_three_hundred_items_and_the_style_sheet_are_small() -> None:
    copies = [
        replace(one, item=replace(one.item, id=f"{one.item.id}-{number}", title=f"{one.item.title} {number} {place}"))
        for number in range(2)
        for place, one in enumerate(newsdesk.entries())
    ]
    made = issue(copies[:300])
    (style,) = (artifact for artifact in site().static() if artifact.path == "style.css")

    assert len(made.entries) == 300
    assert len(issue_pages().day(made, previous=None, following=None)[0].body) <= 200_000
    assert len(style.body) <= 10_000


# ---- What a feed may say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words: str) -> None:
    """In titles, summaries, names of outlets and reasons: shown as they are, but for what must not be published."""
    source = replace(entry().source, title=words)
    found = entry(words, summary=words * 2, source=source, regions=["georgia"])
    pages = [
        home(issue=issue([found]), newer=[alone(found)]),
        tag_pages().region("georgia", [alone(found)], TODAY),
        site().sources(site().sources_view([health("one", title=words, reason=words)])),
    ]
    shown = " ".join(re.sub("[\x00\x0b\ufffe\u202e]", "\ufffd", words).split())

    for page in pages:
        document = parsed(page)
        assert shown in text_of(page)
        assert not elements(document, "script", "img", "i", "b")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//other.example/x", None]
)
def test_a_headline_leads_to_the_web_or_nowhere(url: str | None) -> None:
    document = parsed(home(issue=issue([entry("Odd link", url=url)])))
    titles = [element for element in document.iter() if element.get("class") == "title"]

    assert [element.tag for element in titles] == ["span"]


def test_a_headline_says_its_language_and_direction() -> None:
    page = home(
        issue=issue([
            entry("نشست وزیران در آکتائو", language="fa"),
            entry("Azərbaycanda zəlzələ", language="az"),
            entry("სათაური ქართულად", language="ka"),
            entry("Plain English"),
        ])
    )  # fmt: skip
    told = {
        "".join(element.itertext()): (element.get("lang"), element.get("dir"))
        for title in parsed(page).iter()
        if title.get("class") == "title"
        for element in title.iter("bdi")
    }

    assert told == {
        "نشست وزیران در آکتائو": ("fa", "rtl"),
        "Azərbaycanda zəlzələ": ("az", "ltr"),
        "სათაური ქართულად": ("ka", "ltr"),
        "Plain English": (None, "ltr"),
    }


# ---- The home page --------------------------------------------------------------------------------------------------


def test_a_closed_issue_says_what_it_covers_and_what_failed() -> None:
    assert (
        "171 items from 17 outlets, from Wednesday 07:00 to Thursday 07:00 (Asia/Tbilisi, UTC+4). 2 of 17 sources failed."
        in text_of(home())
    )


def test_an_issue_in_the_making_says_since_when_and_hides_its_moving_end() -> None:
    made = issue()
    page = home(issue=made, is_live=True)
    later = home(issue=replace(made, covers_to=made.covers_to + timedelta(minutes=20)), is_live=True)

    assert "since Wednesday 07:00 (Asia/Tbilisi, UTC+4)." in text_of(page)
    assert "Live." in text_of(page)
    assert "Next issue: Thursday 07:00." in text_of(page)
    assert page == later


def test_what_came_after_the_issue_stands_above_it_and_is_bounded() -> None:
    newer = [alone(entry(f"Late {number}")) for number in range(45)]
    words = text_of(home(newer=newer))

    assert "45 newer since this issue" in words
    assert "Late 39" in words
    assert "Late 40" not in words


def test_a_desk_without_an_issue_says_so() -> None:
    page = home(issue=first_issue(failed=0), is_live=True)
    assert "No issue yet; the first comes with the first items, and then one every day at 07:00." in text_of(page)
    assert "failed" not in text_of(page)


def test_a_new_desk_that_reached_nobody_says_that() -> None:
    page = home(issue=first_issue(failed=17), is_live=True)
    assert "17 of 17 sources failed. No issue yet" in text_of(page)
    links = {link.text: link.get("href") for link in elements(parsed(page), "a")}
    assert links["17 of 17 sources failed."] == "sources/"


def test_a_quiet_day_and_a_day_of_failures_are_told_apart() -> None:
    assert "Nothing new since the last issue." in text_of(home(issue=issue([], failed=0)))
    assert "No source could be reached" in text_of(home(issue=issue([], failed=17)))


def test_times_are_those_of_the_site_and_say_their_day_when_it_is_another() -> None:
    seven = datetime(2026, 1, 15, 3, tzinfo=UTC)
    found = [
        entry("Today", published=seven),
        entry("Yesterday", published=seven - timedelta(hours=10)),
        entry("Long ago", published=seven - timedelta(days=9)),
        entry("Seen", published=seven - timedelta(hours=1), date_basis="first_seen"),
        entry("Of the day", published=seven + timedelta(hours=1), precision="day"),
        entry("Of the day before", published=seven - timedelta(hours=20), precision="day"),
    ]
    words = text_of(home(issue=issue(found)))

    assert "Today Kura Valley Wire · 07:00" in words
    assert "Yesterday Kura Valley Wire · Wed 21:00" in words
    assert "Long ago Kura Valley Wire · Tue, 6 Jan 07:00" in words
    assert "Seen Kura Valley Wire · seen 06:00" in words
    assert "Of the day before Kura Valley Wire · Wed, 14 Jan" in words
    assert "Of the day Kura Valley Wire Today" in words


def test_a_headline_names_owner_language_and_the_places_its_own_place_does_not_say() -> None:
    source = replace(entry().source, title="Xəzər Gündəmi", ownership="state")
    words = text_of(home(issue=issue([entry("Başlıq", source=source, language="az", regions=["georgia", "iran"])])))

    assert "Xəzər Gündəmi (state) az · Wed 12:00 Iran" in words


def test_more_than_a_group_shows_is_folded() -> None:
    found = [entry(f"Item {number}", regions=["georgia"]) for number in range(9)]
    page = home(issue=issue(found))

    assert "3 more from Georgia" in [summary.text for summary in parsed(page).iter("summary")]


# ---- Heads and addresses --------------------------------------------------------------------------------------------


def heads(path: str) -> Iterator[tuple[str, str]]:
    for element in parsed(every_page()[path]).iter("link"):
        if element.get("rel") == "alternate":
            yield element.get("type", ""), element.get("href", "")


def test_readers_find_the_feed_of_the_page_first_and_then_that_of_everything() -> None:
    assert [href for _, href in heads("region/georgia/index.html")] == [
        "../../feeds/georgia.atom", "../../feeds/georgia.rss", "../../feeds/georgia.json",
        "../../feeds/all.atom", "../../feeds/all.rss", "../../feeds/all.json",
    ]  # fmt: skip
    assert list(heads("index.html")) == [
        ("application/atom+xml", "feeds/all.atom"),
        ("application/rss+xml", "feeds/all.rss"),
        ("application/feed+json", "feeds/all.json"),
        ("application/atom+xml", "feeds/digest.atom"),
        ("application/rss+xml", "feeds/digest.rss"),
        ("application/feed+json", "feeds/digest.json"),
    ]


def test_a_public_site_has_canonical_addresses_and_a_private_one_none() -> None:
    local = replace(INFO, base_url="http://127.0.0.1:8080/")
    (public,) = issue_pages().day(issue(), previous=None, following=None)
    (private,) = issue_pages(local).day(issue(), previous=None, following=None)

    assert b'<link rel="canonical" href="https://desk.example/news/2026/01/15/">' in public.body
    assert b"canonical" not in private.body


def test_the_pages_of_days_lead_to_their_neighbours() -> None:
    (page,) = issue_pages().day(issue(), previous=date(2026, 1, 14), following=date(2026, 1, 17))
    document = parsed(page)
    found = {
        element.get("rel"): element.get("href")
        for element in document.iter("a")
        if element.get("rel") in {"prev", "next"}
    }

    assert found == {"prev": "../../../2026/01/14/", "next": "../../../2026/01/17/"}


def test_dates_are_in_the_language_of_the_site() -> None:
    table = SiteInfo("Der Tisch", "https://tisch.example/", "de", "Europe/Berlin")
    (page,) = issue_pages(table).day(issue(), previous=None, following=None)

    assert "Donnerstag, 15. Januar 2026" in text_of(page)


# ---- Directories ----------------------------------------------------------------------------------------------------


def test_the_directory_of_feeds_gives_full_addresses_rules_and_limits() -> None:
    words = text_of(every_page()["feeds/index.html"])

    assert "https://desk.example/news/feeds/briefing.atom" in words
    assert "South Caucasus briefing newest 50 About South Caucasus; in English." in words
    for help_word in ("all.opml", "sources.opml", "Feedly"):
        assert help_word in words


def test_sources_stand_worst_first_with_days_and_no_clock() -> None:
    page = every_page()["sources/index.html"]
    words = text_of(page)

    assert [words.index(state) for state in ("cannot parse", "slow", "ok")] == sorted(
        words.index(state) for state in ("cannot parse", "slow", "ok")
    )
    assert not re.search(r"\d:\d\d", words)


def test_the_page_of_sources_offers_the_feed_of_their_health_and_every_source_has_its_place() -> None:
    document = parsed(every_page()["sources/index.html"])
    offered = [(link.get("href"), link.get("type")) for link in document.iter("link") if link.get("rel") == "alternate"]
    rows = [row.get("id") for row in document.iter("tr") if row.get("id")]

    assert offered[0] == ("../feeds/health.atom", "application/atom+xml")
    assert "../feeds/health.atom" in [link.get("href") for link in document.iter("a")]
    assert sorted(rows) == sorted(f"source-{one.id}" for one in newsdesk.healths())


def test_the_directory_lists_the_feed_of_health_with_its_one_format() -> None:
    document = parsed(every_page()["feeds/index.html"])
    links = [link.get("href") for link in document.iter("a") if "health" in link.get("href", "")]

    assert links == ["../feeds/health.atom"]
    assert "Source health newest 100" in text_of(every_page()["feeds/index.html"])
    assert "https://desk.example/news/feeds/health.atom" in text_of(every_page()["feeds/index.html"])


def test_a_poll_without_news_leaves_the_page_of_sources_as_it_is() -> None:
    later = [
        replace(
            one, last_poll=newsdesk.NEXT, last_ok=newsdesk.NEXT, next_poll=newsdesk.NEXT, requests=99, not_modified=50
        )
        for one in newsdesk.healths()
    ]

    assert site().sources_view(later) == site().sources_view(newsdesk.healths())


def test_the_archive_links_the_days_that_have_an_issue_and_says_how_much_they_hold() -> None:
    document = parsed(every_page()["archive/index.html"])
    found = {
        element.get("aria-label"): element.get("href")
        for element in document.iter("a")
        if element.find("time") is not None
    }

    assert found == {
        "Wednesday, 14 January 2026, 121 items": "../2026/01/14/",
        "Thursday, 15 January 2026, 171 items": "../2026/01/15/",
    }


def test_a_region_without_news_is_a_page_that_says_so() -> None:
    assert "Nothing about Abkhazia in the last seven days." in text_of(tag_pages().region("abkhazia", [], TODAY))


def test_the_tree_of_regions_shows_what_has_a_page() -> None:
    words = text_of(every_page()["region/index.html"])

    assert words.index("Caucasus") < words.index("South Caucasus") < words.index("Georgia") < words.index("Abkhazia")
