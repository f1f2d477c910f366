import errno
import json
import os

import pytest

from tests.convert.test_segment import tree
from tests.made_frames import plain_frame, write_segment
from waymo_kit.convert import plan_conversions, run_conversions
from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import perform
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    NotFoundError,
    OutputError,
    WaymoKitError,
)
from waymo_kit.formats.tables import writer as table_writer
from waymo_kit.formats.tables.manifest import read_manifest
from waymo_kit.io import locate

TAGS = ("lidar", "lidar_box", "stats")


def write(path, segment="a", frames=2):
    made = [plain_frame(i) for i in range(frames)]
    for frame in made:
        frame.context.name = segment
    return write_segment(path, made)


@pytest.fixture
def sources(tmp_path):
    return [write(tmp_path / "in" / f"{name}.tfrecord", name) for name in ("a", "b", "c")]


def convert(sources, out, tags=TAGS, workers=1, **options):
    """Plans and runs; returns the outcomes by segment."""
    root = locate(out)
    skip_errors = options.get("skip_errors", False)
    tasks = plan_conversions([locate(source) for source in sources], root, tags, **options)
    outcomes = list(run_conversions(tasks, root, workers=workers, skip_errors=skip_errors))
    assert len(outcomes) == len(sources)
    return {outcome.segment: outcome for outcome in outcomes}


def statuses(outcomes):
    return {segment: outcome.status for segment, outcome in outcomes.items()}


@pytest.mark.parametrize("workers", [1, 2])
def test_all_segments_are_converted_and_then_present(sources, tmp_path, workers):
    out = tmp_path / "out"
    outcomes = convert(sources, out, workers=workers)
    assert statuses(outcomes) == dict.fromkeys("abc", "converted")
    first = outcomes["a"]
    assert (first.source, first.frames) == (str(sources[0]), 2)
    assert first.source_bytes == sources[0].stat().st_size
    assert first.table_bytes == sum((out / tag / "a.parquet").stat().st_size for tag in TAGS)
    assert {path.name for path in out.iterdir()} == {*TAGS, "_manifest"}
    before = tree(out)
    again = convert(sources, out, workers=workers)
    assert statuses(again) == dict.fromkeys("abc", "present")
    assert again["a"].table_bytes == first.table_bytes
    assert tree(out) == before


class LosingSession(Session):
    """Does each task here twice: the first time its worker is lost with the report."""

    capacity = 1

    def __init__(self, function):
        self.function, self.seen, self.events = function, set(), []

    def submit(self, key, item):
        report = perform(lambda: self.function, item, lambda so_far: None)
        lost = key not in self.seen
        self.seen.add(key)
        self.events.append(Event(key, None, lost=1) if lost else Event(key, report))

    def wait(self, seconds):
        events, self.events = self.events, []
        return events

    def close(self):
        pass


class LosingEngine(Engine):
    """An engine whose workers are lost after their work is done."""

    def open(self, function, count, on_work):
        return LosingSession(function)


def test_a_segment_whose_worker_is_lost_after_its_last_table_is_converted(sources, tmp_path):
    root = locate(tmp_path / "out")
    tasks = plan_conversions([locate(source) for source in sources], root, TAGS)
    outcomes = list(run_conversions(tasks, root, engine=LosingEngine()))
    assert [outcome.status for outcome in outcomes] == ["converted"] * 3
    assert all(outcome.cost.retries == 1 and outcome.table_bytes > 0 for outcome in outcomes)


def test_workers_make_the_same_files(sources, tmp_path):
    convert(sources, tmp_path / "one")
    convert(sources, tmp_path / "two", workers=2)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_reaches_the_size_of_the_sources(sources, tmp_path, workers):
    root = locate(tmp_path / "out")
    tasks = plan_conversions([locate(s) for s in sources], root, TAGS)
    steps = []
    list(run_conversions(tasks, root, workers=workers, on_progress=steps.append))
    assert steps == sorted(steps)
    assert steps[-1] == (3, 3, sum(source.stat().st_size for source in sources))


def test_progress_of_one_worker_comes_after_each_frame(sources, tmp_path):
    root = locate(tmp_path / "out")
    steps = []
    next(
        run_conversions(
            plan_conversions([locate(sources[0])], root, TAGS), root, on_progress=steps.append
        )
    )
    assert len({step.work for step in steps}) == 3


def test_components_can_be_added_later(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out, ["stats", "lidar_box"])
    before = tree(out)
    outcomes = convert(sources[:1], out, ["lidar", "stats"])
    assert statuses(outcomes) == {"a": "converted"}
    assert outcomes["a"].table_bytes == (out / "lidar" / "a.parquet").stat().st_size
    assert set(read_manifest(locate(out), "a").tables) == set(TAGS)
    convert(sources[1:], out)
    convert(sources, tmp_path / "at once")
    assert tree(out) == tree(tmp_path / "at once")
    tables = {name for name in before if "_manifest" not in name}
    assert all(tree(out)[name] == before[name] for name in tables)


def test_a_damaged_table_is_made_again_with_what_is_listed(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out)
    whole = tree(out)
    (out / "lidar" / "a.parquet").write_bytes(b"short")
    (out / "stats" / "a.parquet").unlink()
    outcomes = convert(sources, out, ["lidar_box"])
    assert statuses(outcomes) == {"a": "converted", "b": "present", "c": "present"}
    assert tree(out) == whole


