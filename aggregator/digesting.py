"""The feed of the digest: its issues are large, and on most builds none is new."""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.edition import Edition
from aggregator.errors import OutputError
from aggregator.model import Artifact
from aggregator.press import Bundle
from aggregator.publish.digestfeed import LIMIT, DigestEntries
from aggregator.publish.feeds import render_feed


def digest_bundle(edition: Edition) -> Bundle:
    """The documents of the feed. What an issue says is frozen, so that its day stands for it."""
    site, days = edition.site, edition.store.issues.days()[-LIMIT:]
    made_of = (
        edition.made_of,
        site.digest,
        edition.config.digest.plan,
        days or edition.birth,
        sorted(edition.withdrawn),
        [(day, edition.edited_days[day]) for day, _ in days if day in edition.edited_days],
    )

    def render() -> Iterator[Artifact | OutputError]:
        make = DigestEntries(site.digest, site.info, site.tree, site.dates, edition.config.digest.plan)
        entries = [make.entry(edition.shown(issue)) for issue in edition.store.issues.newest(LIMIT)]
        updated = entries[0].updated if entries else edition.birth
        try:
            yield from render_feed(site.digest, entries, site.info, site.tree, updated=updated)
        except OutputError as error:
            yield OutputError(f"feed {site.digest.name}: {error}")

    return Bundle("feed of the digest", made_of, render)
