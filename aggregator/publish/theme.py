"""Starting points for templates of one's own: what there is to change, and copies of no more than was asked for.

A page's template is not copied: a file is made that extends it and holds the blocks that were asked for, with what they say
today. So everything else goes on coming from the program, also from its next version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import OutputError
from aggregator.publish.jinja_env import builtin_templates

if TYPE_CHECKING:
    from jinja2 import nodes

LISTED = "`aggregator init --theme` lists what there is"
_TAG = re.compile(r"\{%-?\s*(?P<end>end)?(?P<kind>block|macro)\b\s*(?P<name>\w*)(?:[^%]|%(?!\}))*%\}")
#: What blocks are made of; it has none itself, and is copied whole.
_PARTS = "parts/"


@dataclass(frozen=True)
class Template:
    """A built-in file and what it is made of."""

    name: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it has blocks that a file of the operator's can replace one by one."""
        return self.name.endswith(".html") and not self.name.startswith(_PARTS)

    @cached_property
    def source(self) -> str:
        return self.body.decode()

    @cached_property
    def spans(self) -> dict[tuple[str, str], tuple[int, int]]:
        """From where to where each block and each macro stands in the source."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        opened: list[tuple[str, str, int]] = []
        for tag in _TAG.finditer(self.source):
            if tag["end"]:
                kind, name, start = opened.pop()
                found[kind, name] = (start, tag.end())
            else:
                opened.append((tag["kind"], tag["name"], tag.start()))
        return found

    @property
    def blocks(self) -> tuple[str, ...]:
        """Those that stand in it, in its order."""
        starts = {name: start for (kind, name), (start, _) in self.spans.items() if kind == "block"}
        return tuple(sorted(starts, key=starts.__getitem__))

    @cached_property
    def parent(self) -> str | None:
        """The template it extends."""
        match = re.search(r'\{% extends "([^"]+)" %\}', self.source) if self.is_page else None
        return match[1] if match else None

    @cached_property
    def tree(self) -> nodes.Template:
        from jinja2 import Environment

        return Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(self.source)

    def text(self, kind: str, name: str) -> str:
        """A block or a macro as it is written."""
        start, end = self.spans[kind, name]
        return self.source[start:end]

    def needs(self, blocks: Iterable[str]) -> Iterator[str]:
        """The lines that give these blocks the macros they call."""
        from jinja2 import nodes

        macros = {node.name: node for node in self.tree.body if isinstance(node, nodes.Macro)}
        wanted: list[nodes.Node] = [node for node in self.tree.find_all(nodes.Block) if node.name in blocks]
        used: set[str] = set()
        while wanted:
            fresh = {name.name for name in wanted.pop().find_all(nodes.Name)} - used
            used |= fresh
            wanted.extend(macros[name] for name in sorted(fresh) if name in macros)
        for node in self.tree.body:
            if isinstance(node, nodes.FromImport) and isinstance(node.template, nodes.Const):
                names = [name for name in node.names if isinstance(name, str) and name in used]
                if names:
                    yield f'{{% from "{node.template.value}" import {", ".join(names)} %}}'
        yield from (self.text("macro", name) for name in macros if name in used)


@dataclass(frozen=True)
class Theme:
    """The built-in templates, as things to start from."""

    templates: dict[str, Template]

    def listing(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every file with its blocks, the base of all pages first."""
        for name in sorted(self.templates, key=lambda name: (name != "base.html", name.startswith(_PARTS), name)):
            template = self.templates[name]
            yield name, template.blocks if template.is_page else ()

    def files(self, wishes: Iterable[str]) -> dict[str, bytes]:
        """The files for ``base.html:footer``, ``footer``, ``style.css``: name → bytes. Raises OutputError for what there is not."""
        asked: dict[str, list[str]] = {}
        for wish in wishes:
            name, blocks = self._found(wish)
            asked.setdefault(name, []).extend(blocks)
        return {name: self._file(self.templates[name], tuple(dict.fromkeys(asked[name]))) for name in asked}

    def _found(self, wish: str) -> tuple[str, tuple[str, ...]]:
        """The template that a wish is of, and the blocks."""
        name, colon, after = wish.partition(":")
        template = self.templates.get(name)
        if template is None and not colon and (owner := self._bringing(name)):
            return owner, (name,)
        if template is None:
            raise OutputError(f"no template {name!r}{self._meant(name)}; {LISTED}")
        blocks = tuple(part.strip() for part in after.split(",") if part.strip())
        if blocks and not template.is_page:
            raise OutputError(f"{name} has no blocks; it is copied whole: --theme {name}")
        for block in blocks:
            if self._origin(template, block) is None:
                known = ", ".join(dict.fromkeys(block for one in self._line(template) for block in one.blocks))
                raise OutputError(f"{name} has no block {block!r}; it has {known}")
        return name, blocks

    def _bringing(self, block: str) -> str | None:
        """The template that brings in a block; those that extend it only fill it."""
        for name, blocks in self.listing():
            parent = self.templates.get(self.templates[name].parent or "")
            if block in blocks and (parent is None or self._origin(parent, block) is None):
                return name
        return None

    def _meant(self, name: str) -> str:
        every = {*self.templates, *(block for _, blocks in self.listing() for block in blocks)}
        close = get_close_matches(name, sorted(every), n=1)
        return f", did you mean {close[0]}?" if close else ""

    def _line(self, template: Template | None) -> Iterator[Template]:
        """A template, the one it extends, and so on."""
        while template is not None:
            yield template
            template = self.templates.get(template.parent or "")

    def _origin(self, template: Template, block: str) -> Template | None:
        """The template that has a block as it is seen in this one."""
        return next((one for one in self._line(template) if block in one.blocks), None)

    def _file(self, template: Template, blocks: tuple[str, ...]) -> bytes:
        if not template.is_page:
            return template.body
        known = ", ".join(dict.fromkeys(block for one in self._line(template) for block in one.blocks))
        lines = [
            f"{{# The built-in {template.name}, but for the blocks that stand below. It has: {known}. #}}",
            f'{{% extends "default/{template.name}" %}}',
        ]
        texts: list[str] = []
        for one in self._line(template):
            own = [block for block in blocks if self._origin(template, block) is one]
            outer = [block for block in own if not any(_is_within(one, block, other) for other in own)]
            lines.extend(one.needs(outer))
            texts.extend(one.text("block", block) for block in one.blocks if block in outer)
        return ("\n".join((*dict.fromkeys(lines), *texts)) + "\n").encode()


def builtin_theme() -> Theme:
    """What the program comes with."""
    folder = builtin_templates()
    files = (path for path in sorted(folder.rglob("*.*")) if path.is_file())
    return Theme({_name(path, folder): Template(_name(path, folder), path.read_bytes()) for path in files})


def write_theme(folder: Path, files: dict[str, bytes]) -> None:
    """Write files that are not there yet; if one is, none is written. Raises OutputError."""
    for name in files:
        if (folder / name).exists():
            raise OutputError(f"{folder / name} exists already; nothing was written")
    for name, body in files.items():
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(body)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from error


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _is_within(template: Template, block: str, other: str) -> bool:
    """Whether a block stands inside another."""
    (start, end), (begin, close) = template.spans["block", block], template.spans["block", other]
    return begin < start and end < close
