"""Migrations, backup and restore, logs, health, the pages' server and the commands."""

import json
import logging
import math
import shutil
import socket
import threading
import urllib.request

import pytest
from sqlalchemy import inspect, select, text

from tests.evaluation.command import run_command
from tests.web.leaderboard.conftest import until
from tests.web.leaderboard.people import PASSWORD, People, add_result, upload
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.web.leaderboard import accounts, receipts, submissions, tokens
from waymo_kit.web.leaderboard.backup import restore_backup, write_backup
from waymo_kit.web.leaderboard.benchmark import PhaseDefinition
from waymo_kit.web.leaderboard.health import HealthServer, Metrics
from waymo_kit.web.leaderboard.logs import JsonFormatter
from waymo_kit.web.leaderboard.migrations import head, upgrade
from waymo_kit.web.leaderboard.models import AuditRow, Base, JobRow
from waymo_kit.web.leaderboard.server import Server, ServerPlan, check_bind
from waymo_kit.web.leaderboard.settings import SiteSettings, read_site_settings
from waymo_kit.web.leaderboard.site import keep_database, open_site


def test_migrations_make_the_tables_of_the_models(site):
    found = inspect(site.database.engine)
    assert set(found.get_table_names()) - {"alembic_version"} == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert columns == {column.name: column.nullable for column in table.columns}, name
    upgrade(site.database)
    with site.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    with pytest.raises(InvalidInputError, match="newer version"):
        upgrade(site.database)


@pytest.mark.usefixtures("phases")
@pytest.mark.parametrize("target", ["same", "sqlite"])
def test_a_backup_restores_everything(site, people, tmp_path, target, request, database_url):
    ada, team = people.team()
    content = b"PAR1 some bytes PAR1"
    made = people.begin(ada, team, size=len(content))
    upload(site, ada, made, content)
    with site.database.write() as session:
        session.query(JobRow).update({"state": "finished"})
    add_result(site, made, 0.5)
    token = people.token(ada)
    key = receipts.public_text(receipts.load_signing_key(site.home))
    counts = write_backup(site, tmp_path / "backup.tar")
    assert counts["files"] == 1
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0

    url = ""
    if target == "same" and database_url:
        url = request.getfixturevalue("postgres").new_database()
    other = open_site(tmp_path / "other", SiteSettings(database=url))
    assert restore_backup(other, tmp_path / "backup.tar") == counts
    actor = tokens.actor_of(other, token)
    assert submissions.view(other, actor, made).summary.value == 0.5
    assert (other.files / f"submissions/{made}").read_bytes() == content
    assert accounts.log_in(other, email=people.email(ada), password=PASSWORD).id == ada.account_id
    assert receipts.public_text(receipts.load_signing_key(other.home)) == key
    with other.database.write() as session:  # identifiers go on after those that were restored
        last = max(session.scalars(select(AuditRow.id)))
        session.add(
            AuditRow(
                time=other.clock.now(),
                account_id="",
                account="",
                action="x",
                target="",
                detail="",
                address="",
            )
        )
        session.flush()
        assert max(session.scalars(select(AuditRow.id))) == last + 1
    with pytest.raises(InvalidInputError, match="not empty"):
        restore_backup(other, tmp_path / "backup.tar")
    other.close()
    broken = tmp_path / "broken.tar"
    broken.write_bytes((tmp_path / "backup.tar").read_bytes()[:3000])
    empty = open_site(tmp_path / "empty")
    with pytest.raises(CorruptDataError):
        restore_backup(empty, broken)
    empty.close()


def test_the_database_of_a_new_site_is_kept_in_its_settings(tmp_path):
    home, url = tmp_path / "home", "postgresql://board@db.example/board"
    keep_database(home, url)
    keep_database(home, url)
    path = home / "site.yaml"
    assert read_site_settings(home).database == url
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InvalidInputError, match=r"--database: .*site\.yaml"):
        keep_database(home, "postgresql://other/board")
    with pytest.raises(InvalidInputError, match="expected sqlite:// or postgresql://"):
        keep_database(tmp_path / "none", "mysql://other/board")
    assert not (tmp_path / "none").exists()
    path.write_text("# our board\ntitle: Board")
    keep_database(home, url)
    assert path.read_text() == f"# our board\ntitle: Board\ndatabase: {url}\n"


def test_a_site_on_sqlite_is_not_left_behind(tmp_path):
    upgrade(open_site(tmp_path).database)
    with pytest.raises(InvalidInputError, match="backup"):
        keep_database(tmp_path, "postgresql://db.example/board")
    assert not (tmp_path / "site.yaml").exists()


def test_one_option_moves_a_site_to_another_database(tmp_path, postgres, capsys):
    site = open_site(tmp_path / "old")
    upgrade(site.database)
    ada = People(site).person("Ada")
    site.close()
    archive, home = tmp_path / "backup.tar", tmp_path / "new"
    assert run_command("serve", "backup", "--home", site.home, "--out", archive) == 0
    url = postgres.new_database()
    assert run_command("serve", "restore", archive, "--home", home, "--database", url) == 0
    made = open_site(home)
    assert made.settings.database == url
    assert not made.database.is_sqlite
    assert accounts.account(made, ada).name == "Ada"
    made.close()
    assert not (home / "leaderboard.db").exists()
    assert run_command("serve", "restore", archive, "--home", home, "--database", "mysql://x") == 2
    assert "expected sqlite:// or postgresql://" in capsys.readouterr().err


