"""Compares our component tables and points with the official library's, value for value.

    python -m tools.official.compare_tables FILE.tfrecord... [--official PYTHON]

For each v1 file, compares the schemas and all values of the 17 components with those of the
official v1 -> v2 extractors (floats bit for bit), loads our files with the official classes, and
compares our points with the official geometry in float64. Exits with 1 if anything differs.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import waymo_kit as wk
from tools.official.official_venv import add_option, official_python
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, PERCEPTION_TAGS, LaserName

LARGEST_DISTANCE = 1e-4
"""Maximum distance of a point from the official one in float64, in meters."""


def difference(ours, official):
    """Describes how two Arrow arrays of one type differ, floats bit for bit; None if equal."""
    if len(ours) != len(official):
        return f"{len(ours)} values, official {len(official)}"
    if not np.array_equal(ours.is_null(), official.is_null()):
        return "other values are null"
    ours, official = ours.drop_null(), official.drop_null()
    are_lists = pa.types.is_list(ours.type)
    if are_lists and not ours.value_lengths().equals(official.value_lengths()):
        return "lists of other lengths"
    if pa.types.is_list(ours.type) or pa.types.is_fixed_size_list(ours.type):
        return difference(ours.flatten(), official.flatten())
    if pa.types.is_floating(ours.type):
        bits = f"u{ours.type.bit_width // 8}"
        same = ours.to_numpy().view(bits) == official.to_numpy().view(bits)
        return None if same.all() else f"{np.count_nonzero(~same)} of {len(same)} floats"
    return None if ours.equals(official) else "values"


def compare_table(ours, official):
    if not ours.schema.equals(official.schema):
        return "the schemas"
    for name in ours.column_names:
        found = difference(*(t.column(name).combine_chunks() for t in (ours, official)))
        if found:
            return f"{name}: {found}"
    return None


def compare_points(path, stored):
    """Returns the largest distance of points and their number; projections must be equal."""
    worst, count = 0.0, 0
    scene = wk.open_dataset(path)[0]
    arrays = np.load(stored)
    for key in [key for key in arrays if key.endswith("/xyz")]:
        index, laser, number, _ = key.split("/")
        cloud = scene[int(index)].points(lasers=[LaserName(int(laser))], returns=[int(number)])
        official = arrays[key]
        if cloud.xyz.shape != official.shape:
            return np.inf, count
        if not np.array_equal(cloud.camera_projection, arrays[key.replace("xyz", "projection")]):
            return np.inf, count
        distances = np.linalg.norm(cloud.xyz - official, axis=1)
        worst, count = max(worst, distances.max(initial=0)), count + len(distances)
    return worst, count


def compare(path, python, folder):
    """Prints the differences of one file; returns whether there are none."""

    def run_official(*arguments):
        script = Path(__file__).with_name("official_frames.py")
        done = subprocess.run([python, script, *arguments], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"the official library failed on {' '.join(map(str, arguments))}")
        return done.stdout.splitlines()

    print(f"{path}")
    good = True
    manifest = convert_segment(locate(path), locate(folder / "ours"), CONVERTED_TAGS).manifest
    run_official("tables", path, folder / "official")
    for tag in PERCEPTION_TAGS:
        ours = pq.read_table(folder / "ours" / tag / f"{manifest.segment}.parquet")
        found = compare_table(ours, pq.read_table(folder / "official" / f"{tag}.parquet"))
        good &= found is None
        print(f"  {tag:32} {len(ours):6} rows  {found or 'equal'}")
    for line in run_official("load", folder / "ours", manifest.segment):
        print(f"  official: {line}")
    run_official("points", path, folder / "points.npz")
    worst, count = compare_points(path, folder / "points.npz")
    good &= worst <= LARGEST_DISTANCE
    print(f"  {count} points, at most {worst:.2e} m from the official ones in float64")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    add_option(parser)
    arguments = parser.parse_args()
    python = official_python(arguments.official)
    good = True
    for path in arguments.files:
        with tempfile.TemporaryDirectory() as folder:
            good &= compare(path, python, Path(folder))
    sys.exit(not good)


if __name__ == "__main__":
    main()
