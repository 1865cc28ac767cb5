"""Validated models to the frozen values that the rest of the program takes, every default filled in."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from aggregator import __version__
from aggregator.config.addresses import complete_base_url, edits_path, file_url, outlet_of, source_ids, store_url_from
from aggregator.config.models import ConfigModel, Outputs, Source
from aggregator.config.outputs import common_of, outputs_from, rule_from, titled
from aggregator.config.reading import Document
from aggregator.errors import Problem
from aggregator.fetch.mail import is_installed as can_mail
from aggregator.fetch.settings import HttpSettings, MailSettings
from aggregator.model import (
    NO_EDITS,
    USUAL_LANGUAGES,
    Edits,
    FeedFormat,
    OutputSpec,
    Region,
    RegionTree,
    Rule,
    Selectors,
    SiteInfo,
    SourceSpec,
    Topic,
    with_ids,
)
from aggregator.publish.digest import IssuePlan
from aggregator.publish.search import is_installed
from aggregator.publish.words import ENGLISH, Words, words_of


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """The daily issue: its hour in the site's zone, and how its page is laid out."""

    at: time = time(7)
    plan: IssuePlan = field(default_factory=IssuePlan)
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")  #: of its feed


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the web server listens."""

    host: str = "127.0.0.1"
    port: int = 8080
    metrics: Literal["auto", "on", "off"] = "auto"
    base_url: str | None = None  #: its public address, where that is not the site's


@dataclass(frozen=True, slots=True)
class Example:
    """Headlines a rule must and must not match. ``kind``: region or topic."""

    kind: str
    id: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration."""

    path: Path
    site: SiteInfo
    sources: tuple[SourceSpec, ...]
    tree: RegionTree
    topics: tuple[Topic, ...]
    outputs: tuple[tuple[OutputSpec, Rule | None], ...]  #: ``all`` first, then topics, then feeds of the editor's own
    per_region: bool
    region_common: Mapping[str, Any]  #: what the feeds of regions share
    digest: DigestOptions
    http: HttpSettings
    store_url: str
    publish_dir: Path
    publish_after: str | None
    templates: Path | None
    serve: ServeOptions
    examples: tuple[Example, ...] = ()
    warnings: tuple[Problem, ...] = field(default=())
    is_local: bool = False  #: no base_url is written: the site's address is that of its own server
    interval: timedelta | None = None  #: of sources that have none of their own
    headline_changes: bool = True
    mail: MailSettings | None = None  #: asked for, and installed
    search: bool = False  #: asked for, and installed
    secrets: frozenset[str] = frozenset()  #: what the environment filled into sources: to be shown nowhere
    edits: Edits = NO_EDITS  #: of edits.yaml beside it

    def region_output(self, region_id: str) -> OutputSpec:
        """The feed of a region."""
        region = self.tree.get(region_id)
        title = region.title if region else region_id
        return OutputSpec(
            name=region_id,
            title=f"{title} · {self.site.title}",
            description=words_of(self.site).say("News about {region}", region=title),
            scheme="region",
            term=region_id,
            page=f"region/{region_id}/",
            was=region.was if region else (),
            **self.region_common,
        )

    @property
    def edits_path(self) -> Path:
        """Where the editor's hand is written."""
        return edits_path(self.path)

    @property
    def server_url(self) -> str:
        """Where the web server is met from outside."""
        return self.serve.base_url or self.site.base_url


