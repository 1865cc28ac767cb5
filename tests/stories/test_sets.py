"""Labelled stories: what belongs together is together, and nothing else is."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from tests import newsroom
from tests.stories.samples import LabelledSet, Scores, all_sets, grouped, newsroom_set, score

SETS = all_sets()
LANGUAGES = {"en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es"}


@pytest.fixture(scope="module")
def desk() -> tuple[LabelledSet, dict[str, str]]:
    labelled = newsroom_set()
    return labelled, grouped(labelled)


def test_the_sets_hold_every_language_with_an_event_told_by_three_outlets() -> None:
    tellers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for labelled in SETS:
        for item in labelled.items:
            tellers[str(item.language), labelled.name, labelled.events[item.id]].add(item.outlet)

    assert {language for (language, _, _), outlets in tellers.items() if len(outlets) >= 3} >= LANGUAGES
    assert len(SETS) >= 12
    assert sum(len(labelled.items) for labelled in SETS) >= 300


def test_stories_of_the_sets_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    scores = Scores()
    for labelled in SETS:
        score(labelled, grouped(labelled), scores)
    with capsys.disabled():
        print(
            f"\nstories, labelled sets: within a language {scores.within_all.in_words()}; across {scores.across.in_words()}"
        )

    assert scores.within_all.precision >= 0.97, "\n".join(scores.mistakes)
    assert scores.within_all.recall >= 0.85, "\n".join(scores.mistakes)
    assert scores.across.precision >= 0.97, "\n".join(scores.mistakes)
    assert scores.across.recall >= 0.5, "\n".join(scores.mistakes)


def test_stories_of_the_newsroom_are_found(
    desk: tuple[LabelledSet, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    scores = Scores()
    score(*desk, scores)
    with capsys.disabled():
        print(
            f"\nstories, newsroom: within a language {scores.within_all.in_words()}; across {scores.across.in_words()}"
        )

    assert scores.within_all.precision >= 0.97, "\n".join(scores.mistakes)
    assert scores.within_all.recall >= 0.85, "\n".join(scores.mistakes)
    assert scores.across.precision >= 0.97, "\n".join(scores.mistakes)
    assert scores.across.recall >= 0.5, "\n".join(scores.mistakes)


def test_within_each_language_the_newsroom_is_as_its_answers_say(desk: tuple[LabelledSet, dict[str, str]]) -> None:
    """Loose pairs and follow-ups either way; an analysis may join its event or stay out."""
    labelled, stories = desk
    for a, b in combinations(labelled.items, 2):
        events = labelled.events[a.id], labelled.events[b.id]
        if a.language != b.language or frozenset(events) in labelled.loose or {a.id, b.id} & labelled.free:
            continue
        assert (stories[a.id] == stories[b.id]) == (events[0] == events[1]), f"{events}: {a.title} / {b.title}"


def test_near_misses_of_the_newsroom_stay_apart(desk: tuple[LabelledSet, dict[str, str]]) -> None:
    labelled, stories = desk
    of_event: dict[str, set[str]] = defaultdict(set)
    for item in labelled.items:
        of_event[labelled.events[item.id]].add(stories[item.id])

    for one, other in newsroom.expected()["near_misses"]:
        assert of_event[one].isdisjoint(of_event[other]), (one, other)
