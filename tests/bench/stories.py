"""How good the grouping of stories is, by language, and what it costs: 1,000 new items into a window of 50,000.

``python -m tests.bench.stories`` prints the pairs that were joined wrongly or missed too.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import psutil

from aggregator.model import Evidence, Groupable, StoryItem, Tag
from aggregator.stories import (
    MOST_BY_KEY,
    blob_from_signature,
    find_candidates,
    group,
    signature_from_blob,
    signature_of,
    wanted_keys,
)
from aggregator.stories.tables import lines_of
from tests.stories.samples import Scores, all_sets, grouped, newsroom_set, score

NEW, WINDOW, DAYS = 1_000, 50_000, 5
START = datetime(2026, 1, 10, tzinfo=UTC)
WORDS_OF_A_TITLE, WORDS_OF_A_LEAD, OUTLETS = 9, 28, 400
#: Of the synthetic items, so many tell what another told before, in other words.
RETOLD = 0.4
#: Words that are no small ones are as frequent as the hundredth of a language and those after it.
SMALL_WORDS = 100
_SMALL = ("the", "of", "in", "to", "and", "for", "with", "after", "over", "from", "says", "new")
_SYLLABLES = (
    "ra",
    "ko",
    "ti",
    "men",
    "sol",
    "var",
    "del",
    "pu",
    "ga",
    "nor",
    "est",
    "lim",
    "bo",
    "che",
    "fa",
    "zu",
    "hal",
    "dri",
    "ust",
    "ye",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An item as a store would keep it."""

    item: StoryItem
    blob: bytes
    keys: tuple[int, ...]


def quality() -> dict[str, Scores]:
    """Scores of the labelled sets and of the newsroom."""
    found: dict[str, Scores] = {}
    for label, sets in {"labelled sets": all_sets(), "newsroom": [newsroom_set()]}.items():
        scores = found.setdefault(label, Scores())
        for labelled in sets:
            score(labelled, grouped(labelled), scores)
    return found


def in_words(label: str, scores: Scores) -> list[str]:
    """The figures as lines."""
    lines = [f"  {language}: {count.in_words()}" for language, count in sorted(scores.within.items())]
    within, across = scores.within_all.in_words(), scores.across.in_words()
    return [f"stories, {label}: within a language {within}; across {across}", *lines]


def report() -> list[str]:
    """How good and how fast, without the mistakes."""
    return [*(line for label, scores in quality().items() for line in in_words(label, scores)), speed()]


# ---- Speed ----------------------------------------------------------------------------------------------------------


def synthetic(count: int, seed: int = 7) -> Iterator[StoryItem]:
    """News of words as frequent as words are: the n-th most frequent comes up in proportion to 1/n.

    A third are small words that tell nothing, a quarter words of the tables; the rest is made up. Places, countries and figures are among
    them, with tags as the tagger would give them.
    """
    chance = random.Random(seed)
    known = [word.lstrip("=") for _, head, rest in lines_of("concepts.txt") if head == "en" for word in rest.split()]
    words = [made_up(chance) for _ in range(30_000)]
    weights = list(accumulate(1 / (place + SMALL_WORDS) for place in range(len(words))))
    places = [(made_up(chance).capitalize(), f"country-{int(chance.paretovariate(0.7)) % 60}") for _ in range(600)]
    place_weights = list(accumulate(1 / (place + 5) for place in range(len(places))))
    told: list[tuple[list[str], tuple[str, str]]] = []
    for n in range(count):
        fresh = chance.choices(words, cum_weights=weights, k=WORDS_OF_A_TITLE + WORDS_OF_A_LEAD)
        fresh = [mixed(chance, word, known) for word in fresh]
        place = chance.choices(places, cum_weights=place_weights)[0]
        if told and chance.random() < RETOLD:
            before, place = chance.choice(told[-500:])
            fresh = [old if chance.random() < 0.6 else new for old, new in zip(before, fresh, strict=True)]
        told.append((fresh, place))
        yield news(n, fresh, place, chance.randint(2, 999), START + timedelta(days=DAYS) * (n / count))


