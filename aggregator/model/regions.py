"""The tree of regions, and the rules that name a topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Region:
    """A node of the tree: a country, a part of one, or an area of several."""

    id: str  #: lower-case English short name with hyphens
    title: str
    parents: tuple[str, ...] = ()  #: a tag of the child adds these, and theirs
    also: tuple[str, ...] = ()  #: a tag adds these too, without making them parents
    country: str | None = None  #: ISO 3166-1 alpha-2 for a country
    point: tuple[float, float] | None = None  #: latitude and longitude of its capital or main town
    names: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  #: by language, the operator's own names; inflected like the built-in ones
    keywords: tuple[str, ...] = ()  #: the operator's own words for it, as they are
    exclude: tuple[str, ...] = ()  #: words beside which its names mean something else
    enabled: bool = True
    was: tuple[str, ...] = ()
    built_in: str | None = None  #: the id of the built-in region that it is, under another id


class RegionTree:
    """All regions by id, closed upwards on request. Immutable; several parents are allowed, circles are not."""

    __slots__ = ("_children", "_closure", "_countries", "_former", "_regions", "built_in", "described", "named")

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = {region.id: region for region in regions}
        self._children: dict[str, tuple[str, ...]] = {}
        for region in self._regions.values():
            for parent in region.parents:
                self._children[parent] = (*self._children.get(parent, ()), region.id)
        self._closure: dict[str, tuple[str, ...]] = {}
        self._countries: dict[str, tuple[str, ...]] = {}
        #: The regions that have words of the operator's own.
        self.described = tuple(region for region in self._regions.values() if region.keywords)
        self.named = tuple(region for region in self._regions.values() if region.names)
        self._former = {
            old: region.id for region in self._regions.values() for old in region.was if old not in self._regions
        }
        ids = {region.id: region.built_in for region in self._regions.values() if region.built_in}
        #: The same tree with built-in regions under their built-in ids, which the table of names has.
        self.built_in = RegionTree(with_ids(self._regions.values(), ids)) if ids else self

    def __contains__(self, region_id: object) -> bool:
        return region_id in self._regions

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions.values())

    def __len__(self) -> int:
        return len(self._regions)

    def __getitem__(self, region_id: str) -> Region:
        return self._regions[region_id]

    def get(self, region_id: str) -> Region | None:
        return self._regions.get(region_id)

    def present(self, region_id: str) -> str:
        """The id that a region has now, by its present id or a former one; an id that nobody knows stays what it is."""
        return self._former.get(region_id, region_id)

    def children(self, region_id: str) -> tuple[str, ...]:
        """Ids of the direct children, in the order of the tree."""
        return self._children.get(region_id, ())

    def closure(self, region_id: str) -> tuple[str, ...]:
        """The region itself, then all that a tag of it implies: ``also`` and every ancestor, each once."""
        found = self._closure.get(region_id)
        if found is None:
            seen: dict[str, None] = {}
            queue = [region_id]
            while queue:
                current = queue.pop(0)
                region = self._regions.get(current)
                if region is None or current in seen:
                    continue
                seen[current] = None
                queue.extend((*region.parents, *region.also))
            found = self._closure[region_id] = tuple(seen)
        return found

    def countries(self, region_id: str) -> tuple[str, ...]:
        """ISO codes of a region: its own country, or those of its nearest ancestors and of what it implies; none for areas and
        organisations."""
        found = self._countries.get(region_id)
        if found is None:
            codes: dict[str, None] = {}
            queue, seen = [region_id], set()
            while queue:
                current = queue.pop(0)
                region = self._regions.get(current)
                if region is None or current in seen:
                    continue
                seen.add(current)
                if region.country:
                    codes[region.country] = None
                else:
                    queue.extend(region.parents)
                queue.extend(region.also)
            found = self._countries[region_id] = tuple(codes)
        return found

    def point(self, region_id: str) -> tuple[float, float] | None:
        """Where a map shows a region: its own point, or that of its nearest ancestors; None for what is no one place."""
        queue, seen = [region_id], set()
        while queue:
            current = queue.pop(0)
            region = self._regions.get(current)
            if region is None or current in seen:
                continue
            if region.point is not None:
                return region.point
            seen.add(current)
            queue.extend(region.parents)
        return None

    def descendants(self, region_id: str) -> tuple[str, ...]:
        """The region itself and everything below it, each once."""
        seen: dict[str, None] = {}
        queue = [region_id]
        while queue:
            current = queue.pop(0)
            if current not in seen:
                seen[current] = None
                queue.extend(self.children(current))
        return tuple(seen)


def with_ids(regions: Iterable[Region], ids: Mapping[str, str]) -> Iterator[Region]:
    """Regions under other ids, wherever they are named."""
    for region in regions:
        name = ids.get(region.id, region.id)
        parents = tuple(ids.get(parent, parent) for parent in region.parents)
        also = tuple(ids.get(other, other) for other in region.also)
        built_in = region.built_in if region.built_in != name else None
        yield replace(region, id=name, parents=parents, also=also, built_in=built_in)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on items. Keys given side by side must all hold; within a key any one is enough."""

    all: tuple[Rule, ...] = ()
    any: tuple[Rule, ...] = ()
    none: tuple[Rule, ...] = ()  #: ``not`` in the configuration
    regions: tuple[str, ...] = ()  #: it is about the region or anything below it
    mentions: tuple[str, ...] = ()  #: or only names it
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    ownership: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  #: of the source
    max_age: timedelta | None = None  #: at first sight


@dataclass(frozen=True, slots=True)
class Topic:
    """A named rule."""

    id: str
    title: str
    rule: Rule
    description: str = ""
    was: tuple[str, ...] = ()
