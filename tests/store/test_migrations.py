"""Stores of earlier versions: they are brought up to date, and are then like new ones."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from aggregator.model import State
from aggregator.store import open_store
from aggregator.store.migrations import upgrade
from aggregator.store.schema import metadata
from tests.store.test_store import an_item, apply, plan, planned


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, "0001")
        row = "INSERT INTO sources (id, mint_id, first_url, url, registered, state) VALUES ('desk', 'desk', 'u', 'u', 0, 'ok')"
        connection.exec_driver_sql(row)
    engine.dispose()

    with open_store(url) as store:
        assert store.sources.states()["desk"].state is State.OK
        apply(store, plan(planned(an_item())))
        assert len(list(store.items.list())) == 1


def test_a_migrated_store_is_the_same_as_a_new_one(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = sa.create_engine(f"sqlite:///{tmp_path}/migrated.sqlite")
    with engine.begin() as connection:
        upgrade(connection)
        names = set(sa.inspect(connection).get_table_names())
        assert names == {*metadata.tables, "alembic_version"}
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
