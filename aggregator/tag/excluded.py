"""Words beside which the name of a region means something else, as the editor of a configuration lists them (``exclude``).

They say nothing of a name that stands elsewhere: a headline about Tbilisi stays one about Georgia when "Read also: Bulldogs win"
stands at the foot of the article. So what stands beside them is left out, and the rest is read again. Title and summary
are short and of one story: each is beside all of the other. The content, and a text without a summary, are long: there it
is a few words before and after.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from aggregator.tag.keywords import keyword
from aggregator.tag.matcher import Text

#: So many words before and after are beside: the sentence, or most of it.
NEAR = 15
_HEAD = ("title", "summary")
#: What comes between the pieces that are left: no name goes on across it, and no sentence begins after it.
_GAP = " · "


def without_excluded(texts: Mapping[str, Text], exclude: tuple[str, ...]) -> Mapping[str, Text]:
    """The texts without what stands beside excluded words; the same texts where no such word is in them."""
    found = {name: spans for name, text in texts.items() if (spans := _spans(text, exclude))}
    if not found:
        return texts
    rest = {
        name: _apart(text, found.get(name, []), name == "text" and "title" in found) for name, text in texts.items()
    }
    is_head_out = not found.keys().isdisjoint(_HEAD) or ("text" in found and _begins_with(texts["text"], found["text"]))
    return {name: text for name, text in rest.items() if not (is_head_out and name in _HEAD)}


def _spans(text: Text, exclude: tuple[str, ...]) -> list[tuple[int, int]]:
    return [span for written in exclude for span in keyword(written).spans(text)]


def _begins_with(text: Text, spans: list[tuple[int, int]]) -> bool:
    """Whether the first words of a text, which go on from its title, have one of these places among them."""
    lead = text.words[:NEAR]
    return any(start < lead[-1].end for start, _ in spans) if lead else False


def _apart(text: Text, spans: list[tuple[int, int]], has_title: bool) -> Text:
    """A text without the words around these places, and without its beginning where an excluded word is in its title."""
    if not spans and not has_title:
        return text
    starts = [word.start for word in text.words]
    dropped = set(range(NEAR)) if has_title else set[int]()
    for start, end in spans:
        first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
        dropped.update(range(first - NEAR, last + NEAR + 1))
    pieces: list[list[int]] = []
    for place in range(len(text.words)):
        if place in dropped:
            continue
        if pieces and pieces[-1][1] == place - 1:
            pieces[-1][1] = place
        else:
            pieces.append([place, place])
    return Text(_GAP.join(text.text[text.words[first].start : text.words[last].end] for first, last in pieces))
