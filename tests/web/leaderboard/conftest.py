"""Fixtures of the leaderboard's tests: sites on both databases, accounts, and what was scored."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import yaml

pytest.importorskip("fastapi", reason="needs waymo-kit[serve]")
pytest.importorskip("sqlalchemy", reason="needs waymo-kit[serve]")

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from tests.web.leaderboard.made_labels import write_guesses, write_labels
from tests.web.leaderboard.people import PASSWORD, People, publish_phases
from waymo_kit.web.leaderboard import passwords
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.benchmark import read_benchmark, write_benchmark
from waymo_kit.web.leaderboard.migrations import upgrade
from waymo_kit.web.leaderboard.settings import SiteSettings
from waymo_kit.web.leaderboard.site import open_site
from waymo_kit.web.leaderboard.worker import Worker

_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if os.name == "posix" else []
DATABASES = ("sqlite", "postgresql")
_ON_BOTH = ("test_accounts", "test_queue")


class Postgres:
    """A server of PostgreSQL, run as an unprivileged user, with a database for each test."""

    def __init__(self, folder):
        self.folder, self.count = folder, 0
        self.user = "postgres" if os.geteuid() == 0 else None
        folder.chmod(0o700)
        if self.user:
            shutil.chown(folder, self.user, self.user)
        self._run("initdb", "-A", "trust", "--no-sync", "-D", folder / "data")
        self.start()

    def start(self):
        options = f"-c listen_addresses= -k {self.folder} -c fsync=off -c max_connections=300"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-o", options, "-l", log, "start")

    def stop(self, mode="immediate"):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-W", "stop")

    def new_database(self):
        self.count += 1
        name = f"board{self.count}"
        self._run("createdb", "-h", self.folder, name)
        user = self.user or os.environ.get("USER", "")
        return f"postgresql://{user}@/{name}?host={self.folder}"

    def _run(self, program, *arguments):
        command = [str(_POSTGRES[-1] / program), *map(str, arguments)]
        subprocess.run(
            command,
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords():
    """Hashes passwords at the lowest cost, as tests make many accounts."""
    before = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobody.cache_clear()
    yield
    passwords._HASHER = before
    passwords._nobody.cache_clear()


@pytest.fixture(scope="session")
def postgres():
    if not _POSTGRES:
        pytest.skip("needs PostgreSQL (apt-get install postgresql)")
    # Outside of pytest's folders, which an unprivileged user cannot reach.
    with tempfile.TemporaryDirectory(
        prefix="waymo-kit-postgres-", ignore_cleanup_errors=True
    ) as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leaves PostgreSQL to the heavy tests, but for accounts and the queue, whose locks differ."""
    for item in items:
        is_own = Path(__file__).parent in item.path.parents
        if is_own and "postgresql" in item.name and item.path.stem not in _ON_BOTH:
            item.add_marker(pytest.mark.heavy)


def new_url(request, kind):
    """Returns the URL of an empty database of a kind; empty for SQLite's default."""
    return "" if kind == "sqlite" else request.getfixturevalue("postgres").new_database()


@pytest.fixture(params=DATABASES)
def database_url(request):
    """URL of an empty database of each kind; empty for SQLite's default."""
    return new_url(request, request.param)


@pytest.fixture
def site(tmp_path, database_url):
    """An empty site with its tables."""
    made = open_site(tmp_path / "site", SiteSettings(database=database_url))
    upgrade(made.database)
    yield made
    made.close()


@pytest.fixture
def people(site):
    """Makes accounts and teams of the site."""
    return People(site)


@pytest.fixture
def ada(people):
    """An account and the team that it owns."""
    return people.team("Team A")


@pytest.fixture(scope="session")
def labels(tmp_path_factory):
    """Folder of hidden labels, and their boxes."""
    folder = tmp_path_factory.mktemp("labels")
    return folder, write_labels(folder)


@pytest.fixture(scope="session")
def guesses(labels, tmp_path_factory):
    """Files of predictions of different quality, the best first."""
    folder = tmp_path_factory.mktemp("guesses")
    _, made = labels
    return [
        write_guesses(folder / f"g{k}.parquet", made, noise=noise, seed=k)
        for k, noise in enumerate((0.02, 0.1, 0.25))
    ]


@pytest.fixture
def benchmark(site, labels):
    """The phases check and test on the same labels; few breakdowns, and each score is shown."""
    folder, _ = labels
    path = site.home / "benchmark.yaml"
    write_benchmark(path, labels=str(folder), check_labels=str(folder))
    return changed_benchmark(path, confirms_new_best=False)


def changed_benchmark(path, **changes):
    """Changes the phase test of a benchmark; all tasks are scored by type and weather only."""
    values = yaml.safe_load(path.read_text())
    for phase in values["phases"]:
        phase["tasks"] = {"detection": {"breakdowns": ["type", "weather"]}}
        if phase["name"] == "test":
            phase |= changes
    path.write_text(yaml.safe_dump(values))
    return read_benchmark(path)


@pytest.fixture
def worker(site, benchmark):
    """A worker that has published the benchmark."""
    made = Worker(site, benchmark)
    made.publish()
    return made


@pytest.fixture
def phases(site):
    """Phases without labels, for tests that score nothing."""
    publish_phases(site)


@pytest.fixture
def app(site):
    return create_app(site)


@pytest.fixture
def client(app):
    """A browser that nobody has logged in."""
    return Browser(app)


@pytest.fixture
def logged_in(client, people, ada):
    """A browser in which Ada has logged in."""
    assert client.log_in(people.email(ada[0])).status_code == 200
    return client


class Browser(TestClient):
    """A client with the cookies of a browser, which sends the token against forged requests."""

    def __init__(self, app):
        super().__init__(app, base_url="http://127.0.0.1", raise_server_exceptions=False)

    def send_json(self, method, path, body=None, **headers):
        token = self.get("/api/v1/csrf").json()["csrf"]
        headers = {"X-CSRF-Token": token, **headers}
        return self.request(method, f"/api/v1{path}", json=body, headers=headers)

    def log_in(self, email, password=PASSWORD, otp=""):
        return self.send_json("POST", "/login", {"email": email, "password": password, "otp": otp})


def until(condition, seconds=60):
    """Waits for a condition; returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, "nothing came in time"
        time.sleep(0.05)
