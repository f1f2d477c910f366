"""Jobs: leases, workers that die, cancelled submissions, and the quota under many hands."""

import math
import multiprocessing
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.web.leaderboard.people import People, add_result, publish_phases
from waymo_kit.web.leaderboard import comparing, queue, quota, standings, submissions
from waymo_kit.web.leaderboard.benchmark import Benchmark
from waymo_kit.web.leaderboard.errors import ConflictError, TooManyError, UnavailableError
from waymo_kit.web.leaderboard.models import ChargeRow, ComparisonRow, JobRow, SubmissionRow
from waymo_kit.web.leaderboard.ranking import scores_of
from waymo_kit.web.leaderboard.settings import LimitSettings, SiteSettings
from waymo_kit.web.leaderboard.site import open_site
from waymo_kit.web.leaderboard.states import move
from waymo_kit.web.leaderboard.worker import Worker

pytestmark = pytest.mark.usefixtures("phases")


def checking(site, people, ada, kind=queue.CHECK):
    """Returns a submission with a job that waits."""
    made = people.begin(*ada)
    with site.database.write() as session:
        row = session.get(SubmissionRow, made)
        move(site, row, "checking")
        if kind == queue.SCORE:
            move(site, row, "queued")
        queue.enqueue(site, session, made, kind)
    return made


def test_ranking_goes_on_until_all_neighbors_are_compared(site, people, monkeypatch):
    results = []
    for value in (0.5, 0.6, 0.7, 0.8):
        owner, team = people.team()
        made = people.begin(owner, team)
        results.append(add_result(site, made, value))
    with site.database.write() as session:
        queue.enqueue_ranking(site, session, session.get(SubmissionRow, made))
    monkeypatch.setattr(standings, "MAX_PAIRS", 2)
    payload = {"verdict": "better"}
    monkeypatch.setattr(comparing, "computed", lambda *arguments: payload)
    worker = Worker(site, Benchmark("Title", "", "s" * 16, ()))
    runs = 0
    while worker.run_once():
        runs += 1
        assert runs < 5
    with site.database.read() as session:
        for pair in pairwise(results):
            assert session.get(ComparisonRow, (*pair, "public")) is not None
    assert runs == 2


def state(site, ada, made):
    return submissions.view(site, ada[0], made).summary.state


def test_a_job_goes_to_one_worker_and_checks_go_first(site, people, ada):
    first = checking(site, people, ada, queue.SCORE)
    second = checking(site, people, ada, queue.CHECK)
    assert submissions.view(site, ada[0], first).summary.queue_position == 2
    assert queue.claim(site, "a").submission_id == second
    lease = queue.claim(site, "b")
    assert lease.submission_id == first
    assert state(site, ada, first) == "scoring"
    assert queue.claim(site, "c") is None
    assert queue.renew(site, lease, "segment 1 of 2", 50.0)
    assert submissions.view(site, ada[0], first).summary.percent == 50.0


def test_a_silent_workers_job_goes_to_another_and_its_outcome_is_dropped(site, people, ada):
    made = checking(site, people, ada, queue.SCORE)
    lost = queue.claim(site, "silent")
    site.clock.offset += timedelta(seconds=site.settings.lease_seconds - 1)
    assert queue.claim(site, "other") is None
    site.clock.offset += timedelta(seconds=2)
    lease = queue.claim(site, "other")
    assert (lease.submission_id, lease.attempt) == (made, 2)
    assert not queue.renew(site, lost, "", None)
    with pytest.raises(ConflictError), site.database.write() as session:
        queue.finish(site, session, lost)
    with site.database.write() as session:
        assert queue.finish(site, session, lease).id == made


def test_a_job_that_always_fails_ends_as_our_fault_and_is_refunded(site, people, ada):
    made = checking(site, people, ada, queue.SCORE)
    with site.database.write() as session:
        quota.take(site, session, session.get(SubmissionRow, made))
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 1
    for _ in range(site.settings.attempts):
        queue.give_back(site, queue.claim(site, "a"))
    assert queue.claim(site, "a") is None
    view = submissions.view(site, ada[0], made)
    assert view.summary.state == "failed"
    assert "our fault" in view.reasons[0]
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 0
    with site.database.write() as session:
        session.get(SubmissionRow, made).file_key = "submissions/x"
    submissions.retry(site, people.host, made)
    assert state(site, ada, made) == "checking"
    lease = queue.claim(site, "a")
    with site.database.write() as session:
        quota.take(site, session, queue.finish(site, session, lease))
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 1


