"""What share of feeds the fast reader takes, why it declines the rest, whether it agrees with feedparser, and how much faster it is.

``python -m tests.bench.extractor``. Captured feeds and those of the farm lie beside the checkout, or in the folder that
AGGREGATOR_SHARED names; without it only the project's own documents are read. Times are processor seconds of both readers in
turns; what counts is their ratio.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

from aggregator.parse import parse
from aggregator.parse.charset import text_from_bytes
from tests.parse.readings import BESIDE, OWN, URL, Sample, read_slowly, read_twice, samples


def judge(collection: str, found: list[Sample]) -> bool:
    """Print what becomes of a collection. False where the two readers differ."""
    reasons: Counter[str] = Counter()
    differing: list[str] = []
    for sample in found:
        reading = read_twice(sample.text)
        if reading.reason:
            reasons[reading.reason] += 1
        elif reading.fast != reading.slow:
            differing.append(sample.name)
    taken = len(found) - reasons.total()
    agreeing = taken - len(differing)
    print(f"{collection:10} {taken:5} of {len(found):5} taken ({taken / len(found):6.1%}), {agreeing} of them agree")
    for reason, count in reasons.most_common():
        print(f"{'':10} {count:5} declined: {reason}")
    for name in differing:
        print(f"{'':10}       DIFFERS: {name}")
    return not differing


def seconds(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


def compare(found: list[Sample], rounds: int) -> None:
    """Print how long both readers take from bytes to a feed."""

    def fastly() -> int:
        return sum(len(parse("feed", one.body, URL, {"content-type": one.content_type}).entries) for one in found)

    def slowly() -> None:
        for one in found:
            read_slowly(text_from_bytes(one.body, one.content_type)[0])

    entries = fastly()
    slowly()
    times = [(seconds(fastly), seconds(slowly)) for _ in range(rounds)]
    fast, slow = (statistics.median(column) for column in zip(*times, strict=True))
    for name, taken in (("fast", fast), ("feedparser", slow)):
        print(
            f"{name:10} {len(found) / taken:7.0f} feeds/s {entries / taken:9.0f} entries/s {taken / len(found) * 1e3:7.2f} ms a feed"
        )
    print(f"{'ratio':10} {slow / fast:.1f}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=100, help="how many feeds of the farm")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    agrees, timed = True, []
    for collection in (*OWN, *BESIDE):
        found = samples(collection, chosen.feeds)
        if not found:
            print(f"{collection:10} not here: nothing compared")
            continue
        agrees = judge(collection, found) and agrees
        timed = found
    compare(timed, chosen.rounds)
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
