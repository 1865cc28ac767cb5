"""Selectors for sites that many desks read. One file each, ``NAME.yaml`` beside this one.

A file holds the keys of ``html:`` in config.yaml, ``address``, a regular expression of the addresses it is for, and
``name``, the selector of what the page calls itself where its title is no use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from aggregator.model import Selectors


@dataclass(frozen=True, slots=True)
class Preset:
    """Selectors, and the addresses they are for."""

    address: re.Pattern[str]
    selectors: Selectors


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name."""
    import yaml

    found: dict[str, Preset] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        name, _, ending = file.name.partition(".")
        if ending == "yaml":
            keys: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
            address = re.compile(keys.pop("address"), re.IGNORECASE)
            found[name] = Preset(address, Selectors(preset=name, remove=tuple(keys.pop("remove", ())), **keys))
    return found


def preset_for(url: str) -> Selectors | None:
    """The selectors for an address that a preset knows."""
    return next((preset.selectors for preset in presets().values() if preset.address.match(url)), None)


def with_preset(selectors: Selectors | None, url: str) -> Selectors | None:
    """The selectors of a source, filled up from the preset that it names, or that is for its address where it has none."""
    if selectors is None or not (selectors.items or selectors.preset):
        preset = preset_for(url)
    else:
        preset = presets()[selectors.preset].selectors if selectors.preset else None
    if preset is None or selectors is None:
        return preset or selectors
    names = ("items", "title", "link", "date", "summary", "content", "image", "base")
    written = {name: value for name in names if (value := getattr(selectors, name)) is not None}
    return replace(preset, remove=(*preset.remove, *selectors.remove), **written)
