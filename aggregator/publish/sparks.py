"""Sparklines: seven days as seven bars."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.publish.datelines import Datelines
from aggregator.publish.views import Link, Spark

HEIGHT, BAR, GAP = 18, 10, 2


def spark_of(region: Link, counts: Sequence[int], dates: Datelines, anchor: str = "") -> Spark:
    """Seven days of a region, oldest first; ``anchor`` is that of its section on the page, or ""."""
    numbers = ", ".join(map(dates.number, counts))
    label = dates.words.say("{region}, items per day, last 7 days: {numbers}", region=region.title, numbers=numbers)
    return Spark(Link(region.title, region.href, dates.number(sum(counts))), bars(counts), label, anchor)


def bars(counts: Sequence[int]) -> str:
    """The path of bars in a box of 84 by 18; a day without items is a line at the foot.

    The highest day fills the box: the picture says when there was more and when less, the numbers beside it how much.
    """
    most = max(counts, default=0) or 1
    heights = [max(round(count * HEIGHT / most), 1) for count in counts]
    return "".join(f"M{place * (BAR + GAP)} {HEIGHT}v-{height}h{BAR}v{height}z" for place, height in enumerate(heights))
