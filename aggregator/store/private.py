"""Private outputs: their addresses, which nobody can guess, and their documents, which are no files."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from aggregator.model import FeedFormat, PrivateFeed
from aggregator.store.engine import reading
from aggregator.store.schema import private_addresses, private_feeds

#: 192 bits in 32 letters.
_TOKEN_BYTES = 24


class PrivateStore:
    """The tables ``private_addresses`` and ``private_feeds``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def adopt(self, words: Mapping[str, str], now: datetime) -> dict[str, str]:
        """The token of each private output, made when there is none or when its word is another one than before.

        ``words``: by output, as the configuration has it. What is private no more has no documents any more.
        """
        with self._engine.begin() as connection:
            connection.execute(sa.delete(private_feeds).where(private_feeds.c.output.not_in(list(words))))
            held = {row.output: row for row in connection.execute(valid_addresses())}
            tokens: dict[str, str] = {}
            for output, word in words.items():
                row = held.get(output)
                same = row is not None and row.word == word
                tokens[output] = row.token if row and same else replace_address(connection, output, word, now)
        return tokens

    def renew(self, output: str, now: datetime) -> bool:
        """Give an output another address; the old one is gone at once. False when it has none."""
        with self._engine.begin() as connection:
            row = next((row for row in connection.execute(valid_addresses()) if row.output == output), None)
            if row is not None:
                replace_address(connection, output, row.word, now)
        return row is not None

    def tokens(self) -> dict[str, str]:
        """The token of every private output that has one."""
        with reading(self._engine) as connection:
            return {row.output: row.token for row in connection.execute(valid_addresses())}

    def put(self, output: str, bodies: Mapping[FeedFormat, bytes], now: datetime) -> bool:
        """Keep the documents of an output; says whether any byte is another one. What is the same keeps its date."""
        with self._engine.begin() as connection:
            mine = private_feeds.c.output == output
            held = {row.format: row.body for row in connection.execute(sa.select(private_feeds).where(mine))}
            changed = [form for form, body in bodies.items() if held.get(form) != body]
            gone = [form for form in held if form not in bodies]
            for part in (changed, gone):
                connection.execute(sa.delete(private_feeds).where(mine, private_feeds.c.format.in_(part)))
            if changed:
                rows = [{"output": output, "format": form, "modified": now, "body": bodies[form]} for form in changed]
                connection.execute(sa.insert(private_feeds), rows)
        return bool(changed or gone)

    def find(self, token: str, form: str) -> PrivateFeed | None:
        """The document at an address; None where there is none."""
        query = (
            sa.select(private_feeds)
            .join(private_addresses, private_addresses.c.output == private_feeds.c.output)
            .where(
                private_addresses.c.token == token,
                private_addresses.c.revoked_at.is_(None),
                private_feeds.c.format == form,
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return PrivateFeed(row.body, row.format, row.modified) if row else None

    def was_given(self, token: str) -> bool:
        """Whether an address was ever one of ours."""
        query = sa.select(private_addresses.c.token).where(private_addresses.c.token == token)
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None


def valid_addresses() -> sa.Select[tuple[str, str, str]]:
    """(token, output, word) of the addresses that hold; of two of one output the newer last."""
    columns = (private_addresses.c.token, private_addresses.c.output, private_addresses.c.word)
    query: sa.Select[tuple[str, str, str]] = sa.select(*columns)
    return query.where(private_addresses.c.revoked_at.is_(None)).order_by(private_addresses.c.made_at)


def replace_address(connection: sa.Connection, output: str, word: str, now: datetime) -> str:
    """Revoke what an output has, and give it a new token."""
    held = sa.and_(private_addresses.c.output == output, private_addresses.c.revoked_at.is_(None))
    connection.execute(sa.update(private_addresses).where(held).values(revoked_at=now))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {"token": token, "output": output, "word": word, "made_at": now}
    connection.execute(sa.insert(private_addresses), [row])
    return token
