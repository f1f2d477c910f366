"""How a sample becomes the mapping that a loader hands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.scene.samples.sample import Sample

Transform: TypeAlias = Callable[[Sample, np.random.Generator], "Sample | Mapping[str, Any]"]
"""Takes a sample and the random numbers of its example; returns a changed sample, or a mapping of
arrays, numbers, strings and lists of strings. It must be picklable for workers that are spawned."""


def example_of(
    sample: Sample, transform: Transform | None, rng: np.random.Generator
) -> dict[str, Any]:
    """Returns a sample as a flat mapping, after the transform if there is one.

    Raises:
        InvalidInputError: The transform returns neither a sample nor a mapping.
    """
    changed = sample if transform is None else transform(sample, rng)
    if isinstance(changed, Sample):
        return changed.arrays()
    if not isinstance(changed, Mapping):
        raise InvalidInputError(
            f"segment {sample.segment} frame {sample.frame}: expected a Sample or a mapping from "
            f"the transform, got {type(changed).__name__}"
        )
    return dict(changed)