def compose(
    model: ConfigModel,
    document: Document,
    path: Path,
    environ: Mapping[str, str],
    warnings: tuple[Problem, ...],
    edits: Edits = NO_EDITS,
) -> Config:
    """The values of a configuration that was found to be right."""
    folder = path.resolve().parent
    outputs = model.outputs
    templates = path_from(outputs.templates, folder) if outputs.templates else None
    site = site_from(model, environ, templates)
    tree = tree_of(model, words_of(site))
    topics = tuple(
        Topic(name, topic.title or titled(name), rule_from(topic.match), topic.description, tuple(topic.was))
        for name, topic in model.topics.items()
    )
    return Config(
        path=path,
        site=site,
        sources=sources_from(model, document, folder),
        tree=tree,
        topics=topics,
        outputs=outputs_from(model, topics, tree, site),
        per_region=outputs.per_region,
        region_common=MappingProxyType(common_of(model)),
        headline_changes=outputs.headline_changes,
        mail=mail_from(model),
        search=outputs.search and is_installed(),
        digest=digest_from(outputs),
        http=http_from(model, site),
        store_url=store_url_from(model.store.url, folder),
        publish_dir=path_from(model.publish.dir, folder),
        publish_after=model.publish.after,
        templates=templates,
        serve=ServeOptions(model.serve.host, model.serve.port, model.serve.metrics, server_address(model)),
        examples=tuple(examples_from(model, document)),
        warnings=warnings,
        is_local=not model.site.base_url,
        interval=model.defaults.interval,
        secrets=document.secrets(),
        edits=edits,
    )


def digest_from(outputs: Outputs) -> DigestOptions:
    digest = outputs.digest
    return DigestOptions(
        digest.at, IssuePlan(tuple(digest.order), digest.per_region, digest.top), tuple(outputs.formats)
    )


def path_from(text: str, folder: Path) -> Path:
    """A path relative to the configuration's folder, made absolute without asking the disk."""
    return Path(os.path.abspath(folder / text))  # noqa: PTH100 - resolve() may fail


def site_from(model: ConfigModel, environ: Mapping[str, str], templates: Path | None) -> SiteInfo:
    from aggregator.config.checks import zones

    site = model.site
    fallback = environ.get("TZ", "")
    base = site.base_url or f"http://{model.serve.host}:{model.serve.port}/"
    return SiteInfo(
        title=site.title,
        base_url=complete_base_url(base),
        language=site.language,
        timezone=site.timezone or (fallback if fallback in zones() else "UTC"),
        contact=site.contact,
        description=site.description,
        robots=model.outputs.digest.robots,
        hubs=tuple(dict.fromkeys(hub.strip() for hub in model.publish.websub)),
        catalogues=templates / "locale" if templates else None,
    )


def server_address(model: ConfigModel) -> str | None:
    return complete_base_url(model.serve.base_url) if model.serve.base_url else None


def sources_from(model: ConfigModel, document: Document, folder: Path) -> tuple[SourceSpec, ...]:
    """The sources in the order of the file; ids that are not written come from the address."""
    written = [document.address_without_secrets(number) for number in range(len(model.sources))]
    languages = languages_of(model)
    return tuple(
        source_from(languages, source, name, model, folder, document.place_of(("sources", number))[1])
        for number, (source, name) in enumerate(zip(model.sources, source_ids(model.sources, written), strict=True))
    )


def languages_of(model: ConfigModel) -> tuple[str, ...]:
    """The languages of the desk: those it can read well, and those that the configuration names."""
    named = (model.site.language, *(source.lang for source in model.sources if source.lang))
    return tuple(sorted({*USUAL_LANGUAGES, *(name.split("-")[0].lower() for name in named)}))


def source_from(
    languages: tuple[str, ...], source: Source, name: str, model: ConfigModel, folder: Path, line: int
) -> SourceSpec:
    defaults = model.defaults
    is_file = source.url.strip().startswith("file:")
    return SourceSpec(
        id=name,
        url=file_url(source.url, folder) if is_file else source.url.strip(),
        kind=source.type,
        title=source.title,
        outlet=outlet_of(source, name),
        ownership=source.kind,
        language=source.lang,
        languages=languages,
        regions=tuple(source.regions),
        tags=tuple(source.tags),
        timezone=source.timezone or defaults.timezone,
        date_formats=tuple(source.date_formats),
        selectors=selectors_from(source),
        full_text=defaults.full_text if source.full_text is None else source.full_text,
        interval=source.interval or defaults.interval,
        limit=source.limit or defaults.limit,
        max_age=source.max_age or defaults.max_age,
        stale_after=source.stale_after or defaults.stale_after,
        headers=MappingProxyType(dict(source.headers)),
        user_agent=source.user_agent,
        proxy=source.proxy or None,
        allow_private=is_file or (model.http.allow_private if source.allow_private is None else source.allow_private),
        enabled=source.enabled,
        was=tuple(source.was),
        id_given=source.id is not None,
        line=line,
    )


