"""edits.yaml: what a person writes down about items, read as strictly and as kindly as the configuration."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from aggregator.config import load_config
from aggregator.config.schema import edits_schema
from aggregator.errors import ConfigError
from aggregator.model import NO_EDITS, Edit, Edits

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "config" / "edits"
ID = "6f1d0c1e-8c5b-5d43-9a55-2d0b8f0f6a4e"
CONFIG = "sources:\n  - url: https://civil.ge/feed\n"


def read(folder: Path, text: str, config: str = CONFIG) -> Edits:
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    (folder / "edits.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "config.yaml", {}).edits


def problems(folder: Path, text: str, config: str = CONFIG) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text, config)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_no_file_and_an_empty_one_are_no_edits(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == NO_EDITS
    (tmp_path / "edits.yaml").unlink()
    assert load_config(tmp_path / "config.yaml", {}).edits == NO_EDITS


def test_each_kind_of_edit_is_read(tmp_path: Path) -> None:
    text = (
        f"- hide: urn:uuid:{ID.upper()}\n  reason: Told twice\n"
        "- pin: story https://civil.ge/1\n  until: 2026-01-15\n  reason: The vote\n"
        "- {retag: https://civil.ge/1, regions: georgia, reason: Not the American one}\n"
        "- {retag: https://civil.ge/2, add: [armenia], remove: [georgia], reason: r}\n"
        '- correct: https://civil.ge/1\n  title: |\n    Bridge at\n    Zugdidi\n  summary: ""\n  reason: 7\n'
    )
    url = "https://civil.ge/1"
    assert read(tmp_path, text).edits == (
        Edit("hide", ID, "Told twice"),
        Edit("pin", url, "The vote", is_story=True, until=date(2026, 1, 15)),
        Edit("retag", url, "Not the American one", regions=("georgia",)),
        Edit("retag", "https://civil.ge/2", "r", add=("armenia",), remove=("georgia",)),
        Edit("correct", url, "7", title="Bridge at Zugdidi", summary=""),
    )


def test_every_mistake_is_told_with_its_place_and_a_remedy(tmp_path: Path) -> None:
    expected = (DATA / "mistakes.problems").read_text(encoding="utf-8").splitlines()
    assert problems(tmp_path, (DATA / "mistakes.yaml").read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hide: https://civil.ge/1\n", 'edits.yaml:1:1: must be a list; an edit begins with a hyphen, "- hide: https://…"'),
        ("- reason: r\n", "edits.yaml:1:3: [0]: says nothing to do; write hide, pin, retag or correct, with the id"),
        ("- {retag: https://civil.ge/1, reason: r}\n", "edits.yaml:1:3: [0]: changes nothing; add regions, or add and remove"),
        ("- hide: https://civil.ge/1\n   reason: r\n", "edits.yaml:2:10: not YAML: "),
    ],
)  # fmt: skip
def test_a_slip_is_told_by_itself(text: str, expected: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(expected)


def test_mistakes_of_both_files_are_told_together(tmp_path: Path) -> None:
    found = problems(tmp_path, "- hide: nowhere\n", "sources:\n  - url: nowhere\n    lagn: ka\n")
    assert [one.split(" ")[0] for one in found] == ["config.yaml:2:10:", "config.yaml:3:5:", "edits.yaml:1:3:"]
    found = problems(tmp_path, "- {hide: nowhere, reason: r}\n", "sources:\n  - url: nowhere\n")
    assert [one.split(" ")[0] for one in found] == ["config.yaml:2:10:", "edits.yaml:1:10:"]


def test_regions_of_the_editors_own_and_renamed_ones_are_known(tmp_path: Path) -> None:
    config = "regions:\n  racha: {parent: sakartvelo}\n  sakartvelo: {was: georgia}\n"
    assert read(tmp_path, "- {retag: https://civil.ge/1, regions: [racha], reason: r}\n", config)
    (found,) = problems(tmp_path, "- {retag: https://civil.ge/1, regions: [georgia], reason: r}\n", config)
    assert found.endswith("the region 'georgia' is called 'sakartvelo' now; write that")


def test_the_page_and_the_schema_say_what_the_program_does(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "edits.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    edits = read(tmp_path, example)
    assert {edit.verb for edit in edits.edits} == {"hide", "pin", "retag", "correct"}
    schema = edits_schema(load_config(tmp_path / "config.yaml", {}))
    Draft7Validator.check_schema(schema)
    Draft7Validator(schema).validate(yaml.safe_load(example.replace("2026-01-15", '"2026-01-15"')))
    for wrong in (
        {"hide": "x"},
        {"hide": "x", "reason": "r", "title": "t"},
        {"retag": "x", "regions": ["gorgia"], "reason": "r"},
    ):
        assert list(Draft7Validator(schema).iter_errors([wrong]))


def test_what_is_said_of_an_item_is_found_by_its_id_its_address_and_its_story(tmp_path: Path) -> None:
    edits = read(
        tmp_path,
        f"- {{hide: urn:uuid:{ID}, reason: a}}\n- {{pin: story urn:uuid:{ID}, until: 2026-01-15, reason: b}}\n"
        "- {correct: https://civil.ge/1, title: First, reason: c}\n- {correct: story https://civil.ge/1, title: Then, reason: d}\n",
    )
    assert not edits.of("another", "https://civil.ge/9", "story")
    told = edits.of("another", "https://civil.ge/1", ID)
    assert (told.is_hidden, told.title, told.reason("correct")) == (False, "Then", "c; d")
    assert [told.is_pinned(date(2026, 1, day)) for day in (15, 16)] == [True, False]
    assert edits.of(ID).is_hidden
    assert edits.edits[0].key == read(tmp_path, f"# moved\n- {{hide: {ID}, reason: other}}\n").edits[0].key
    assert repr(edits) == repr(Edits(edits.edits))
