"""Write the tables of the tagger in ``aggregator/tag/data``: ``regions.tsv``, ``context.tsv``, ``guards.tsv``, ``endings.tsv`` and
``gazetteer.gz``.

    python scripts/build_gazetteer.py

Reads the names of territories in the CLDR data that Babel carries, and the files of ``scripts/data``, where people edit. The
output depends on these alone: the same input gives the same tables, and a test compares what this writes with what is
checked in. ``scripts/compile_names.py`` says how the gazetteer is laid out.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from babel import Locale

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from compile_names import Row, compiled  # noqa: E402
from derive_names import derived  # noqa: E402

from aggregator.text.words import fold_letters  # noqa: E402

SOURCES = ROOT / "scripts" / "data"
TARGET = ROOT / "aggregator" / "tag" / "data"
LANGUAGES = ("en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es")
MADE_WITH = "2.18.0"  #: the Babel whose names the checked-in tables hold
HEADER = "# Written by scripts/build_gazetteer.py; edit scripts/data/ instead.\n"
#: Files of names, region by region, and the kind of name that is in them: (file, key in it, kind).
FILES = (
    ("demonyms", "demonyms", "demonym"),
    ("powers", "powers", "power"),
    ("powers", "companies", "company"),
    ("people", "people", "person"),
    ("towns", "towns", "town"),
    ("divisions", "divisions", "division"),
)

# What CLDR shortens or writes with signs, as texts write it.
WRITTEN_OUT = {"en": {" & ": " and ", "St. ": "Saint "}, "ru": {"о-ва ": "острова ", "о-в ": "остров "}}
#: What GeoNames has as another name of a town, and is a part of it, or what it was called in another language and century.
_NO_TOWN = re.compile(r"район|^Город |(?: ош|къалэ|ъан)$", re.IGNORECASE)
#: Countries whose towns GeoNames has under the names of their own language.
AT_HOME = {"germany": "de", "austria": "de", "switzerland": "de", "turkey": "tr", "azerbaijan": "az"}
_DERIVED_FROM = 50  #: thousand inhabitants: what comes of the name of a smaller town is not worth its place
_SHORTENED = 3  #: an acronym this short must be in capitals: "EU" is one, "eu" is not


class Named(NamedTuple):
    """A name before it is a row."""

    region: str
    language: str
    kind: str
    written: str


def load(name: str) -> dict[str, Any]:
    """A YAML file of ``scripts/data``."""
    content: dict[str, Any] = yaml.safe_load((SOURCES / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def regions(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every region of the tree, in the order of the file."""
    for part in ("areas", "organisations", "parts", "countries"):
        yield from tree[part].items()


def tree_rows(tree: dict[str, Any]) -> list[str]:
    """``id, title, parents, country, latitude and longitude``."""
    lines = (line.split("\t") for line in (SOURCES / "points.tsv").read_text(encoding="utf-8").splitlines())
    points = {region_id: f"{latitude} {longitude}" for region_id, latitude, longitude in lines}
    return [
        "\t".join((
            region_id, region["title"], " ".join(region.get("in") or ()), region.get("country") or "", points.get(region_id, ""),
        ))
        for region_id, region in regions(tree)
    ]  # fmt: skip


