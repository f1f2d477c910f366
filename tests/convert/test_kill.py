"""Killed at any moment and run again, a conversion gives the same files; none is ever partial."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import google_crc32c
import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.convert.test_segment import tree
from tests.made_frames import plain_frame, small_number_blob, write_segment
from waymo_kit.convert.validate import validate

QUICK_KILLS, ALL_KILLS = 2, 10


def write_segments(folder, segments, frames, shape):
    """Segments with a large TOP range image and images that do not compress."""
    rng = np.random.default_rng(0)
    for name in segments:
        made = []
        for index in range(frames):
            frame = plain_frame(index)
            frame.context.name = name
            for image in (frame.lasers[0].ri_return1, frame.lasers[0].ri_return2):
                for field, channels in (
                    ("range_image_compressed", 4),
                    ("camera_projection_compressed", 6),
                    ("range_image_pose_compressed", 6),
                ):
                    values = rng.integers(0, 9, (*shape, channels), np.uint8)
                    setattr(image, field, small_number_blob(values, field))
            frame.lasers[0].ri_return2.ClearField("range_image_pose_compressed")
            for image in frame.images:
                image.image = rng.bytes(100 * shape[1])
            made.append(frame)
        write_segment(folder / f"{name}.tfrecord", made)
    return folder


class Watcher(threading.Thread):
    """Looks at a dataset again and again while it is being written.

    Every table that is visible must be a whole Parquet file and never change, and every table that
    a manifest lists must be there as it is listed.
    """

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root = root
        self.seen = {}
        self.violations = []
        self.done = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.done.set()
        self.join()
        self.look()

    def run(self):
        while not self.done.is_set():
            self.look()
            time.sleep(0.005)

    def look(self):
        for path in self.root.glob("_manifest/*"):
            self.check_manifest(path)
        for path in self.root.glob("[a-z]*/*"):
            self.check_table(path)

    def check_manifest(self, path):
        for tag, entry in json.loads(path.read_bytes())["tables"].items():
            table = self.root / tag / f"{path.stem}.parquet"
            if not table.is_file() or table.stat().st_size != entry["bytes"]:
                self.violations.append(f"{table} is not as listed")
            elif f"{self.check_table(table):08x}" != entry["crc32c"]:
                self.violations.append(f"{table} has another CRC than is listed")

    def check_table(self, path):
        status = path.stat()
        state = (status.st_size, status.st_mtime_ns)
        known, crc = self.seen.get((path, status.st_ino), (None, None))
        if known is None:
            crc = google_crc32c.value(path.read_bytes())
            self.seen[path, status.st_ino] = (state, crc)
            try:
                pq.ParquetFile(path).close()
            except Exception as error:
                self.violations.append(f"{path}: {error}")
        elif known != state:
            self.violations.append(f"{path} has changed")
        return crc


def start(folder, out, workers):
    command = [sys.executable, "-m", "waymo_kit", "convert", folder, "--out", out]
    return subprocess.Popen(
        [*map(str, command), "--workers", str(workers)],
        cwd=Path(__file__).parent.parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert errors == ""


def wait_for_work(process, out):
    """Waits until the conversion has begun."""
    while process.poll() is None and not (out / "_partial").exists():
        time.sleep(0.002)
    return time.monotonic()


def kill_and_rerun(tmp_path, folder, workers, kills):
    undisturbed = tmp_path / "undisturbed"
    process = start(folder, undisturbed, workers)
    began = wait_for_work(process, undisturbed)
    finish(process)
    seconds = time.monotonic() - began
    expected = tree(undisturbed)
    rng = np.random.default_rng(workers)
    interrupted = attempts = 0
    while interrupted < kills:
        attempts += 1
        assert attempts <= 5 * kills, "the conversions end before they are killed"
        out = tmp_path / f"killed-{attempts}"
        with Watcher(out) as watcher:
            process = start(folder, out, workers)
            wait_for_work(process, out)
            time.sleep(rng.uniform(0, seconds))
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            interrupted += process.returncode == -signal.SIGKILL
            left = tree(out)
            assert {
                name: left[name] for name in left if not name.startswith("_partial")
            }.items() <= (expected.items())
            finish(start(folder, out, workers))
        assert watcher.violations == []
        assert len(watcher.seen) >= len([name for name in expected if "_manifest" not in name])
        assert tree(out) == expected
        assert not (out / "_partial").exists()
    assert not [file for file in validate(out) if file.problems]
    print(f"{interrupted} of {attempts} runs were killed in the middle of {seconds:.1f} s of work")


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_small_conversions_are_finished_by_a_rerun(tmp_path, workers):
    folder = write_segments(tmp_path / "in", "ab", 2, (16, 200))
    kill_and_rerun(tmp_path, folder, workers, QUICK_KILLS)


@pytest.mark.heavy
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_conversions_are_finished_by_a_rerun(tmp_path, workers):
    folder = write_segments(tmp_path / "in", "abcd", 5, (64, 2650))
    kill_and_rerun(tmp_path, folder, workers, ALL_KILLS)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_workers_end_with_their_parent(tmp_path):
    folder = write_segments(tmp_path / "in", "ab", 8, (64, 1000))
    process = start(folder, tmp_path / "out", 2)
    wait_for_work(process, tmp_path / "out")
    group = workers_of(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 5
    while any(is_running(pid) for pid in group) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert group
    assert not any(is_running(pid) for pid in group)


def workers_of(parent):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(entry.name))
    return found


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
