"""``init --theme``: files to begin with for a site that looks otherwise."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from aggregator.cli.options import say

#: Where templates go while the configuration names no folder.
FOLDER = "my-templates"


def copy_theme(wishes: Sequence[str], config_path: Path) -> int:
    """Write what was asked for into the folder of the site's own templates; without a wish, list what there is."""
    from aggregator.publish.theme import builtin_theme, write_theme

    theme = builtin_theme()
    if not wishes:
        for name, blocks in theme.listing():
            click.echo(f"{name}: {', '.join(blocks)}" if blocks else name)
        say("copy a block with `aggregator init --theme base.html:footer`, or a whole file with `--theme style.css`")
        return 0
    files = theme.files(wishes)
    named = named_folder(config_path)
    folder = config_path.parent / (named or FOLDER)
    write_theme(folder, files)
    written = ", ".join(str(folder / name) for name in files)
    if named:
        say(f"wrote {written}; change it, then `aggregator build --full`")
    else:
        say(f"wrote {written}; add to {config_path}, under `outputs:`, the line `templates: {FOLDER}`")
    return 0


def named_folder(config_path: Path) -> str | None:
    """What ``outputs.templates`` says, also before there is such a folder: a configuration that names it is not valid yet."""
    from aggregator.config.merging import read_documents

    if not config_path.exists():
        return None
    value = read_documents(config_path, os.environ).value
    outputs = value.get("outputs") if isinstance(value, dict) else None
    named = outputs.get("templates") if isinstance(outputs, dict) else None
    return named if isinstance(named, str) and named.strip() else None
