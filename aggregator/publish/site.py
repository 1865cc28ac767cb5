"""The site: what all pages have in common, and those that are no news.

No page depends on the hour it was built at, only on the day.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.model import Artifact, OutputSpec, RegionTree, SiteInfo, SourceHealth, Topic
from aggregator.publish import directories
from aggregator.publish.datelines import Datelines
from aggregator.publish.feeds import MEDIA_TYPES
from aggregator.publish.headlines import Headlines
from aggregator.publish.healthfeed import health_output
from aggregator.publish.jinja_env import Templates
from aggregator.publish.places import is_public, root_from
from aggregator.publish.search import PLACE, SCRIPT, is_searched
from aggregator.publish.shown import feed_path, public_url
from aggregator.publish.views import FeedLink, Link, OriginsView, Page, PlainView, SourcesView
from aggregator.publish.words import marked
from aggregator.text.html import shorten
from aggregator.text.language import direction

FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
PLACES = {
    marked("Today"): "", marked("Archive"): "archive/", marked("Regions"): "region/", marked("Topics"): "topic/",
    marked("Origins"): "origins/", marked("Feeds"): "feeds/", marked("Sources"): "sources/", marked("About"): "about/",
}  # fmt: skip
SEARCH = marked("Search")
STYLE = "style.css"
PICTURE = "og.png"  #: 1200 by 630, for those who show a link as a card
STATIC = {STYLE: "text/css", "favicon.svg": "image/svg+xml", PICTURE: "image/png"}


@dataclass(slots=True)
class Site:
    """Renders pages; those of issues and of regions and topics are made in files of their own.

    ``outputs``: every feed of items that is published, ``digest``: the feed of issues, whose hour is ``at``.
    ``region_pages``: the regions that have a page of their own.
    """

    info: SiteInfo
    tree: RegionTree
    outputs: Sequence[OutputSpec]
    digest: OutputSpec
    topics: Sequence[Topic]
    at: time
    region_pages: frozenset[str]
    templates: Path | None = None
    others: Sequence[OutputSpec] = ()  #: feeds that hold no news of their own: only the page of feeds names them
    has_search: bool = False
    dates: Datelines = field(init=False)
    _templates: Templates = field(init=False)
    _outputs: dict[tuple[str, str], OutputSpec] = field(init=False)

    def __post_init__(self) -> None:
        self.dates = Datelines(self.info)
        self._templates = Templates(self.templates)
        # A page leads to the feed of its own name, whatever the editor has made of the same region beside it.
        self._outputs: dict[tuple[str, str], OutputSpec] = {}
        for spec in self.outputs:
            if (spec.scheme, spec.term) not in self._outputs or spec.name == spec.term:
                self._outputs[spec.scheme, spec.term] = spec

    # ---- Directories and the rest -----------------------------------------------------------------------------------

    def origins(self, view: OriginsView) -> Artifact:
        """Which agencies' reports the news of two days is made of, and who carried them."""
        description = self.say("Agencies' reports of today, and who carried each of them")
        page = self.titled("origins/index.html", self.say("Origins"), description, current="Origins")
        return self.render("origins.html", page, view)

    def feeds_page(self) -> Artifact:
        """The directory of feeds."""
        description = self.say("Every feed of {site}, and how to subscribe", site=self.info.title)
        page = self.titled("feeds/index.html", self.say("Feeds"), description, current="Feeds")
        outputs = (*self.outputs, self.digest, *self.others, health_output(self.info))
        rows = directories.feeds_view(outputs, self.info, page.root, self.feeds_of)
        return self.render("feeds.html", page, rows)

    def sources_view(self, healths: Sequence[SourceHealth]) -> SourcesView:
        """The health of every source, worst first."""
        feeds = self.feeds_of(health_output(self.info), root_from("sources/index.html"))
        return directories.sources_view(healths, self.dates, feeds)

    def sources(self, view: SourcesView) -> Artifact:
        """What is read, and how it fares."""
        spec = health_output(self.info)
        description = self.say("What {site} reads, and how it fares", site=self.info.title)
        page = self.titled("sources/index.html", self.say("Sources"), description, current="Sources", spec=spec)
        return self.render("sources.html", page, view)

    def about(self) -> Artifact:
        """What this is, and whom to write to."""
        title = self.say("About")
        description = self.say("What {site} is, and whom to write to", site=self.info.title)
        page = self.titled("about/index.html", title, description, current="About")
        return self.render("about.html", page, self._plain(title, page.root))

    def search(self) -> Artifact:
        """What finds words in issues and stories; it loads the only script of the site."""
        title = self.say(SEARCH)
        description = self.say("Find words in the issues and stories of {site}", site=self.info.title)
        page = self.titled("search/index.html", title, description, current=SEARCH)
        return self.render("search.html", page, self._plain(title, page.root))

    def not_found(self) -> Artifact:
        """The page for an address that leads nowhere: shown at any depth, so its links begin at the site's path."""
        root = urlsplit(self.info.base_url).path or "/"
        title = self.say("Not found")
        page = self.page("404.html", f"{title} · {self.info.title}", self.say("There is no such page"), root)
        return self.render("not_found.html", page, self._plain(title, root))

    def gone(self, path: str) -> Artifact:
        """The page at the address of one of which nothing may be shown any more."""
        title = self.say("Not found")
        page = self.titled(f"{path}index.html", title, self.say("There is no such page"), current="")
        return self.render("not_found.html", page, self._plain(title, page.root))

    def moved(self, old: str, new: str, title: str) -> Artifact:
        """The page at a former address, ``topic/old/``: it leads on to the new one, ``topic/new/``."""
        description = self.say("{page} has another address now", page=title)
        page = self.titled(f"{old}index.html", title, description, current="")
        return self.render("moved.html", page, PlainView(title, f"{page.root}{new}", ""))

    def static(self) -> tuple[Artifact, ...]:
        """Files that are published as they are. The picture is for sites that others can reach."""
        types = {**STATIC, SCRIPT: "text/javascript"} if self.has_search else STATIC
        bodies = {name: self._templates.file(name) for name in types if name != PICTURE or is_public(self.info)}
        if not (self.templates and (self.templates / STYLE).is_file()):
            bodies[STYLE] = tightened(bodies[STYLE].decode()).encode()
        return tuple(Artifact(name, types[name], body) for name, body in bodies.items())

    def _plain(self, heading: str, root: str) -> PlainView:
        return PlainView(heading, root or "./", f"{self.at:%H:%M} ({self.info.timezone})")

    def say(self, message: str, **values: object) -> str:
        """A message in the words of the site."""
        return self.dates.words.say(message, **values)

    # ---- Parts ------------------------------------------------------------------------------------------------------

    def titled(self, path: str, title: str, description: str, *, current: str, spec: OutputSpec | None = None) -> Page:
        return self.page(path, f"{title} · {self.info.title}", description, root_from(path), current=current, spec=spec)

    def page(
        self,
        path: str,
        title: str,
        description: str,
        root: str,
        *,
        current: str = "",
        spec: OutputSpec | None = None,
        kind: str = "website",
        previous: Link | None = None,
        following: Link | None = None,
        also: OutputSpec | None = None,
    ) -> Page:
        feeds = (spec, self.output("all"), also)
        return Page(
            path=path,
            root=root,
            language=self.info.language,
            direction=direction(self.info.language),
            site_title=self.info.title,
            site_description=self.info.description,
            title=title,
            description=shorten(description, 300),
            canonical=public_url(self.info, path.removesuffix("index.html"))
            if is_public(self.info) and path != "404.html"
            else "",
            kind="article" if kind == "article" else "website",
            locale=str(self.dates.locale)
            if self.dates.locale.territory and str(self.dates.locale.territory).isalpha()
            else self.dates.locale.language,
            robots=self.info.robots,
            nav=self._nav(root, current),
            feeds=tuple(dict.fromkeys(feed for one in feeds for feed in self.feeds_of(one, root))),
            previous=previous,
            next=following,
            contact=self.info.contact or "",
            picture=public_url(self.info, PICTURE) if is_public(self.info) else "",
            is_searched=is_searched(path),
            search=f"{root}{PLACE}" if self.has_search else "",
        )

    def _nav(self, root: str, current: str) -> tuple[Link, ...]:
        places = {**PLACES, SEARCH: PLACE} if self.has_search else PLACES
        return tuple(
            Link(self.say(name), f"{root}{path}" or "./", current=name == current) for name, path in places.items()
        )

    def feeds_of(self, spec: OutputSpec | None, root: str) -> tuple[FeedLink, ...]:
        if spec is None:
            return ()
        return tuple(
            FeedLink(spec.title, label, MEDIA_TYPES[form], f"{root}{feed_path(spec.name, form)}")
            for form, label in FORMATS.items()
            if form in spec.formats
        )

    def output(self, scheme: str, term: str = "") -> OutputSpec | None:
        """The feed that a page of this tag leads to."""
        return self._outputs.get((scheme, term))

    def region_feed(self, region_id: str, root: str) -> str:
        """The address of a region's feed, or ""."""
        feeds = self.feeds_of(self.output("region", region_id), root)
        return feeds[0].href if feeds else ""

    def headlines(self, root: str, lasting: Container[str] | None = None) -> Headlines:
        return Headlines(self.info, self.tree, self.dates, root, self.region_pages.__contains__, lasting)

    def render(self, template: str, page: Page, view: object) -> Artifact:
        text = self._templates.render(template, page=page, view=view)
        lines = (line.strip() for line in text.splitlines())
        return Artifact(page.path, "text/html", ("\n".join(line for line in lines if line) + "\n").encode())


def tightened(css: str) -> str:
    """A style sheet without the comments and the white space that only those who write it need; what is quoted stays."""
    parts = re.split(r"""("[^"\n]*"|'[^'\n]*')""", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    for place in range(0, len(parts), 2):
        text = re.sub(r"\s+", " ", parts[place])
        text = re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").replace(" > ", ">")
        parts[place] = re.sub(r"([{;][\w-]+): ", r"\1:", text)
    return "".join(parts).strip() + "\n"
