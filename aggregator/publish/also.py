"""Who else tells a story, as the formats say it below an entry's own text."""

from __future__ import annotations

import html

from aggregator.publish.shown import Related, ShownEntry, ShownStory


def with_story(shown: ShownEntry) -> str:
    """The summary as plain text, with the other outlets by name."""
    return "\n\n".join(filter(None, (shown.summary, _plain(shown.story))))


def also_in_html(story: ShownStory | None) -> str:
    """The other outlets as a paragraph of links; "" where there are none."""
    return f"<p>{story.line(map(_link, story.also))}</p>" if story and story.is_text else ""


def _plain(story: ShownStory | None) -> str:
    return story.line(one.publisher for one in story.also) if story and story.is_text else ""


def _link(one: Related) -> str:
    name = html.escape(one.publisher, quote=False)
    if one.url is None:
        return name
    title = f' title="{html.escape(one.title)}"' if one.title else ""
    return f'<a href="{html.escape(one.url)}"{title}>{name}</a>'
