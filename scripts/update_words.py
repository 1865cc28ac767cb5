"""Brings the catalogues of words up to date with the program and its templates: ``python scripts/update_words.py [LANGUAGE …]``.

Messages that are new come in without a translation, those that nobody says any more go; a language that is named and has no
catalogue yet gets an empty one. What is left to translate is told. The files are for people and for programs such as Poedit.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aggregator.publish.words import CATALOGUES  # noqa: E402
from aggregator.tag.tree import builtin_regions  # noqa: E402

#: What the program calls to say a message → how many forms it takes; templates have gettext's own names for that.
SAYING = {"say": 1, "marked": 1, "count": 2, "countable": 2}
IN_TEMPLATES = ("_", "gettext", "ngettext")
#: Modules that speak to readers; the command line speaks English.
MODULES = ("publish/*.py", "config/*.py", "pages.py", "digesting.py")
HEAD = "# The words of pages and feeds in {name}.\n# X-Reviewed: no\n#"
#: Lines of the head that say nothing about the words.
IDLE = (
    "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team",
    "Generated-By",
)  # fmt: skip


def messages() -> Catalog:
    """Every message that the program and its templates say, with the files that say it."""
    found = Catalog(fuzzy=False)
    for file in sorted(file for place in MODULES for file in (ROOT / "aggregator").glob(place)):
        for forms in said_in(file.read_text(encoding="utf-8")):
            found.add(forms[0] if len(forms) == 1 else forms, locations=[(str(file.relative_to(ROOT)), 0)])
    for file in sorted((ROOT / "templates").rglob("*.html")):
        with file.open("rb") as text:
            for _, name, forms, _ in babel_extract(text, IN_TEMPLATES, (), {"trimmed": "true"}):
                texts = [forms] if isinstance(forms, str) else [form for form in forms or () if form]
                if texts:  # what is not written out is marked elsewhere
                    message = tuple(texts[:2]) if name == "ngettext" else texts[0]
                    found.add(message, locations=[(str(file.relative_to(ROOT)), 0)])
    for region in builtin_regions():
        if region.country is None:  # countries have their names from CLDR
            found.add(region.title, locations=[("scripts/data/regions.yaml", 0)])
    return found


def said_in(code: str) -> Iterator[tuple[str, ...]]:
    """The messages of a module: what is written out in a call of one of the names for saying."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if SAYING.get(name.lstrip("_")) == len(texts):
                yield tuple(texts)


def update(file: Path, template: Catalog) -> list[str]:
    """Writes one catalogue anew, in the order of the program's files. Gives the messages it has no translation of."""
    language = file.stem.replace("-", "_")
    if file.exists():
        with file.open("rb") as text:
            catalogue = read_po(text, locale=language)
    else:
        catalogue = Catalog(locale=language, header_comment=HEAD.format(name=Locale.parse(language).english_name))
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.fuzzy = False
    with file.open("wb") as out:
        for line in written(catalogue):
            out.write(line)
    return [str(message.id) for message in catalogue if message.id and not all(forms_of(message.string))]


def forms_of(text: str | Sequence[str] | None) -> Sequence[str]:
    """A message or a translation in all its forms: one where nothing is counted."""
    return (text or "",) if text is None or isinstance(text, str) else [form or "" for form in text]


def written(catalogue: Catalog) -> Iterator[bytes]:
    """The lines of a catalogue, without those that change with the day it was written on."""
    made = BytesIO()
    write_po(made, catalogue, width=130, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    for line in made.getvalue().splitlines(keepends=True):
        if not line.startswith(tuple(f'"{name}:'.encode() for name in IDLE)):
            yield line


def main() -> None:
    """Bring all catalogues up to date, and those of the languages that are named."""
    template = messages()
    for file in sorted({*CATALOGUES.glob("*.po"), *(CATALOGUES / f"{language}.po" for language in sys.argv[1:])}):
        missing = update(file, template)
        print(f"{file.relative_to(ROOT)}: {len(template)} messages, {len(missing)} without a translation")
        for message in missing:
            print(f"  {message}")


if __name__ == "__main__":
    main()
