"""The tables. One place for every name; the statements over them live in the modules beside this one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

#: The revision that a new store is made at; the newest script in ``migrations/versions``.
HEAD = "0010"

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=_NAMES)


class Moment(sa.TypeDecorator[datetime]):
    """An aware UTC datetime, stored as microseconds since 1970: sorts and compares as a number."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Span(sa.TypeDecorator[timedelta]):
    """A length of time, stored as seconds."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class Json(sa.TypeDecorator[Any]):
    """A JSON value as text; None where there is nothing to say."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return json.loads(value) if value else []


sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("mint_id", sa.Text, nullable=False),  # the id its items' ids are made of, for ever
    sa.Column("first_url", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("name", sa.Text),  # as configured
    sa.Column("outlet", sa.Text),
    sa.Column("ownership", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("registered", Moment, nullable=False),
    sa.Column("removed_at", Moment),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("spec_hash", sa.Text),
    sa.Column("url_override", sa.Text),
    sa.Column("redirect_seen", sa.Integer, nullable=False, server_default="0"),
    sa.Column("redirect_target", sa.Text),
    sa.Column("redirect_since", Moment),
    sa.Column("last_poll", Moment),
    sa.Column("last_ok", Moment),
    sa.Column("last_change", Moment),
    sa.Column("last_new", Moment),
    sa.Column("next_poll", Moment),
    sa.Column("retry_at", Moment),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since", Moment),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("gone_since", Moment),
    sa.Column("title", sa.Text),
    sa.Column("site_url", sa.Text),
    sa.Column("identity_mode", sa.Text, nullable=False, server_default="guid"),
    sa.Column("requests", sa.Integer, nullable=False, server_default="0"),
    sa.Column("not_modified", sa.Integer, nullable=False, server_default="0"),
    sa.Column("validated_url", sa.Text),
    sa.Column("interval", Span),
    sa.Column("wishes", Json),
    sa.Column("fresh_until", Moment),
    sa.Column("throttled", sa.Text),
    sa.Column("rhythm", Span),
    sa.Column("pace", Span),
    sa.Column("lack", sa.Text, nullable=False, server_default=""),
)

#: The feeds that lists (sources of type opml) name.
outlines = sa.Table(
    "outlines",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("tags", Json),
)

items = sa.Table(
    "items",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),  # order of first sight
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("guid", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("authors", Json),
    sa.Column("categories", Json),
    sa.Column("enclosures", Json),
    sa.Column("image", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("published", Moment, nullable=False),
    sa.Column("date_basis", sa.Text, nullable=False),
    sa.Column("precision", sa.Text, nullable=False),
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("updated", Moment, nullable=False),
    sa.Column("agency", sa.Text),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("last_seen", Moment, nullable=False),
    sa.Column("touched", sa.Integer, nullable=False),  # counts the transactions that changed an item or its tags
    sa.Column("tag_version", sa.Text, nullable=False),
    sa.Column("story", sa.Text),
    sa.Column("withdrawn_at", Moment),
    sa.Column("withdrawn_reason", sa.Text),
    sa.Column("revisions", sa.Integer, nullable=False, server_default="0"),
    # What edits make of it, see `edits.Applied`; one that is withdrawn and has this is hidden by an edit, and may come back.
    sa.Column("edited", Json),
    sa.Index(None, "published", "n"),
    sa.Index(None, "source", "published"),
    sa.Index(None, "touched"),
    sa.Index(None, "first_seen"),
)
#: What items of the last days are compared by when stories are found.
signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)

#: Which items have a key of a signature, the newest of them.
story_keys = sa.Table(
    "story_keys",
    metadata,
    sa.Column("key", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("numbers", sa.LargeBinary, nullable=False),  # their numbers, 32 bits each, in ascending order
    sa.Column("newest", sa.Integer, nullable=False),
)

#: Every key an item is or was known by. Rows stay when the item goes: they keep it from coming back as new.
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Index(None, "item"),
)

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

#: What an item said before it was changed.
history = sa.Table(
    "history",
    metadata,
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("at", Moment, primary_key=True),  # when the next version was met
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Index(None, "at"),
)

tags = sa.Table(
    "tags",
    metadata,
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("scheme", sa.Text, primary_key=True),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("weight", sa.Text, nullable=False),
    sa.Column("evidence", Json),
    sa.Column("place", sa.Integer, nullable=False),  # in the order the tagger gave
    sa.Column("published", Moment, nullable=False),  # of the item: makes the newest of a term one range of an index
    sa.Index(None, "scheme", "term", "weight", "published"),
)

#: What each output ever held. Feeds are rendered from it, so that nothing old can enter one as new.
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("output", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("entered", Moment, nullable=False),
    sa.Column("updated", Moment, nullable=False),
    sa.Column("published", Moment, nullable=False),
    sa.Column("withdrawn", Moment),
    # Why it has not entered, though it was wanted: "cap", which it stays, or "origins", as long as there are too few.
    sa.Column("withheld", sa.Text),
    sa.Column("archive", sa.Text),  # name of the closed archive document that holds it
    sa.Column("entry", sa.Text),  # public id of its entry where that is not its own
    sa.Column("head", sa.Integer),  # the item of its story within whose entry it is told
    sa.Column("told", Json),  # what its entry says of the story; see storyplaces.told_from_row
    # Its archive document says more than it should.
    sa.Column("owed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("settles", Moment),  # when its entry is to be told anew
    sa.Index(None, "output", "entered", "published", "item"),
    sa.Index(None, "output", "archive"),
    sa.Index(None, "item"),
)


def _partial(name: str, *columns: sa.Column[Any], where: Any) -> None:
    """An index over few of the rows."""
    sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


# Most stories are one item, and are found by its id.
_partial("ix_items_story", items.c.story, where=items.c.story != items.c.id)
_partial("ix_ledger_settles", ledger.c.settles, where=ledger.c.settles.is_not(None))
_partial("ix_ledger_owed", ledger.c.output, where=ledger.c.owed)
_partial(
    "ix_ledger_waiting",
    ledger.c.output,
    ledger.c.entered,
    where=sa.and_(ledger.c.archive.is_(None), ledger.c.withdrawn.is_(None), ledger.c.head.is_(None)),
)
_partial("ix_items_edited", items.c.n, where=items.c.edited.is_not(None))
_partial("ix_items_withdrawn", items.c.id, items.c.first_seen, where=items.c.withdrawn_at.is_not(None))

#: How far each output has looked at the items, and by which selection.
outputs = sa.Table(
    "outputs",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("mark", sa.Integer, nullable=False),
    # Counts the builds that moved something in it.
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    # Title, description and form of its feed: what is published stays when the config forgets it.
    sa.Column("described", Json),
)

#: Bundles of files that were published, and what they were made of.
stamps = sa.Table(
    "stamps",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("made_of", sa.Text, nullable=False),
    sa.Column("files", Json),  # sizes by path
)

#: Entries as they were rendered, by a hash of all they are made of.
fragments = sa.Table(
    "fragments",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("atom", sa.LargeBinary),
    sa.Column("rss", sa.LargeBinary),
    sa.Column("json", sa.LargeBinary),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Index(None, "day"),
)

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("covers_from", Moment),
    sa.Column("covers_to", Moment, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("snapshot", sa.LargeBinary, nullable=False),  # what the issue says, as compressed JSON
)

#: Which stories each issue told, by the ids they had then.
issue_stories = sa.Table(
    "issue_stories",
    metadata,
    sa.Column("story", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, server_default="1"),  # in how many issues it was told by then
)
_partial("ix_issue_stories_day", issue_stories.c.day, issue_stories.c.number, where=issue_stories.c.number > 1)

#: Edits of edits.yaml that were met, by their key.
edits = sa.Table(
    "edits",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", Moment),  # when it first took effect
    sa.Column("mark", sa.Integer, nullable=False),  # items touched up to this were looked at for its address
    sa.Column("holds", Json),  # ids of the items that are, or were, at its address
)

#: Closed documents that must never change again: archives of feeds.
snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("output", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),  # path below the site's root
    sa.Column("place", sa.Integer, nullable=False, server_default="0"),  # in the order they were closed in
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

#: A story's former ids, each with the one it is known by now.
story_aliases = sa.Table(
    "story_aliases",
    metadata,
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("story", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

#: One row for each change of a source's state word.
state_changes = sa.Table(
    "state_changes",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("at", Moment, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

#: What hubs have to be told of yet: a feed that changed.
pings = sa.Table(
    "pings",
    metadata,
    sa.Column("hub", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("due", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
)

#: Addresses of private outputs. Revoked ones stay: they answer that they are gone.
private_addresses = sa.Table(
    "private_addresses",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("output", sa.Text, nullable=False),
    sa.Column("word", sa.Text, nullable=False),  # as the configuration had it; another word is another address
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
)

#: The documents of private outputs: never a file.
private_feeds = sa.Table(
    "private_feeds",
    metadata,
    sa.Column("output", sa.Text, primary_key=True),
    sa.Column("format", sa.Text, primary_key=True),
    sa.Column("modified", Moment, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