def test_a_changed_source_is_refused_unless_overwritten(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out)
    write(sources[0], "a", frames=3)
    with pytest.raises(
        InvalidInputError, match=r"a\.tfrecord \(\d+ bytes\): the dataset .*/out has"
    ):
        convert(sources, out)
    outcomes = convert(sources, out, ["stats"], overwrite=True)
    assert statuses(outcomes) == dict.fromkeys("abc", "converted")
    assert outcomes["a"].frames == 3
    # All tables of the segment come from the new source, not just those asked for.
    convert(sources, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")


def test_overwriting_some_tables_keeps_the_others(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out)
    before = tree(out)
    outcomes = convert(sources, out, ["stats"], overwrite=True)
    assert statuses(outcomes) == dict.fromkeys("abc", "converted")
    assert tree(out) == before
    assert set(read_manifest(locate(out), "a").tables) == set(TAGS)


def test_a_new_version_converts_all_that_is_listed(sources, tmp_path, monkeypatch):
    out = tmp_path / "out"
    convert(sources[:1], out)
    for module in ("remaining", "segment"):
        monkeypatch.setattr(f"waymo_kit.convert.{module}.__version__", "next")
    assert statuses(convert(sources[:1], out, ["stats"])) == {"a": "converted"}
    manifest = read_manifest(locate(out), "a")
    assert manifest.version == "next"
    assert set(manifest.tables) == set(TAGS)


def test_a_broken_manifest_is_replaced_when_overwriting(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out)
    whole = tree(out)
    (out / "_manifest" / "a.json").write_bytes(b"{")
    with pytest.raises(InvalidInputError, match=r"a\.json: not a manifest .* use --overwrite"):
        convert(sources, out)
    convert(sources, out, overwrite=True)
    assert tree(out) == whole


def test_two_sources_of_one_segment_are_refused(sources, tmp_path):
    twin = write(tmp_path / "in" / "d.tfrecord", "b")
    with pytest.raises(InvalidInputError, match=r"d\.tfrecord: segment b is in .*b\.tfrecord too"):
        convert([*sources, twin], tmp_path / "out")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_damaged_source_ends_the_run_or_is_skipped(sources, tmp_path, workers):
    content = bytearray(sources[1].read_bytes())
    content[-5] ^= 1
    sources[1].write_bytes(content)
    out = tmp_path / "out"
    with pytest.raises(CorruptDataError, match=r"b\.tfrecord: record 1 at byte"):
        convert(sources, out, workers=workers)
    outcomes = convert(sources, out, workers=workers, skip_errors=True)
    assert outcomes["b"].status == "failed"
    assert "b.tfrecord: record 1 at byte" in outcomes["b"].error
    assert {"a", "c"} == {s for s, status in statuses(outcomes).items() if status != "failed"}
    assert not any("b." in name for name in tree(out))
    write(sources[1], "b")
    convert(sources, out, workers=workers)
    convert(sources, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")


def test_a_source_that_cannot_be_planned_is_skipped(sources, tmp_path):
    sources[1].write_bytes(b"no records")
    with pytest.raises(CorruptDataError, match=r"b\.tfrecord: record 0 at byte 0"):
        convert(sources, tmp_path / "out")
    outcomes = convert(sources, tmp_path / "out", skip_errors=True)
    assert statuses(outcomes) == {"a": "converted", "": "failed", "c": "converted"}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_source_that_vanishes_is_reported(sources, tmp_path, workers):
    root = locate(tmp_path / "out")
    tasks = plan_conversions([locate(source) for source in sources], root, TAGS)
    sources[1].unlink()
    with pytest.raises(NotFoundError, match=r"b\.tfrecord: no such file"):
        list(run_conversions(tasks, root, workers=workers))
    outcomes = run_conversions(tasks, root, workers=workers, skip_errors=True)
    assert [outcome.segment for outcome in outcomes if outcome.status == "failed"] == ["b"]


def test_a_full_disk_ends_the_run_even_when_skipping(sources, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(table_writer.os, "fsync", full)
    with pytest.raises(OutputError, match="out: cannot write: No space left on device"):
        convert(sources, tmp_path / "out", skip_errors=True)
    assert tree(tmp_path / "out") == {}
    assert not (tmp_path / "out" / "_partial").exists()


def test_leftovers_of_a_killed_run_are_removed(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources, out)
    for name in ("a~x1", "b~x2", "elsewhere~x3"):
        (out / "_partial" / name).mkdir(parents=True)
    assert statuses(convert(sources, out)) == dict.fromkeys("abc", "present")
    assert [path.name for path in (out / "_partial").iterdir()] == ["elsewhere~x3"]


def test_a_worker_that_dies_is_reported(sources, tmp_path, monkeypatch):
    monkeypatch.setattr("waymo_kit.convert.job._convert", die)
    with pytest.raises(WaymoKitError, match=r"a worker process died .*run the same command again"):
        convert(sources, tmp_path / "out", workers=2)


def die(root, task, progress):
    os._exit(9)


def test_a_plan_names_what_is_missing(sources, tmp_path):
    out = tmp_path / "out"
    convert(sources[:1], out, ["stats"])
    tasks = plan_conversions([locate(source) for source in sources], locate(out), TAGS)
    assert [task.segment for task in tasks] == ["a", "b", "c"]
    assert [task.remaining.tags for task in tasks] == [("lidar", "lidar_box"), TAGS, TAGS]
    entry = json.loads((out / "_manifest" / "a.json").read_bytes())["tables"]["stats"]
    assert tasks[0].remaining.complete["stats"].crc32c == entry["crc32c"]


def test_planning_reads_only_the_beginning_of_a_source(sources, tmp_path):
    content = sources[0].read_bytes()
    sources[0].write_bytes(content[:-20])
    (task,) = plan_conversions([locate(sources[0])], locate(tmp_path / "out"), TAGS)
    assert task.segment == "a"