def made_up(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def mixed(chance: random.Random, word: str, known: Sequence[str]) -> str:
    kind = chance.random()
    return chance.choice(_SMALL) if kind < 1 / 3 else chance.choice(known) if kind < 7 / 12 else word


def news(n: int, words: Sequence[str], place: tuple[str, str], figure: int, moment: datetime) -> StoryItem:
    name, country = place
    found = Evidence("title", name, f"{country}: {name} (en, town)")
    title = " ".join([*words[:WORDS_OF_A_TITLE], "in", name, str(figure)])
    return StoryItem(
        f"item-{n}", n, f"source-{n % OUTLETS}", f"outlet-{n % OUTLETS}", None, "en", title, " ".join(words[WORDS_OF_A_TITLE:]),
        moment, moment, (Tag("region", country, "about", (found,)), Tag("country", country, "about", (found,))),
    )  # fmt: skip


def stored(items: Sequence[StoryItem]) -> list[Stored]:
    found = []
    for item in items:
        signature = signature_of(item)
        found.append(Stored(item, blob_from_signature(signature), wanted_keys(signature)))
    return found


def groupable(one: Stored) -> Groupable:
    signature = signature_from_blob(one.blob)
    assert signature is not None
    item = one.item
    return Groupable(item.id, item.n, item.outlet, item.published, signature, one.keys, item.id, item.n)


def database_of(items: Sequence[Stored]) -> sqlite3.Connection:
    """The keys of the window as a store has them."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE story_keys (key INTEGER, n INTEGER, PRIMARY KEY (key, n)) WITHOUT ROWID")
    database.executemany(
        "INSERT INTO story_keys VALUES (?, ?)", ((key, one.item.n) for one in items for key in one.keys)
    )
    return database


def postings_in(database: sqlite3.Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    query = "SELECT n FROM story_keys WHERE key = ? ORDER BY n DESC LIMIT ?"
    return {key: [n for (n,) in database.execute(query, (key, MOST_BY_KEY))][::-1] for key in keys}


def speed() -> str:
    """Processor seconds from new items and the stored form of the window to the plan, and the memory it takes."""
    everything = stored(list(synthetic(WINDOW + NEW)))
    window, new = everything[:WINDOW], [one.item for one in everything[WINDOW:]]
    database = database_of(window)
    own = psutil.Process()
    before = own.memory_info().rss
    gc.freeze()  # what stands for the store is no part of it

    begun = time.process_time()
    signed = [(one, signature_of(one)) for one in new]
    fresh = [Groupable(one.id, one.n, one.outlet, one.published, found, wanted_keys(found)) for one, found in signed]
    read = time.process_time() - begun
    begun = time.process_time()
    candidates = find_candidates(fresh, postings_in(database, {key for one in fresh for key in one.keys}))
    numbers = {n for found in candidates.values() for n in found if n < WINDOW}
    known = [groupable(window[n]) for n in sorted(numbers)]
    found = time.process_time() - begun
    begun = time.process_time()
    plan = group(fresh, known, candidates)
    placed = time.process_time() - begun
    grown = (own.memory_info().rss - before) / 2**20

    gc.unfreeze()
    postings = sum(len(one.keys) for one in window) / len(window)
    size = sum(len(one.blob) for one in window) / len(window)
    joined = sum(story != item for item, story in plan.stories.items())
    return (
        f"{NEW:,} new items into a window of {WINDOW:,}: {read + found + placed:.2f} s CPU "
        f"(signatures {read:.2f}, the window searched and {len(known):,} items read {found:.2f}, grouped {placed:.2f}); "
        f"{grown:.0f} MiB; {joined} joined a story\n"
        f"a signature: {read / NEW * 1e6:.0f} microseconds; a stored item: {size:.0f} bytes and {postings:.0f} keys"
    )


def main() -> None:
    for label, scores in quality().items():
        print("\n".join([*scores.mistakes, *in_words(label, scores)]))
    print(speed())


if __name__ == "__main__":
    main()
