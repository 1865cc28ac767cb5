"""How the pages look: where things stand and in which colours, held against what was looked at and found good.

Pixels differ with every version of a browser; places and colours do not, where the fonts are the same. ``pytest --looks`` writes
the reference anew: look at every page before you keep it. What differs is photographed into the test's folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from aggregator.publish.places import story_path
from tests import browser
from tests.publish import newsdesk

pytestmark = pytest.mark.browser

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "looks.json"
#: One of every kind, by a name of its own.
PAGES = {
    "today": "", "day": "2026/01/15/", "rest": "2026/01/16/south-caucasus/", "story": story_path(newsdesk.lasting_story().id),
    "archive": "archive/", "regions": "region/", "region": "region/georgia/", "topics": "topic/", "topic": "topic/energy/",
    "origins": "origins/", "feeds": "feeds/", "sources": "sources/", "about": "about/", "rtl": "rtl.html",
    "live": "live.html", "empty": "empty.html", "failed": "failed.html",
}  # fmt: skip
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark", "print")
#: Pixels that a box may be off by: a letter of another version of a font.
TOLERANCE = 24
FONT = "Noto Sans"
#: The first of each of these on a page: left, top and width; what is far down the page says nothing of its own.
LOOK = """() => {
  const names = ["header", "nav", "main", "h1", ".facts", ".coverage", ".top", ".map svg", ".contents", ".columns", ".title", ".meta", "table", "aside"];
  const found = {};
  for (const name of names) {
    const one = document.querySelector(name);
    const box = one && one.checkVisibility() ? one.getBoundingClientRect() : null;
    if (box && box.top < 1600) found[name] = [box.left, box.top + scrollY, box.width].map(Math.round);
  }
  const colour = (name, what) => { const one = document.querySelector(name); return one ? getComputedStyle(one)[what] : ""; };
  const colours = [colour("body", "color"), colour("html", "backgroundColor"), colour("main a", "color"), colour("h1", "fontSize")];
  return {boxes: found, colours: colours.join(" ")};
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("looks")
    states = newsdesk.other_states()
    newsdesk.write_site(folder, newsdesk.whole_site())
    for name, artifact in states.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(artifact.body)
    with browser.serve(folder) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    listing = shutil.which("fc-list")
    if listing is None or FONT not in subprocess.run([listing], capture_output=True, text=True, check=False).stdout:
        pytest.skip(
            f"the looks were taken with the font {FONT}, which is not installed (apt-get install fonts-noto-core)"
        )
    with browser.open_browser() as opened:
        yield opened


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_looks_as_it_did(
    scheme: str, width: int, address: str, chromium: Browser, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    known = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    if scheme == "print":
        page.emulate_media(media="print")
    found, differences = {}, []
    for name, path in PAGES.items():
        page.goto(address + path)
        found[name] = page.evaluate(LOOK)
        off = differing(known.get(f"{scheme} {width}", {}).get(name), found[name])
        if off and not pytestconfig.getoption("--looks"):
            page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png", full_page=True)
            differences.append(f"{name}: {off}")
    context.close()
    if pytestconfig.getoption("--looks"):
        known[f"{scheme} {width}"] = found
        REFERENCE.write_text(compact(known), encoding="utf-8")

    assert differences == [], f"looks differ at {width} pixels, {scheme}; screenshots are in {tmp_path}"


def differing(known: Any, found: Any) -> str:
    """What of a page does not look as it did, in words; "" where all does."""
    if known is None:
        return "never looked at; pytest --looks takes it up"
    if known["colours"] != found["colours"]:
        return f"colours and sizes were {known['colours']} and are {found['colours']}"
    for name in {*known["boxes"], *found["boxes"]}:
        was, now = known["boxes"].get(name), found["boxes"].get(name)
        if was is None or now is None or any(abs(a - b) > TOLERANCE for a, b in zip(was, now, strict=True)):
            return f"{name} stood at {was} and stands at {now} (left, top, width)"
    return ""


def compact(looks: dict[str, Any]) -> str:
    """A line a page."""
    parts = []
    for scheme in sorted(looks):
        lines = [f'  "{name}": {json.dumps(looks[scheme][name], sort_keys=True)}' for name in sorted(looks[scheme])]
        parts.append(f' "{scheme}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"
