"""What an item is about, with proof."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.model import Evidence, Region, RegionTree, Rule, Tag, Topic
from aggregator.tag import Tagger, builtin_regions, tag_text
from tests.tag.samples import NOON, TREE, item, spec

TAGGER = Tagger(TREE, (), {})


def tags_of(tags: tuple[Tag, ...], scheme: str, weight: str = "about") -> list[str]:
    return [tag.term for tag in tags if tag.scheme == scheme and tag.weight == weight]


def tree_with(*regions: Region) -> RegionTree:
    """The built-in tree, with some regions replaced or added."""
    return RegionTree({region.id: region for region in (*builtin_regions(), *regions)}.values())


def test_an_item_is_about_the_regions_of_its_title_and_all_above_them() -> None:
    tags = TAGGER.tag(item("Snow closes the road to Abkhazia"), spec())
    assert tags_of(tags, "region") == ["abkhazia", "georgia", "south-caucasus", "caucasus"]
    assert tags_of(tags, "country") == ["GE"]


def test_the_summary_says_what_an_item_is_about_too() -> None:
    tags = TAGGER.tag(item("Snow closes a road", summary="Armenia has sent ploughs."), spec())
    assert tags_of(tags, "country") == ["AM"]


def test_what_only_the_content_names_is_mentioned() -> None:
    tags = TAGGER.tag(item("Snow in Armenia", content="<p>As in <b>Norway</b> and Armenia.</p>"), spec())
    assert tags_of(tags, "country") == ["AM"]
    assert tags_of(tags, "country", "mentions") == ["NO"]
    assert tags_of(tags, "region", "mentions") == ["norway", "europe"]


def test_an_ancestor_is_what_the_item_is_about_when_one_child_is() -> None:
    tags = TAGGER.tag(item("Snow in Armenia", content="<p>and in Georgia</p>"), spec())
    assert "south-caucasus" in tags_of(tags, "region")


def test_markup_of_the_content_is_not_read() -> None:
    tags = TAGGER.tag(item("Snow", content='<a href="https://x.example/Armenia" title="Armenia">here</a>'), spec())
    assert tags == ()


def test_every_tag_carries_the_words_and_the_row_that_gave_it() -> None:
    tags = {
        (tag.scheme, tag.term): tag.evidence for tag in TAGGER.tag(item("Die Wahl Georgiens", language="de"), spec())
    }
    assert tags[("region", "georgia")] == (Evidence("title", "Georgiens", "georgia: Georgien (de, name)"),)
    assert tags[("region", "caucasus")] == (Evidence("title", "Georgiens", "by georgia"),)
    assert tags[("country", "GE")] == (Evidence("title", "Georgiens", "by georgia"),)


def test_the_regions_of_the_source_are_always_added() -> None:
    tags = TAGGER.tag(item("Snow closes a road"), spec(regions=("georgia",)))
    assert tags_of(tags, "country") == ["GE"]
    assert tags[0].evidence == (Evidence("source", "wire", "georgia: regions of the source"),)


def test_a_paper_from_georgia_means_its_own_georgia() -> None:
    headline = item("Georgia governor opens a road")
    assert tags_of(TAGGER.tag(headline, spec()), "country") == ["US"]
    tags = {tag.term: tag for tag in TAGGER.tag(headline, spec(regions=("georgia",)))}
    assert Evidence("title", "Georgia", "georgia: Georgia (en, name)") in tags["georgia"].evidence


def test_words_of_the_operator_name_a_region_too() -> None:
    tagger = Tagger(tree_with(Region("kakheti", "Kakheti", ("georgia",), keywords=("Kakheti", "Телав*"))), (), {})
    tags = tagger.tag(item("Урожай в Телави", language="ru"), spec())
    assert tags_of(tags, "region")[:2] == ["kakheti", "georgia"]
    assert tags[0].evidence == (Evidence("title", "Телави", "kakheti: keyword Телав*"),)


def test_excluded_words_veto_a_region_but_not_its_children() -> None:
    georgia = Region("georgia", "Georgia", ("south-caucasus",), country="GE", exclude=("Ray Charles",))
    tagger = Tagger(tree_with(georgia), (), {})
    assert tagger.tag(item("Ray Charles sang of Georgia"), spec()) == ()
    assert tags_of(tagger.tag(item("Ray Charles sang in Abkhazia"), spec()), "country") == ["GE"]


GEORGIA = Region(
    "georgia",
    "Georgia",
    ("south-caucasus",),
    country="GE",
    keywords=("Imedi",),
    exclude=("Bluebirds", "re:touch ?line"),
)
LATER = " ".join(["Nothing of note was said on the way home."] * 30)


@pytest.mark.parametrize(
    ("title", "summary", "content"),
    [
        ("Rally in Tbilisi", "Georgia's PM speaks.", f"<p>{LATER} Read also: Bluebirds win again</p>"),
        ("Rally in Tbilisi", "", "<p>Bluebirds win again</p>"),
        ("Bluebirds win again", "", f"<p>{LATER} In Georgia there was a rally.</p>"),
        ("The week", "", f"<p>Bluebirds of Georgia win. {LATER} Rally in Georgia.</p>"),
        ("The week", "", f"<p>Rally in Georgia. {LATER} Georgia crosses the touchline.</p>"),
    ],
)
def test_excluded_words_veto_only_what_stands_beside_them(title: str, summary: str, content: str) -> None:
    tagger = Tagger(tree_with(GEORGIA), (), {})
    tags = tagger.tag(item(title, summary=summary, content=content), spec())
    assert "georgia" in {tag.term for tag in tags}


@pytest.mark.parametrize(
    ("title", "summary", "content"),
    [
        ("Georgia win again", "The Bluebirds beat Oakville.", ""),
        ("Bluebirds win again", "A great day for Georgia and all who watched it " * 4, ""),
        ("The week", "", f"<p>{LATER} Georgia won by a touch line. {LATER}</p>"),
        ("The week", "", f"<p>{LATER} Imedi and the Bluebirds. {LATER}</p>"),
    ],
)
def test_excluded_words_veto_what_stands_beside_them_in_every_field(title: str, summary: str, content: str) -> None:
    tagger = Tagger(tree_with(GEORGIA), (), {})
    tags = tagger.tag(item(title, summary=summary, content=content), spec())
    assert "georgia" not in {tag.term for tag in tags}


def test_the_beginning_of_a_text_stands_beside_its_title() -> None:
    tree = tree_with(GEORGIA)
    assert "georgia" not in tag_text(tree, "Georgia win again", "The Bluebirds beat Oakville.", "en").regions
    assert "georgia" not in tag_text(tree, "Bluebirds win again", "A day to remember for Georgia.", "en").regions
    assert "georgia" in tag_text(tree, "Georgia votes", f"{LATER} Read also: Bluebirds win", "en").regions


def test_a_region_that_is_switched_off_is_never_a_tag() -> None:
    tagger = Tagger(tree_with(Region("south-caucasus", "South Caucasus", ("caucasus",), enabled=False)), (), {})
    assert tags_of(tagger.tag(item("Snow in Georgia"), spec()), "region") == ["georgia", "caucasus"]
    assert tagger.tag(item("Snow in the South Caucasus"), spec()) == ()


def test_also_adds_a_region_and_its_country_without_making_it_a_parent() -> None:
    karabakh = Region("nagorno-karabakh", "Nagorno-Karabakh", ("azerbaijan",), also=("armenia",))
    tags = Tagger(tree_with(karabakh), (), {}).tag(item("Talks on Karabakh"), spec())
    assert {"armenia", "azerbaijan", "south-caucasus"} <= set(tags_of(tags, "region"))
    assert set(tags_of(tags, "country")) == {"AM", "AZ"}


def test_a_moved_region_follows_the_operator() -> None:
    tagger = Tagger(tree_with(Region("crimea", "Crimea", ("black-sea",))), (), {})
    assert tags_of(tagger.tag(item("Bridge to Crimea"), spec()), "region") == ["crimea", "black-sea"]
    assert tags_of(tagger.tag(item("Bridge to Crimea"), spec()), "country") == []


def test_a_regional_language_code_is_read_as_its_language() -> None:
    assert tags_of(TAGGER.tag(item("Island wählt", language="de-AT"), spec()), "country") == ["IS"]


def test_topics_and_outputs_become_tags_with_the_proof_of_their_rule() -> None:
    topics = (Topic("snow", "Snow", Rule(keywords=("snow*",))),)
    outputs = {"caucasus-snow": Rule(regions=("caucasus",), topics=("snow",)), "late": Rule(max_age=timedelta(hours=1))}
    tags = Tagger(TREE, topics, outputs).tag(item("Snowfall in Georgia", published=NOON - timedelta(hours=2)), spec())
    assert tags_of(tags, "topic") == ["snow"]
    assert tags_of(tags, "output") == ["caucasus-snow"]
    assert tags[-1].evidence == (
        Evidence("title", "Georgia", "by georgia"),
        Evidence("title", "Snowfall", "keyword: snow*"),
    )


def test_a_region_that_is_only_mentioned_does_not_fulfil_a_rule() -> None:
    tagger = Tagger(TREE, (), {"caucasus": Rule(regions=("caucasus",))})
    assert tags_of(tagger.tag(item("Snow", content="<p>in Georgia</p>"), spec()), "output") == []


def test_the_version_changes_with_the_tree_and_the_rules_only() -> None:
    topic = Topic("snow", "Snow", Rule(keywords=("snow",)))
    assert Tagger(TREE, (topic,), {}).version == Tagger(RegionTree(builtin_regions()), (topic,), {}).version
    others = {
        Tagger(TREE, (), {}).version,
        Tagger(TREE, (topic,), {}).version,
        Tagger(TREE, (topic,), {"a": Rule()}).version,
        Tagger(TREE, (Topic("snow", "Snow", Rule(keywords=("ice",))),), {}).version,
        Tagger(tree_with(Region("georgia", "Georgia", ("europe",), country="GE")), (), {}).version,
    }
    assert len(others) == 5


@pytest.mark.parametrize("repeat", range(3))
def test_tags_come_in_the_same_order_every_time(repeat: int) -> None:
    text = "Georgia, Armenia, Russia, Iran, the EU and the Black Sea"
    assert TAGGER.tag(item(text), spec()) == Tagger(RegionTree(builtin_regions()), (), {}).tag(item(text), spec())


def test_a_text_gives_ids_closed_upwards_with_their_evidence() -> None:
    tags = tag_text(TREE, "Снег в Абхазии", "Дорога из Армении закрыта.", "ru")
    assert tags.countries == ("GE", "AM")
    assert tags.regions == ("abkhazia", "armenia", "georgia", "south-caucasus", "caucasus")
    assert ("abkhazia", Evidence("title", "Абхазии", "abkhazia: Абхазия (ru, alias)")) in tags.evidence
    assert ("AM", Evidence("text", "Армении", "by armenia")) in tags.evidence
