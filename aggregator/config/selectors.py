"""The selectors of a page without a feed, before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.config.models import Html
from aggregator.config.reading import Path_

_NAMES = ("items", "title", "link", "date", "summary", "content", "image")


def selector_problems(html: Html) -> Iterator[tuple[Path_, str]]:
    """What cannot be used, each with its place below ``html``."""
    from aggregator.parse.page import selector_problem

    written: list[tuple[Path_, str]] = [((name,), value) for name in _NAMES if (value := getattr(html, name))]
    written += [(("remove", number), word) for number, word in enumerate(html.remove)]
    for place, value in written:
        if problem := selector_problem(value):
            yield place, problem
    if html.base and not html.base.startswith(("http://", "https://")):
        yield ("base",), f"{html.base!r} is no address; write https://…"
