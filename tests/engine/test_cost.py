"""What tasks cost."""

from tests.engine.test_run import MadeUpEngine
from waymo_kit.engine import Cost, LocalEngine, run_tasks
from waymo_kit.engine.task import perform_packed
from waymo_kit.io import locate, write_bytes


def copy(item, on_work):
    """Reads a file and writes two thirds of it beside it."""
    data = locate(item).read_bytes()
    write_bytes(data[: 2 * len(data) // 3], f"{item}.copy")


def test_tasks_tell_time_and_bytes(tmp_path):
    files = {}
    for size in (300, 3000):
        path = tmp_path / str(size) / "file"
        path.parent.mkdir()
        path.write_bytes(bytes(size))
        files[path] = size
    for engine in (LocalEngine(1), LocalEngine(2)):
        done = {one.item: one.cost for one in run_tasks(engine, copy, list(files))}
        assert done.keys() == files.keys()
        for path, size in files.items():
            cost = done[path]
            assert (cost.bytes_in, cost.bytes_out) == (size, size * 2 // 3)
            assert cost.retries == 0
            assert cost.seconds >= 0


def test_lost_workers_are_counted():
    engine = MadeUpEngine([3], losses=2)
    done = run_tasks(engine, lambda item, on_work: item, list(range(5)))
    assert sorted((one.item, one.cost.retries) for one in done) == [(n, 2) for n in range(5)]


def test_json_has_milliseconds():
    assert Cost(1.23456, 0.00049, 7, 8, 9).to_json() == {
        "seconds": 1.235,
        "core_seconds": 0.0,
        "bytes_in": 7,
        "bytes_out": 8,
        "retries": 9,
    }


def test_a_function_that_does_not_unpickle_is_reported():
    report = perform_packed(b"no pickle", 1, lambda done: None)
    assert report.error is not None
    assert report.cost.bytes_in == 0
