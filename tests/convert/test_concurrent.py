"""Several conversions into one folder at once: they wait for each other and lose nothing."""

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.convert.test_segment import tree
from tests.made_frames import plain_frame, write_segment
from waymo_kit.convert import convert_segment, plan_conversions, run_conversions
from waymo_kit.convert.staging import clear_staging, staging_folder
from waymo_kit.convert.validate import validate
from waymo_kit.io import locate
from waymo_kit.io.lock import file_lock

TAGS = ("lidar", "lidar_box", "stats", "vehicle_pose")

STARTS = 20

CONVERT = """
import sys
from waymo_kit.convert import plan_conversions, run_conversions
from waymo_kit.io import find_files, locate
sources, out = find_files([sys.argv[1]], ".tfrecord"), locate(sys.argv[2])
sys.stdin.readline()
for outcome in run_conversions(plan_conversions(sources, out, sys.argv[3:]), out):
    print(outcome.segment, outcome.status)
"""


@pytest.fixture
def sources(tmp_path):
    for name in ("a", "b", "c"):
        frames = [plain_frame(i) for i in range(3)]
        for frame in frames:
            frame.context.name = name
        write_segment(tmp_path / "in" / f"{name}.tfrecord", frames)
    return tmp_path / "in"


def start_all(sources, out, starts, tags_of):
    """Starts processes that all begin to convert at the same moment; returns their output."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CONVERT, str(sources), str(out), *tags_of(number)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(starts)
    ]
    outputs = [None] * starts

    def finish(number):
        outputs[number] = processes[number].communicate("\n", timeout=500)

    threads = [threading.Thread(target=finish, args=[number]) for number in range(starts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.returncode for process in processes] == [0] * starts, outputs
    assert all(errors == "" for _, errors in outputs)
    return [line for text, _ in outputs for line in text.splitlines()]


def assert_complete(sources, out, tmp_path):
    assert all(checked.problems == () for checked in validate(out))
    for source in sorted(sources.iterdir()):
        convert_segment(locate(source), locate(tmp_path / "alone"), TAGS)
    (tmp_path / "alone" / "_partial").rmdir()
    assert tree(out) == tree(tmp_path / "alone")
    assert not (out / "_partial").exists()


@pytest.mark.parametrize("starts", [3, pytest.param(STARTS, marks=pytest.mark.heavy)])
def test_runs_to_one_folder_at_once_convert_each_segment_once(sources, tmp_path, starts):
    lines = start_all(sources, tmp_path / "out", starts, lambda number: TAGS)
    assert len(lines) == 3 * starts
    for name in "abc":
        assert lines.count(f"{name} converted") == 1
    assert_complete(sources, tmp_path / "out", tmp_path)


@pytest.mark.heavy
def test_runs_of_different_components_at_once_lose_none(sources, tmp_path):
    lines = start_all(sources, tmp_path / "out", 8, lambda number: [TAGS[number % len(TAGS)]])
    assert len(lines) == 24
    assert_complete(sources, tmp_path / "out", tmp_path)


def test_a_run_that_ends_leaves_the_work_of_another_alone(sources, tmp_path):
    root = locate(tmp_path / "out")
    conversions = plan_conversions([locate(sources / "a.tfrecord")], root, TAGS)
    with staging_folder(root, "b") as folder:
        (folder / "half").write_text("work")
        clear_staging(root, "b")
        list(run_conversions(conversions, root))
        assert (folder / "half").read_text() == "work"
    assert not folder.exists()
    assert not (tmp_path / "out" / "_partial" / "b.lock").exists()


def test_the_lock_of_a_dead_process_is_free(tmp_path):
    code = (
        "import os, pathlib\n"
        "from waymo_kit.io.lock import file_lock\n"
        f"with file_lock(pathlib.Path({str(tmp_path / 'lock')!r})): os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (tmp_path / "lock").exists()
    with file_lock(tmp_path / "lock", wait=False) as is_held:
        assert is_held
        with file_lock(tmp_path / "lock", wait=False) as other:
            assert not other
    assert not (tmp_path / "lock").exists()


def test_a_disk_without_locks_is_written_to_without(tmp_path, monkeypatch):
    def refuse(descriptor, operation):
        raise OSError(38, os.strerror(38))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with file_lock(tmp_path / "folder" / "lock") as is_held:
        assert is_held
