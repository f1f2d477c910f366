"""Transforms that spawned workers can import."""

import dataclasses

import numpy as np


def jitter(sample, rng):
    """Moves all points by the same random numbers."""
    moved = sample.points + rng.normal(0, 0.1, 6).astype(np.float32)
    return dataclasses.replace(sample, points=moved)


def fixed_size(sample, rng):
    """Returns a mapping of its own: some points and the number of boxes."""
    rows = rng.integers(len(sample.points), size=64)
    return {"xyz": sample.points[rows, :3], "count": len(sample.boxes), "frame": sample.frame}


def many_kinds(sample, rng):
    """Returns values of all kinds, and as many rows as the frame's number."""
    return {
        "points": sample.points[: sample.frame].astype(">f4"),
        "mask": sample.points[:7, 0] > 0,
        "pose": sample.world_from_vehicle,
        "image": np.full((2, 3, 3), sample.frame, np.uint8),
        "wave": np.array([1 + 2j, sample.frame]),
        "scalar": np.float32(sample.frame),
        "name": sample.segment,
        "ids": [str(sample.frame), "é"],
        "nothing": np.empty((0, 4)),
    }


def nothing(sample, rng):
    """Returns what is no example."""


def fails(sample, rng):
    """Raises an error of the project."""
    from waymo_kit.errors import CorruptDataError

    raise CorruptDataError(f"segment {sample.segment} frame {sample.frame}: broken")
