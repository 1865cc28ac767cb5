"""config.yaml and edits.yaml to values: read with their lines, held against strict models, composed into what the stations take.

:func:`load_config` gives a :class:`Config`, or raises a ConfigError that holds every problem at once.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.config.compose import Config, DigestOptions, Example, ServeOptions, compose, tree_of
from aggregator.errors import ConfigError, Problem
from aggregator.text.plurals import counted

if TYPE_CHECKING:
    from aggregator.config.models import ConfigModel
    from aggregator.config.reading import Document

__all__ = ["Config", "DigestOptions", "Example", "ServeOptions", "load_config"]


#: Problems that are told of one configuration: nobody reads more.
MOST_TOLD = 500


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in a file, with what is in ``config.d`` and in ``edits.yaml`` beside it.

    ``environ``: where ``${NAME}`` looks, and TZ for the site's zone. Raises ConfigError.
    """
    from pydantic import ValidationError

    from aggregator.config.checks import Checker
    from aggregator.config.edits import read_edits
    from aggregator.config.merging import read_documents
    from aggregator.config.models import ConfigModel
    from aggregator.config.problems import problems_from

    document = read_documents(path, environ)
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict):
        message = "must be a mapping; the first line is usually sources:"
        raise ConfigError([*document.problems, Problem(*document.place_of(()), "", message)])
    folder = path.resolve().parent
    try:
        model = ConfigModel.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = problems_from(details[:MOST_TOLD], document)
        if len(details) <= MOST_TOLD and (rest := validated_rest(value, details)) is not None:
            problems += without_echoes(Checker(rest, document, tree_of(rest), folder).check(), details)
            problems += read_edits(path, environ, tree_of(rest))[1]
        raise ConfigError(in_order(with_later(document, problems), unseen=len(details) - MOST_TOLD)) from None
    tree = tree_of(model)
    edits, of_edits = read_edits(path, environ, tree)
    problems = in_order([*with_later(document, Checker(model, document, tree, folder).check()), *of_edits])
    if any(problem.level == "error" for problem in problems):
        raise ConfigError(problems)
    return compose(model, document, path, environ, tuple(problems), edits)


def validated_rest(value: dict[str, Any], details: list[Any]) -> ConfigModel | None:
    """What is left when the wrong values are taken out, so that it can be checked as a whole in the same go."""
    from pydantic import ValidationError

    from aggregator.config.models import ConfigModel
    from aggregator.config.reading import member

    rest = copy.deepcopy(value)
    for detail in details:
        way: list[tuple[Any, Any]] = []
        holder: Any = rest
        for part in detail["loc"]:
            if isinstance(part, int) is not isinstance(holder, list):
                continue  # a step that is pydantic's, and not the file's: a single value for a list, a list for `any`
            way.append((holder, part))
            holder = member(holder, part)
        while way and not isinstance(way[-1][0], dict):
            way.pop()  # a member taken out of a list would move the others
        if way:
            removed = way[-1][0].pop(way[-1][1], None)
            if isinstance(removed, list) and any(isinstance(part, dict) for part in removed):
                return None
    try:
        return ConfigModel.model_validate(rest)
    except ValidationError:
        return None


def without_echoes(problems: list[Problem], details: list[Any]) -> list[Problem]:
    """Without what is only missing because a wrong value was taken out: within it, or by the name it has."""
    from aggregator.config.reading import shown

    above = {shown(detail["loc"][:end]) for detail in details for end in range(1, len(detail["loc"]))}
    names = {
        repr(name) for detail in details for name in (detail["loc"][-1], detail.get("input")) if isinstance(name, str)
    }
    return [
        problem
        for problem in problems
        if problem.path not in above
        and not (problem.message.startswith("no ") and any(name in problem.message for name in names))
    ]


def with_later(document: Document, later: list[Problem]) -> list[Problem]:
    """The problems of reading, and those found later that do not only follow from them."""
    told = {(problem.file, problem.line, problem.column) for problem in document.problems if problem.level == "error"}
    return [*document.problems, *(each for each in later if (each.file, each.line, each.column) not in told)]


def in_order(problems: list[Problem], unseen: int = 0) -> list[Problem]:
    """The problems in the order of the file, each once; of very many, the first. ``unseen`` more are not in the list."""
    found = sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.column))
    more = len(found) - MOST_TOLD + max(unseen, 0)
    if more <= 0:
        return found
    told = found[:MOST_TOLD]
    return [
        *told,
        Problem(
            told[-1].file, told[-1].line, told[-1].column, "", f"{counted(more, 'more problem')}; mend these first"
        ),
    ]
