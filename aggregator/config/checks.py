"""What no single value shows: names that clash, names that lead nowhere, circles, zones, addresses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from aggregator.config.models import ConfigModel, Match, Source
from aggregator.config.reading import Document, Path_, shown
from aggregator.errors import Problem
from aggregator.model import RegionTree
from aggregator.text.language import language_tag
from aggregator.text.urls import canonical_url

RESERVED = {"all", "health", "sources"}
MOST_PATTERN = 500


class Checker:
    """Collects the problems of one configuration."""

    def __init__(self, config: ConfigModel, document: Document, tree: RegionTree) -> None:
        self._config, self._document, self._tree = config, document, tree
        self.problems: list[Problem] = []

    def complain(self, path: Path_, message: str, *, level: str = "error", key: bool = False) -> None:
        self.problems.append(Problem(*self._document.place_of(path, key=key), shown(path), message, level))

    def check(self) -> list[Problem]:
        """Every problem and warning that only the whole shows."""
        self._site()
        self._publish()
        self._sources()
        self._regions()
        self._names()
        for name, topic in self._config.topics.items():
            self._match(topic.match, ("topics", name, "match"), own=name)
        self._topic_circles()
        for number, feed in enumerate(self._config.outputs.feeds):
            self._match(feed, ("outputs", "feeds", number))
            if feed.topic is not None:
                self._known(feed.topic, self._config.topics, ("outputs", "feeds", number, "topic"), "topic")
        for number, region in enumerate(self._config.outputs.digest.order):
            self._known(region, region_ids(self._tree), ("outputs", "digest", "order", number), "region")
        return self.problems

    def _site(self) -> None:
        site = self._config.site
        if site.timezone is not None:
            self._zone(site.timezone, ("site", "timezone"))
        self._zone(self._config.defaults.timezone, ("defaults", "timezone"))
        if language_tag(site.language) is None:
            self.complain(("site", "language"), f"{site.language!r} is no language; write a code such as en, ru or ka")
        if site.base_url:
            parts = urlsplit(site.base_url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                self.complain(
                    ("site", "base_url"),
                    f"{site.base_url!r} is no web address; write it like https://news.example.org/",
                )
            elif not site.base_url.endswith("/"):
                self.complain(
                    ("site", "base_url"), f'ends without a slash; read as "{site.base_url}/"', level="warning"
                )
        if site.contact is not None and not site.contact.startswith(("mailto:", "https://", "http://")):
            self.complain(
                ("site", "contact"), f"{site.contact!r} is no address; write mailto:you@example.org or https://…"
            )

    def _publish(self) -> None:
        """What is published is open to everybody: neither the configuration nor the store may lie in it."""
        folder = Path(self._document.file).resolve().parent
        directory = (folder / self._config.publish.dir).resolve()
        if folder.is_relative_to(directory):
            self.complain(
                ("publish", "dir"), "holds this file, which would be published with it; name a folder of its own"
            )
        store = self._config.store.url.removeprefix("sqlite:///")
        if store != self._config.store.url and (folder / store).resolve().is_relative_to(directory):
            self.complain(
                ("publish", "dir"), "holds the store, which would be published with it; name a folder of its own"
            )

    def _zone(self, name: str, path: Path_) -> None:
        if name not in zones():
            city = next(
                (zone for zone in sorted(zones()) if zone.rsplit("/", 1)[-1].lower() == name.replace(" ", "_").lower()),
                None,
            )
            offset = re.match(r"^(?:UTC|GMT)\s*[+-]", name, re.IGNORECASE)
            close = [] if offset else [city] if city else difflib.get_close_matches(name, zones(), n=1, cutoff=0.7)
            self.complain(
                path,
                f"{name!r} is no IANA time zone{f'; did you mean {close[0]}?' if close else ', such as Asia/Tbilisi'}",
            )

    def _sources(self) -> None:
        ids: dict[str, int] = {}
        addresses: dict[str, int] = {}
        for number, source in enumerate(self._config.sources):
            path: Path_ = ("sources", number)
            self._address(source, path)
            if source.id is not None:
                self._unique(source.id, ids, number, (*path, "id"), "this id")
            self._unique(canonical_url(source.url), addresses, number, (*path, "url"), "this address")
            if source.timezone is not None:
                self._zone(source.timezone, (*path, "timezone"))
            if source.lang is not None and language_tag(source.lang) is None:
                self.complain((*path, "lang"), f"{source.lang!r} is no language; write a code such as en, ru or ka")
            for place, region in enumerate(source.regions):
                self._known(region, region_ids(self._tree), (*path, "regions", place), "region")
            if source.html is not None and source.type != "html":
                self.complain(
                    (*path, "html"), "selectors are for type: html; add that line, or leave them out", key=True
                )

    def _address(self, source: Source, path: Path_) -> None:
        try:
            parts = urlsplit(source.url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            self.complain((*path, "url"), f"{source.url!r} is no address")
            return
        if parts.scheme == "file":
            return
        if parts.scheme not in {"http", "https"} or not host or " " in source.url.strip():
            guess = (
                f"; did you mean https://{source.url}?"
                if re.match(r"^[\w.-]+\.\w{2,}(/\S*)?$", source.url)
                else "; use http://, https:// or file:"
            )
            self.complain((*path, "url"), f"{source.url!r} is no address{guess}")
        elif parts.password and "${" not in source.url:
            self.complain(
                (*path, "url"), "has a password in it; ${NAME} takes one from the environment instead", level="warning"
            )

    def _unique(self, value: str, seen: dict[str, int], number: int, path: Path_, what: str) -> None:
        if value in seen:
            first = self._document.place_of(("sources", seen[value]))
            self.complain(path, f"{what} is in line {first[1]} too (sources[{seen[value]}]); keep one")
        else:
            seen[value] = number

    def _regions(self) -> None:
        for name, region in self._config.regions.items():
            for field, values in (("parent", region.parent), ("also", region.also)):
                for place, other in enumerate(values or ()):
                    spot = ("regions", name, field, place)
                    self._known(
                        other, region_ids(self._tree), spot if spot in self._document.places else spot[:-1], "region"
                    )
            circle = find_circle(name, self._tree)
            if circle:
                lines = [
                    f"line {self._document.place_of(('regions', part), key=True)[1]}"
                    for part in circle
                    if part in self._config.regions
                ]
                self.complain(
                    ("regions", name),
                    f"is its own ancestor: {' → '.join(circle)} ({', '.join(dict.fromkeys(lines))})",
                    key=True,
                )
            for place, word in enumerate(region.keywords):
                self._keyword(word, ("regions", name, "keywords", place))

    def _names(self) -> None:
        """Feeds, regions and topics share the names of files and pages."""
        seen: dict[str, Path_] = {}
        feeds: list[tuple[str, Path_]] = [
            (feed.name, ("outputs", "feeds", number, "name")) for number, feed in enumerate(self._config.outputs.feeds)
        ]
        for name, path in (*((name, ("topics", name)) for name in self._config.topics), *feeds):
            if name in RESERVED:
                self.complain(path, f"{name!r} is the name of a feed that is always there; choose another", key=True)
            elif name in self._tree:
                self.complain(
                    path, f"{name!r} is the name of a region, which has a feed of that name; choose another", key=True
                )
            elif name in seen:
                first = self._document.place_of(seen[name], key=True)
                self.complain(
                    path, f"{name!r} is a name in line {first[1]} too; names of topics and feeds must differ", key=True
                )
            else:
                seen[name] = path
        for name in self._config.regions:
            if name in RESERVED:
                self.complain(
                    ("regions", name), f"{name!r} is the name of a feed that is always there; choose another", key=True
                )

    def _match(self, match: Match, path: Path_, own: str | None = None) -> None:
        named = {
            name
            for name in match.model_fields_set
            if name not in {"name", "title", "description", "formats", "limit", "content", "was", "topic"}
        }
        if path[-1] == "match" and not named:
            self.complain(path, "says nothing; give it keywords, regions, or all / any / not")
        for place, region in enumerate(match.regions):
            self._known(region, region_ids(self._tree), (*path, "regions", place), "region")
        for place, topic in enumerate(match.topics):
            self._known(topic, self._config.topics, (*path, "topics", place), "topic")
        sources = {source.id for source in self._config.sources if source.id}
        for place, name in enumerate(match.sources):
            self._known(name, sources, (*path, "sources", place), "source with the id")
        for place, word in enumerate(match.keywords):
            self._keyword(word, (*path, "keywords", place))
        for key, inner in (("all", match.all), ("any", match.any), ("not", match.not_)):
            for place, part in enumerate(inner or ()):
                self._match(part, (*path, key, place), own)

    def _topic_circles(self) -> None:
        uses = {name: topics_in(topic.match) for name, topic in self._config.topics.items()}
        for name, used in uses.items():
            reached, queue = set(), list(used)
            while queue:
                current = queue.pop()
                if current not in reached:
                    reached.add(current)
                    queue.extend(uses.get(current, ()))
            if name in reached:
                self.complain(("topics", name), "is defined by itself, through the topics its rule names", key=True)

    def _keyword(self, word: str, path: Path_) -> None:
        if not word.strip(' *"'):
            self.complain(path, "is no word; a rule that matches everything helps nobody")
        if word.startswith("re:"):
            import regex

            try:
                regex.compile(word[3:])
            except regex.error as error:
                self.complain(path, f"is no regular expression: {error}")
            if len(word) > MOST_PATTERN:
                self.complain(path, f"is a longer expression than the {MOST_PATTERN} characters allowed")

    def _known(self, name: str, choices: Iterable[str], path: Path_, what: str) -> None:
        options = choices if isinstance(choices, dict | set | frozenset) else set(choices)
        if name not in options:
            close = near(name, options)
            hint = f"; did you mean {close}?" if close else ""
            self.complain(path, f"no {what} {name!r}{hint}")


def near(name: str, options: Iterable[str]) -> str | None:
    """The name that was probably meant: alike as a whole, or in one of its parts."""
    names = sorted(options)
    parts = {part: option for option in names for part in option.split("-") if len(part) > 3}
    whole = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    part = difflib.get_close_matches(name, parts, n=1, cutoff=0.75)
    loose = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return whole[0] if whole else parts[part[0]] if part else loose[0] if loose else None


def region_ids(tree: RegionTree) -> set[str]:
    return {region.id for region in tree}


def topics_in(match: Match) -> list[str]:
    inner = [part for parts in (match.all, match.any, match.not_) for part in parts or ()]
    return [*match.topics, *(name for part in inner for name in topics_in(part))]


def find_circle(name: str, tree: RegionTree) -> list[str]:
    """The way from a region to itself through its parents, or nothing."""

    def walk(current: str, way: list[str]) -> list[str]:
        region = tree.get(current)
        for parent in region.parents if region else ():
            if parent == name:
                return [*way, parent]
            if parent not in way and (found := walk(parent, [*way, parent])):
                return found
        return []

    return walk(name, [name])


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Names of all time zones."""
    return frozenset(available_timezones())
