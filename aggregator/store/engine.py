"""Opening a database: its folder, its lock, its pragmas, its schema; and what goes wrong, in one line with the file's name."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from aggregator.errors import StoreError
from aggregator.store.schema import HEAD, metadata


@contextlib.contextmanager
def connect(url: str, *, read_only: bool, owner: str, wait: float) -> Iterator[sa.Engine]:
    """An engine on a store whose schema is the newest. Every failure of the database becomes a StoreError."""
    address = sa.make_url(url)
    path = Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
    with contextlib.ExitStack() as stack:
        if path is not None and not (read_only and not path.exists()):
            if not read_only:
                make_folder(path)
                stack.enter_context(lock(path, owner, wait))
        elif path is not None:
            address = sa.make_url("sqlite://")
        stack.enter_context(in_words(path or url))
        engine = make_engine(address, read_only=read_only and path is not None and path.exists())
        stack.callback(engine.dispose)
        bring_up_to_date(engine, path, read_only=read_only and address.database is not None)
        yield engine


@contextlib.contextmanager
def in_words(name: Path | str) -> Iterator[None]:
    """Errors of the database in one sentence, with the file and a remedy."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise StoreError(f"{name}: {remedy_for(str(error.orig))}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{name}: {remedy_for(str(error))}") from error


def remedy_for(message: str) -> str:
    """What SQLite says, and what to do about it."""
    remedies = {
        "not a database": "this file is no database; move it away, and a new store is made",
        "malformed": "the database is damaged; move it away and start anew, or restore a backup",
        "disk is full": "the disk is full; nothing was lost, free some space and run again",
        "readonly": "the database cannot be written; give this user the right to write the file and its folder",
        "unable to open": "the database cannot be opened; is the path right, and may this user read and write it?",
        "disk I/O error": "the disk failed while the database was read or written",
        "locked": "another program holds the database; end it, or wait",
    }
    return next((f"{message}: {remedy}" for words, remedy in remedies.items() if words in message), message)


def make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: the folder of the store cannot be made: {error.strerror}") from error
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; store.url must name a file")


@contextlib.contextmanager
def lock(path: Path, owner: str, wait: float) -> Iterator[None]:
    """The right to write: a lock on a file beside the database that ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # not on Windows: there SQLite's own locks must do
        yield
        return
    try:
        handle = Path(f"{path}.lock").open("a+", encoding="utf-8")  # noqa: SIM115 - open as long as the lock is held
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    with handle:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= deadline:
                    handle.seek(0)
                    holder = handle.read(200).strip() or "another process"
                    raise StoreError(f"{path} is in use by {holder}; end it, or wait until it is done") from None
                time.sleep(0.05)
        handle.truncate(0)
        handle.write(f"{owner or 'aggregator'} (process {os.getpid()})")
        handle.flush()
        yield


def make_engine(address: sa.URL, *, read_only: bool) -> sa.Engine:
    """An engine whose every connection has the pragmas, and whose every transaction takes its write lock at once."""
    try:
        engine = sa.create_engine(address)
    except ImportError as error:
        driver = f"a {address.get_backend_name()} store needs the package {error.name}, which is not installed"
        raise StoreError(f"{driver}; install it beside the program, or use sqlite:///…") from error
    if address.get_backend_name() != "sqlite":
        return engine

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 30000")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    @sa.event.listens_for(engine, "handle_error")
    def tell(context: Any) -> None:
        # Where it happens, and not only where the store is closed: a desk that stays must get the same one line.
        if isinstance(context.original_exception, sqlite3.Error):
            name = address.database or "the store"
            raise StoreError(f"{name}: {remedy_for(str(context.original_exception))}") from context.original_exception

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        is_reader = read_only or connection.get_execution_options().get("reader", False)
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")

    return engine


def bring_up_to_date(engine: sa.Engine, path: Path | None, *, read_only: bool) -> None:
    """A new store gets the whole schema at once, an old one the migrations it lacks; a newer one is refused."""
    with engine.connect() as connection:
        version = stored_version(connection)
        if version == HEAD:
            return
        if read_only and version is None:
            raise StoreError(f"{path}: this is no store of this program; is store.url right?")
    if version is not None and version > HEAD:
        raise StoreError(f"{path}: was written by a newer version of this program; upgrade this program")
    if read_only:
        raise StoreError(f"{path}: has the format of an older version; `aggregator poll` brings it up to date")
    with engine.begin() as connection:
        if version is None:
            metadata.create_all(connection)
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            connection.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
            return
        from aggregator.store.migrations import upgrade

        upgrade(connection)


def stored_version(connection: sa.Connection) -> str | None:
    """The revision a store is at; None for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def reading(engine: sa.Engine) -> sa.Connection:
    """A connection for reading alone: it takes no write lock and waits for nobody."""
    return engine.connect().execution_options(reader=True)
