"""Running the program as a person does: a process, its exit code and what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def run(
    *argv: str, cwd: Path | None = None, stdin: str | None = None, expect: int | None = 0
) -> subprocess.CompletedProcess[str]:
    """``aggregator ARGV``; fails the test when the exit code is another than expected (None: any)."""
    done = subprocess.run(
        command(*argv),
        check=False,
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
    )
    assert "Traceback" not in done.stderr, done.stderr
    if expect is not None:
        assert done.returncode == expect, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "aggregator", *argv]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", "COLUMNS": "120"}


def stored_items(config: Path) -> list[dict[str, Any]]:
    """What ``aggregator list --json`` prints."""
    rows: list[dict[str, Any]] = json.loads(run("list", "--json", "--config", str(config)).stdout)
    return rows
