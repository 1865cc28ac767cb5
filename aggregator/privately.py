"""Private outputs: rendered into the store and never into the output directory; who knows the address gets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aggregator.entries import EntryRoom
from aggregator.errors import OutputError
from aggregator.model import FeedFormat, OutputSpec
from aggregator.publish.feeds import FeedLinks, compose
from aggregator.publish.files import remove_feed
from aggregator.text.secrets import masked_bytes


def private_path(token: str, form: FeedFormat | str) -> str:
    """Where a private feed is served, below the server's root."""
    return f"private/{token}.{form}"


def build_private(entries: EntryRoom) -> Iterator[str]:
    """Bring the documents of private outputs up to what is stored; gives what failed. Files of a time before they were private go."""
    edition, store, config = entries.edition, entries.edition.store, entries.edition.config
    specs = [spec for spec in edition.outputs if spec.secret]
    tokens = store.private.adopt({spec.name: spec.secret for spec in specs}, edition.now)
    for spec in specs:
        try:
            for name in (spec.name, *spec.was):
                remove_feed(config.publish_dir, name)
            store.private.put(spec.name, _bodies(entries, spec, tokens[spec.name]), edition.now)
        except OutputError as error:
            yield f"private feed {spec.name}: {error}"


def _bodies(entries: EntryRoom, spec: OutputSpec, token: str) -> dict[FeedFormat, bytes]:
    """A private feed by format; no hub hears of it."""
    config, held = entries.edition.config, entries.of(spec)
    links = FeedLinks(lambda form: f"{config.server_url}{private_path(token, form)}")
    documents = compose(spec, held.fragments, replace(config.site, hubs=()), links, updated=held.updated)
    return {form: masked_bytes(body, config.secrets) for form, body in documents.bodies.items()}
