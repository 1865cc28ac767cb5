"""The feed of the digest, as a subscriber meets it: a day is an entry, with what its page says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import feedparser
import pytest
from lxml import html

from aggregator.model import Issue, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import IssuePlan
from aggregator.publish.digestfeed import DigestEntries, digest_output
from aggregator.publish.feeds import MOST_BYTES, render_feed
from tests.publish import newsdesk, rules
from tests.publish.newsdesk import INFO, ORDER, TODAY, entry, issue, issue_pages, tree
from tests.publish.reading import moment, read
from tests.publish.samples import SCRIPTS

BASE = "https://desk.example/news/"
PAGE = f"{BASE}2026/01/15/"


def feeds(*issues: Issue, info: SiteInfo = INFO, per_region: int = 12) -> dict[str, bytes]:
    """Format → document, checked by the rules of its format."""
    spec = digest_output(info, ("atom", "rss", "json"))
    make = DigestEntries(spec, info, tree(), Datelines(info), IssuePlan(ORDER, per_region))
    updated = issues[0].covers_to if issues else newsdesk.CLOSES
    made = render_feed(spec, [make.entry(one) for one in issues], info, tree(), updated=updated)
    bodies = {artifact.path.rsplit(".", 1)[1]: artifact.body for artifact in made}
    for form, body in bodies.items():
        rules.check(form, body, f"{info.base_url}feeds/digest.{form}")
    return bodies


@cache
def newsroom_feeds() -> dict[str, bytes]:
    return feeds(issue())


def told(made: Issue, **options: Any) -> Any:
    """The content of an issue's entry, parsed."""
    return html.fromstring(f"<div>{content(made, **options)}</div>")


def content(made: Issue, **options: Any) -> str:
    text: str = json.loads(feeds(made, **options)["json"])["items"][0]["content_html"]
    return text


def page_of(made: Issue) -> Any:
    return html.document_fromstring(issue_pages().day(made, previous=None, following=None)[0].body)


def headlines(document: Any) -> list[tuple[str, str]]:
    return [
        (link.get("href"), link.text) for link in document.xpath(".//li/a") if not link.get("href").startswith(PAGE)
    ]


def left_out(document: Any) -> int:
    """How many headlines it says are on the page alone."""
    links = (link for link in document.iter("a") if link.get("href").startswith(PAGE))
    return sum(int(re.match(r"[\d,]+", link.text)[0].replace(",", "")) for link in links)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_an_issue_is_one_entry_with_the_title_and_the_figures_of_its_page(form: str) -> None:
    page = page_of(issue())
    facts = " ".join(page.xpath("string(//p[@class='facts'])").split())
    assert facts.startswith(
        "171 items from 17 outlets, from Wednesday 07:00 to Thursday 07:00 (Asia/Tbilisi, UTC+4). 2 of 17"
    )

    if form == "json":
        (found,) = json.loads(newsroom_feeds()["json"])["items"]
        assert (found["title"], found["summary"], found["url"]) == (page.findtext(".//title"), facts, PAGE)
        assert found["date_published"] == found["date_modified"] == "2026-01-15T03:00:00Z"
        assert found["authors"] == [{"name": "The Demo Desk"}]
        return
    (found,) = read(newsroom_feeds()[form]).entries
    assert (found.title, found.summary, found.link) == (page.findtext(".//title"), facts, PAGE)
    assert moment(found.published_parsed) == newsdesk.CLOSES
    assert form == "rss" or moment(found.updated_parsed) == newsdesk.CLOSES
    assert found.author == "The Demo Desk"


def test_every_format_has_the_same_html_and_readers_leave_it_as_it_is() -> None:
    expected = json.loads(newsroom_feeds()["json"])["items"][0]["content_html"]
    for form in ("atom", "rss"):
        assert read(newsroom_feeds()[form]).entries[0].content[0].value == expected
        sanitised = feedparser.parse(newsroom_feeds()[form]).entries[0].content[0].value
        assert [(node.tag, dict(node.attrib), node.text, node.tail) for node in html.fromstring(sanitised).iter()] == [
            (node.tag, dict(node.attrib), node.text, node.tail) for node in html.fromstring(expected).iter()
        ]


def test_it_tells_the_headlines_of_the_page_by_area_in_the_order_of_the_page() -> None:
    page, entry_ = page_of(issue()), told(issue(), per_region=6)
    areas = [" ".join(title.xpath("string(text())").split()) for title in page.iter("h2")]
    on_page = [(link.get("href"), link.xpath("string()")) for link in page.xpath("//a[@class='title']")]

    assert [title.text for title in entry_.iter("h3")] == areas
    found = headlines(entry_)
    assert found == [one for one in on_page if one in found]
    assert len(found) > 50
    assert len(found) + left_out(entry_) == len(issue().entries)
    first = entry_.xpath(".//li")[0]
    assert first.text_content() == "Լոռիում հայտարարվել է ճանապարհի մրցույթ · Արաքս լրատու"


