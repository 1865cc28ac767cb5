"""Sources that stand in a list (``type: opml``) instead of the configuration: each outline of it is one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from aggregator.model import Outline, SourceSpec
from aggregator.text.urls import canonical_url, registrable_domain, slug_from_url


def listed_sources(
    specs: Sequence[SourceSpec],
    outlines: Mapping[str, Sequence[Outline]],
    interval: timedelta | None,
    *,
    allow_private: bool = False,
) -> tuple[SourceSpec, ...]:
    """The sources that the lists among ``specs`` name, each address once; one that is configured itself is no matter of
    a list.

    ``outlines`` is keyed by the list's id. What is written at the list holds for all of its feeds, but for its interval,
    which is how often the list is read (theirs is ``interval``), and for headers, which are the list's alone: they may be
    a secret of its host. Nor does leave for private addresses pass from a list to other hosts: what a list names is somebody
    else's word. ``allow_private``: the whole desk has that leave.
    """
    known = {canonical_url(spec.url) for spec in specs}
    found: dict[str, SourceSpec] = {}
    for spec in specs:
        for outline in outlines.get(spec.id, ()) if spec.kind == "opml" else ():
            key = canonical_url(outline.url)
            if key in found:
                tags = tuple(dict.fromkeys((*found[key].tags, *spec.tags, *outline.tags)))
                found[key] = replace(found[key], tags=tags)
            elif key not in known:
                found[key] = source_from_outline(spec, outline, interval, allow_private=allow_private)
    return tuple(found.values())


def source_from_outline(
    spec: SourceSpec, outline: Outline, interval: timedelta | None, *, allow_private: bool
) -> SourceSpec:
    """One feed of a list; its folders become tags."""
    is_outlet_written = spec.outlet not in {registrable_domain(spec.url), spec.id}
    is_own_host = urlsplit(spec.url).netloc == urlsplit(outline.url).netloc
    return replace(
        spec,
        id=slug_from_url(outline.url),
        url=outline.url,
        kind="feed",
        title=outline.title or None,
        outlet=spec.outlet if is_outlet_written else registrable_domain(outline.url),
        tags=tuple(dict.fromkeys((*spec.tags, *outline.tags))),
        interval=interval,
        headers=MappingProxyType({}),
        allow_private=allow_private or (spec.allow_private and is_own_host),
        was=(),
        id_given=False,
    )
