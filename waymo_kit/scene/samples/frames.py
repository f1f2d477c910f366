"""The frames of a dataset as a sequence of samples, for the loaders of any framework."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.samples import other_loaders
from waymo_kit.scene.samples.sample import POINT_COLUMNS, FrameSample
from waymo_kit.scene.samples.transform import Transform
from waymo_kit.scene.scene_pool import ScenePool
from waymo_kit.scene.sweeps import join_sweeps
from waymo_kit.schema import CameraName, LaserName, parse_name

if TYPE_CHECKING:
    from waymo_kit.scene.dataset import Dataset
    from waymo_kit.scene.samples.torch_frames import TorchFrames


@dataclass(frozen=True)
class SampleParts:
    """Parts of each frame that are read.

    Attributes:
        sweeps: Number of sweeps whose points are read, the frame's own and those before it; 0 for
            no points.
        lasers: Lidars that are read; None for all.
        returns: Numbers of the returns that are read.
        cameras: Cameras whose images are read.
        labels: Whether the labeled 3D boxes are read.
    """

    sweeps: int
    lasers: tuple[LaserName, ...] | None
    returns: tuple[int, ...]
    cameras: tuple[CameraName, ...]
    labels: bool

    def read(self, frame: Frame) -> FrameSample:
        """Reads a sample."""
        return FrameSample(
            segment=frame.scene.name,
            frame=frame.index,
            timestamp_micros=frame.timestamp_micros,
            world_from_vehicle=frame.world_from_vehicle,
            points=self._points(frame) if self.sweeps else None,
            boxes=frame.boxes if self.labels else None,
            images={name.name: frame.camera(name).image for name in self.cameras},
        )

    def _points(self, frame: Frame) -> NDArray[np.float32]:
        earlier = (frame.neighbor(-age) for age in range(1, self.sweeps))
        frames = [frame, *(each for each in earlier if each is not None)]
        return join_sweeps(frames, [self._sweep(each) for each in frames])

    def _sweep(self, frame: Frame) -> NDArray[np.float32]:
        cloud = frame.points(self.lasers, self.returns)
        sweep = np.empty((len(cloud), len(POINT_COLUMNS) - 1), np.float32)
        sweep[:, :3] = cloud.xyz
        sweep[:, 3] = cloud.intensity
        sweep[:, 4] = cloud.elongation
        return sweep


class FrameSamples(Sequence[FrameSample]):
    """The frames of a dataset as samples: `len`, `frames[i]`, slices, and loaders of frameworks.

    A loader that wants `__len__` and `__getitem__`, such as those of PyTorch and grain, takes it as
    it is. It can be pickled and shared by threads; a forked or spawned worker opens files anew.

    Attributes:
        dataset: Dataset of the frames.
        parts: Parts of each frame that are read.
        places: (N, 2) int64, the position of the segment in the dataset and of the frame in its
            scene, for each sample.
    """

    def __init__(self, dataset: Dataset, parts: SampleParts, places: NDArray[np.int64]) -> None:
        """Takes the places of the frames; `Dataset.frames` finds them."""
        self.dataset = dataset
        self.parts = parts
        self.places = places
        self._scenes = ScenePool(dataset)
        self._process = os.getpid()

    def __reduce__(self) -> tuple[type[FrameSamples], tuple[Any, ...]]:
        """Pickles no open file."""
        return FrameSamples, (self.dataset, self.parts, self.places)

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.places)

    def __repr__(self) -> str:
        """Number of frames and what is read of them."""
        return f"<FrameSamples: {len(self):,} of {self.dataset!r}, {self.parts}>"

    @overload
    def __getitem__(self, index: int) -> FrameSample: ...

    @overload
    def __getitem__(self, index: slice) -> FrameSamples: ...

    def __getitem__(self, index: int | slice) -> FrameSample | FrameSamples:
        """Reads a sample; a slice gives fewer frames and reads nothing.

        Raises:
            IndexError: There is no such frame.
            WaymoKitError: The frame cannot be read; the message names segment and frame.
        """
        if isinstance(index, slice):
            return FrameSamples(self.dataset, self.parts, self.places[index])
        if not -len(self) <= index < len(self):
            raise IndexError(f"no frame {index} among {len(self)}")
        return self.at(*self.places[index].tolist())

    def at(self, position: int, frame: int) -> FrameSample:
        """Reads the sample of a frame.

        Args:
            position: Position of the segment in the dataset.
            frame: Position of the frame in its scene.
        """
        self._require_own_connections()
        with self._scenes.borrow(position) as scene:
            return self.parts.read(scene[frame])

    def __iter__(self) -> Iterator[FrameSample]:
        """Reads one sample after the other."""
        for index in range(len(self)):
            yield self[index]

    def segment_parts(self) -> list[FrameSamples]:
        """Splits the frames by segment, in their order."""
        starts = np.flatnonzero(np.diff(self.places[:, 0], prepend=-1))
        ends = [*starts[1:].tolist(), len(self)]
        return [self[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]

    def to_torch(self, transform: Transform | None = None) -> TorchFrames:
        """Returns the frames as mappings of PyTorch tensors, map-style.

        `to_torch().batches(...)` gives batches that several ranks share and that resume exactly.

        Args:
            transform: Function called with each sample and a random generator, in the worker that
                reads it. Defaults to None, which takes `FrameSample.arrays`.

        Raises:
            MissingDependencyError: PyTorch is not installed.
        """
        from waymo_kit.scene.samples.torch_frames import TorchFrames

        return TorchFrames(self, transform)

    def to_tf(
        self, transform: Transform | None = None, *, shuffle: bool = False, seed: int = 0
    ) -> Any:
        """Returns a `tf.data.Dataset` of mappings of tensors, one epoch of it.

        The first dimension of arrays is unknown to TensorFlow, so `padded_batch` joins samples of
        different sizes. Frames are read by threads.

        Args:
            transform: Function called with each sample and a random generator. Defaults to None,
                which takes `FrameSample.arrays`.
            shuffle: Whether each iteration has an order of its own.
            seed: Seed of the orders and of the random generators.

        Raises:
            MissingDependencyError: TensorFlow is not installed.
        """
        return other_loaders.to_tf(self, transform, shuffle, seed)

    def to_grain(
        self,
        transform: Transform | None = None,
        *,
        shuffle: bool = False,
        seed: int = 0,
        epochs: int | None = 1,
    ) -> Any:
        """Returns a `grain.MapDataset` of mappings of arrays.

        Args:
            transform: Function called with each sample and a random generator. Defaults to None,
                which takes `FrameSample.arrays`.
            shuffle: Whether each epoch has an order of its own.
            seed: Seed of the orders and of the random generators.
            epochs: Number of times that all frames are used; None for without end.

        Raises:
            MissingDependencyError: grain is not installed.
        """
        return other_loaders.to_grain(self, transform, shuffle, seed, epochs)

    def to_hf(self, transform: Transform | None = None, *, seed: int = 0) -> Any:
        """Returns a Hugging Face `datasets.IterableDataset`, one shard per segment.

        It streams from the tables and writes no copy; `with_format("torch")` gives tensors.

        Args:
            transform: Function called with each sample and a random generator. Defaults to None,
                which takes `FrameSample.arrays`.
            seed: Seed of the random generators.

        Raises:
            MissingDependencyError: The package datasets is not installed.
        """
        return other_loaders.to_hf(self, transform, seed)

    def to_ray(self, transform: Transform | None = None, *, seed: int = 0) -> Any:
        """Returns a `ray.data.Dataset`, whose workers read frames in parallel on a cluster.

        All machines must see the files: a shared folder or an object store.

        Args:
            transform: Function called with each sample and a random generator. Defaults to None,
                which takes `FrameSample.arrays`.
            seed: Seed of the random generators.

        Raises:
            MissingDependencyError: Ray is not installed.
        """
        return other_loaders.to_ray(self, transform, seed)

    def _require_own_connections(self) -> None:
        """Refuses to use connections to an object store that the parent process opened."""
        if os.getpid() != self._process and not self.dataset.is_local:
            raise InvalidInputError(
                f"{self.dataset.where}: a forked worker cannot use its parent's connections to an "
                "object store; start workers with the method spawn"
            )


def find_frames(
    dataset: Dataset,
    *,
    every: int,
    sweeps: int,
    lasers: str | int | Sequence[str | int] | None,
    returns: int | Sequence[int],
    cameras: str | int | Sequence[str | int],
    labels: bool,
    where: Callable[[Frame], bool] | None,
) -> FrameSamples:
    """Lists frames; see `Dataset.frames`."""
    for name, value, minimum in (("every", every, 1), ("sweeps", sweeps, 0)):
        if value < minimum:
            raise InvalidInputError(f"{name}: expected at least {minimum}, got {value}")
    parts = SampleParts(
        sweeps,
        None if lasers is None else tuple(parse_name(LaserName, name) for name in _listed(lasers)),
        tuple(_listed(returns)),
        tuple(parse_name(CameraName, name) for name in _listed(cameras)),
        labels,
    )
    places: list[tuple[int, int]] = []
    for position in range(len(dataset)):
        with dataset[position] as scene:
            numbers = range(0, len(scene), every)
            places += [(position, k) for k in numbers if where is None or where(scene[k])]
    if not places:
        raise NotFoundError(f"{dataset.where}: no frame was chosen in {len(dataset)} segments")
    return FrameSamples(dataset, parts, np.array(places, np.int64))


def _listed(values: Any) -> list[Any]:
    """Returns one name or number, or several, as a list."""
    return [values] if isinstance(values, (str, int, np.integer)) else list(values)
