"""What no single value shows: names that clash, names that lead nowhere, circles, zones, addresses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zoneinfo import available_timezones

from aggregator.config.addresses import (
    SQLITE,
    base_url_problem,
    complete_base_url,
    has_password,
    source_ids,
    source_url_problem,
    store_url_problem,
)
from aggregator.config.compose import path_from
from aggregator.config.models import ConfigModel, Match, Source
from aggregator.config.output_checks import output_problems
from aggregator.config.problems import NO_VALUE, is_model, model_at
from aggregator.config.reading import Document, Path_, member, shown
from aggregator.config.region_checks import find_circle, name_problems
from aggregator.config.source_checks import full_text_problem, source_problems
from aggregator.errors import OutputError, Problem
from aggregator.fetch.mail import NOT_INSTALLED as NO_MAIL
from aggregator.fetch.mail import is_installed as can_mail
from aggregator.model import RegionTree
from aggregator.publish.search import NOT_INSTALLED, is_installed
from aggregator.publish.words import Words
from aggregator.tag.keywords import keyword_problem
from aggregator.text.language import language_tag
from aggregator.text.urls import canonical_url

RESERVED = {"all", "digest", "headline-changes", "health", "sources"}
#: Keys that stand beside a rule and are no part of it.
UNRULY = {
    "name", "title", "description", "formats", "limit", "content", "was", "topic", "weight", "caps", "group", "min_origins", "secret",
}  # fmt: skip
MOST_HINTS = 50
ROBOTS = {"all", "index", "noindex", "follow", "nofollow", "none", "noarchive", "nosnippet", "noimageindex"}


class Checker:
    """Collects the problems of one configuration."""

    def __init__(self, config: ConfigModel, document: Document, tree: RegionTree, folder: Path) -> None:
        self._config, self._document, self._tree, self._folder = config, document, tree, folder
        self._regions_known = frozenset(region.id for region in tree)
        self._ids = source_ids(
            config.sources, [document.address_without_secrets(number) for number in range(len(config.sources))]
        )
        self._ids_known = frozenset(self._ids)
        self._hints_left = MOST_HINTS
        self.problems: list[Problem] = []

    def complain(self, path: Path_, message: str, *, level: str = "error", key: bool = False) -> None:
        message = self._document.without_secrets(path, message)
        place, where = self._document.place_of(path, key=key), shown(self._document.as_written(path))
        self.problems.append(Problem(*place, where, message, level))

    def check(self) -> list[Problem]:
        """Every problem and warning that only the whole shows."""
        self._empty()
        self._site()
        self._places()
        self._sources()
        self._former_ids()
        self._regions()
        self._names()
        for name, topic in self._config.topics.items():
            self._match(topic.match, ("topics", name, "match"), own=name)
        self._topic_circles()
        for number, feed in enumerate(self._config.outputs.feeds):
            self._match(feed, ("outputs", "feeds", number))
            if feed.weight != "about" and not feed.regions:
                message = "says how `regions` is meant, and this feed has none; add them, or leave it out"
                self.complain(("outputs", "feeds", number, "weight"), message)
            if feed.topic is not None:
                self._known(feed.topic, self._config.topics, ("outputs", "feeds", number, "topic"), "topic")
        for number, region in enumerate(self._config.outputs.digest.order):
            self._region(region, ("outputs", "digest", "order", number))
        for path, message in output_problems(self._config):
            self.complain(path, message)
        if self._config.mail.to and not can_mail():
            self.complain(("mail",), NO_MAIL, level="warning", key=True)
        if self._config.outputs.search and not is_installed():
            self.complain(("outputs", "search"), NOT_INSTALLED, level="warning")
        return self.problems

    def _site(self) -> None:
        site = self._config.site
        if site.timezone is not None:
            self._zone(site.timezone, ("site", "timezone"))
        self._zone(self._config.defaults.timezone, ("defaults", "timezone"))
        if language_tag(site.language) is None:
            self.complain(("site", "language"), f"{site.language!r} is no language; write a code such as en, ru or ka")
        if site.base_url and (problem := base_url_problem(site.base_url)):
            self.complain(("site", "base_url"), problem)
        elif site.base_url and site.base_url != (complete := complete_base_url(site.base_url)):
            self.complain(("site", "base_url"), f'read as "{complete}"; write it so', level="warning")
        if site.contact is not None and not site.contact.startswith(("mailto:", "https://", "http://")):
            self.complain(
                ("site", "contact"), f"{site.contact!r} is no address; write mailto:you@example.org or https://…"
            )

    def _empty(self) -> None:
        """A key without a value is a mistake, unless a whole section is left empty."""
        for path in self._document.empty:
            model = model_at(path[:-1]) if path and isinstance(path[-1], str) else None
            if model is None or not is_model(model):
                continue
            known = [field for name, field in model.model_fields.items() if path[-1] == (field.alias or name)]
            if known and known[0].default is None and known[0].default_factory is None and self._is_empty(path):
                self.complain(path, NO_VALUE)

    def _is_empty(self, path: Path_) -> bool:
        """Whether it still is, after other files have been joined."""
        value = self._document.value
        for part in path:
            value = member(value, part)
        return value is None

    def _places(self) -> None:
        """Where things are kept and written."""
        config = self._config
        if problem := store_url_problem(config.store.url):
            self.complain(("store", "url"), problem)
        self._publish()
        templates = config.outputs.templates
        if templates is not None and not on_disk(path_from(templates, self._folder)).is_dir():
            self.complain(("outputs", "templates"), f"there is no folder {templates!r} beside this file")
        elif templates is not None:
            self._catalogue(path_from(templates, self._folder) / "locale")
        self._proxy(config.http.proxy, ("http", "proxy"))
        words = [word.strip() for word in config.outputs.digest.robots.lower().split(",")]
        for word in words:
            if word not in ROBOTS:
                known = f"known are {', '.join(sorted(ROBOTS))}"
                self.complain(("outputs", "digest", "robots"), f"{word!r} says nothing to a search engine; {known}")
        self._header(config.http.user_agent, ("http", "user_agent"))

    def _catalogue(self, folder: Path) -> None:
        """The operator's own words, if there are any."""
        try:
            _ = Words(self._config.site.language, folder).catalogue
        except OutputError as error:
            self.complain(("outputs", "templates"), str(error))

    def _publish(self) -> None:
        """What is published is open to everybody: neither the configuration nor the store may lie in it."""
        directory = on_disk(path_from(self._config.publish.dir, self._folder))
        if self._folder.is_relative_to(directory):
            self.complain(
                ("publish", "dir"), "holds this file, which would be published with it; name a folder of its own"
            )
        store = self._config.store.url.removeprefix(SQLITE)
        if store != self._config.store.url and on_disk(path_from(store, self._folder)).is_relative_to(directory):
            self.complain(
                ("publish", "dir"), "holds the store, which would be published with it; name a folder of its own"
            )

    def _header(self, value: str | None, path: Path_) -> None:
        if value is not None and re.search(r"[\r\n]", value):
            self.complain(path, "has a line break in it, which no HTTP header can have")

    def _proxy(self, value: str | None, path: Path_) -> None:
        if value and not re.match(r"^https?://[^\s/]+", value):
            self.complain(path, f"{value!r} is no proxy; write it like http://proxy.example.org:3128")

    def _zone(self, name: str, path: Path_) -> None:
        if name not in zones():
            offset = re.match(r"^(?:UTC|GMT)\s*[+-]", name, re.IGNORECASE)
            city = cities().get(name.rsplit("/", 1)[-1].replace(" ", "_").lower())
            close = None if offset else city or self._near(name, zones())
            hint = f"; did you mean {close}?" if close else ", such as Asia/Tbilisi"
            self.complain(path, f"{name!r} is no IANA time zone{hint}")

    def _sources(self) -> None:
        ids: dict[str, int] = {}
        addresses: dict[str, int] = {}
        for number, source in enumerate(self._config.sources):
            path: Path_ = ("sources", number)
            self._address(source, path)
            if source.id is not None:
                self._unique(source.id, ids, number, (*path, "id"), "this id")
            self._header(source.user_agent, (*path, "user_agent"))
            self._proxy(source.proxy, (*path, "proxy"))
            for where, message, is_key in source_problems(source):
                self.complain((*path, *where), message, key=is_key)
            if missing := full_text_problem(source, default=self._config.defaults.full_text):
                self.complain((*path, "full_text"), missing, level="warning")
            for header, value in source.headers.items():
                if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", header):
                    self.complain((*path, "headers", header), f"{header!r} is no name of an HTTP header", key=True)
                self._header(value, (*path, "headers", header))
            self._unique(canonical_url(source.url), addresses, number, (*path, "url"), "this address")
            if source.timezone is not None:
                self._zone(source.timezone, (*path, "timezone"))
            for place, tag in enumerate(source.tags):
                self._one_word(tag, (*path, "tags", place))
            for place, region in enumerate(source.regions):
                self._region(region, (*path, "regions", place))

    def _address(self, source: Source, path: Path_) -> None:
        problem = source_url_problem(source.url)
        if problem is not None:
            self.complain((*path, "url"), problem)
        elif has_password(self._document.written.get((*path, "url"), source.url)):
            self.complain(
                (*path, "url"), "has a password in it; ${NAME} takes one from the environment instead", level="warning"
            )

    def _former_ids(self) -> None:
        """A former id leads to one source, and to none that has the id now."""
        seen: dict[str, int] = {name: number for number, name in enumerate(self._ids)}
        for number, source in enumerate(self._config.sources):
            for place, name in enumerate(source.was):
                if name in seen:
                    first = self._document.place_of(("sources", seen[name]))
                    message = f"{name!r} is the id, or the former id, of the source in line {first[1]}; keep one"
                    self.complain(("sources", number, "was", place), message)
                seen.setdefault(name, number)

    def _unique(self, value: str, seen: dict[str, int], number: int, path: Path_, what: str) -> None:
        if value in seen:
            first = self._document.place_of(("sources", seen[value]))
            self.complain(path, f"{what} is in line {first[1]} too (sources[{seen[value]}]); keep one")
        else:
            seen[value] = number

    def _regions(self) -> None:
        circular: set[str] = set()
        for name, region in self._config.regions.items():
            for field, values in (("parent", region.parent), ("also", region.also)):
                for place, other in enumerate(values or ()):
                    self._region(other, ("regions", name, field, place))
            if name not in circular and (circle := find_circle(name, self._tree)) is not None:
                circular.update(circle.way)
                lines = (
                    f"line {self._document.place_of(('regions', part), key=True)[1]}"
                    for part in circle.way
                    if part in self._config.regions
                )
                self.complain(("regions", name), circle.in_words(list(dict.fromkeys(lines))), key=True)
            for path, message, is_key in name_problems(region):
                self.complain(("regions", name, *path), message, key=is_key)
            for field, words in (("keywords", region.keywords), ("exclude", region.exclude)):
                for place, word in enumerate(words):
                    self._keyword(word, ("regions", name, field, place))

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
        self._former_names({*RESERVED, *self._regions_known, *seen})

    def _former_names(self, taken: set[str]) -> None:
        """A former name leads to one feed, and is no other feed's name now."""
        config = self._config
        holders: list[tuple[list[str], Path_]] = [
            *((region.was, ("regions", name)) for name, region in config.regions.items()),
            *((topic.was, ("topics", name)) for name, topic in config.topics.items()),
            *((feed.was, ("outputs", "feeds", number)) for number, feed in enumerate(config.outputs.feeds)),
        ]
        for names, path in holders:
            for place, name in enumerate(names):
                if name in taken:
                    message = f"{name!r} is the name, or the former name, of another feed; leave it out"
                    self.complain((*path, "was", place), message)
                taken.add(name)

    def _match(self, match: Match, path: Path_, own: str | None = None) -> None:
        named = {name for name in match.model_fields_set if name not in UNRULY}
        if path[-1] == "match" and not named:
            self.complain(path, "says nothing; give it keywords, regions, or all / any / not")
        for name in sorted(named):
            if getattr(match, name) == []:
                message = "is empty, which would match everything; give it a value or leave it out"
                self.complain((*path, name.rstrip("_")), message)
        for key in ("regions", "mentions"):
            for place, region in enumerate(getattr(match, key)):
                self._region(region, (*path, key, place))
        for place, topic in enumerate(match.topics):
            self._known(topic, self._config.topics, (*path, "topics", place), "topic")
        for place, name in enumerate(match.sources):
            self._known(name, self._ids_known, (*path, "sources", place), "source with the id")
        if match.source is not None:
            self._known(match.source, self._ids_known, (*path, "source"), "source with the id")
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
        problem = keyword_problem(word)
        if problem is not None:
            self.complain(path, problem)
        self._one_word(word, path)

    def _one_word(self, word: str, path: Path_) -> None:
        if "," in word:
            self.complain(path, f"{word!r} is one word with a comma in it; write [a, b] for several", level="warning")

    def _region(self, name: str, path: Path_) -> None:
        own = self._config.regions.get(name)
        if own is not None and not own.enabled:
            line = self._document.place_of(("regions", name), key=True)[1]
            self.complain(path, f"the region {name!r} is switched off in line {line}")
        elif (present := self._tree.present(name)) != name:
            line = self._document.place_of(("regions", present), key=True)[1]
            self.complain(path, f"the region {name!r} is called {present!r} since line {line}; write that")
        else:
            self._known(name, self._regions_known, path, "region")

    def _near(self, name: str, options: Iterable[str]) -> str | None:
        """The name that was meant. After many mistakes no more is looked for: it takes time, and one file has one cause."""
        self._hints_left -= 1
        return near(name, frozenset(options)) if self._hints_left >= 0 and len(name) <= 80 else None

    def _known(self, name: str, choices: Iterable[str], path: Path_, what: str) -> None:
        options = choices if isinstance(choices, dict | set | frozenset) else set(choices)
        if name not in options:
            close = self._near(name, options)
            hint = f"; did you mean {close}?" if close else ""
            self.complain(path, f"no {what} {name!r}{hint}")


def on_disk(path: Path) -> Path:
    """Where a path leads in the end; as it is where links lead nowhere, or nothing can have such a name."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


@lru_cache(maxsize=256)
def near(name: str, options: frozenset[str]) -> str | None:
    """The name that was probably meant: alike as a whole, or in one of its parts."""
    names = sorted(options)
    parts = {part: option for option in names for part in option.split("-") if len(part) > 3}
    whole = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    part = difflib.get_close_matches(name, parts, n=1, cutoff=0.75)
    loose = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return whole[0] if whole else parts[part[0]] if part else loose[0] if loose else None


def topics_in(match: Match) -> list[str]:
    inner = [part for parts in (match.all, match.any, match.not_) for part in parts or ()]
    return [*match.topics, *(name for part in inner for name in topics_in(part))]


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Names of all time zones."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def cities() -> dict[str, str]:
    """Time zones by the name of their city, in lower case."""
    return {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(zones(), reverse=True)}
