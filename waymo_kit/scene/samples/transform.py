"""Conversion of a sample into the mapping that a loader hands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.scene.samples.sample import FrameSample

Transform: TypeAlias = Callable[
    [FrameSample, np.random.Generator], "FrameSample | Mapping[str, Any]"
]
"""Function called with a sample and the random numbers of its example; returns a changed sample, or
a mapping of arrays, numbers, strings and lists of strings. It must be picklable for workers that
are spawned."""


def example_of(
    sample: FrameSample, transform: Transform | None, rng: np.random.Generator
) -> dict[str, Any]:
    """Returns a sample as a flat mapping, after the transform if there is one.

    Raises:
        InvalidInputError: The transform returns neither a sample nor a mapping.
    """
    changed = sample if transform is None else transform(sample, rng)
    if isinstance(changed, FrameSample):
        return changed.arrays()
    if not isinstance(changed, Mapping):
        raise InvalidInputError(
            f"segment {sample.segment} frame {sample.frame}: expected a sample or a mapping from "
            f"the transform, got {type(changed).__name__}"
        )
    return dict(changed)
