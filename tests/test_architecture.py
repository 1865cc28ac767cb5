"""The house keeps its shape: small files, small functions, one way down, and a door sign on everything."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = sorted((ROOT / "aggregator").rglob("*.py"))
SOURCES = [*PACKAGE, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "scripts").rglob("*.py"))]
MOST_LINES, MOST_FUNCTION_LINES = 400, 60


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_stays_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", [path for path in PACKAGE if "versions" not in path.parts], ids=named)
def test_functions_stay_small(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MOST_FUNCTION_LINES, f"{node.name} in {named(path)}"


@pytest.mark.parametrize("path", [path for path in PACKAGE if "versions" not in path.parts], ids=named)
def test_modules_and_public_definitions_say_what_they_are_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{named(path)} has no docstring"
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} in {named(path)} has no docstring"


def test_asking_for_help_imports_nothing_heavy() -> None:
    """What a verb does not need is not imported: a command line that answers at once is worth a test."""
    heavy = {
        "aiohttp",
        "feedparser",
        "lxml",
        "sqlalchemy",
        "alembic",
        "pydantic",
        "jinja2",
        "dateparser",
        "feedgen",
        "nh3",
        "prometheus_client",
    }
    code = (
        "import sys; from aggregator.cli import run; run(['--version']);"
        f"print(sorted({heavy!r} & {{name.split('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine and no address of a package registry is left in what is published."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    strangers = ("/" + "root/", "/" + "work/", "/" + "tmp/w", "pypi." + "org/simple", "files.python" + "hosted")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".sqlite"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for stranger in strangers:
            assert stranger not in text, f"{name} mentions {stranger}"
