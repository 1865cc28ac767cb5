"""``edits.yaml`` beside the configuration: the editor's hand, an edit an item of its list, each with its reason.

Read by the same rules as the configuration: every problem at once, each with its place and a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, WithJsonSchema

from aggregator.config.addresses import edits_path
from aggregator.config.checks import near
from aggregator.config.fields import Names, Strict, as_list
from aggregator.config.problems import NO_VALUE, described, problems_from
from aggregator.config.reading import Document, Path_, read_document, shown
from aggregator.config.values import day
from aggregator.errors import ConfigError, Problem
from aggregator.model import NO_EDITS, Edit, Edits, EditVerb, RegionTree

VERBS: tuple[EditVerb, ...] = get_args(EditVerb)
#: What may stand beside each verb; a reason always does.
BESIDE: dict[EditVerb, tuple[str, ...]] = {
    "hide": (),
    "pin": ("until",),
    "retag": ("regions", "add", "remove"),
    "correct": ("title", "summary"),
}
_WHERE = "the id (urn:uuid:…) or the address (https://…) of an item"
_STORY = re.compile(r"^story\s+", re.IGNORECASE)
_UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_REGION = re.compile(r"^[a-z0-9-]+$")
_ADDRESS = re.compile(r"^https?://[^\s/]+")

Day = Annotated[
    date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-15"]})
]
TARGET = f"{_WHERE}; with the word story before it every item that tells the same."


class EditModel(BaseModel):
    """An edit: one of hide, pin, retag and correct, and why."""

    model_config = Strict.model_config

    hide: str | None = Field(default=None, description=f"Take out of everything that is published: {TARGET}")
    pin: str | None = Field(default=None, description=f"Put first on the page of today: {TARGET}")
    retag: str | None = Field(default=None, description=f"Say what it is about: {TARGET}")
    correct: str | None = Field(default=None, description=f"Give another headline or summary: {TARGET}")
    reason: str = Field(min_length=1, description="Why; the log and `aggregator explain` show it.")
    until: Day | None = Field(default=None, description="Of a pin: its last day.")
    regions: Names | None = Field(default=None, description="What it is about, instead of what was found.")
    add: Names = Field(default=[], description="What it is about, too.")
    remove: Names = Field(default=[], description="What it is not about.")
    title: str | None = Field(default=None, min_length=1, description="The headline.")
    summary: str | None = Field(default=None, description="The summary.")


def read_edits(config_path: Path, environ: Mapping[str, str], tree: RegionTree) -> tuple[Edits, list[Problem]]:
    """The edits beside a configuration, and what is wrong with them; a missing file is no edits."""
    path = edits_path(config_path)
    if not path.exists():
        return NO_EDITS, []
    try:
        document = read_document(path, environ)
    except ConfigError as error:
        return NO_EDITS, list(error.problems)
    reader = _Reader(document, tree)
    return Edits(tuple(reader.read())), [*document.problems, *reader.problems]


class _Reader:
    """Reads the edits of one file, each by itself: a wrong one keeps no other from being read."""

    def __init__(self, document: Document, tree: RegionTree) -> None:
        self._document, self._tree = document, tree
        self._regions = frozenset(region.id for region in tree)
        self._lines: dict[tuple[str, str, bool], int] = {}
        self.problems: list[Problem] = []

    def read(self) -> list[Edit]:
        written = self._document.value
        if written is None:
            return []
        if not isinstance(written, list):
            self._complain((), 'must be a list; an edit begins with a hyphen, "- hide: https://…"')
            return []
        return [edit for place, part in enumerate(written) if (edit := self._edit(place, part)) is not None]

    def _edit(self, place: int, written: Any) -> Edit | None:
        if not isinstance(written, dict):
            self._complain((place,), f'is {described(written)}, but an edit begins like "hide: https://…"')
            return None
        before = len(self.problems)
        for path in self._document.empty:
            if len(path) == 2 and path[0] == place:
                self._complain(path, NO_VALUE)
        self._regions_in(place, written)
        try:
            model = EditModel.model_validate({key: value for key, value in written.items() if value is not None})
        except ValidationError as error:
            details = [{**detail, "loc": (place, *detail["loc"])} for detail in error.errors(include_url=False)]
            found = problems_from(details, self._document, list[EditModel])
            empty = {problem.path for problem in self.problems[before:]}
            self.problems += [problem for problem in found if problem.path not in empty]
            return None
        verb = self._verb(place, model)
        if verb is None:
            return None
        self._beside(place, model, verb)
        if len(self.problems) == before:
            self._says_something(place, model, verb)
        target = self._target(place, str(getattr(model, verb)), verb)
        if target is None or len(self.problems) > before:
            return None
        return self._made(place, model, verb, target)

    def _made(self, place: int, model: EditModel, verb: EditVerb, target: _Target) -> Edit:
        return Edit(
            verb=verb,
            target=target.name,
            reason=one_line(model.reason),
            is_story=target.is_story,
            until=model.until,
            regions=None if model.regions is None else tuple(model.regions),
            add=tuple(model.add),
            remove=tuple(model.remove),
            title=None if model.title is None else one_line(model.title),
            summary=None if model.summary is None else one_line(model.summary),
            line=(where := self._document.place_of((place, verb)))[1],
            column=where[2],
        )

    def _verb(self, place: int, model: EditModel) -> EditVerb | None:
        """The one thing that an edit does."""
        named = [verb for verb in VERBS if getattr(model, verb) is not None]
        if not named:
            self._complain((place,), f"says nothing to do; write hide, pin, retag or correct, with {_WHERE}")
        for verb in named[1:]:
            self._complain((place, verb), f"{named[0]} stands here too; write two edits", key=True)
        return named[0] if len(named) == 1 else None

    def _beside(self, place: int, model: EditModel, verb: EditVerb) -> None:
        """What else an edit says, and whether that goes with what it does."""
        for other, keys in BESIDE.items():
            for key in keys:
                if other != verb and key in model.model_fields_set:
                    self._complain((place, key), f"goes with {other}, and this edit is to {verb}", key=True)
        if not one_line(model.reason):
            self._complain((place, "reason"), "must not be empty")
        if model.title is not None and not one_line(model.title):
            self._complain((place, "title"), "must not be empty")

    def _says_something(self, place: int, model: EditModel, verb: EditVerb) -> None:
        """Whether an edit changes anything at all."""
        if verb == "correct" and model.title is None and model.summary is None:
            self._complain((place,), "corrects nothing; add title or summary")
        if verb == "retag":
            if model.regions is None and not model.add and not model.remove:
                self._complain((place,), "changes nothing; add regions, or add and remove")
            elif model.regions is not None and (model.add or model.remove):
                self._complain((place, "regions"), "says all that it is about; leave out add and remove", key=True)

    def _regions_in(self, place: int, written: dict[str, Any]) -> None:
        """Whether the regions that are named exist; what is no name at all is told elsewhere."""
        for key in BESIDE["retag"]:
            for number, name in enumerate(as_list(written.get(key)) or ()):
                if isinstance(name, str) and _REGION.match(name):
                    self._region(name, (place, key, number))

    def _region(self, name: str, path: Path_) -> None:
        if (present := self._tree.present(name)) != name:
            self._complain(path, f"the region {name!r} is called {present!r} now; write that")
        elif name not in self._regions:
            close = near(name, self._regions)
            self._complain(path, f"no region {name!r}{f'; did you mean {close}?' if close else ''}")

    def _target(self, place: int, written: str, verb: EditVerb) -> _Target | None:
        text = written.strip()
        is_story = _STORY.match(text) is not None
        name = _STORY.sub("", text)
        identifier = name.lower().removeprefix("urn:uuid:")
        if _UUID.match(identifier):
            name = identifier
        elif not _ADDRESS.match(name) or " " in name:
            hint = "; `aggregator list --json` has both" if name else ""
            self._complain((place, verb), f"{written!r} names no item; write {_WHERE}{hint}")
            return None
        line = self._document.place_of((place, verb))[1]
        first = self._lines.setdefault((verb, name, is_story), line)
        if first != line:
            self._complain((place, verb), f"the same is in line {first}; keep one")
        return _Target(name, is_story)

    def _complain(self, path: Path_, message: str, *, key: bool = False) -> None:
        place = self._document.place_of(path, key=key)
        message = self._document.without_secrets(path, message)
        self.problems.append(Problem(*place, shown(self._document.as_written(path)), message))


@dataclass(frozen=True, slots=True)
class _Target:
    """What an edit is of."""

    name: str
    is_story: bool


def one_line(text: str) -> str:
    """A text without line breaks and double spaces, as titles and summaries are shown."""
    return " ".join(text.split())
