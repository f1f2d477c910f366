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


def nothing(sample, rng):
    """Returns what is no example."""


def fails(sample, rng):
    """Raises an error of the project."""
    from waymo_kit.errors import CorruptDataError

    raise CorruptDataError(f"segment {sample.segment} frame {sample.frame}: broken")
