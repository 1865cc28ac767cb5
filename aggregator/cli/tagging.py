"""``tag``: the tagger as a filter over JSON Lines, without a store and without a network."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path
from typing import Any

import click

from aggregator.cli.options import config_option


@click.command("tag")
@click.option("--lang", metavar="xx", help="Language of lines that name none.")
@config_option
def tag_command(lang: str | None, config_path: Path) -> int:
    """Tag news items with countries and regions.

    Reads JSON Lines from standard input, objects with id, lang, title, text and home (the feed's own country; all but
    title or text are optional), and prints a line for each, in the same order: id, countries, regions, evidence. A line
    that cannot be used gives an object with "error". The regions of config.yaml count where that file exists.

    \b
    echo '{"id": 1, "title": "Снег в Тбилиси и Армении"}' | aggregator tag --lang ru
    """
    from aggregator.tag import tag_text

    tree = _tree(config_path)
    # Bytes, so that a line in another encoding is one bad line, and the output is UTF-8 whatever the terminal's own is.
    for number, line in enumerate(sys.stdin.buffer, 1):
        body = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not body.strip():
            continue
        sys.stdout.buffer.write(written(tagged(tag_text, tree, body, lang, number), number))
        sys.stdout.buffer.flush()
    return 0


def _tree(config_path: Path) -> Any:
    if config_path.exists():
        from aggregator.app import read_config

        return read_config(config_path).tree
    from aggregator.model import RegionTree
    from aggregator.tag.tree import builtin_regions

    return RegionTree(builtin_regions())


def tagged(tag_text: Any, tree: Any, line: bytes, lang: str | None, number: int) -> dict[str, Any]:
    """One line of input as one object of output."""
    try:
        entry = json.loads(line.decode(), parse_constant=_refuse)
    except UnicodeDecodeError:
        return {"id": None, "error": f"line {number}: not UTF-8"}
    except ValueError as error:
        return {"id": None, "error": f"line {number}: not JSON: {error}"}
    except RecursionError:
        return {"id": None, "error": f"line {number}: nested too deep"}
    if not isinstance(entry, dict):
        return {"id": None, "error": f"line {number}: not a JSON object"}
    title, text = entry.get("title") or "", entry.get("text") or ""
    language, home = entry.get("lang") or lang, entry.get("home")
    if not all(isinstance(value, str) for value in (title, text)) or not (title or text):
        return {"id": entry.get("id"), "error": f"line {number}: needs a title or a text, each a string"}
    if not all(value is None or isinstance(value, str) for value in (language, home)):
        return {"id": entry.get("id"), "error": f"line {number}: lang and home are strings where given"}
    tags = tag_text(tree, title, text, language, home)
    evidence = [
        {"term": term, "field": proof.field, "words": proof.words, "row": proof.row} for term, proof in tags.evidence
    ]
    return {
        "id": entry.get("id"),
        "countries": list(tags.countries),
        "regions": list(tags.regions),
        "evidence": evidence,
    }


def written(row: dict[str, Any], number: int) -> bytes:
    """An object of output as its line. An id that cannot be told back makes it an error."""
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except (ValueError, RecursionError):
        row = {"id": None, "error": f"line {number}: has an id or words that no JSON can hold"}
        return json.dumps(row).encode() + b"\n"


def _refuse(constant: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no value of JSON")
