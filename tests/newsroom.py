"""The sample newsroom and its known answers, for tests that go the whole way."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "examples" / "newsroom"

#: Documents that are feeds by shape.
FEEDS = (
    "01-kura-valley-wire.rss",
    "02-south-caucasus-review.atom",
    "03-kaukasus-rundschau.rdf",
    "04-steppe-and-sea.json",
    "05-terek-info.rss",
    "06-mtkvris-ambebi.rss",
    "07-araks-lratu.atom",
    "08-xezer-gundemi.rss",
    "09-kars-postasi.rss",
    "10-dnister-visnyk.atom",
    "11-barid-al-qawqaz.rss",
    "12-aras-khabar.rss",
    "16-broken-bare-ampersand.rss",
    "17-broken-truncated.atom",
)
#: Pages and sitemaps, with the kind of source that reads them.
OTHERS = {
    "13-alazani-observer.html": "html",
    "14-turan-monitor.html": "html",
    "15-absheron-agency-news-sitemap.xml": "sitemap",
}
DOCUMENTS = (*FEEDS, *OTHERS)
DAY_TWO = ("01-kura-valley-wire.rss", "05-terek-info.rss", "07-araks-lratu.atom")


@cache
def expected() -> dict[str, Any]:
    """All known answers."""
    answers: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    return answers


def reference_now() -> str:
    return str(expected()["reference_now"])


def day2_now() -> str:
    return str(expected()["day2_now"])


def source_id(document: str) -> str:
    """``day2/01-kura-valley-wire.rss`` → ``kura-valley-wire``, as the sample configuration names it."""
    known = {
        "15-absheron-agency-news-sitemap.xml": "absheron-agency",
        "16-broken-bare-ampersand.rss": "tea-and-transit",
        "17-broken-truncated.atom": "lower-araks",
    }
    name = document.rsplit("/", 1)[-1]
    return known.get(name) or name.split("-", 1)[1].rsplit(".", 1)[0]


def copy_newsroom(target: Path) -> Path:
    """A copy of the newsroom to poll, with its store and its outputs inside it. Returns its configuration."""
    shutil.copytree(FOLDER, target)
    config = target / "config.yaml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("sqlite:///../../var/newsroom.sqlite", "sqlite:///var/newsroom.sqlite")
    config.write_text(text.replace("../../var/newsroom", "output"), encoding="utf-8")
    return config


def turn_to_day_two(target: Path) -> None:
    """Put the next morning's documents in the place of the first day's."""
    for name in DAY_TWO:
        shutil.copy(FOLDER / "day2" / name, target / name)


def moment_of(text: str) -> datetime | date:
    """``2026-01-13T06:25:00Z`` is a moment, ``2026-01-13`` a day."""
    if len(text) == len("2026-01-13"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(UTC)