def names_from_cldr(tree: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """``region, name`` for all regions that CLDR has names for (``cldr: none`` in the tree: names that are no use)."""
    territories = Locale.parse(language).territories
    for region_id, region in regions(tree):
        name = territories.get(region.get("cldr") or region.get("country"))
        if not name or "(" in name:  # a remark in brackets is no part of a name: names.yaml has these
            continue
        yield region_id, name
        for short, long in WRITTEN_OUT.get(language, {}).items():
            if short in name:
                yield region_id, name.replace(short, long)


def spellings(cell: str) -> list[str]:
    """``"A | B"`` → A and B."""
    return [name.strip() for name in cell.split("|") if name.strip()]


def from_rows(content: dict[str, Any], kind: str) -> Iterator[Named]:
    """The names of a mapping from regions to rows, languages side by side."""
    for region_id, lines in content.items():
        for line in lines:
            for language, cell in line.items():
                for name in spellings(cell):
                    yield Named(region_id, language, kind, name)


def named(tree: dict[str, Any], names: dict[str, Any], files: dict[str, Any]) -> Iterator[Named]:
    """Everything that names a region."""
    for language in LANGUAGES:
        for region_id, name in names_from_cldr(tree, language):
            if name not in names["drop"].get(language, ()):
                yield Named(region_id, language, "name", name)
    yield from from_rows(names["names"], "alias")
    for file, key, kind in FILES:
        yield from from_rows(files[file].get(key) or {}, kind)
    yield from from_rows(files["townspeople"]["listed"], "town")
    for language, halves in files["demonyms"]["combining"].items():
        for half, region_id in halves.items():
            yield Named(region_id, language, "half", half)


def unnamed(names: dict[str, Any], guards: dict[str, Any]) -> Iterator[Named]:
    """Words and phrases that are no region."""
    for language, dropped in names["drop"].items():
        for name in dropped:
            yield Named("-", language, "stop", name)
    for language, lines in names["stop"].items():
        for line in lines:
            for name in spellings(line):
                yield Named("-", language, "stop", name)
    for group, lines in guards["guards"].items():
        for line in lines:
            for language, cell in line.items():
                for name in spellings(cell):
                    yield Named("-", language, "somebody" if group == "persons" else "stop", name)


def case_rule(name: str, language: str, kind: str, names: dict[str, Any]) -> str:
    """Which letter case a text must write a name in.

    free: any · capital: a capital letter, unless the text has none at all · upper: all capitals · shouted: the same, and no
    text that is all in capitals · common: a capital letter always · inner: the same, and not at the start of a sentence ·
    suffixed: the same, and an ending after an apostrophe · small: none, but where every word or the first one has one.
    """
    for rule in ("inner", "suffixed", "shouted", "common"):
        if name in names[rule].get(language, ()):
            return rule
    if not name[0].isupper():
        is_cased = (
            name[0].isalpha() and language not in {"ka", "ar", "fa"} and not (language == "fr" and kind == "town")
        )
        return "small" if kind in {"demonym", "town", "division"} and is_cased else "free"
    return "upper" if name.isupper() and len(name) <= _SHORTENED else "capital"


def gazetteer_rows(tree: dict[str, Any], names: dict[str, Any], files: dict[str, Any]) -> list[Row]:
    """Every name once for each region and language. A region "-" marks a phrase that is none."""
    careful = dict(careful_marks(files))
    persons = {(one.language, one.written.split()[-1]) for one in from_rows(files["people"]["people"], "person")}
    seats = set(seats_of(files["towns"]))
    rows: dict[tuple[str, str, str], Row] = {}
    meant: set[tuple[str, str]] = set()
    for one in (*named(tree, names, files), *unnamed(names, files["guards"])):
        is_ours = (one.language, one.written) in meant or (one.language, one.written.split()[-1]) in persons
        if one.region == "-" and is_ours:
            continue
        meant.add((one.language, one.written))
        is_own = one.written in names["own"].get(one.language, ()) or (one.kind in {"demonym", "half"})
        is_seat = one.kind == "town" and (one.language, one.written) in seats
        flags = (
            ("o" if is_own else "") + careful.get((one.kind, one.language, one.written), "") + ("s" if is_seat else "")
        )
        case = case_rule(one.written, one.language, one.kind, names)
        row = Row(one.region, one.language, one.kind, case, flags, 0, one.written)
        rows.setdefault((one.region, one.language, one.written), row)
    words = frozenset(word for some in names["words"].values() for word in some)
    found = with_places(
        [*rows.values(), *derived_rows(rows.values(), files, names)], tree, files["towns"]["towns"], words
    )
    at_home = [
        row._replace(kind="town", language=AT_HOME.get(row.region, row.language))
        for row in found
        if row.kind == "place" and row.size >= _DERIVED_FROM and not row.flags
    ]
    taken = {(row.language, row.written) for row in found}
    places = derived_rows((row for row in at_home if row.language != "en"), files, names)
    return [*found, *(row._replace(kind="place") for row in places if (row.language, row.written) not in taken)]


def careful_marks(files: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], str]]:
    """``(kind, language, name), flag`` of the names that are words or persons, too."""
    for file, _, kind in FILES:
        for language, classes in (files[file].get("careful") or {}).items():
            for mark, words in classes.items():
                yield from (((kind, language, word), mark[0]) for word in words)


def derived_rows(rows: Iterable[Row], files: dict[str, Any], names: dict[str, Any]) -> Iterator[Row]:
    """What comes of the names of towns and of parts of countries, where that is not a row already."""
    rows = list(rows)
    taken = {(row.language, row.written) for row in rows}
    for base in rows:
        if base.kind in {"town", "division"} and base.region != "-" and base.written[0].isalpha():
            for word in derived_from(files, base.language, base.written):
                if (base.language, word) not in taken:
                    taken.add((base.language, word))
                    case = case_rule(word, base.language, base.kind, names)
                    yield base._replace(case=case, flags="os" if "s" in base.flags else "o", written=word)


def derived_from(files: dict[str, Any], language: str, name: str) -> Iterator[str]:
    """The people and the adjective of a town or a part of a country."""
    townspeople = files["townspeople"]
    yield from derived(name, language, townspeople["derive"], frozenset(townspeople["never"].get(language, ())))