def selectors_from(source: Source) -> Selectors | None:
    """The selectors of a page, as the parser takes them."""
    html = source.html
    if html is None:
        return None
    return Selectors(
        html.items,
        html.title,
        html.link,
        html.date,
        html.summary,
        html.content,
        html.image,
        remove=tuple(html.remove),
        base=html.base,
        preset=html.preset,
    )


def http_from(model: ConfigModel, site: SiteInfo) -> HttpSettings:
    http = model.http
    contact = f"{site.base_url}about/" if model.site.base_url else (site.contact or "").removeprefix("mailto:")
    return HttpSettings(
        user_agent=http.user_agent or f"aggregator/{__version__}" + (f" (+{contact})" if contact else ""),
        timeout=http.timeout,
        concurrency=http.concurrency,
        per_host=http.per_host,
        host_delay=http.host_delay,
        max_bytes=http.max_bytes,
        max_unpacked=max(http.max_unpacked, http.max_bytes),
        allow_private=http.allow_private,
        proxy=http.proxy or None,
    )


def mail_from(model: ConfigModel) -> MailSettings | None:
    """Who gets the issue, and by which server; None where nobody does."""
    mail = model.mail
    if not mail.to or mail.sender is None or not can_mail():
        return None
    port = mail.port or {"starttls": 587, "tls": 465, "none": 25}[mail.tls]
    to = tuple(dict.fromkeys(one.strip() for one in mail.to))
    return MailSettings(to, mail.sender.strip(), mail.host, port, mail.user, mail.password, mail.tls)


def tree_of(model: ConfigModel, words: Words = ENGLISH) -> RegionTree:
    """The built-in regions with what the configuration adds, changes, renames and switches off, by their names in a language."""
    from aggregator.tag.tree import builtin_regions

    built_in = {region.id: named_in(words, region) for region in builtin_regions()}
    renamed = renamed_regions(model, built_in)
    ids = {old: name for name, old in renamed.items()}
    # Under their new ids, in the old order: it is that of the pages.
    regions = {region.id: region for region in with_ids(built_in.values(), ids)}
    for name, own in model.regions.items():
        base = regions.get(name) or Region(name, titled(name))
        old = renamed.get(name)
        regions[name] = replace(
            base,
            title=own.title or (titled(name) if old else base.title),
            parents=base.parents if own.parent is None else tuple(own.parent),
            also=base.also if own.also is None else tuple(own.also),
            point=own.point or base.point,
            names=(*base.names, *((language, tuple(names)) for language, names in own.names.items())),
            keywords=(*base.keywords, *own.keywords),
            exclude=(*base.exclude, *own.exclude),
            enabled=own.enabled,
            was=tuple(own.was),
            built_in=old,
        )
    return RegionTree(region for region in regions.values() if region.enabled)


def named_in(words: Words, region: Region) -> Region:
    """A built-in region by its name in a language: that of a country as CLDR has it, any other's from the catalogue."""
    if words.is_english:
        return region
    country = words.locale.territories.get(region.country) if region.country else None
    return replace(region, title=country or words.say(region.title))


def renamed_regions(model: ConfigModel, built_in: Container[str]) -> dict[str, str]:
    """New id → id of the built-in region that it was. One that is changed under its old id too has not moved."""
    found: dict[str, str] = {}
    for name, own in model.regions.items():
        free = (old for old in own.was if old in built_in and old not in model.regions and old not in found.values())
        if name not in built_in and (old := next(free, None)) is not None:
            found[name] = old
    return found


def examples_from(model: ConfigModel, document: Document) -> list[Example]:
    found = []
    for kind, things in (("region", model.regions), ("topic", model.topics)):
        for name, thing in things.items():
            if thing.examples is not None:
                line = document.place_of((f"{kind}s", name, "examples"), key=True)[1]
                found.append(Example(kind, name, tuple(thing.examples.yes), tuple(thing.examples.no), line))
    return found
