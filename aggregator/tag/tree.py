"""The tree of regions that comes with the program: areas, countries, parts of countries and organisations.

The tree is read from ``data/regions.tsv``, which ``scripts/build_gazetteer.py`` writes from
``scripts/data/regions.yaml``: YAML is for editing, a table loads in a millisecond. ``world`` is listed and is nobody's
parent, for else everything would be about the world. Which area a country belongs to is a default that a configuration
may change line by line.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from aggregator.model import Region


def read_table(name: str) -> list[list[str]]:
    """The rows of a packaged table: tab-separated columns, without comments and empty lines."""
    text = files("aggregator.tag").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


def point_from(text: str) -> tuple[float, float] | None:
    """``"41.69 44.83"`` → a latitude and a longitude."""
    if not text:
        return None
    latitude, longitude = text.split(" ")
    return float(latitude), float(longitude)


@cache
def builtin_regions() -> tuple[Region, ...]:
    """Every built-in region, areas first. Ids are lower-case English short names (``georgia``, ``uk``, ``eu``)."""
    return tuple(
        Region(
            id=region_id, title=title, parents=tuple(parents.split()), country=country or None, point=point_from(point)
        )
        for region_id, title, parents, country, point in read_table("regions.tsv")
    )
