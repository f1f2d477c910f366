"""The database: SQLite by default, PostgreSQL by its URL; the same tables and code on both."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.web.leaderboard.errors import ConflictError, UnavailableError

T = TypeVar("T")

POSTGRES = "postgresql+psycopg"

_BUSY_SECONDS = 30.0
"""Time that a writer waits for another one of a SQLite file."""


class Database:
    """Opens transactions.

    Readers see a state of the database; a writer on SQLite holds its one lock from the beginning,
    and on PostgreSQL locks the rows that it reads `with_for_update`.
    """

    def __init__(self, url: str, *, connections: int = 10) -> None:
        """Connects when the first transaction begins.

        Args:
            url: `sqlite:////path/file` or `postgresql+psycopg://user@host/name`.
            connections: Number of connections that are kept open.

        Raises:
            InvalidInputError: The URL is malformed or names another kind of database.
        """
        self.url = url
        parsed = _parsed(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
        else:
            options["connect_args"] = {"connect_timeout": 10}
        try:
            self.engine: Engine = create_engine(
                parsed,
                pool_size=connections,
                max_overflow=connections,
                pool_timeout=30,
                hide_parameters=True,
                pool_pre_ping=not self.is_sqlite,
                **options,
            )
        except ModuleNotFoundError as error:
            raise MissingDependencyError("PostgreSQL needs psycopg", "postgres") from error
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Opens a transaction that changes nothing.

        Raises:
            UnavailableError: The database is out of reach.
        """
        with _translated(), self._sessions() as session:
            if self.is_sqlite:
                session.execute(text("BEGIN"))
            yield session
            session.expunge_all()  # what was read stays readable
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Opens a transaction that is committed at the end of the block, or not at all.

        Raises:
            ConflictError: A row exists already.
            UnavailableError: The database is out of reach, or its disk is full.
        """
        with _translated(), self._sessions() as session:
            if self.is_sqlite:
                session.execute(text("BEGIN IMMEDIATE"))
            yield session
            session.commit()

    def persist(self, action: Callable[[], T], *, seconds: float = 600.0) -> T:
        """Calls a function that uses the database until it succeeds.

        Args:
            action: Function that does the same if it is called again.
            seconds: Time after which the last error is raised.
        """
        end = time.monotonic() + seconds
        pause = 0.1
        while True:
            try:
                return action()
            except UnavailableError:
                if time.monotonic() + pause > end:
                    raise
                time.sleep(pause)
                pause = min(2 * pause, 10.0)

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise InvalidInputError("database: expected a URL such as sqlite:////path/file") from None
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername=POSTGRES)
    elif parsed.get_backend_name() != "sqlite":
        raise InvalidInputError(
            f"database: expected sqlite:// or postgresql://, got {parsed.get_backend_name()}://"
        )
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InvalidInputError("database: expected a file for SQLite, as several processes use it")
    return parsed


def sqlite_url(path: Path) -> str:
    """Returns the URL of a SQLite file."""
    return f"sqlite:///{path.absolute()}"


def _configure_sqlite(connection: sqlite3.Connection, record: object) -> None:
    """Sets up a connection: transactions begin when we say so, and are on disk when committed."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
    cursor.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Turns errors of the driver into errors of ours, without the statement or its values."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("this exists already, or was changed by another request") from error
    except (DataError, UnicodeEncodeError, OverflowError) as error:
        raise InvalidInputError("a value has characters or digits that cannot be stored") from error
    except DBAPIError as error:
        if not _is_outage(error):
            raise
        raise UnavailableError("the database is out of reach; try again") from error
    except PoolTimeoutError as error:
        raise UnavailableError("the database is busy; try again") from error


def _is_outage(error: DBAPIError) -> bool:
    """Returns whether an error is about the connection, the disk or a lock, not the statement."""
    return error.connection_invalidated or type(error).__name__ in (
        "OperationalError",
        "InterfaceError",
        "InternalError",
    )
