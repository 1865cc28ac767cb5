"""Write the tables of the tagger: ``regions.tsv``, ``gazetteer.tsv`` and ``context.tsv`` in ``aggregator/tag/data/``.

    python scripts/build_gazetteer.py

Reads the names of territories in the CLDR data that Babel carries, and the two files in ``scripts/data``: the tree of
regions, and the names that CLDR lacks. The output depends on these alone: the same input gives the same bytes, and a
test compares what this writes with what is checked in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "scripts" / "data"
TARGET = ROOT / "aggregator" / "tag" / "data"
LANGUAGES = ("en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es")
MADE_WITH = "2.18.0"  #: the Babel whose names the checked-in tables hold
HEADER = "# Written by scripts/build_gazetteer.py; edit scripts/data/ instead.\n"

# What CLDR shortens or writes with signs, as texts write it.
WRITTEN_OUT = {"en": {" & ": " and ", "St. ": "Saint "}, "ru": {"о-ва ": "острова ", "о-в ": "остров "}}
_SHORTENED = 3  #: an acronym this short must be in capitals: "EU" is one, "eu" is not


def load(name: str) -> dict[str, Any]:
    """A YAML file of ``scripts/data``."""
    content: dict[str, Any] = yaml.safe_load((SOURCES / name).read_text(encoding="utf-8"))
    return content


def regions(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every region of the tree, in the order of the file."""
    for part in ("areas", "organisations", "parts", "countries"):
        yield from tree[part].items()


def tree_rows(tree: dict[str, Any]) -> list[str]:
    """``id, title, parents, country``."""
    return [
        "\t".join((region_id, region["title"], " ".join(region.get("in") or ()), region.get("country") or ""))
        for region_id, region in regions(tree)
    ]


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
    return [name.strip() for name in cell.split("|")]


def case_rule(name: str, language: str, names: dict[str, Any]) -> str:
    """Which letter case a text must write a name in.

    free: any (several words, or a script without case) · capital: a capital letter, unless the text has none at all ·
    upper: all capitals · shouted: the same, and no text that is all in capitals · common: a capital letter always ·
    inner: the same, and not at the start of a sentence.
    """
    for rule in ("inner", "shouted", "common"):
        if name in names[rule].get(language, ()):
            return rule
    if len(re.findall(r"\w+", name)) > 1 or not name[0].isupper():
        return "free"
    return "upper" if name.isupper() and len(name) <= _SHORTENED else "capital"


def named(tree: dict[str, Any], names: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """``region, language, kind, name`` of everything that names a region."""
    for language in LANGUAGES:
        for region_id, name in names_from_cldr(tree, language):
            if name not in names["drop"].get(language, ()):
                yield region_id, language, "name", name
    for region_id, lines in names["names"].items():
        for line in lines:
            for language, cell in line.items():
                for name in spellings(cell):
                    yield region_id, language, "alias", name


def unnamed(names: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """The same for words and phrases that are no region."""
    for language, dropped in names["drop"].items():
        for name in dropped:
            yield "-", language, "stop", name
    for language, lines in names["stop"].items():
        for line in lines:
            for name in spellings(line):
                yield "-", language, "stop", name


def gazetteer_rows(tree: dict[str, Any], names: dict[str, Any]) -> list[str]:
    """``region, language, kind, case, gate, name``; a region "-" marks a phrase that is none."""
    rows: dict[tuple[str, str, str], str] = {}
    meant = set()
    for region_id, language, kind, name in (*named(tree, names), *unnamed(names)):
        if kind == "stop" and (language, name) in meant:
            continue
        meant.add((language, name))
        gate = "own" if name in names["own"].get(language, ()) else ""
        row = "\t".join((region_id, language, kind, case_rule(name, language, names), gate, name))
        rows.setdefault((region_id, language, name), row)
    return sorted(rows.values())


def context_rows(names: dict[str, Any]) -> list[str]:
    """``region, against, for``: words, separated by a space."""
    return [
        "\t".join((region, " ".join(rule["against"]), " ".join(rule["for"])))
        for region, rule in names["context"].items()
    ]


def check(tree: dict[str, Any], names: dict[str, Any]) -> None:
    """Slips of the pen in the two files: an unknown region or language, a parent that is none."""
    known = dict(regions(tree))
    parents = {parent for region in known.values() for parent in region.get("in") or ()}
    languages = {language for lines in names["names"].values() for line in lines for language in line}
    strange = sorted({*parents, *names["names"], *names["context"]} - set(known)) + sorted(languages - set(LANGUAGES))
    if strange:
        sys.exit(f"unknown in scripts/data: {', '.join(strange)}")


def tables() -> dict[str, str]:
    """File name → content."""
    tree, names = load("regions.yaml"), load("names.yaml")
    check(tree, names)
    rows = {
        "regions.tsv": tree_rows(tree),
        "gazetteer.tsv": gazetteer_rows(tree, names),
        "context.tsv": context_rows(names),
    }
    return {name: HEADER + "\n".join(lines) + "\n" for name, lines in rows.items()}


def main() -> None:
    """Write what differs from what is there."""
    for name, content in tables().items():
        (TARGET / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
