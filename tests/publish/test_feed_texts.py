"""Whatever an item says reaches the reader letter by letter, and none of it is taken for markup."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Enclosure, RegionTree, SourceInfo
from aggregator.publish.extensions import html_from_text
from aggregator.text import xmlchars
from tests.publish import rules
from tests.publish.reading import atom_entries, items, read, rendered
from tests.publish.rules import ATOM
from tests.publish.samples import SCRIPTS, SITE, SPEC, TREE, WIRE, entry

CONTENTS = ("headline", "summary", "full")


TITLES = [
    "Salt & pepper",
    "AT&T &amp; others",
    "&lt;b&gt; is how HTML begins",
    "<b>bold</b> claim",
    "<script>alert(1)</script>",
    "1 < 2 > 0 && \"quotes\" 'single'",
    "]]> ends what <![CDATA[ began",
    "&#x41; &copy &nbsp; &unknown;",
    "a\u00a0b\u200dc\u200f",
    *SCRIPTS.values(),
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_titles_come_back_letter_by_letter(form: str, title: str) -> None:
    body = rendered([entry(title=title)])[form]

    tree = rules.strict(body)
    assert (tree.findtext(f"{ATOM}entry/{ATOM}title") or tree.findtext("channel/item/title")) == title
    assert read(body).entries[0].title == title


@pytest.mark.parametrize("language", list(SCRIPTS))
def test_each_entry_states_its_language(language: str) -> None:
    text = SCRIPTS[language]

    bodies = rendered([entry(title=text, summary=text, language=language), entry(2)])

    first, second = atom_entries(bodies)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (first.get(lang), second.get(lang)) == (language, "en")
    assert json.loads(bodies["json"])["items"][0]["language"] == language
    assert read(bodies["rss"]).entries[0].summary == text


def test_an_entry_of_unknown_language_claims_none() -> None:
    unknown = replace(WIRE, language=None)

    bodies = rendered([entry(source=unknown, language=None)])

    assert "{http://www.w3.org/XML/1998/namespace}lang" not in atom_entries(bodies)[0].attrib
    assert "language" not in json.loads(bodies["json"])["items"][0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A & B, 1 < 2", "A & B, 1 < 2"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("write &amp; for &", "write &amp;amp; for &amp;"),
        ("&copy is a sign", "&amp;copy is a sign"),
        ("<!-- kept -->", "&lt;!-- kept --&gt;"),
    ],
)
def test_a_description_shows_the_text_and_runs_nothing(text: str, shown: str) -> None:
    """RSS descriptions are HTML to every reader, so letters that would be markup are escaped as HTML."""
    assert html_from_text(text) == shown
    assert items(rendered([entry(summary=text)]))[0].findtext("description") == shown


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "/relative", "http://"]
)
def test_addresses_that_are_no_web_addresses_are_not_published(form: str, address: str) -> None:
    hostile = replace(WIRE, site_url=address, feed_url=address)
    given_entry = entry(source=hostile, url=address, image=address, enclosures=(Enclosure(address, "audio/mpeg", 1),))

    body = rendered([given_entry])[form].decode()

    assert f'"{address}"' not in body
    assert f">{address}<" not in body


def test_harmful_characters_become_replacement_characters_everywhere() -> None:
    bad = "a\x00b\x0bc\x1fd\ufffee\ud800f\u202eg"
    spec = replace(SPEC, title=bad, description=bad, content="full")
    region = RegionTree([replace(TREE["georgia"], title=bad)])
    source = SourceInfo("x", bad, "https://wire.example/\ud800", outlet=bad)
    hostile = entry(
        source=source, title=bad, summary=bad, content=f"<p>{bad}</p>", authors=(bad,), url="https://a.example/\ud800"
    )

    bodies = rendered([hostile], spec, replace(SITE, title=bad), region)

    assert read(bodies["atom"]).entries[0].title == xmlchars.replace(bad)
    assert json.loads(bodies["json"])["items"][0]["content_html"] == f"<p>{xmlchars.replace(bad)}</p>"


any_text = st.text(max_size=60) | st.sampled_from(TITLES)


@settings(max_examples=60, deadline=None)
@given(
    title=any_text,
    summary=any_text,
    content=any_text,
    authors=st.lists(any_text, max_size=2),
    address=any_text,
    outlet=any_text,
    policy=st.sampled_from(CONTENTS),
)
def test_whatever_an_item_says_its_document_is_valid_and_says_it_back(
    title: str, summary: str, content: str, authors: list[str], address: str, outlet: str, policy: Any
) -> None:
    source = replace(WIRE, title=outlet, outlet=outlet, feed_url=address)
    hostile = entry(
        source=source,
        title=title,
        summary=summary,
        content=content,
        authors=tuple(authors),
        url=f"https://a.example/{address}",
    )

    bodies = rendered([hostile, entry(2)], replace(SPEC, content=policy))

    found = atom_entries(bodies)
    assert [node.findtext(f"{ATOM}id") for node in found] == [hostile.id, entry(2).id]
    wanted = xmlchars.replace(title).strip()
    if wanted:
        assert found[0].findtext(f"{ATOM}title") == items(bodies)[0].findtext("title") == wanted
        assert json.loads(bodies["json"])["items"][0]["title"] == wanted


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_links_in_other_scripts_are_escaped(form: str) -> None:
    """RSS and JSON Feed ask for URIs, and feed readers differ in what they make of anything else."""
    body = rendered([entry(url="https://ქართული.გე/ახალი?q=ა&b=1#ბ")])[form]
    path = "%E1%83%90%E1%83%AE%E1%83%90%E1%83%9A%E1%83%98?q=%E1%83%90&b=1#%E1%83%91"
    wanted = f"https://xn--lododh2atk.xn--node/{path}"
    found = json.loads(body)["items"][0]["url"] if form == "json" else read(body).entries[0].link
    assert found == wanted
