from tests.engine.test_run import MadeUpEngine
from waymo_kit.engine import LocalEngine, RecordedEngine, run_tasks
from waymo_kit.engine.task import perform_packed
from waymo_kit.io import locate, write_bytes


def copy(item, progress):
    """Reads a file and writes two thirds of it beside it."""
    data = locate(item).read_bytes()
    write_bytes(data[: 2 * len(data) // 3], f"{item}.copy")


def test_tasks_tell_time_and_bytes(tmp_path):
    files = []
    for size in (300, 3000):
        files.append(tmp_path / str(size) / "file")
        files[-1].parent.mkdir()
        files[-1].write_bytes(bytes(size))
    for engine in (LocalEngine(1), LocalEngine(2)):
        recorded = RecordedEngine(engine)
        done = {one.item: one for one in run_tasks(recorded, copy, files)}
        costs = {cost.item: cost for cost in recorded.costs}
        assert costs.keys() == done.keys() == set(files)
        for size, file in zip((300, 3000), files, strict=True):
            assert (costs[file].bytes_in, costs[file].bytes_out) == (size, size * 2 // 3)
            assert (done[file].bytes_in, done[file].bytes_out) == (size, size * 2 // 3)
            assert costs[file].retries == 0
            assert costs[file].seconds >= 0


def test_lost_workers_are_counted():
    recorded = RecordedEngine(MadeUpEngine([3], losses=2))
    list(run_tasks(recorded, lambda item, progress: item, list(range(5))))
    assert sorted((cost.item, cost.retries) for cost in recorded.costs) == [
        (item, 2) for item in range(5)
    ]


def test_a_function_that_does_not_unpickle_is_reported():
    report = perform_packed(b"no pickle", 1, lambda done: None)
    assert report.error is not None
    assert report.bytes_in == 0