def test_an_outage_does_not_use_up_the_attempts(site, people, ada):
    checking(site, people, ada)
    for _ in range(3 * site.settings.attempts):
        queue.give_back(site, queue.claim(site, "a"), counts=False)
    assert queue.claim(site, "a").attempt == 1


def test_a_cancelled_submission_stops_its_job_and_is_refunded(site, people, ada):
    made = checking(site, people, ada, queue.SCORE)
    with site.database.write() as session:
        quota.take(site, session, session.get(SubmissionRow, made))
    lease = queue.claim(site, "a")
    submissions.cancel(site, ada[0], made)
    assert not queue.renew(site, lease, "", None)
    with pytest.raises(ConflictError), site.database.write() as session:
        queue.finish(site, session, lease)
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 0
    with pytest.raises(ConflictError):
        submissions.cancel(site, ada[0], made)


def test_the_jobs_of_a_worker_that_died_are_free_at_once(site, people, ada):
    made = checking(site, people, ada, queue.SCORE)
    queue.note_worker(site, "dead", "host", 1)
    queue.claim(site, "dead")
    assert queue.release_worker(site, "dead") == 1
    assert state(site, ada, made) == "queued"
    assert queue.claim(site, "b").submission_id == made


def test_ten_threads_claim_each_job_once(site, people, ada):
    made = {checking(site, people, ada) for _ in range(6)}
    claimed = []

    def work(name):
        while (lease := queue.claim(site, name)) is not None:
            claimed.append(lease.submission_id)

    threads = [threading.Thread(target=work, args=(f"w{k}",), daemon=True) for k in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    assert sorted(claimed) == sorted(made)


def test_a_place_is_taken_once_and_freed_after_the_window(site, people, ada):
    made = checking(site, people, ada)
    for _ in range(3):
        with site.database.write() as session:
            quota.take(site, session, session.get(SubmissionRow, made))
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 1
    site.clock.offset += timedelta(days=30)
    assert quota.quota(site, ada[0], ada[1].id, "test").used == 0


def _accept_all(home, settings, made, barrier, taken):
    """Tries to take a place for each submission; a process of its own, as another server is."""
    site = open_site(home, settings)
    barrier.wait()
    queue_of_work = list(made)
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                if not queue_of_work:
                    return
                submission_id = queue_of_work.pop()
            try:
                with site.database.write() as session:
                    quota.take(site, session, session.get(SubmissionRow, submission_id))
                taken.put(submission_id)
            except TooManyError:
                pass
            except UnavailableError as error:
                taken.put(f"error: {error}")

    threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    site.close()


@pytest.mark.heavy
def test_two_servers_never_take_more_than_the_quota_in_1000_attempts(tmp_path, database_url, site):
    limits = LimitSettings(active_submissions=10_000)
    site.settings = replace(site.settings, limits=limits)
    publish_phases(site, quota=3)
    people = People(site)
    ada, team = people.team()
    made = [people.begin(ada, team) for _ in range(500)]
    settings = SiteSettings(database=site.settings.database, limits=limits)
    context = multiprocessing.get_context("spawn")
    barrier, taken = context.Barrier(2), context.Queue()
    processes = [
        context.Process(target=_accept_all, args=(site.home, settings, made, barrier, taken))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(600)
        assert process.exitcode == 0
    with site.database.read() as session:
        charged = [row.submission_id for row in session.query(ChargeRow)]
    assert len(charged) == 3
    assert quota.quota(site, ada, team.id, "test").used == 3
    with site.database.read() as session:
        assert session.query(JobRow).count() == 0


@pytest.mark.usefixtures("phases")
def test_databases_read_scores_to_the_last_digit(site, people):
    ada, team = people.team()
    values = [0.1 + 0.2, 1 / 3, 0.7220000000000001, 5e-324, 1.0, math.nextafter(0.5, 1)]
    made = {people.begin(ada, team, f"M{k}"): value for k, value in enumerate(values)}
    for submission_id, value in made.items():
        add_result(site, submission_id, value)
    with site.database.read() as session:
        found = scores_of(session, "test", "detection", with_hidden=False)
        scores = {score.id: score.value for score in found}
    assert scores == made
