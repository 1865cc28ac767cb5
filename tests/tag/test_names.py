"""Names of regions are found in twelve languages, in the forms that sentences give them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.tag.samples import named

CASES = yaml.safe_load((Path(__file__).parents[1] / "data" / "tag" / "names.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "text", "expected", "why"), CASES, ids=[f"{row[0]}: {row[3]}" for row in CASES])
def test_a_headline_names_exactly_these_regions(language: str | None, text: str, expected: str, why: str) -> None:
    assert named(text, language) == set(expected.split()), why


def test_every_language_has_its_cases() -> None:
    for language in ("en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es"):
        assert sum(row[0] == language for row in CASES) >= 5
    assert len(CASES) >= 120


def test_the_home_of_the_outlet_decides_between_places_of_one_name() -> None:
    headline = "Georgia governor opens a road"
    assert named(headline, "en") == {"usa"}
    assert named(headline, "en", home="GE") == {"georgia"}
    assert named(headline, "en", home="georgia") == {"georgia"}
    assert named(headline, "en", home="US") == {"usa"}
