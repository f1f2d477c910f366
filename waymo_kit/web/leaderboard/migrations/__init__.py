"""The history of the tables; `upgrade` brings a database to the present."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard.database import Database

_FOLDER = Path(__file__).parent


def upgrade(database: Database, revision: str = "head") -> None:
    """Makes the tables, or brings those of an earlier version to the present.

    Raises:
        InvalidInputError: A newer version made the tables.
    """
    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.engine.begin() as connection:
        if not database.is_sqlite:  # servers that start together take turns
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7766554433)")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        present = MigrationContext.configure(connection).get_current_revision()
        if present is not None and present not in known:
            raise InvalidInputError(
                f"the database has the tables of a newer version ({present}); install that one"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def head() -> str:
    """Returns the present revision of the tables."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
