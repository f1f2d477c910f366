"""The site that all services work on: settings, database, files, keys and time."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml
from cryptography.fernet import Fernet

from waymo_kit.errors import InvalidInputError, StorageError
from waymo_kit.io import Location, locate
from waymo_kit.web.leaderboard.clock import Clock
from waymo_kit.web.leaderboard.database import Database, sqlite_url
from waymo_kit.web.leaderboard.key_files import key_in_file
from waymo_kit.web.leaderboard.settings import FILENAME, SiteSettings, read_site_settings

_SQLITE = "leaderboard.db"


@dataclass
class LeaderboardSite:
    """A site with its settings, database and files.

    Attributes:
        home: Folder of the site on this machine.
        settings: Settings of the site.
        database: Database of the site.
        files: Location of submitted files and results.
        clock: Time of the site.
    """

    home: Path
    settings: SiteSettings
    database: Database
    files: Location
    clock: Clock = field(default_factory=Clock)

    @property
    def uploads(self) -> Path:
        """Folder of incomplete uploads on this machine."""
        return self.home / "uploads"

    @property
    def scratch(self) -> Path:
        """Folder of temporary files of workers on this machine."""
        return self.home / "scratch"

    @cached_property
    def cipher(self) -> Fernet:
        """Cipher of the secrets in the database, whose key is a file of the home folder."""
        return Fernet(key_in_file(self.home / "keys" / "database.key", Fernet.generate_key))

    def close(self) -> None:
        """Closes the connections to the database."""
        self.database.close()


def open_site(
    home: str | os.PathLike[str], settings: SiteSettings | None = None
) -> LeaderboardSite:
    """Opens the site in a folder, which is made if it does not exist.

    Args:
        home: Folder of the site on this machine.
        settings: Settings. Defaults to those in `site.yaml` of the folder.

    Raises:
        InvalidInputError: The settings have a wrong key or value.
        StorageError: The folder cannot be made.
    """
    folder = Path(home).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}") from error
    settings = settings or read_site_settings(folder)
    return LeaderboardSite(
        folder,
        settings,
        Database(settings.database or sqlite_url(folder / _SQLITE)),
        locate(settings.files or folder / "files"),
    )


def keep_database(home: str | os.PathLike[str], url: str) -> None:
    """Writes the URL of a new site's database to `site.yaml`, where all commands read it.

    Args:
        home: Folder of the site, which is made if it does not exist.
        url: URL of the database.

    Raises:
        InvalidInputError: The URL is malformed, or the site has another database already.
        StorageError: The file cannot be written.
    """
    Database(url).close()
    folder = Path(home).absolute()
    path, sqlite = folder / FILENAME, folder / _SQLITE
    known = read_site_settings(folder).database
    if known == url:
        return
    if known or sqlite.exists():
        raise InvalidInputError(
            f"--database: this site has its database in {path if known else sqlite}; "
            "`waymo-kit serve backup` and `restore` move it to another one"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        text += "\n" * bool(text and not text.endswith("\n"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + yaml.safe_dump({"database": url}))
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
