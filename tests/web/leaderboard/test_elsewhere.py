"""Files in an object store, and segments that Ray scores: the same score as on one machine."""

from multiprocessing import forkserver

import pytest

from tests.s3_server import FaultProxy, bucket_behind, moto_server
from tests.web.leaderboard.conftest import changed_benchmark
from tests.web.leaderboard.people import People, run_all
from waymo_kit.evaluation import evaluate
from waymo_kit.io import locate
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.web.leaderboard import boards, comparing, quota, receipts, submissions
from waymo_kit.web.leaderboard.actor import ANONYMOUS
from waymo_kit.web.leaderboard.benchmark import write_benchmark
from waymo_kit.web.leaderboard.jobs.tasks import task_of
from waymo_kit.web.leaderboard.migrations import upgrade
from waymo_kit.web.leaderboard.settings import SiteSettings
from waymo_kit.web.leaderboard.site import open_site
from waymo_kit.web.leaderboard.worker import Worker

pytestmark = pytest.mark.heavy


@pytest.fixture
def store(monkeypatch):
    """An empty bucket, and a proxy in front of it that makes requests fail."""
    pytest.importorskip("moto.server", reason="needs moto[server]")
    with moto_server() as port, FaultProxy(port) as proxy, bucket_behind(proxy, monkeypatch):
        stop_fork_server()  # one that another test started does not know the address of the bucket
        yield proxy
    stop_fork_server()


def stop_fork_server():
    """Stops the process that jobs are copies of, whose environment is that of its start."""
    forkserver._forkserver._stop()


def expected(worker, file, labels):
    task = task_of("detection", worker.phases["test"].definition.tasks["detection"])
    return round(evaluate(file, labels, task).rows["OBJECT_TYPE_ALL_NS_LEVEL_2"]["APH"], 4)


def published(site, labels, **options):
    write_benchmark(site.home / "benchmark.yaml", labels=labels)
    benchmark = changed_benchmark(site.home / "benchmark.yaml", confirms_new_best=False)
    worker = Worker(site, benchmark, **options)
    worker.publish()
    return worker


def test_files_and_labels_in_an_object_store_that_fails_now_and_then(
    store, tmp_path, labels, guesses, database_url
):
    folder, _ = labels
    for path in sorted(folder.rglob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        write_bytes(path.read_bytes(), locate(f"s3://bucket/labels/{name}"))
    site = open_site(
        tmp_path / "site", SiteSettings(files="s3://bucket/board", database=database_url)
    )
    upgrade(site.database)
    worker = published(site, "s3://bucket/labels")
    people = People(site)
    ada, team = people.team()
    store.rate, store.faults = 0.1, ("error", "throttle", "reset")
    files = guesses[1:]
    made = [people.submit(ada, team, files[k], f"M{k}") for k in range(2)]
    run_all(worker)
    store.rate = 0.0
    assert sum(store.injected.values()) > 0
    for submission_id, file in zip(made, files, strict=True):
        view = submissions.view(site, ada, submission_id)
        assert view.summary.state == "done", view.reasons
        assert view.summary.value == expected(worker, file, folder)
        receipts.verify(submissions.receipt(site, ada, submission_id), "")
    assert quota.quota(site, ada, team.id, "test").used == 2
    assert [row.method for row in boards.board(site, ANONYMOUS, "test", "detection").rows] == [
        "M0",
        "M1",
    ]
    assert comparing.compare(site, ANONYMOUS, *reversed(made)).verdict == "better"
    assert not list((tmp_path / "site").rglob("results/*")), "results are in the store alone"
    site.close()


def test_ray_scores_the_segments_of_a_submission(
    tmp_path, labels, guesses, monkeypatch, database_url
):
    pytest.importorskip("ray", reason="needs waymo-kit[ray]")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    site = open_site(tmp_path / "site", SiteSettings(database=database_url))
    upgrade(site.database)
    worker = published(site, str(labels[0]), engine="ray", engine_workers=2)
    people = People(site)
    ada, team = people.team()
    made = people.submit(ada, team, guesses[0])
    run_all(worker)
    view = submissions.view(site, ada, made)
    assert view.summary.state == "done", view.reasons
    assert view.summary.value == expected(worker, guesses[0], labels[0])
    site.close()
