"""What is installed works outside the checkout: the wheel carries its templates, its migrations and its tables."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import newsroom

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_installed_wheel_polls_and_builds(tmp_path: Path) -> None:
    """Built, unpacked into a folder of its own, and run from there on the newsroom."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    # -P and an empty working directory keep the checkout out of the way; dependencies come from this environment.
    code = (
        f"import sys; sys.path[:] = [p for p in sys.path if {str(ROOT)!r} not in p or 'site-packages' in p];"
        f"sys.path.insert(0, {str(installed)!r}); sys.path.append({sysconfig.get_path('purelib')!r});"
        "import aggregator; assert aggregator.__file__.startswith(sys.path[0]), aggregator.__file__;"
        "from aggregator.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PYTHONPATH"] = str(installed)

    done = subprocess.run(
        [sys.executable, "-c", code, "poll", "--build", "--now", newsroom.reference_now(), "--config", str(config)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (config.parent / "output" / "index.html").exists()
    assert (config.parent / "output" / "feeds" / "all.atom").exists()


@pytest.mark.slow
def test_the_tables_of_names_can_be_made_anew_from_the_source_distribution(tmp_path: Path) -> None:
    """Who takes the sources may edit the names: all that the tables are made of is in it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    tables = unpacked / "aggregator" / "tag" / "data"
    made = {path.name for path in tables.iterdir()} - {"NOTICE"}
    for name in made:
        (tables / name).unlink()

    subprocess.run([sys.executable, "scripts/build_gazetteer.py"], cwd=unpacked, check=True, capture_output=True)

    assert {path.name for path in tables.iterdir()} - {"NOTICE"} == made
