"""The loop around an engine, on engines of this machine and on one that is made up."""

import os
import pickle
import signal
import time
from pathlib import Path

import pytest

from waymo_kit.engine import Engine, Event, LocalEngine, Session, WorkerLostError, run_tasks
from waymo_kit.engine.run import AHEAD, MAX_LOSSES
from waymo_kit.engine.task import perform
from waymo_kit.errors import InvalidInputError
from waymo_kit.progress import Progress

INLINE, PROCESSES = LocalEngine(1), LocalEngine(2)
both = pytest.mark.parametrize("engine", [INLINE, PROCESSES], ids=["here", "processes"])


def square(item, progress):
    progress(1)
    progress(2)
    return item * item, os.getpid()


def fail_at_three(item, progress):
    if item == 3:
        raise InvalidInputError("3 is wrong")
    return item


def die_while_files_are_there(item, progress):
    """Takes a file of `item.*` away and dies, as long as there is one."""
    for path in sorted(item.parent.glob(f"{item.name}.*")):
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return item.name


def note_the_end(item, progress):
    number, folder = item
    if number == 0:
        while not (folder / "began").exists():
            time.sleep(0.01)
        raise InvalidInputError("0 is wrong")
    try:
        (folder / "began").touch()
        time.sleep(30)
    finally:
        (folder / "ended").touch()


class OddError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def raise_what_cannot_be_pickled(item, progress):
    raise OddError("this", "that")


def results(engine, function, items, **options):
    return [done.result for done in run_tasks(engine, function, items, **options)]


@both
def test_each_item_is_done_once_with_its_figures(engine):
    steps = []
    done = list(run_tasks(engine, square, list(range(7)), on_progress=steps.append))
    assert sorted(one.result[0] for one in done) == [n * n for n in range(7)]
    assert all(one.result[0] == one.item**2 for one in done)
    here = {one.result[1] for one in done} == {os.getpid()}
    assert here == (engine is INLINE)
    assert steps == sorted(steps)
    assert steps[-1] == Progress(done=7, total=7, work=14)
    assert all(one.cost.retries == 0 and one.error is None for one in done)
    assert all(one.cost.seconds >= 0 and one.cost.core_seconds >= 0 for one in done)


@both
def test_an_error_ends_the_job_or_is_yielded(engine):
    with pytest.raises(InvalidInputError, match="3 is wrong"):
        results(engine, fail_at_three, list(range(6)))
    seen = []
    with pytest.raises(InvalidInputError, match="3 is wrong"):
        seen.extend(
            one.item for one in run_tasks(engine, fail_at_three, list(range(6)), ordered=True)
        )
    assert seen == [0, 1, 2]
    skipping = run_tasks(
        engine, fail_at_three, list(range(6)), may_skip=lambda e: isinstance(e, InvalidInputError)
    )
    errors = {one.item: one.error for one in skipping}
    assert sorted(errors) == list(range(6))
    assert {item for item, error in errors.items() if error is not None} == {3}


def test_an_error_of_a_worker_has_its_traceback():
    with pytest.raises(InvalidInputError) as caught:
        results(PROCESSES, fail_at_three, [3, 3])
    assert "in fail_at_three" in str(caught.value.__cause__)
    with pytest.raises(RuntimeError, match="OddError: this and that"):
        results(PROCESSES, raise_what_cannot_be_pickled, [1, 2])


def test_a_lost_worker_is_made_up_for_and_counted(tmp_path):
    for name in ("b.0", "b.1", "d.0"):
        (tmp_path / name).touch()
    done = list(run_tasks(PROCESSES, die_while_files_are_there, [tmp_path / n for n in "abcde"]))
    retries = {one.result: one.cost.retries for one in done}
    assert retries == {"a": 0, "b": 2, "c": 0, "d": 1, "e": 0}


def test_a_task_that_kills_its_workers_is_named(tmp_path):
    for number in range(MAX_LOSSES):
        (tmp_path / f"b.{number}").touch()
    items = [tmp_path / name for name in "abc"]
    message = (
        rf"segment b: a worker process died {MAX_LOSSES} times on it "
        r"\(killed by SIGKILL; out of memory\?\); buy more"
    )
    options = {"name": lambda path: f"segment {path.name}", "advice": "buy more"}
    with pytest.raises(WorkerLostError, match=message):
        results(PROCESSES, die_while_files_are_there, items, **options)
    for number in range(MAX_LOSSES):
        (tmp_path / f"b.{number}").touch()
    options["may_skip"] = lambda error: True
    done = list(run_tasks(PROCESSES, die_while_files_are_there, items, **options))
    assert {one.item.name: one.result for one in done} == {"a": "a", "b": None, "c": "c"}


