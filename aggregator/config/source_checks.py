"""What a source says of itself, before it is asked for: languages, dates, selectors, presets, full texts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from aggregator.config.models import Html, Source
from aggregator.config.reading import Path_
from aggregator.text.dateformats import bad_directive
from aggregator.text.language import language_tag

_SWITCHES = {"yes", "no", "on", "off", "y", "n", "none"}
_NAMES = ("items", "title", "link", "date", "summary", "content", "image")


def source_problems(source: Source) -> Iterator[tuple[Path_, str, bool]]:
    """What cannot be used of a source: its place below the source, a sentence, and whether the key is meant."""
    if source.lang is not None and language_tag(source.lang) is None:
        yield ("lang",), f"{source.lang!r} is no language; write a code such as en, ru or ka", False
    for place, form in enumerate(source.date_formats):
        if (letter := bad_directive(form)) is not None:
            yield ("date_formats", place), f"%{letter} means nothing; write formats like %d.%m.%Y %H:%M", False
    yield from page_problems(source)


def page_problems(source: Source) -> Iterator[tuple[Path_, str, bool]]:
    """The same for what is written about pages."""
    if source.html is not None:
        yield from ((("html", *place), message, False) for place, message in selector_problems(source.html))
        if source.type != "html":
            yield ("html",), "selectors are for type: html; add that line, or leave them out", True
    if isinstance(source.full_text, str) and source.full_text.casefold() in _SWITCHES:
        meant = "true" if source.full_text.casefold() in {"yes", "on", "y"} else "false"
        yield ("full_text",), f"{source.full_text!r} is no CSS selector; did you mean {meant}?", False
    elif isinstance(source.full_text, str):
        from aggregator.parse.page import selector_problem

        if problem := selector_problem(source.full_text):
            yield ("full_text",), f"{problem}; write true, false, or where the text of an article stands", False


def full_text_problem(source: Source, *, default: bool) -> str | None:
    """What keeps the full texts of a source from being had: an extra that is not installed."""
    from aggregator.parse.fulltext import NOT_INSTALLED, is_installed

    is_wanted = source.full_text is True or (default and source.full_text is None)
    return None if not is_wanted or is_installed() else NOT_INSTALLED


def selector_problems(html: Html) -> Iterator[tuple[Path_, str]]:
    """What cannot be used, each with its place below ``html``."""
    from aggregator.parse.page import selector_problem
    from aggregator.parse.presets import presets

    written: list[tuple[Path_, str]] = [((name,), value) for name in _NAMES if (value := getattr(html, name))]
    written += [(("remove", number), word) for number, word in enumerate(html.remove)]
    for place, value in written:
        if problem := selector_problem(value):
            yield place, problem
    if html.base and not html.base.startswith(("http://", "https://")):
        yield ("base",), f"{html.base!r} is no address; write https://…"
    if html.preset is not None and html.preset not in presets():
        close = difflib.get_close_matches(html.preset, presets(), n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(presets())}"
        yield ("preset",), f"no preset is called {html.preset!r}; {hint}"
