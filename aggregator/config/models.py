"""The shape of config.yaml: every key, its default, and the sentence that explains it. The JSON Schema comes from here."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from aggregator.config.fields import (
    Clock,
    Content,
    Duration,
    Format,
    Interval,
    Name,
    Names,
    Ownership,
    Point,
    Seconds,
    Size,
    Strict,
    Words,
    as_list,
    as_mapping,
    as_match,
    as_matches,
    as_version,
)


class Examples(Strict):
    """Headlines that must match, and headlines that must not; `aggregator check` holds the rule against them."""

    yes: Words = Field(default=[], description="Headlines that must be tagged.")
    no: Words = Field(default=[], description="Headlines that must not be tagged.")


class Site(Strict):
    """What the desk is called, and where it stands."""

    title: str = Field(default="News desk", min_length=1, description="Name of the site and its feeds.")
    description: str = Field(default="", description="One sentence about it.")
    base_url: str = Field(default="", description="Public address of the output directory; feeds and OPML need it.")
    language: str = Field(default="en", description="Language of the pages and their words, BCP 47.")
    timezone: str | None = Field(
        default=None, description="IANA zone of the digest's day and of clock times. Default: TZ, else UTC."
    )
    contact: str | None = Field(
        default=None, description="mailto: or https: address on the about page and in the User-Agent."
    )


class Defaults(Strict):
    """Settings of every source that does not have its own."""

    interval: Interval | None = Field(
        default=None, description="Time between polls; without it the source's own rhythm decides."
    )
    limit: int = Field(default=100, ge=1, le=10_000, description="Newest entries taken of one document.")
    max_age: Duration = Field(
        default=timedelta(days=7),
        description="Older items are stored, never published as new.",
        json_schema_extra={"default": "7d"},
    )
    stale_after: Duration = Field(
        default=timedelta(days=7),
        description="Silence after which a source counts as slow.",
        json_schema_extra={"default": "7d"},
    )
    timezone: str = Field(default="UTC", description="IANA zone of dates that carry none.")
    full_text: bool = Field(default=False, description="Take the text of new items from their own pages.")


class Html(Strict):
    """CSS selectors for a page without a feed. Without ``items`` the page is read by itself."""

    preset: str | None = Field(default=None, description="Selectors that come with the program: telegram.")
    items: str | None = Field(default=None, description="One element per item; the other selectors are inside it.")
    base: str | None = Field(
        default=None, description="Address of the page, where it lies in a file: links start from it."
    )
    title: str | None = Field(default=None, description="The headline.")
    link: str | None = Field(default=None, description="The link.")
    date: str | None = Field(default=None, description="The date.")
    summary: str | None = Field(default=None, description="The summary.")
    content: str | None = Field(default=None, description="The text.")
    image: str | None = Field(default=None, description="The picture.")
    remove: Words = Field(default=[], description="What to leave out.")


class Source(Strict):
    """A place to poll."""

    url: str = Field(min_length=1, description="http(s) address of the feed, or file:path relative to this file.")
    id: Name | None = Field(
        default=None, description="Permanent name: lower-case letters, digits, hyphens. Default: from the address."
    )
    title: str | None = Field(default=None, description="Name shown to readers. Default: the feed's own.")
    type: Literal["feed", "html", "sitemap", "opml"] = Field(
        default="feed", description="feed is RSS, Atom, RDF or JSON Feed."
    )
    lang: str | None = Field(default=None, description="Language, BCP 47; wins over what the feed declares.")
    regions: Names = Field(default=[], description="Regions every item gets; its text adds more.")
    kind: Ownership | None = Field(default=None, description="Who owns the outlet: a label for readers, never a score.")
    outlet: str | None = Field(
        default=None, description="Sources of one outlet count once. Default: the registered domain."
    )
    tags: Words = Field(default=[], description="Words of your own, for rules.")
    timezone: str | None = Field(default=None, description="IANA zone of dates that carry none.")
    date_formats: Words = Field(default=[], description="strptime formats tried first.")
    interval: Interval | None = Field(default=None, description="Time between polls, down to 1m.")
    limit: int | None = Field(default=None, ge=1, le=10_000, description="Newest entries taken of one document.")
    max_age: Duration | None = Field(default=None, description="Older items are stored, never published as new.")
    stale_after: Duration | None = Field(default=None, description="Silence after which it counts as slow.")
    headers: dict[str, str] = Field(
        default={}, description="Further HTTP headers; ${NAME} takes secrets from the environment."
    )
    user_agent: str | None = Field(default=None, description="User-Agent for this source alone.")
    proxy: str | None = Field(default=None, description="HTTP proxy for this source alone.")
    allow_private: bool | None = Field(default=None, description="May stand on a private address.")
    enabled: bool = Field(default=True, description="false: keep it, do not poll it.")
    was: Names = Field(default=[], description="Former ids; their items are taken over.")
    html: Html | None = Field(default=None, description="Selectors, for type: html.")
    full_text: bool | str | None = Field(
        default=None,
        description="Take the text of new items from their own pages; a CSS selector says where it stands.",
    )


class Region(Strict):
    """A region of your own, or changes to a built-in one."""

    title: str | None = Field(default=None, description="Name on pages and in feeds.")
    parent: Names | None = Field(default=None, description="A tag of this region adds these.")
    also: Names | None = Field(default=None, description="And these, without making them parents.")
    point: Point | None = Field(default=None, description="Latitude and longitude, for maps. Default: its parent's.")
    names: dict[str, Words] = Field(
        default={}, description="Its names by language, each as a dictionary has it; endings are added by rule."
    )
    keywords: Words = Field(
        default=[], description="Words that name it, as they are; * at the end stands for any ending."
    )
    exclude: Words = Field(default=[], description="Words beside which its name means something else.")
    enabled: bool = Field(default=True, description="false switches a built-in region off.")
    was: Names = Field(
        default=[], description="Former ids; that of a built-in region makes this one it, under a new id."
    )
    examples: Examples | None = Field(default=None, description="Headlines that check the rule.")


Matches = Annotated[list["Match"], BeforeValidator(as_matches)]


class Match(Strict):
    """A condition. Keys side by side must all hold; within a key any one value is enough."""

    all: Matches | None = Field(default=None, description="All of these conditions.")
    any: Matches | None = Field(default=None, description="At least one of these conditions.")
    not_: Matches | None = Field(default=None, alias="not", description="None of these conditions.")
    regions: Names = Field(default=[], description="About one of these regions, or anything below it.")
    mentions: Names = Field(default=[], description="About one of these regions, or only naming it in passing.")
    topics: Names = Field(default=[], description="Tagged with one of these topics.")
    keywords: Words = Field(default=[], description='One of these words; * ending, "exact phrase", re:expression.')
    lang: Words = Field(default=[], description="In one of these languages.")
    kind: Annotated[list[Ownership], BeforeValidator(as_list)] = Field(default=[], description="Of outlets owned so.")
    sources: Names = Field(default=[], description="From one of these sources.")
    source: Name | None = Field(default=None, description="Short for sources: [it].")
    outlets: Words = Field(default=[], description="From one of these outlets.")
    outlet: str | None = Field(default=None, description="Short for outlets: [it].")
    tags: Words = Field(default=[], description="From sources with one of these tags.")
    max_age: Duration | None = Field(default=None, description="No older than this at first sight.")


class Topic(Strict):
    """A named rule; it gets a page and a feed."""

    title: str | None = Field(default=None, description="Name on pages and in feeds.")
    description: str = Field(default="", description="One sentence about it.")
    match: Annotated[Match, BeforeValidator(as_match)] = Field(description="The rule.")
    was: Names = Field(default=[], description="Former ids.")
    examples: Examples | None = Field(default=None, description="Headlines that check the rule.")


GROUP = "story: items that tell the same are one entry; item: each is its own."
MIN_ORIGINS = "Only stories that so many independent origins tell: outlets, or the agencies they copy."


class Caps(Strict):
    """How many entries of one publisher enter a feed in a day, so that no chatty one drowns the rest."""

    source: int | None = Field(default=None, ge=1, le=10_000, description="Entries of one source in a day.")
    outlet: int | None = Field(
        default=None, ge=1, le=10_000, description="Entries of one outlet in a day, its sources together."
    )


class Feed(Match):
    """A feed of your own: a rule with a name."""

    name: Name = Field(description="Name of the feed and of its files.")
    title: str | None = Field(default=None, description="Title of the feed.")
    description: str = Field(default="", description="One sentence about it.")
    topic: Name | None = Field(default=None, description="Short for topics: [it].")
    weight: Literal["about", "mentions", "any"] = Field(
        default="about", description="How it takes its regions: items about them, those that only name them, or both."
    )
    formats: list[Format] = Field(default=["atom", "rss", "json"], min_length=1, description="What to write.")
    limit: int = Field(default=100, ge=1, le=2000, description="Newest entries shown.")
    content: Content = Field(default="summary", description="headline, summary, or full (with the right to republish).")
    caps: Caps = Field(default_factory=Caps, description="No more than so many entries of one publisher in a day.")
    group: Literal["story", "item"] = Field(default="story", description=GROUP)
    min_origins: int = Field(default=1, ge=1, le=20, description=MIN_ORIGINS)
    secret: bool | str = Field(
        default=False,
        description="true, or a word of yours: not published, but served at an address that nobody can guess.",
    )
    was: Names = Field(default=[], description="Former names.")


class Digest(Strict):
    """The daily issue."""

    at: Clock = Field(
        default=time(7), description="Hour of the issue, in the site's zone.", json_schema_extra={"default": "07:00"}
    )
    per_region: int = Field(default=12, ge=1, le=1000, description="Headlines shown per region; the rest is folded.")
    top: int = Field(
        default=7, ge=0, le=50, description="Stories that stand first, told by two independent origins at least."
    )
    order: Names = Field(default=[], description="Regions in this order come first.")
    robots: str = Field(default="noindex", description="What search engines are told.")


class Outputs(Strict):
    """What is published."""

    feeds: list[Feed] = Field(default=[], description="Feeds of your own.")
    per_region: bool = Field(default=True, description="A feed and a page for every region that had items.")
    formats: list[Format] = Field(
        default=["atom", "rss", "json"], min_length=1, description="Formats of region and topic feeds."
    )
    limit: int = Field(default=100, ge=1, le=2000, description="Entries of region and topic feeds.")
    content: Content = Field(default="summary", description="Content of region and topic feeds.")
    caps: Caps = Field(default_factory=Caps, description="Caps of the feed all, and of region and topic feeds.")
    group: Literal["story", "item"] = Field(
        default="story", description=f"Of region and topic feeds. {GROUP} The feed all has every item."
    )
    min_origins: int = Field(default=1, ge=1, le=20, description=f"Of region and topic feeds. {MIN_ORIGINS}")
    max_age: Duration | None = Field(
        default=None, description="The same feeds take nothing older than this at first sight."
    )
    headline_changes: bool = Field(default=True, description="A feed of headlines that publishers changed.")
    digest: Digest = Field(default_factory=Digest, description="When the daily issue appears, and how it looks.")
    search: bool = Field(
        default=False, description="A page that finds words in issues and stories; needs the extra search."
    )
    templates: str | None = Field(default=None, description="Folder of templates that replace the built-in ones.")


class Http(Strict):
    """How to behave on the network."""

    user_agent: str | None = Field(default=None, description="Default: the program's name, version and about page.")
    timeout: Seconds = Field(
        default=30.0, gt=0, description="For a whole fetch, redirects included.", json_schema_extra={"default": "30s"}
    )
    concurrency: int = Field(default=128, ge=1, le=2000, description="Fetches at the same time.")
    per_host: int = Field(default=1, ge=1, le=64, description="Of them to one host.")
    host_delay: Seconds = Field(
        default=2.0, description="Time between two requests to one host.", json_schema_extra={"default": "2s"}
    )
    max_bytes: Size = Field(
        default=10_000_000, description="Largest document, as sent.", json_schema_extra={"default": "10MB"}
    )
    max_unpacked: Size = Field(
        default=20_000_000, description="Largest document, unpacked.", json_schema_extra={"default": "20MB"}
    )
    allow_private: bool = Field(default=False, description="Sources may stand on private addresses.")
    proxy: str | None = Field(default=None, description="Address of an HTTP proxy.")


class Store(Strict):
    """Where items are kept."""

    url: str = Field(
        default="sqlite:///var/aggregator.sqlite",
        description="Address of the database; a path is relative to this file.",
    )


class Publish(Strict):
    """Where outputs go."""

    dir: str = Field(default="output", description="Output directory, relative to this file.")
    after: str | None = Field(
        default=None, description="Command run in that directory after a build that changed something."
    )
    websub: Words = Field(default=[], description="WebSub hubs that are told when a feed changes.")


class Serve(Strict):
    """The web server of `aggregator run` and `serve`."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port.")
    base_url: str = Field(
        default="", description="Public address of this server, where it is another than the site's: for private feeds."
    )
    metrics: Literal["auto", "on", "off"] = Field(
        default="auto", description="Figures for Prometheus at /metrics; auto: only where this machine alone can ask."
    )