def test_headlines_keep_their_language_and_their_direction() -> None:
    found = [entry(text, language=language, key=language, regions=["georgia"]) for language, text in SCRIPTS.items()]
    links = {link.text: link for link in told(issue([*found, entry("Bridge opens")])).xpath(".//li/a")}

    for language, text in SCRIPTS.items():
        assert links[text].get("lang") == language
        assert links[text].get("dir") == ("rtl" if language in {"ar", "fa", "he"} else None)
    assert (links["Bridge opens"].get("lang"), links["Bridge opens"].get("dir")) == (None, None)


def test_an_id_is_of_the_day_alone() -> None:
    moved = replace(INFO, base_url="http://other.example/", title="Another name")
    ids = [read(feeds(one, info=info)["atom"]).entries[0].id for one, info in ((issue(), INFO), (issue([]), moved))]

    assert ids == ["urn:uuid:fcd51386-54b1-597e-8b40-b20b44a1f9ff"] * 2
    assert read(feeds(issue(day=TODAY - timedelta(days=1)))["atom"]).entries[0].id != ids[0]


def test_thirty_large_issues_are_all_there_in_every_format_and_none_is_too_large() -> None:
    regions = [region.id for region in tree() if region.country]
    found = [
        entry(
            f'{SCRIPTS["ka"]} <&> «"{number}"»',
            key=str(number),
            regions=[regions[number % len(regions)]],
            language="ka",
            url=f"https://wire.example/{number}?a=1&b=2&c=" + "x" * 150,
        )
        for number in range(1200)
    ]
    issues = [issue(found, day=TODAY - timedelta(days=days)) for days in range(30)]
    for form, body in feeds(*issues, per_region=1000).items():
        assert 200_000 < len(body) < MOST_BYTES
        assert len(json.loads(body)["items"] if form == "json" else read(body).entries) == 30
    newest = told(issues[0], per_region=1000)
    assert len(headlines(newest)) + left_out(newest) == 1200
    # Each country has about as many: none is told at the expense of those below it.
    counts = [len(shelf.xpath("./li")) for shelf in newest.iter("ul")]
    assert len(counts) == len(regions)
    assert max(counts) - min(counts) <= 1


def test_where_not_even_one_headline_of_each_region_fits_the_page_has_the_rest() -> None:
    regions = [region.id for region in tree() if region.country]
    found = [
        entry(f"Story {number} is long. " * 60, key=str(number), regions=[regions[number % len(regions)]])
        for number in range(40)
    ]
    made = told(issue([*found, entry("Short", regions=["georgia"], url="https://wire.example/" + "x" * 3000)]))

    assert 5 < len(headlines(made)) < len(regions)
    assert len(headlines(made)) + left_out(made) == 41
    assert made.xpath("string(.//p[last()])").endswith("more on the page of the day")


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "AT&T &amp; others", ']]> "it\'s"', "A\x00B"])
def test_titles_and_outlets_are_text(title: str) -> None:
    source = replace(entry().source, title=title)
    shown = title.replace("\x00", "\ufffd")
    (line,) = told(issue([entry(title, source=source)])).xpath(".//li")

    assert line.text_content() == f"{shown} · {shown}"


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "data:text/html,x", "//"])
def test_what_has_no_address_on_the_web_is_no_link(url: str | None) -> None:
    document = told(issue([entry("Snow", url=url)]))

    assert [line.text_content() for line in document.iter("li")] == ["Snow · Kura Valley Wire"]
    assert not document.xpath(".//a")


def test_links_carry_no_password_and_name_who_owns_a_publisher() -> None:
    source = replace(entry().source, ownership="state")
    made = content(issue([entry("Snow", source=source, url="https://nino:s3cret@wire.example/a?b=1&c=2")]))

    assert '<a href="https://wire.example/a?b=1&amp;c=2">Snow</a> · Kura Valley Wire (state)' in made


def test_a_day_without_news_says_so_and_a_desk_without_issues_has_an_empty_feed() -> None:
    assert told(issue([])).text_content().endswith("Nothing new since the last issue.")
    empty = feeds()
    assert (json.loads(empty["json"])["items"], read(empty["atom"]).entries, read(empty["rss"]).entries) == ([], [], [])
    assert read(empty["atom"]).feed.title == "Daily digest · The Demo Desk"
