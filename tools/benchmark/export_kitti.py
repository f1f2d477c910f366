"""Times exports of the same frames, beside a public converter of Waymo to KITTI.

    python -m tools.benchmark.export_kitti FILE --converter CONVERTER.py --official PYTHON

FILE is a v1 file. CONVERTER.py is `converter.py` of caizhongang/waymo_kitti_converter on GitHub,
and PYTHON an interpreter with the official library, OpenCV, matplotlib and tqdm. Both sides run on
one core, in turns; the first pass of each, which imports and compiles, does not count. The
converter writes PNG images, labels, calibrations, points of both returns, and poses.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from waymo_kit.exchange import ExportOptions, export_dataset

_THEIRS = """
import json, sys, time
source, data, out = sys.argv[1:]
from waymo_open_dataset.utils import frame_utils
names = {"__name__": "converter", "bytearray": bytes}  # protobuf 4.25 refuses a bytearray
frame_utils.bytearray = bytes
exec(compile(open(source).read(), source, "exec"), names)

def parse(frame):  # the newest official package returns segmentation labels, too
    images, projections, _, poses = frame_utils.parse_range_image_and_camera_projection(frame)
    return images, projections, poses

names["parse_range_image_and_camera_projection"] = parse
converter = names["WaymoToKITTI"](data, out, "0", 1)
print("ready", flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    converter.convert_one(0)
    print(json.dumps(time.perf_counter() - began), flush=True)
"""

OURS = {
    "kitti": ("kitti", {"rectify": False}),
    "kitti, rectified": ("kitti", {"rectify": True}),
    "mmdet3d": ("mmdet3d", {}),
    "openpcdet": ("openpcdet", {}),
    "nuscenes": ("nuscenes", {"rectify": False}),
}
"""Our exports by name: format and options."""


class Theirs:
    """Runs the public converter in a process of its own, one pass at a time."""

    def __init__(self, python, converter, file, folder):
        data, out = folder / "data", folder / "theirs"
        data.mkdir()
        (data / "a.tfrecord").symlink_to(file)
        self.folder = out
        self._process = subprocess.Popen(
            [python, "-c", _THEIRS, converter, data, out],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        while self._process.stdout.readline().strip() != "ready":
            if self._process.poll() is not None:
                sys.exit("the public converter did not start")

    def seconds(self):
        """Converts the file once."""
        print(file=self._process.stdin, flush=True)
        for line in self._process.stdout:
            if re.fullmatch(r"[0-9.e-]+", line.strip()):
                return json.loads(line)
        sys.exit("the public converter failed")

    def close(self):
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()


def our_seconds(name, file, folder):
    """Exports the file once; returns the seconds and the number of bytes."""
    to, options = OURS[name]
    with tempfile.TemporaryDirectory(dir=folder) as out:
        began = time.perf_counter()
        summary = export_dataset(file, to, out, ExportOptions(**options))
        return time.perf_counter() - began, summary.bytes, summary.frames


def size_of(folder):
    """Returns the number of bytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main():
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--converter", type=Path, required=True, help="converter.py")
    parser.add_argument("--official", required=True, help="Python of the official library")
    parser.add_argument("--passes", type=int, default=5, help="number of passes that count")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs = Theirs(options.official, options.converter, options.file.resolve(), folder)
        times = {"converter": [], **{name: [] for name in OURS}}
        sizes = {}
        for number in range(options.passes + 1):
            found = {"converter": theirs.seconds()}
            for name in OURS:
                found[name], sizes[name], frames = our_seconds(name, options.file, folder)
            for name, seconds in found.items():
                times[name] += [seconds] if number else []
        theirs.close()
        sizes["converter"] = size_of(theirs.folder)
    base = statistics.median(times["converter"])
    print(f"{options.file.name}: {frames} frames, median of {options.passes} passes, one core")
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        print(
            f"{name:18} {1e3 * middle / frames:8.0f} ms/frame  {sizes[name] / frames / 1e6:6.2f} "
            f"MB/frame  {base / middle:6.1f} x"
        )


if __name__ == "__main__":
    main()