class Mail(Strict):
    """Who gets the issue, and by which server."""

    to: Words = Field(
        default=[], description="Who gets each issue; one message for each address. Needs the extra mail."
    )
    sender: str | None = Field(default=None, alias="from", description="Address that it comes from.")
    host: str = Field(default="localhost", min_length=1, description="Mail server.")
    port: int | None = Field(default=None, ge=1, le=65535, description="Default: 587, with tls: tls 465, with none 25.")
    user: str | None = Field(default=None, description="Name to log in with.")
    password: str | None = Field(default=None, description="Password, from the environment: ${MAIL_PASSWORD}.")
    tls: Literal["starttls", "tls", "none"] = Field(default="starttls", description="How the connection is encrypted.")


class ConfigModel(Strict):
    """config.yaml."""

    version: Annotated[Literal[1], BeforeValidator(as_version)] = Field(default=1, description="Format of this file.")
    site: Site = Field(default_factory=Site, description="The desk itself.")
    defaults: Defaults = Field(default_factory=Defaults, description="Settings of every source.")
    sources: list[Source] = Field(default=[], description="What to poll.")
    regions: dict[Name, Annotated[Region, BeforeValidator(as_mapping)]] = Field(
        default={}, description="Regions, added or changed."
    )
    topics: dict[Name, Topic] = Field(default={}, description="Named rules.")
    outputs: Outputs = Field(default_factory=Outputs, description="What to publish.")
    http: Http = Field(default_factory=Http, description="The network.")
    store: Store = Field(default_factory=Store, description="The database.")
    publish: Publish = Field(default_factory=Publish, description="The output directory.")
    mail: Mail = Field(default_factory=Mail, description="The issue as an e-mail.")
    serve: Serve = Field(default_factory=Serve, description="The web server.")