def with_places(rows: list[Row], tree: dict[str, Any], towns: dict[str, Any], words: frozenset[str]) -> list[Row]:
    """The names with the towns of GeoNames that are not among them; those that are tell how large they are. ``words`` are towns
    that are words, too."""
    places = [row._replace(flags="w") if row.written in words else row for row in place_rows(tree)]
    sizes = {(place.region, fold_letters(place.written)): place.size for place in places}
    of_town: dict[tuple[str, str, str], int] = {}
    for region_id, lines in towns.items():
        for line in lines:
            called = [(language, name) for language, cell in line.items() for name in spellings(cell)]
            above = set(lineage(region_id, tree))
            size = max(
                (sizes.get((country, fold_letters(name)), 0) for country in above for _, name in called), default=0
            )
            of_town.update({(region_id, language, name): size for language, name in called})
    found: list[Row] = []
    known: set[tuple[str, str]] = set()
    for row in rows:
        known.update((country, fold_letters(row.written)) for country in lineage(row.region, tree))
        found.append(row._replace(size=of_town.get((row.region, row.language, row.written), 0)))
    # In Cyrillic GeoNames has words of other languages and former names too: of a town that has a row here no other is taken.
    told = {(country, row.size) for row in found if row.size for country in lineage(row.region, tree)}
    return [
        *found,
        *(
            row
            for row in places
            if (row.region, fold_letters(row.written)) not in known
            and not (row.language in {"ru", "uk"} and (row.region, row.size) in told)
        ),
    ]


def lineage(region_id: str, tree: dict[str, Any]) -> Iterator[str]:
    """A region and all above it."""
    yield region_id
    for parent in dict(regions(tree)).get(region_id, {}).get("in") or ():
        yield from lineage(parent, tree)


def seats_of(towns: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """``language, name`` of the towns where others meet, which the file lists by their English names."""
    for lines in towns["towns"].values():
        for line in lines:
            if set(spellings(line.get("en", ""))) & set(towns["seats"]):
                yield from ((language, name) for language, cell in line.items() for name in spellings(cell))


def place_rows(tree: dict[str, Any]) -> Iterator[Row]:
    """The towns of GeoNames (scripts/pick_places.py)."""
    by_code = {region["country"]: region_id for region_id, region in tree["countries"].items() if region.get("country")}
    for line in (SOURCES / "places.tsv").read_text(encoding="utf-8").splitlines():
        name, country, size, language, weak = line.split("\t")
        if country in by_code and not _NO_TOWN.search(name):
            case = "capital" if name[0].isupper() else "free"
            yield Row(by_code[country], language, "place", case, "w" if weak else "", int(size), name)


def guard_rows(neighbours: dict[str, Any]) -> list[str]:
    """``list, words``: given names, surnames and the rest that tells persons and clubs from places."""
    given = set((SOURCES / "given_names.txt").read_text(encoding="utf-8").split())
    surnames = set((SOURCES / "surnames.txt").read_text(encoding="utf-8").split())
    given = (given | set(neighbours["more_given_names"])) - set(neighbours["no_given_names"])
    lists: dict[str, set[str]] = {"given": given, "families": surnames}
    lists |= {name: set(words) for name, words in neighbours.items() if isinstance(words, list)}
    for name in ("prepositions", "match_words", "recipe_words", "dishes", "works", "everyday", "locals"):
        lists |= {f"{name}:{language}": set(words) for language, words in neighbours[name].items()}
    folded = {name: {fold_letters(word) for word in words} for name, words in lists.items()}
    folded |= {
        f"marks:{name}": {mark.rstrip(".") for mark in found} for name, found in neighbours["state_marks"].items()
    }
    return [
        f"{name}\t{'|'.join(sorted(words))}"
        for name, words in sorted(folded.items())
        if not name.endswith("_given_names")
    ]


def context_rows(names: dict[str, Any]) -> list[str]:
    """``region, against, for, instead``: words, separated by a space, and the region that is meant otherwise."""
    return [
        "\t".join((region, " ".join(rule["against"]), " ".join(rule["for"]), rule["instead"]))
        for region, rule in names["context"].items()
    ]


def check(tree: dict[str, Any], rows: list[Row], names: dict[str, Any]) -> None:
    """Slips of the pen: an unknown region or language, a parent that is none."""
    known = dict(regions(tree))
    parents = {parent for region in known.values() for parent in region.get("in") or ()}
    meant = {row.region for row in rows} - {"-"}
    strange = sorted({*parents, *meant, *names["context"]} - set(known))
    strange += sorted({row.language for row in rows} - set(LANGUAGES))
    strange += [row.written for row in rows if re.search(r"[\t\n|]", row.written) or not row.written.strip()]
    if strange:
        sys.exit(f"unknown in scripts/data: {', '.join(strange)}")


def tables() -> dict[str, str]:
    """File name → content; that of the gazetteer before it is packed."""
    tree, names = load("regions"), load("names")
    files = {
        file: load(file) for file in ("demonyms", "powers", "people", "towns", "divisions", "townspeople", "guards")
    }
    rows = gazetteer_rows(tree, names, files)
    check(tree, rows, names)
    text = {
        "regions.tsv": tree_rows(tree),
        "context.tsv": context_rows(names),
        "guards.tsv": guard_rows(load("neighbours")),
    }
    endings = (SOURCES / "endings.tsv").read_text(encoding="utf-8")
    return {
        **{name: HEADER + "\n".join(lines) + "\n" for name, lines in text.items()},
        "endings.tsv": HEADER + endings,
        "gazetteer.gz": compiled(rows, endings),
    }


def main() -> None:
    """Write all of them."""
    for name, content in tables().items():
        body = content.encode()
        (TARGET / name).write_bytes(gzip.compress(body, 9, mtime=0) if name.endswith(".gz") else body)


if __name__ == "__main__":
    main()
