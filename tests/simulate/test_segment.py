"""Files of segments: complete or absent, and the same for the same seed."""

import itertools
import os
import signal
import subprocess
import sys

import pytest

from waymo_kit.errors import InvalidInputError, NotFoundError, StorageError, WaymoKitError
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate import dataset as dataset_module
from waymo_kit.simulate import plan_segment, simulate_frames, simulate_segment
from waymo_kit.simulate import segment as segment_module
from waymo_kit.simulate.dataset import simulate_dataset
from waymo_kit.simulate.sensors.rig import rig_of_quality


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_frames_follow_each_other(messages, segment_path):
    times = [frame.timestamp_micros for frame in messages]
    assert {b - a for a, b in itertools.pairwise(times)} == {100_000}
    assert len({frame.context.SerializeToString() for frame in messages}) == 1
    context = messages[0].context
    assert segment_path.name == f"segment-{context.name}_with_camera_labels.tfrecord"
    assert context.stats.location == "location_sf"
    positions = [frame.pose.transform[3] for frame in messages]
    assert len(set(positions)) == len(messages), "the ego vehicle moves"


def test_the_same_seed_gives_the_same_files_for_one_and_two_workers(tmp_path):
    for workers in (1, 2):
        counts = []
        summaries = simulate_dataset(
            tmp_path / str(workers), 2, 2, seed=7, workers=workers, on_progress=counts.append
        )
        assert counts == sorted(counts)
        assert counts[-1] == (2, 2, 4)
        files = contents(tmp_path / str(workers))
        assert {s.file: s.bytes for s in summaries} == {n: len(b) for n, b in files.items()}
        assert [s.frames for s in summaries] == [2, 2]
        assert len({s.location for s in summaries}) == 2
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_another_seed_gives_another_drive(segment_path):
    other = plan_segment(19, 0, 1, location="location_sf")
    frame = next(simulate_frames(other, rig_of_quality("fast")))
    with RecordReader(segment_path) as records:
        first = frame_pb2.Frame.FromString(bytes(records[0]))
    assert frame.context.name != first.context.name
    assert frame.lasers[0].ri_return1.range_image_compressed != (
        first.lasers[0].ri_return1.range_image_compressed
    )


def test_a_shorter_segment_is_the_start_of_a_longer_one(messages):
    """So far as that can be: the traffic and the noise, though not what the sensors reach later."""
    plan = plan_segment(18, 0, len(messages), location="location_sf")
    frame = next(simulate_frames(plan, rig_of_quality("fast")))
    del frame.context.stats.laser_object_counts[:]
    expected = frame_pb2.Frame.FromString(messages[0].SerializeToString())
    del expected.context.stats.laser_object_counts[:]
    del expected.context.stats.camera_object_counts[:]
    assert frame == expected


class StoppedError(Exception):
    pass


def test_a_failed_segment_leaves_nothing(tmp_path):
    steps = iter(range(2))

    def stop():
        if next(steps) == 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        segment_module.write_segment(plan_segment(0, 0, 3), "fast", tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal
from pathlib import Path
from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.simulate import segment
from waymo_kit.simulate.plan import plan_segment

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

write = RecordWriter.write

def write_and_die(self, data):
    write(self, data)
    self._file.flush()
    kill()

if {writing}:
    RecordWriter.write = write_and_die
segment.write_segment(
    plan_segment(0, 0, 2), "fast", Path({folder!r}), None if {writing} else kill
)
"""


@pytest.mark.parametrize("writing", [False, True])
def test_a_killed_run_leaves_no_file_under_the_name_of_a_segment(tmp_path, writing):
    script = KILLED.format(folder=str(tmp_path), writing=writing)
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not list(tmp_path.glob("segment*"))
    assert all(path.name.startswith(".") for path in tmp_path.iterdir())
    path = simulate_segment(tmp_path, frames=2)
    with RecordReader(path) as records:
        assert len(records) == 2


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path):
    plan = plan_segment(0, 0, 1)
    (tmp_path / plan.file_name).write_bytes(b"something old")
    (tmp_path / "notes.txt").write_text("mine")
    simulate_dataset(tmp_path, 1, 1)
    with RecordReader(tmp_path / plan.file_name) as records:
        assert len(records) == 1
    assert sorted(contents(tmp_path)) == sorted([plan.file_name, "notes.txt"])
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match=r"/file: File exists$"):
        simulate_dataset(tmp_path / "file", 1, 1)


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(segment_module.RecordWriter, "write", full)
    with pytest.raises(StorageError, match=r"segment-\d+.*: No space left on device"):
        simulate_dataset(tmp_path, 1, 1)
    assert list(tmp_path.iterdir()) == []


def die(*arguments):
    os._exit(7)


def test_a_worker_that_dies_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(dataset_module, "_write", die)
    with pytest.raises(WaymoKitError, match="a worker process died"):
        simulate_dataset(tmp_path, 2, 1, workers=2)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"segments": 0, "frames": 1}, InvalidInputError, "segments: expected at least 1, got 0"),
        ({"segments": 1, "frames": 0}, InvalidInputError, "frames: expected at least 1, got 0"),
        (
            {"segments": 1, "frames": 1, "workers": 0},
            InvalidInputError,
            "workers: expected at least 1, got 0",
        ),
        (
            {"segments": 1, "frames": 1, "quality": "best"},
            NotFoundError,
            "quality: expected full or fast, got 'best'",
        ),
    ],
)
def test_impossible_wishes_are_refused(tmp_path, arguments, error, message):
    with pytest.raises(error, match=message):
        simulate_dataset(tmp_path, **arguments)
    assert list(tmp_path.iterdir()) == []
