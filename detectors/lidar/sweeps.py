"""Sweeps: the points of a frame and of the frames before it, in the frame's own axes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.scene import Frame
from waymo_kit.scene.sweeps import join_sweeps
from waymo_kit.schema import LaserName


class SweepCache:
    """Keeps decoded sweeps in memory up to a number of bytes; the least recently used goes first.

    A sweep of the real data has about 170,000 points of 20 bytes, so 1 GiB holds 300. Threads may
    share a cache.

    Attributes:
        capacity_bytes: Largest number of bytes of points to keep; 0 keeps none.
        size_bytes: Number of bytes of points that are kept now.
    """

    def __init__(self, capacity_bytes: int) -> None:
        """Makes an empty cache."""
        self.capacity_bytes = capacity_bytes
        self.size_bytes = 0
        self._sweeps: OrderedDict[tuple, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of kept sweeps."""
        return len(self._sweeps)

    def get(self, key: tuple, load: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
        """Returns a kept array, or loads and keeps it; it must not be changed."""
        with self._lock:
            found = self._sweeps.get(key)
            if found is not None:
                self._sweeps.move_to_end(key)
                return found
        loaded = load()
        with self._lock:
            if key not in self._sweeps and loaded.nbytes <= self.capacity_bytes:
                self._sweeps[key] = loaded
                self.size_bytes += loaded.nbytes
                while self.size_bytes > self.capacity_bytes:
                    self.size_bytes -= self._sweeps.popitem(last=False)[1].nbytes
        return loaded


def load_sweeps(
    frame: Frame, wanted: PointInput, cache: SweepCache | None = None
) -> NDArray[np.float32]:
    """Reads the points of a frame and of the `wanted.sweeps - 1` frames before it, newest first.

    Earlier points are moved into the frame's axes with the poses of the vehicle: what stands still
    in the world falls into one place, and what moves leaves a trail. The first frames of a segment
    have fewer sweeps.

    Args:
        frame: Frame of a scene.
        wanted: Lasers, returns and number of sweeps.
        cache: Cache of decoded sweeps.

    Returns:
        (n, 6) float32 points with the columns `pillars.POINT_FEATURES`.

    Raises:
        NotFoundError: The dataset has no lidar, or the frame lacks a laser.
        CorruptDataError: A range image, calibration or pose of the frame does not give points.
    """
    earlier = (frame.neighbor(-age) for age in range(1, wanted.sweeps))
    frames = [frame, *(each for each in earlier if each is not None)]
    sweeps = [_load_sweep(each, wanted, cache) for each in frames]
    return join_sweeps(frames, sweeps)


def _load_sweep(frame: Frame, wanted: PointInput, cache: SweepCache | None) -> NDArray[np.float32]:
    """Returns a sweep in its own axes: (n, 5) float32 x, y, z, tanh(intensity), elongation."""

    def load() -> NDArray[np.float32]:
        return _decode_sweep(frame, wanted)

    if cache is None:
        return load()
    source = frame.scene.source
    key = (source.where, source.segment, frame.index, wanted.lasers, wanted.returns)
    return cache.get(key, load)


def _decode_sweep(frame: Frame, wanted: PointInput) -> NDArray[np.float32]:
    returns = range(1, wanted.returns + 1)
    try:
        cloud = frame.points(wanted.lasers, returns)
    except NotFoundError as error:
        names = ", ".join(laser.name for laser in wanted.lasers)
        raise NotFoundError(f"{error} (the detector reads the lidars {names})") from error
    except InvalidInputError as error:
        raise CorruptDataError(f"{frame.label}: {error}") from error
    wrong = ~np.isfinite(cloud.xyz).all(axis=1)
    if wrong.any():
        laser = LaserName(cloud.laser[wrong.argmax()])
        raise CorruptDataError(
            f"{frame.label}: the points of laser {laser.name} are not all finite: its range image, "
            "calibration or poses hold NaN or infinity"
        )
    points = np.empty((len(cloud), 5), np.float32)
    points[:, :3] = cloud.xyz
    np.tanh(cloud.intensity, out=points[:, 3])
    points[:, 4] = cloud.elongation
    return points
