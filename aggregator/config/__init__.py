"""config.yaml to values: read with its lines, held against strict models, composed into what the stations take.

:func:`load_config` gives a :class:`Config`, or raises a ConfigError that holds every problem at once.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.config.compose import Config, DigestOptions, Example, ServeOptions, compose, tree_of
from aggregator.errors import ConfigError, Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

    from aggregator.config.models import ConfigModel

__all__ = ["Config", "DigestOptions", "Example", "ServeOptions", "load_config"]


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in a file, with what is in ``config.d`` beside it.

    ``environ``: where ``${NAME}`` looks, and TZ for the site's zone. Raises ConfigError.
    """
    from pydantic import ValidationError

    from aggregator.config.checks import Checker
    from aggregator.config.merging import read_documents
    from aggregator.config.models import ConfigModel
    from aggregator.config.problems import problems_from

    document = read_documents(path, environ)
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict):
        message = "must be a mapping; the first line is usually sources:"
        raise ConfigError([*document.problems, Problem(*document.place_of(()), "", message)])
    try:
        model = ConfigModel.model_validate(value)
    except ValidationError as error:
        problems = [*document.problems, *problems_from(error, document)]
        if (rest := validated_rest(value, error)) is not None:
            problems += Checker(rest, document, tree_of(rest)).check()
        raise ConfigError(in_order(problems)) from None
    problems = in_order([*document.problems, *Checker(model, document, tree_of(model)).check()])
    if any(problem.level == "error" for problem in problems):
        raise ConfigError(problems)
    return compose(model, document, path, environ, tuple(problems))


def validated_rest(value: dict[str, Any], error: ValidationError) -> ConfigModel | None:
    """What is left when the wrong values are taken out, so that it can be checked as a whole in the same go."""
    from pydantic import ValidationError

    from aggregator.config.models import ConfigModel

    rest = copy.deepcopy(value)
    for detail in error.errors(include_url=False):
        holder: Any = rest
        for part in detail["loc"][:-1]:
            try:
                holder = holder[part]
            except (KeyError, IndexError, TypeError):
                holder = None
        if isinstance(holder, dict):
            holder.pop(detail["loc"][-1], None)
    try:
        return ConfigModel.model_validate(rest)
    except ValidationError:
        return None


def in_order(problems: list[Problem]) -> list[Problem]:
    """The problems in the order of the file, each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.column))