def test_settings_are_read_strictly(tmp_path):
    (tmp_path / "site.yaml").write_text("url: https://board.example.org\nlimits: {reads: 9}\n")
    settings = read_site_settings(tmp_path)
    assert (settings.is_https, settings.limits.reads) == (True, 9)
    for wrong in (
        "url: board.example.org",
        "limits: {readz: 9}",
        "limits: {reads: 0}",
        "sessions: {idle_hours: .nan}",
        "sandbox: {max_rows: -1}",
        "attempts: 0",
        "lease_seconds: soon",
    ):
        (tmp_path / "site.yaml").write_text(wrong)
        with pytest.raises(InvalidInputError):
            read_site_settings(tmp_path)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"opens_at": "soon"}, "phase x: opens_at: expected a time such as"),
        ({"closes_at": "2027-13-01"}, "phase x: closes_at: expected a time such as"),
        ({"window_days": math.nan}, "phase x: expected a quota of at least 0 and window_days"),
        ({"quota": -1}, "phase x: expected a quota of at least 0"),
    ],
)
def test_rules_of_a_phase_are_checked_before_they_are_published(values, message):
    with pytest.raises(InvalidInputError, match=message):
        PhaseDefinition(name="x", labels="y", **values)


@pytest.mark.parametrize(
    "text", ["8080", "host:", "host:70000", "host:\u00b2", "host:" + "9" * 5000]
)
def test_addresses_to_listen_at_are_checked(text):
    with pytest.raises(InvalidInputError, match="--bind: expected an address"):
        check_bind(text)
    assert check_bind("[::1]:80") == ("::1", 80)


def test_logs_are_lines_of_json():
    record = logging.makeLogRecord({"msg": "request\nforged", "path": "/x\n", "status": 200})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["path"] == "/x\n"


def test_health_and_metrics(site, people):
    listening = socket.create_server(("127.0.0.1", 0))
    metrics = Metrics()
    metrics.count_request("GET", 200, 0.02)
    metrics.count_request("BREW", 418, 9.0)
    server = HealthServer(site, metrics, listening)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def get(path):
        with urllib.request.urlopen(url + path, timeout=30) as answer:
            return answer.read().decode()

    assert get("/healthz") == "ok\n"
    assert get("/readyz") == "ready\n"
    text = get("/metrics")
    assert 'waymo_kit_requests_total{method="GET",status="200"} 1' in text
    assert 'waymo_kit_requests_total{method="OTHER",status="418"} 1' in text
    assert 'waymo_kit_request_seconds_bucket{le="0.025"} 1' in text
    assert "waymo_kit_workers_alive 0" in text
    server.close()


@pytest.mark.heavy
def test_serve_submit_verify(tmp_path, labels, guesses, capsys, monkeypatch):
    """The whole way by the commands, with real processes."""
    home = tmp_path / "home"
    from waymo_kit.web.leaderboard.server import write_first_benchmark

    plan = ServerPlan(home, port=0, health_port=0)
    write_first_benchmark(
        plan.benchmark_file, labels=str(labels[0]), tasks=("detection", "tracking")
    )
    server = Server(plan)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        site = open_site(home)
        people = People(site)
        ada, _ = people.team("Lab")
        monkeypatch.setenv("WAYMO_KIT_TOKEN", people.token(ada))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        from waymo_kit.web.leaderboard.phases import benchmark

        until(lambda: benchmark(site).phases, 240)
        command = ["submit", guesses[0], "--to", server.url, "--as", "Mine"]
        assert run_command(*command, "--json", tmp_path / "r.json") == 0
        view = json.loads((tmp_path / "r.json").read_text())
        assert view["summary"]["state"] == "done"
        out = capsys.readouterr().out
        assert "Object type, public" in out
        assert view["summary"]["shown"] in out
        receipt = submissions.receipt(site, ada, view["summary"]["id"])
        (tmp_path / "receipt.json").write_text(json.dumps(receipt))
        verify = ["verify", tmp_path / "receipt.json", "--key", benchmark(site).receipt_key]
        assert run_command(*verify, "--file", guesses[0]) == 0
        assert run_command(*verify, "--file", guesses[1]) == 2
        assert run_command(*command, "--task", "tracking") == 0
        bad = tmp_path / "bad.parquet"
        shutil.copyfile(guesses[0], bad)
        with bad.open("r+b") as file:
            file.truncate(1000)
        assert run_command("submit", bad, "--to", server.url, "--as", "Mine") == 2
        assert "Traceback" not in capsys.readouterr().err
        site.close()
    finally:
        server.stop()
        thread.join(30)
    assert not thread.is_alive()
    assert head() == "0001"
