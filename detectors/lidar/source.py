"""Training examples of a LiDAR detector: frames as pillars, with the detector's targets."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation, ObjectSource
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.detection.scene_pool import ScenePool
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.example import Example, load_example
from waymo_kit.detectors.lidar.pillars import Pillars, make_pillars
from waymo_kit.detectors.lidar.sweeps import SweepCache
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Dataset

CACHE_BYTES = 1 << 30
"""Default size of the cache of decoded sweeps."""

_THINNING, _AUGMENTATION = range(2)
"""What random numbers of an example are for."""


class LidarExample(NamedTuple):
    """What the training loop batches: arrays of fixed shapes.

    Attributes:
        pillars: the network's input.
        targets: what its outputs are compared with; a NamedTuple of the detector's own.
    """

    pillars: Pillars
    targets: Any


class TargetMaker(Protocol):
    """The part of a detector that examples need."""

    @property
    def config(self) -> DetectorConfig:
        """Grid and point input."""

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> Any:
        """Arrays of fixed shapes in a NamedTuple."""


class LidarSource:
    """Frames of a dataset as training examples; an `ExampleSource`.

    An example is a function of the data, the seed, its index and the epoch, whatever the order and
    the thread in which examples are loaded. Sweeps are kept in memory once decoded, up to
    `cache_bytes`.
    """

    def __init__(
        self,
        dataset: Dataset,
        detector: TargetMaker,
        *,
        augmentation: LidarAugmentation | None = None,
        objects: ObjectSource | None = None,
        segments: SegmentChoice | None = None,
        every: int = 1,
        seed: int = 0,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        """Lists the frames; none is decoded.

        Args:
            dataset: with lidar, lidar calibrations, poses and boxes.
            detector: makes the targets.
            augmentation: None leaves the frames as they are.
            objects: to paste, where there is augmentation.
            segments: which ones to use; None uses all.
            every: use every so-manieth frame of a segment, from its first one on.
            seed: of all that is random, at least 0.
            cache_bytes: most bytes of decoded sweeps to keep.

        Raises:
            NotFoundError: no segment is left, or they have no frames.
            InvalidInputError: `every` is less than 1.
        """
        if every < 1:
            raise InvalidInputError(f"every: expected at least 1, got {every}")
        self._detector = detector
        self._augmentation = augmentation
        self._objects = objects
        self._seed = seed
        self._cache = SweepCache(cache_bytes)
        self._scenes = ScenePool(dataset)
        positions = (segments or SegmentChoice()).positions(dataset)
        frames = []
        for position in positions:
            with self._scenes.borrow(position) as scene:
                frames += [(position, index) for index in range(0, len(scene), every)]
        if not frames:
            raise NotFoundError(f"{dataset.where}: no frame in {len(positions)} segments")
        self._frames = np.array(frames, np.int64)

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._frames)

    def name(self, index: int) -> str:
        """Segment and frame of an example, for messages."""
        position, frame = self._frames[index].tolist()
        with self._scenes.borrow(position) as scene:
            return scene[frame].label

    def load(self, index: int, epoch: int) -> LidarExample:
        """One example, for training: boxes without a point are left out.

        Args:
            index: of the example, from 0.
            epoch: another epoch, another augmentation and thinning.

        Raises:
            WaymoKitError: the frame cannot be read.
        """
        config = self._detector.config
        scene = self.load_scene(index, epoch)
        rng = self._rng(_THINNING, index, epoch)
        pillars = make_pillars(
            scene.points,
            config.grid,
            config.points.max_points,
            config.points.max_pillars,
            int(rng.integers(2**62)),
        )
        scene = scene.without_empty_boxes()
        targets = self._detector.make_targets(scene.boxes, scene.types, scene.velocities)
        return LidarExample(pillars, targets)

    def load_scene(self, index: int, epoch: int) -> PointScene:
        """The augmented points and boxes of an example, before they become arrays of fixed shapes.

        Args:
            index: of the example, from 0.
            epoch: another epoch, another augmentation.
        """
        example = self.load_example(index)
        scene = PointScene(example.points, example.boxes, example.types, example.velocities)
        if self._augmentation is None:
            return scene
        rng = self._rng(_AUGMENTATION, index, epoch)
        return self._augmentation.augment(scene, rng, self._objects)

    def load_example(self, index: int) -> Example:
        """The frame as it was recorded.

        Args:
            index: of the example, from 0.
        """
        position, frame = self._frames[index].tolist()
        with self._scenes.borrow(position) as scene:
            return load_example(scene[frame], self._detector.config.points, self._cache)

    def close(self) -> None:
        """Closes the files that are open."""
        self._scenes.close()

    def _rng(self, purpose: int, index: int, epoch: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, purpose, index, epoch])
