"""Processes are killed, databases and stores go away: nothing is lost or counted twice."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.web.leaderboard.conftest import until
from tests.web.leaderboard.made_labels import write_guesses, write_labels
from tests.web.leaderboard.people import People, run_all
from waymo_kit.errors import OutputError, WaymoKitError
from waymo_kit.evaluation import evaluate
from waymo_kit.web.leaderboard import quota, submissions, worker
from waymo_kit.web.leaderboard.benchmark import write_benchmark
from waymo_kit.web.leaderboard.client import Client
from waymo_kit.web.leaderboard.errors import UnavailableError
from waymo_kit.web.leaderboard.jobs.tasks import task_of
from waymo_kit.web.leaderboard.models import (
    ChargeRow,
    JobRow,
    ResultRow,
    SubmissionRow,
)
from waymo_kit.web.leaderboard.phases import benchmark
from waymo_kit.web.leaderboard.site import open_site

SUBMISSIONS, KILLS, CLIENTS = 200, 20, 4
LIMIT_SECONDS = 600
SETTINGS = {"breakdowns": ["type"]}


class Running:
    """A server with its processes, which can be killed and started again."""

    def __init__(self, home, port):
        self.home, self.port, self.process = home, port, None
        self.start()

    def start(self):
        command = [sys.executable, "-m", "waymo_kit", "serve", "start", "--home", self.home]
        command += ["--bind", f"127.0.0.1:{self.port}", "--health-port", "0", "--workers", "2"]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def children(self):
        """Process ids of the web server and of the workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found = {"web": [], "worker": []}
        for pid in map(int, listed.split()):
            with suppress(OSError):  # it has just ended
                if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text():
                    is_web = _sockets(pid) & _sockets(self.process.pid)
                    found["web" if is_web else "worker"].append(pid)
        return found

    def kill(self, kind, random):
        """Kills the supervisor, the web server or a worker at once."""
        if kind == "supervisor":
            self.process.kill()
            self.process.wait()
            until(lambda: not _listens(self.port), 30)
            self.start()
        else:
            os.kill(random.choice(until(lambda: self.children()[kind], 60)), signal.SIGKILL)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def _sockets(pid):
    """Sockets of a process; the web server has that of the supervisor, at which it listens."""
    links = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return {link for link in links if link.startswith("socket:")}


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.heavy
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds processes in /proc")
def test_20_kills_during_200_submissions(tmp_path, database_url, capsys):
    labels, home = tmp_path / "labels", tmp_path / "home"
    made = write_labels(labels, segments=1, frames=4)
    files = [write_guesses(tmp_path / f"g{k}.parquet", made, seed=k) for k in range(3)]
    task = task_of("detection", SETTINGS)
    scores = [
        round(evaluate(file, labels, task).rows["OBJECT_TYPE_ALL_NS_LEVEL_2"]["APH"], 4)
        for file in files
    ]
    home.mkdir()
    many = 10**6
    limits = {"reads": many, "writes": many, "active_submissions": many}
    settings = {"database": database_url, "lease_seconds": 15.0, "attempts": 10, "limits": limits}
    (home / "site.yaml").write_text(yaml.safe_dump(settings))
    write_benchmark(home / "benchmark.yaml", labels=str(labels))
    values = yaml.safe_load((home / "benchmark.yaml").read_text())
    rules = {"quota": SUBMISSIONS, "confirms_new_best": False}
    values["phases"][0] |= {"tasks": {"detection": SETTINGS}, **rules}
    (home / "benchmark.yaml").write_text(yaml.safe_dump(values))
    server = Running(home, _free_port())
    try:
        until(lambda: _listens(server.port), 60)
        site = open_site(home)
        until(lambda: benchmark(site).phases, 240)
        people = People(site)
        ada, team = people.team()
        client = Client(f"http://127.0.0.1:{server.port}", people.token(ada))
        numbers, sent, failures = iter(range(SUBMISSIONS)), {}, []
        lock = threading.Lock()

        def submit():
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                file = files[number % 3]
                body = {
                    "team_id": team.id,
                    "method": f"M{number % 3}",
                    "phase": "test",
                    "task": "detection",
                    "filename": f"p{number}.parquet",
                    "size": file.stat().st_size,
                }
                made_id = _patiently(lambda body=body: _once(site, client, body))
                _patiently(
                    lambda made_id=made_id, file=file: client.upload(
                        made_id, file, lambda done, size: None
                    )
                )
                sent[number] = made_id

        threads = [threading.Thread(target=submit, daemon=True) for _ in range(CLIENTS)]
        start = time.monotonic()
        for thread in threads:
            thread.start()

        def ended():
            with site.database.read() as session:
                query = session.query(SubmissionRow).filter(SubmissionRow.finished_at.is_not(None))
                return query.count()

        # Some while files arrive and are checked, the others while they are scored.
        choice, killed = random.Random(7), Counter()
        for number in range(KILLS):
            if number < KILLS // 4:
                time.sleep(choice.uniform(0.5, 5.0))
            else:
                first = (number - KILLS // 4) * SUBMISSIONS // KILLS
                until(lambda first=first: ended() >= first, LIMIT_SECONDS)
                time.sleep(choice.uniform(0.0, 3.0))
            kind = ("worker", "web", "worker", "supervisor")[number % 4]
            server.kill(kind, choice)
            killed[kind] += 1
        for thread in threads:
            thread.join(LIMIT_SECONDS)
        assert len(sent) == SUBMISSIONS
        until(lambda: ended() == SUBMISSIONS, LIMIT_SECONDS)
        seconds = time.monotonic() - start
        with site.database.read() as session:
            rows = session.query(SubmissionRow).all()
            results = session.query(ResultRow).all()
            charges = session.query(ChargeRow).all()
            assert session.query(JobRow).filter(JobRow.kind == "score").count() == SUBMISSIONS
        assert len(rows) == SUBMISSIONS
        assert {row.state for row in rows} == {"done"}
        assert len(results) == SUBMISSIONS
        assert len({result.submission_id for result in results}) == SUBMISSIONS
        assert len(charges) == SUBMISSIONS
        assert all(charge.refunded_at is None for charge in charges)
        for number, submission_id in sent.items():
            shown = submissions.view(site, ada, submission_id).summary.value
            if shown != scores[number % 3]:
                failures.append((number, shown, scores[number % 3]))
        assert failures == []
        assert quota.quota(site, ada, team.id, "test").left == 0
        with capsys.disabled():
            print(f"\n{KILLS} kills in {seconds:.0f} s: {dict(killed)}")
        site.close()
    finally:
        server.stop()


def _patiently(action, seconds=300):
    """Repeats what a user would repeat while servers come and go."""
    end = time.monotonic() + seconds
    while True:
        try:
            return action()
        except WaymoKitError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def _once(site, client, body):
    """Makes a submission, unless a request whose answer was lost made it."""
    with site.database.read() as session:
        found = session.query(SubmissionRow.id).filter_by(filename=body["filename"]).first()
    return found[0] if found else client.post("/submissions", body)["summary"]["id"]


@pytest.mark.heavy
def test_a_full_disk_or_a_store_that_is_away_stops_a_worker_only_for_a_while(
    site, people, worker, guesses, monkeypatch
):
    from waymo_kit.web.leaderboard import worker as module

    ada, team = people.team()
    made = people.submit(ada, team, guesses[0])
    monkeypatch.setattr(module, "_OUTAGE_SECONDS", 0.01)
    real = module.publish
    calls = []

    def fail(staged, target):
        calls.append(target)
        if len(calls) <= 7:
            raise OutputError(f"{target}: No space left on device")
        real(staged, target)

    monkeypatch.setattr(module, "publish", fail)
    run_all(worker)
    assert len(calls) == 8
    view = submissions.view(site, ada, made)
    assert view.summary.state == "done"
    assert quota.quota(site, ada, team.id, "test").used == 1
    with site.database.read() as session:
        assert session.query(ResultRow).count() == 1


@pytest.mark.heavy
def test_a_database_that_goes_away_for_a_moment(tmp_path, postgres, labels, guesses):
    from waymo_kit.web.leaderboard.migrations import upgrade
    from waymo_kit.web.leaderboard.settings import SiteSettings

    site = open_site(tmp_path / "site", SiteSettings(database=postgres.new_database()))
    upgrade(site.database)
    people = People(site)
    path = tmp_path / "site" / "benchmark.yaml"
    made_worker = worker.Worker(site, write_benchmark(path, labels=str(labels[0])))
    made_worker.publish()
    ada, team = people.team()
    made = people.submit(ada, team, guesses[0])
    thread = threading.Thread(target=made_worker.run, daemon=True)
    thread.start()
    try:
        until(lambda: submissions.view(site, ada, made).summary.state == "scoring", 120)
        postgres.stop()
        time.sleep(3)
        with pytest.raises(UnavailableError):
            submissions.view(site, ada, made)
        postgres.start()
        until(lambda: submissions.view(site, ada, made).summary.state == "done", 180)
    finally:
        made_worker._stop.set()
        thread.join(60)
    with site.database.read() as session:
        assert session.query(ResultRow).count() == 1
        assert session.query(ChargeRow).count() == 1
    site.close()
