"""Samples for TensorFlow, grain, Hugging Face Datasets and Ray Data."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.scene.samples.sample import FrameSample
from waymo_kit.scene.samples.transform import Transform, example_of

if TYPE_CHECKING:
    from waymo_kit.scene.samples.frames import FrameSamples


def to_tf(frames: FrameSamples, transform: Transform | None, shuffle: bool, seed: int) -> Any:
    """Returns a `tf.data.Dataset`; see `FrameSamples.to_tf`."""
    tf = _import("tensorflow", "to_tf", "train")
    first = example_of(frames[0], transform, np.random.default_rng(seed))
    keys = list(first)
    specs = [_tf_spec(tf, key, first[key]) for key in keys]

    def load(index: Any, draw: Any) -> list[Any]:
        rng = np.random.default_rng((seed, int(index), int(draw)))
        example = example_of(frames[int(index)], transform, rng)
        if example.keys() != first.keys():
            raise InvalidInputError(
                f"to_tf: expected the keys {keys} of the first frame, got {list(example)} in frame "
                f"{int(index)}"
            )
        return [_tf_value(example[key], spec) for key, spec in zip(keys, specs, strict=True)]

    def element(index: Any, draw: Any) -> dict[str, Any]:
        values = tf.numpy_function(load, [index, draw], [spec.dtype for spec in specs])
        for value, spec in zip(values, specs, strict=True):
            value.set_shape(spec.shape)
        return dict(zip(keys, values, strict=True))

    numbers = tf.data.Dataset.range(len(frames))
    if shuffle:
        numbers = numbers.shuffle(len(frames), seed=seed, reshuffle_each_iteration=True)
    draws = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True)
    both = tf.data.Dataset.zip((numbers, draws))
    return both.map(element, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


def _tf_spec(tf: Any, key: str, value: Any) -> Any:
    if isinstance(value, (str, bytes)):
        return tf.TensorSpec((), tf.string)
    array = np.asarray(value)
    if isinstance(value, list) and (not value or isinstance(value[0], str)):
        return tf.TensorSpec((None,), tf.string)
    if array.dtype.kind not in "biuf":
        raise InvalidInputError(
            f"to_tf: expected arrays, numbers, strings or lists of strings, got "
            f"{type(value).__name__} in {key!r}"
        )
    shape = (None, *array.shape[1:]) if array.ndim else ()
    return tf.TensorSpec(shape, tf.as_dtype(array.dtype))


def _tf_value(value: Any, spec: Any) -> Any:
    if isinstance(value, (str, bytes, list)) and spec.dtype.name == "string":
        return np.array(value, object)
    return np.asarray(value, spec.dtype.as_numpy_dtype)


def to_grain(
    frames: FrameSamples, transform: Transform | None, shuffle: bool, seed: int, epochs: int | None
) -> Any:
    """Returns a `grain.MapDataset`; see `FrameSamples.to_grain`."""
    grain = _import("grain", "to_grain", "grain")
    dataset = grain.MapDataset.source(frames).seed(seed)
    if shuffle:
        dataset = dataset.shuffle()
    if epochs != 1:
        dataset = dataset.repeat(epochs)
    return dataset.random_map(_ExampleOf(transform))


def to_hf(frames: FrameSamples, transform: Transform | None, seed: int) -> Any:
    """Returns a `datasets.IterableDataset`; see `FrameSamples.to_hf`."""
    datasets = _import("datasets", "to_hf", "hf")
    return datasets.IterableDataset.from_generator(
        _SegmentReader(transform, seed), gen_kwargs={"parts": frames.segment_parts()}
    )


def to_ray(frames: FrameSamples, transform: Transform | None, seed: int) -> Any:
    """Returns a `ray.data.Dataset`; see `FrameSamples.to_ray`."""
    data = _import("ray.data", "to_ray", "ray")
    return data.range(len(frames)).map(_RowReader(frames, transform, seed))


@dataclass(frozen=True)
class _ExampleOf:
    """Makes the example of a sample."""

    transform: Transform | None

    def __call__(self, sample: FrameSample, rng: np.random.Generator) -> dict[str, Any]:
        return example_of(sample, self.transform, rng)


@dataclass(frozen=True)
class _SegmentReader:
    """Yields the examples of segments."""

    transform: Transform | None
    seed: int

    def __call__(self, parts: list[FrameSamples]) -> Iterator[dict[str, Any]]:
        for part in parts:
            for position, frame in part.places.tolist():
                rng = np.random.default_rng((self.seed, position, frame))
                yield example_of(part.at(position, frame), self.transform, rng)


@dataclass(frozen=True)
class _RowReader:
    """Reads the frame that a row names."""

    frames: FrameSamples
    transform: Transform | None
    seed: int

    def __call__(self, row: Mapping[str, Any]) -> dict[str, Any]:
        index = int(row["id"])
        rng = np.random.default_rng((self.seed, index))
        return example_of(self.frames[index], self.transform, rng)


def _import(package: str, need: str, extra: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        name = package.partition(".")[0]
        raise MissingDependencyError(f"{need} needs the package {name}", extra) from error
