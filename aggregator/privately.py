"""Private outputs: rendered into the store and never into the output directory; who knows the address gets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import OutputError
from aggregator.model import FeedFormat, OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.feeds import FeedLinks, render_documents
from aggregator.publish.files import remove_feed
from aggregator.text.secrets import masked_bytes

if TYPE_CHECKING:
    from aggregator.store import LedgerEntry, Store


def private_path(token: str, form: FeedFormat | str) -> str:
    """Where a private feed is served, below the server's root."""
    return f"private/{token}.{form}"


@dataclass(frozen=True, slots=True)
class PrivateRoom:
    """Renders the private outputs of one build. ``server_url``: the public address of the server, with a slash behind."""

    store: Store
    site: SiteInfo
    server_url: str
    tree: RegionTree
    topics: Mapping[str, str]
    directory: Path
    now: datetime
    birth: datetime
    entry: Callable[[LedgerEntry], OutputEntry]
    secrets: frozenset[str]

    def build(self, specs: Sequence[OutputSpec]) -> tuple[str, ...]:
        """Bring the documents up to what is stored; returns what failed. Files of a time before they were private go."""
        tokens = self.store.private.adopt({spec.name: spec.secret for spec in specs}, self.now)
        failed = []
        for spec in specs:
            try:
                for name in (spec.name, *spec.was):
                    remove_feed(self.directory, name)
                self.store.private.put(spec.name, self._bodies(spec, tokens[spec.name]), self.now)
            except OutputError as error:
                failed.append(f"private feed {spec.name}: {error}")
        return tuple(failed)

    def _bodies(self, spec: OutputSpec, token: str) -> dict[FeedFormat, bytes]:
        entries = [self.entry(held) for held in self.store.ledger.entries(spec.name, limit=spec.limit)]
        links = FeedLinks(lambda form: f"{self.server_url}{private_path(token, form)}")
        site = replace(self.site, hubs=())
        updated = max((entry.updated for entry in entries), default=self.birth)
        documents = render_documents(spec, entries, site, self.tree, links, updated=updated, topics=self.topics)
        return {form: masked_bytes(body, self.secrets) for form, body in documents.bodies.items()}
