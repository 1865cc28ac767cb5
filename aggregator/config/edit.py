"""Writing config.yaml: new sources at the end of its list, with everything else left as it was, comments included."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aggregator.errors import AggregatorError

_HEAD = """\
# yaml-language-server: $schema=./config.schema.json
# The desk: what to poll, what to look for, what to publish. `aggregator check` reads it and says what is wrong;
# every key has a default, and `aggregator init --full` writes an example that shows them all.

site:
  title: My news desk
  timezone: UTC                  # IANA name, such as Asia/Tbilisi: the digest's day and clock
  # base_url: https://news.example.org/   # where the output directory is published

"""
_SOURCES = """\
sources:                         # one line is enough; title, language and regions are found out
  - url: https://civil.ge/feed
  - url: https://oc-media.org/feed/
  - url: https://www.azatutyun.am/api/
    lang: hy

"""
_TAIL = """\
topics:
  borders:
    title: Borders
    match:
      keywords: [border, crossing, "state border"]

outputs:
  digest:
    at: "07:00"                  # the hour of the daily issue
"""


def starter_text(*, with_sources: bool = True) -> str:
    """A small configuration to begin with."""
    return _HEAD + (_SOURCES if with_sources else "sources: []\n\n") + _TAIL


def example_text() -> str:
    """The documented example desk: beside the package in a checkout, inside it when installed."""
    here = Path(__file__).resolve().parents[1]
    for path in (here / "_examples" / "config.yaml", here.parent / "config.yaml"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise AggregatorError("the example configuration is not part of this installation")


def append_sources(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add sources to the end of the list. The file is replaced at once and whole, or not at all."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.error import YAMLError

    text = path.read_text(encoding="utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    dash, inner = indent_of(text)
    yaml.indent(mapping=2, sequence=inner, offset=dash)
    try:
        document = yaml.load(text) or CommentedMap()
    except YAMLError as error:
        raise AggregatorError(
            f"{path} is not YAML; nothing was added (aggregator check shows what is wrong)"
        ) from error
    sources = document.get("sources")
    if not isinstance(sources, CommentedSeq) or (not sources and sources.fa.flow_style()):
        document["sources"] = sources = CommentedSeq(sources or [])
    tail = trailing_comment(sources)
    for entry in entries:
        made = CommentedMap(entry)
        for value in made.values():
            if isinstance(value, list):
                value[:] = list(value)
        sources.append(made)
    if tail is not None and sources:
        move_comment(sources, tail)
    stream = io.StringIO()
    yaml.dump(document, stream)
    replace_text(path, stream.getvalue())


def indent_of(text: str) -> tuple[int, int]:
    """How far the file's lists are indented: (of the hyphen, of what follows it)."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("sources:"):
            for following in lines[number + 1 :]:
                if following.strip().startswith("- "):
                    dash = len(following) - len(following.lstrip())
                    return dash, dash + 2
                if following.strip() and not following.strip().startswith("#"):
                    break
    return 2, 4


def trailing_comment(sources: Any) -> tuple[Any, Any, Any] | None:
    """The comment and blank lines after the last source: they belong before what follows the list, not into it."""
    if not sources:
        return None
    last = sources[-1]
    if not hasattr(last, "ca") or not last:
        return None
    key = list(last)[-1]
    tokens = last.ca.items.get(key)
    token = tokens[2] if tokens else None
    if token is None or "\n" not in token.value:
        return None
    head, _, rest = token.value.partition("\n")
    if not rest.strip("\n") and not rest:
        return None
    return tokens, token, (head, rest)


def move_comment(sources: Any, tail: tuple[Any, Any, Any]) -> None:
    """Put what followed the old last source after the new one."""
    from ruamel.yaml.error import CommentMark
    from ruamel.yaml.tokens import CommentToken

    tokens, token, (head, rest) = tail
    if head.strip():
        token.value = head + "\n"
    else:
        tokens[2] = None
    last = sources[-1]
    key = list(last)[-1]
    last.ca.items[key] = [None, None, CommentToken("\n" + rest, CommentMark(0), None), None]


def replace_text(path: Path, text: str) -> None:
    """Write a file by way of a temporary one beside it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
