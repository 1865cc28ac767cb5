"""What pydantic found wrong, in words a person can act on, each at its place in the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from aggregator.config.models import ConfigModel
from aggregator.config.reading import Document, Path_, shown
from aggregator.errors import Problem

#: Words of other programs, and what they are called here.
_SYNONYMS = {
    "language": "lang", "feed": "url", "href": "url", "link": "url", "xmlurl": "url", "path": "url", "name": "title",
    "region": "regions", "category": "tags", "tag": "tags", "tz": "timezone", "useragent": "user_agent", "disabled": "enabled",
    "refresh": "interval", "filter": "match", "parents": "parent", "port": "serve.port", "feeds": "outputs.feeds",
    "digest": "outputs.digest", "topic": "topics", "source": "sources", "rss": "feed", "atom": "feed", "json": "feed",
    "page": "html", "web": "html",
}  # fmt: skip


NO_VALUE = "has no value; write one or take the line out (a # begins a comment, unless the value is in quotes)"
_MAPPING = "a mapping (key: value)"
#: pydantic's kind of complaint → what should stand there.
_WANTED = {
    "string_type": "text", "bool_type": "true or false", "bool_parsing": "true or false", "int_type": "a whole number",
    "int_parsing": "a whole number", "int_from_float": "a whole number", "float_type": "a number", "float_parsing": "a number",
    "list_type": "a list (lines that begin with a hyphen)", "dict_type": _MAPPING, "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
}  # fmt: skip
_PLAIN = {"missing": "is missing; add it", "string_too_short": "must not be empty", "too_short": "must not be empty"}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most"), "greater_than": ("gt", "more than"),
}  # fmt: skip


def problems_from(details: Iterable[Any], document: Document, root: Any = ConfigModel) -> list[Problem]:
    """pydantic's details of what failed, each as a problem at its place. ``root``: the model of the whole file."""
    return [problem_from(detail, document, root) for detail in details]


def problem_from(detail: Any, document: Document, root: Any) -> Problem:
    path = real_path(detail)
    is_key = detail["type"] == "extra_forbidden" or "[key]" in detail["loc"]
    place = document.place_of(path, key=is_key)
    message = document.without_secrets(path, message_for(detail, path, root))
    return Problem(*place, shown(document.as_written(path)), message)


def real_path(detail: Any) -> Path_:
    """pydantic's location, without the mark that it puts behind a wrong key."""
    path: Path_ = tuple(detail["loc"])
    is_marked = detail["type"] != "extra_forbidden" and len(path) > 1 and path[-1] == "[key]"
    return path[:-1] if is_marked else path


def message_for(detail: Any, path: Path_, root: Any) -> str:
    """One sentence: what is wrong, and what to write."""
    kind, given, context = detail["type"], detail.get("input"), detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return f"unknown key{did_you_mean(str(path[-1]), keys_at(path[:-1], root))}"
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        choices = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
        if path and path[-1] == "version":
            return f"is {given!r}; this program reads version 1 (a newer file needs a newer program: upgrade this one)"
        if given is None:
            return NO_VALUE
        return f"is {described(given)}, but must be one of {', '.join(choices)}{did_you_mean(str(given), choices, others=False)}"
    if kind == "string_pattern_mismatch":
        slug = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")[:64].strip("-")
        hint = f'; did you mean "{slug}"?' if slug else ""
        return f"{described(given)} is no name: use lower-case letters, digits and hyphens, at most 64{hint}"
    if kind in _WANTED and given is None and not isinstance(path[-1], int):
        return NO_VALUE
    if kind in _WANTED:
        return f"is {described(given)}, but must be {_WANTED[kind]}{hint_for(kind, given, path)}"
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"is {described(given)}, but must be {words} {context.get(name)}"
    return str(detail["msg"])


def hint_for(kind: str, given: Any, path: Path_) -> str:
    if kind == "string_type" and isinstance(given, bool):
        return f'; write "{str(given).lower()}" in quotes if the word is meant'
    if kind in {"bool_type", "bool_parsing"} and str(given).lower() in {"yes", "on", "no", "off"}:
        return f"; write {'true' if str(given).lower() in {'yes', 'on'} else 'false'}"
    if kind in {"model_type", "model_attributes_type"} and "match" in path and isinstance(given, str):
        return f'; write "- keywords: [{given}]"'
    if kind == "list_type" and isinstance(given, str) and given.startswith(("http", "file:")):
        return f'; write "- url: {given}" in a line of its own'
    if (
        kind in {"model_type", "model_attributes_type"}
        and isinstance(given, str)
        and given.startswith(("http", "file:"))
    ):
        return f'; write "- url: {given}"'
    return ""


def described(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def keys_at(path: Path_, root: Any) -> list[str]:
    """The keys that may stand in the mapping at a path."""
    model = model_at(path, root)
    return [field.alias or name for name, field in model.model_fields.items()] if is_model(model) else []


def model_at(path: Path_, root: Any = ConfigModel) -> Any:
    """The model of the mapping at a path, or None where there is none."""
    model: Any = root
    for part in path:
        model = inner_model(model, part)
        if model is None:
            return None
    return model


def inner_model(model: Any, part: str | int) -> Any:
    """The model of what stands under a key, or as a member of a list."""
    if is_model(model):
        for name, field in model.model_fields.items():
            if part in {name, field.alias}:
                return stripped(field.annotation)
        return None
    arguments = get_args(model)
    return stripped(arguments[-1]) if arguments else None


def stripped(annotation: Any) -> Any:
    """An annotation without Optional and Annotated."""
    while True:
        origin = get_origin(annotation)
        if origin in {Union, UnionType}:
            rest = [argument for argument in get_args(annotation) if argument is not type(None)]
            annotation = rest[0]
        elif hasattr(annotation, "__metadata__"):
            annotation = get_args(annotation)[0]
        else:
            return annotation


def is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)


def did_you_mean(word: str, choices: Iterable[str], *, others: bool = True) -> str:
    """``; did you mean "lang"?`` where something is near; else what there is, where ``others`` are wanted."""
    options = list(choices)
    synonym = _SYNONYMS.get(word.lower().replace("-", "").replace("_", ""))
    if synonym and (synonym in options or "." in synonym):
        return f'; did you mean "{synonym}"?'
    close = close_match(word.lower()[:80], tuple(options))
    if close:
        return f'; did you mean "{close}"?'
    return f"; known here: {', '.join(options)}" if others and 0 < len(options) <= 20 else ""


@lru_cache(maxsize=1024)
def close_match(word: str, options: tuple[str, ...]) -> str | None:
    """The option that is most like a word, if one is like it at all. A mistake is often made in many places."""
    return next(iter(difflib.get_close_matches(word, options, n=1, cutoff=0.6)), None)
