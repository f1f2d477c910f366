"""Training examples of a LiDAR detector: frames as pillars, with the targets of the network."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation, ObjectSource
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.detectors.lidar.pillars import Pillars, make_pillars
from waymo_kit.detectors.lidar.sweeps import SweepCache
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Dataset
from waymo_kit.scene.scene_pool import ScenePool

CACHE_BYTES = 1 << 30
"""Default size of the cache of decoded sweeps."""

_THINNING, _AUGMENTATION = range(2)
"""Purposes of the random numbers of an example."""


class LidarExample(NamedTuple):
    """One training example: arrays of fixed shapes.

    Attributes:
        pillars: Input of the network.
        targets: Targets of its outputs; a NamedTuple of the head's own.
    """

    pillars: Pillars
    targets: Any


class TargetMaker(Protocol):
    """Makes the targets of examples; the part of a `LidarNetwork` that a source needs."""

    @property
    def config(self) -> DetectorConfig:
        """Configuration of the detector."""

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int8],
        velocities: NDArray[np.float64],
    ) -> Any:
        """Returns arrays of fixed shapes in a NamedTuple; see `LidarNetwork.make_targets`."""


class LidarSource:
    """Gives the frames of a dataset as training examples; an `ExampleSource`.

    An example is a function of the data, the seed, its index and the epoch, whatever the order and
    the thread in which examples are loaded. Decoded sweeps are kept in memory up to `cache_bytes`.
    """

    def __init__(
        self,
        dataset: Dataset,
        network: TargetMaker,
        *,
        augmentation: LidarAugmentation | None = None,
        objects: ObjectSource | None = None,
        segments: SegmentChoice | None = None,
        stride: int = 1,
        seed: int = 0,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        """Lists the frames; none is decoded.

        Args:
            dataset: Dataset with lidar, lidar calibrations, poses and boxes.
            network: Network whose targets are made.
            augmentation: Augmentation of the frames. Defaults to None, no augmentation.
            objects: Objects that augmentation pastes. Defaults to None, which pastes none.
            segments: Segments to use. Defaults to None, which uses all.
            stride: Use every N-th frame of each segment, from its first one on.
            seed: Seed of all random numbers, at least 0.
            cache_bytes: Largest number of bytes of decoded sweeps to keep.

        Raises:
            NotFoundError: No segment is left, or the segments have no frames.
            InvalidInputError: `stride` is less than 1.
        """
        if stride < 1:
            raise InvalidInputError(f"stride: expected at least 1, got {stride}")
        self._network = network
        self._augmentation = augmentation
        self._objects = objects
        self._seed = seed
        self._cache = SweepCache(cache_bytes)
        self._scenes = ScenePool(dataset)
        self._where = dataset.where
        positions = (segments or SegmentChoice()).positions(dataset)
        frames = []
        for position in positions:
            with self._scenes.borrow(position) as scene:
                frames += [(position, index) for index in range(0, len(scene), stride)]
        if not frames:
            raise NotFoundError(f"{dataset.where}: no frame in {len(positions)} segments")
        self._frames = np.array(frames, np.int64)

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._frames)

    def name(self, index: int) -> str:
        """Returns segment and frame of an example, for messages."""
        position, frame = self._frames[index].tolist()
        with self._scenes.borrow(position) as scene:
            return scene[frame].label

    def require_labels(self) -> None:
        """Makes sure that there is something to learn: a label of one of the detector's classes.

        Frames are read until one has such a label; only data without labels are read as a whole.

        Raises:
            NotFoundError: No frame has such a label.
        """
        classes = self._network.config.classes
        for position, frame in self._frames.tolist():
            with self._scenes.borrow(position) as scene:
                if np.isin(scene[frame].boxes.types, classes).any():
                    return
        names = ", ".join(kind.name for kind in classes)
        raise NotFoundError(
            f"{self._where}: no label of {names} in {len(self)} frames, nothing to learn (the test "
            "split, for example, has no labels)"
        )

    def load(self, index: int, epoch: int) -> LidarExample:
        """Returns one example for training; boxes without a point are left out.

        Args:
            index: Number of the example, from 0.
            epoch: Number of the epoch, which changes augmentation and thinning.

        Raises:
            WaymoKitError: The frame cannot be read.
        """
        config = self._network.config
        scene = self.load_scene(index, epoch)
        rng = self._rng(_THINNING, index, epoch)
        pillars = make_pillars(
            scene.points,
            config.grid,
            *config.points.capacity,
            int(rng.integers(2**62)),
        )
        boxes = scene.without_empty_boxes().boxes
        velocities = boxes.require("velocities")
        try:
            targets = self._network.make_targets(boxes.array, boxes.types, velocities)
        except InvalidInputError as error:
            raise InvalidInputError(f"{self._where}: {self.name(index)}: {error}") from error
        return LidarExample(pillars, targets)

    def load_scene(self, index: int, epoch: int) -> PointScene:
        """Returns the augmented points and boxes of an example.

        Args:
            index: Number of the example, from 0.
            epoch: Number of the epoch, which changes the augmentation.
        """
        scene = self.load_recorded(index)
        if self._augmentation is None:
            return scene
        rng = self._rng(_AUGMENTATION, index, epoch)
        return self._augmentation.augment(scene, rng, self._objects)

    def load_recorded(self, index: int) -> PointScene:
        """Returns the points and boxes of an example as they were recorded.

        Args:
            index: Number of the example, from 0.
        """
        position, frame = self._frames[index].tolist()
        with self._scenes.borrow(position) as scene:
            return load_labeled_points(scene[frame], self._network.config.points, self._cache)

    def close(self) -> None:
        """Closes the open files."""
        self._scenes.close()

    def _rng(self, purpose: int, index: int, epoch: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, purpose, index, epoch])