def test_what_still_runs_is_ended_in_good_order(tmp_path):
    """The other worker is ended at once, but may remove what it has begun."""
    began = time.monotonic()
    items = [(1, tmp_path), (0, tmp_path)]
    with pytest.raises(InvalidInputError, match="0 is wrong"):
        results(PROCESSES, note_the_end, items)
    assert time.monotonic() - began < 25
    assert (tmp_path / "ended").exists()


def test_a_loop_that_is_left_ends_the_workers():
    tasks = run_tasks(PROCESSES, square, list(range(100)))
    next(tasks)
    tasks.close()
    assert not [line for line in children() if "spawn_main" in line]


def children():
    for path in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        for pid in path.read_text().split():
            yield Path(f"/proc/{pid}/cmdline").read_text()


class MadeUpEngine(Engine, Session):
    """Finishes the newest task first and loses `losses` workers of each; `capacity` changes."""

    def __init__(self, capacities, losses=0):
        self.capacities, self.losses = capacities, losses
        self.under_way, self.most, self.open_sessions = {}, 0, 0

    def open(self, function, count, progress):
        self.function, self.lost = function, dict.fromkeys(range(count), 0)
        self.open_sessions += 1
        return self

    @property
    def capacity(self):
        return self.capacities[0] if len(self.capacities) == 1 else self.capacities.pop(0)

    def submit(self, key, item):
        assert key not in self.under_way
        self.under_way[key] = item
        self.most = max(self.most, len(self.under_way))

    def wait(self, seconds):
        if not self.under_way:
            return []
        key, item = self.under_way.popitem()
        if self.lost[key] < self.losses:
            self.lost[key] += 1
            return [Event(key, None, 1, "unplugged")]
        return [Event(key, perform(lambda: self.function, item, lambda so_far: None))]

    def close(self):
        self.open_sessions -= 1


@pytest.mark.parametrize("losses", [0, 1, MAX_LOSSES - 1])
@pytest.mark.parametrize("capacities", [[1], [4], [9, 9, 9, 9, 9, 1], [1, 9, 1, 9, 1, 9]])
@pytest.mark.parametrize("ordered", [False, True])
def test_any_order_of_ends_and_losses_gives_all_results(capacities, losses, ordered):
    engine = MadeUpEngine(list(capacities), losses)
    most = max(capacities)
    done = []
    for one in run_tasks(engine, square, list(range(40)), ordered=ordered):
        done.append(one)
        assert len(engine.under_way) <= most
    numbers = [one.item for one in done]
    assert numbers == list(range(40)) if ordered else sorted(numbers) == list(range(40))
    assert {one.cost.retries for one in done} == {losses}
    assert engine.most <= most
    assert engine.open_sessions == 0


def test_results_that_wait_for_their_turn_are_few():
    """The first task is held up; the others wait, and no more of them are begun."""

    class Stuck(MadeUpEngine):
        def wait(self, seconds):
            if len(self.under_way) > 1 or self.turns < 50:
                self.turns += 1
                keys = [key for key in self.under_way if key != 0]
                if not keys:
                    return []
                item = self.under_way.pop(keys[0])
                self.finished += 1
                return [Event(keys[0], perform(lambda: self.function, item, print))]
            return super().wait(seconds)

    engine = Stuck([5])
    engine.turns = engine.finished = 0
    tasks = run_tasks(engine, fail_at_three, list(range(100, 200)), ordered=True)
    assert next(tasks).item == 100
    assert engine.finished <= AHEAD * 5


def test_no_items():
    assert results(PROCESSES, square, []) == []


def test_engines_can_be_sent():
    assert pickle.loads(pickle.dumps(PROCESSES)) == PROCESSES


def test_no_workers_are_refused():
    with pytest.raises(InvalidInputError, match="workers: expected at least 1, got 0"):
        LocalEngine(0)
