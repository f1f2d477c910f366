"""Settings of a site, from `site.yaml` in its home folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from waymo_kit.configuration import read_configuration
from waymo_kit.errors import InvalidInputError

FILENAME = "site.yaml"


@dataclass(frozen=True)
class OidcSettings:
    """Settings of the log-in through an OpenID Connect provider.

    Attributes:
        issuer: URL of the provider, below which `.well-known/openid-configuration` is. Empty for
            no such log-in.
        client_id: Identifier of this site at the provider.
        client_secret_file: File with the secret of this site at the provider.
        label: Name of the provider on the log-in page.
        domains: Domains of e-mail addresses whose owners may register without an invitation.
    """

    issuer: str = ""
    client_id: str = ""
    client_secret_file: str = ""
    label: str = "Institution"
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class LimitSettings:
    """Limits against abuse; each counts per minute unless its name says otherwise.

    Attributes:
        reads: Number of requests of one address.
        writes: Number of changing requests of one account or address.
        logins_per_hour: Number of failed log-ins for one account, and ten times that for an
            address.
        registrations_per_hour: Number of attempts to register of one address.
        active_submissions: Number of submissions of a team that are being uploaded, checked or
            scored; not a number per minute.
        failed_checks_per_day: Number of rejected files of a team.
        compares: Number of comparisons of one account or address.
        upload_days: Number of days after which an upload that nobody continues is removed.
        upload_bytes_per_second: Slowest rate of an upload's request, averaged over a minute;
            slower ones are cut off and can be resumed.
        body_bytes: Maximum size of a request that is no upload, in bytes.
        free_bytes: Space that uploads leave free on the disk of the server.
    """

    reads: int = 600
    writes: int = 120
    logins_per_hour: int = 10
    registrations_per_hour: int = 20
    active_submissions: int = 8
    failed_checks_per_day: int = 20
    compares: int = 20
    upload_days: int = 7
    upload_bytes_per_second: int = 2048
    body_bytes: int = 64 << 10
    free_bytes: int = 256 << 20

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive("limits", self, "reads", "writes", "upload_days", "body_bytes")


@dataclass(frozen=True)
class SessionSettings:
    """Time limits of the sessions of browsers.

    Attributes:
        idle_hours: Hours without a request after which a session ends.
        total_hours: Hours after which a session ends in any case.
    """

    idle_hours: float = 12.0
    total_hours: float = 24.0 * 7

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive("sessions", self, "idle_hours", "total_hours")


@dataclass(frozen=True)
class SandboxSettings:
    """Limits of the process in which a submission is read and scored.

    Attributes:
        memory_bytes: Maximum address space in bytes. Defaults to 8 GiB, most of it never used.
        check_seconds: Maximum time to read and check a file, in seconds.
        score_seconds: Maximum time to score a file, in seconds.
        file_bytes: Maximum size of a file that the process may write, in bytes.
        max_rows: Maximum number of predictions in a file.
        max_expansion: Maximum ratio of the decompressed size to the size of a file, above 64 MiB.
    """

    memory_bytes: int = 8 << 30
    check_seconds: int = 1800
    score_seconds: int = 4 * 3600
    file_bytes: int = 16 << 30
    max_rows: int = 100_000_000
    max_expansion: int = 100

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive("sandbox", self, *(field.name for field in dataclasses.fields(self)))


@dataclass(frozen=True)
class SiteSettings:
    """Settings of a site; without `site.yaml` they are the defaults.

    Attributes:
        title: Name of the site.
        url: Address by which browsers reach the site, such as `https://board.example.org`. Empty
            for a site that only this machine reaches.
        database: URL of the database, such as `postgresql://user@host/name`. Empty for a SQLite
            file in the home folder.
        files: Folder or URI of the submitted files and results. Empty for a folder in the home.
        proxies: Addresses of reverse proxies whose `X-Forwarded-For` is believed.
        needs_second_factor: Whether hosts must use a second factor.
        lease_seconds: Time after which the job of a silent worker goes to another one.
        attempts: Number of times that a job is begun before it fails.
        oidc: Log-in through an OpenID Connect provider.
        limits: Limits against abuse.
        sessions: Times for which a browser stays logged in.
        sandbox: Limits of the processes that read submissions.
        views: Paths of the drives that the viewer shows, by phase: to everybody for a phase with
            public labels, to hosts for others. The web server reads them, so name no hidden labels
            here that it must not know. Empty for no viewer.
    """

    title: str = "waymo-kit leaderboard"
    url: str = ""
    database: str = ""
    files: str = ""
    proxies: tuple[str, ...] = ()
    needs_second_factor: bool = False
    lease_seconds: float = 40.0
    attempts: int = 5
    oidc: OidcSettings = field(default_factory=OidcSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    sandbox: SandboxSettings = field(default_factory=SandboxSettings)
    views: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Checks the address, and that jobs are begun."""
        _check_positive("site", self, "lease_seconds", "attempts")
        parts = urlsplit(self.url)
        if self.url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
            raise InvalidInputError(
                f"url: expected an address such as https://board.example.org, got {self.url!r}"
            )

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the site through TLS."""
        return self.url.startswith("https://")


def read_site_settings(home: Path) -> SiteSettings:
    """Reads the settings of the site in a folder.

    Raises:
        InvalidInputError: The file has a wrong key or value.
    """
    path = home / FILENAME
    return read_configuration(path, SiteSettings()) if path.exists() else SiteSettings()


def _check_positive(where: str, settings: object, *names: str) -> None:
    for name in names:
        value = getattr(settings, name)
        if not value > 0:
            raise InvalidInputError(f"{where}: {name}: expected a number above 0, got {value}")
