"""The reference and the schema say what the program does: they are held against the models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from aggregator.config.schema import config_schema

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
SCHEMA = config_schema()
SECTIONS = {
    "The sections": SCHEMA,
    **{
        heading: SCHEMA["definitions"][name]
        for heading, name in {
            "site": "Site", "defaults": "Defaults", "sources": "Source", "html": "Html", "regions": "Region", "examples": "Examples",
            "topics": "Topic", "match": "Match", "outputs": "Outputs", "feeds": "Feed", "caps": "Caps", "digest": "Digest", "http": "Http",
            "store": "Store", "publish": "Publish", "mail": "Mail", "serve": "Serve",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_reference_lists_every_option_with_its_default(heading: str) -> None:
    section = re.split(r"^#{2,3} ", PAGE.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = {
        row[0].strip(" `"): row
        for row in (line.strip("|").split("|") for line in section.splitlines())
        if len(row) == 4
    }
    shared = SCHEMA["definitions"]["Match"]["properties"] if heading == "feeds" else {}
    for key, field in SECTIONS[heading]["properties"].items():
        if key in shared:
            continue
        default = field.get("default")
        shown = default if isinstance(default, str) else json.dumps(default).replace('"', "")
        assert (
            rows[key][2].strip()
            == ("required" if key in SECTIONS[heading].get("required", ()) else f"`{shown}`" if default else "")
            or default is False
        )
        assert rows[key][3].strip() == field["description"]
    assert set(rows) - {"key", "---"} == {key for key in SECTIONS[heading]["properties"] if key not in shared}


def test_the_examples_of_the_reference_are_valid() -> None:
    for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL):
        Draft7Validator(SCHEMA).validate(yaml.safe_load(text))


def test_every_key_of_the_schema_is_described() -> None:
    for name, definition in {"": SCHEMA, **SCHEMA["definitions"]}.items():
        assert definition["additionalProperties"] is False, name
        for key, field in definition["properties"].items():
            assert field.get("description"), f"{name}.{key}"
            assert "$ref" not in field, "draft 7 overlooks what stands beside a reference"


@pytest.mark.parametrize(
    "value",
    [
        {"topics": {"t": {"match": [{"keywords": "x"}, {"lang": ["ka"]}]}}},
        {"topics": {"t": {"match": {"not": {"keywords": ["x"]}, "any": [{"kind": "state"}]}}}},
        {"http": {"timeout": 30, "host_delay": "2s", "max_bytes": 1000}},
        {"sources": [{"url": "https://a.example/", "regions": "georgia", "limit": 5}]},
    ],
)
def test_editors_accept_what_the_program_accepts(value: dict[str, Any]) -> None:
    Draft7Validator(SCHEMA).validate(value)


@pytest.mark.parametrize(
    "value",
    [
        {"sources": [{"title": "x"}]},
        {"sources": [{"url": None}]},
        {"topics": {"t": {"match": "x"}}},
        {"outputs": {"feeds": [{"name": "A b"}]}},
        {"http": {"per_host": 0}},
    ],
)
def test_editors_refuse_what_the_program_refuses(value: dict[str, Any]) -> None:
    assert list(Draft7Validator(SCHEMA).iter_errors(value))
