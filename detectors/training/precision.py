"""Number formats of a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from waymo_kit.detectors.training.strategy import has_fast_bfloat16


@contextmanager
def precision_of_new_layers(precision: str) -> Iterator[None]:
    """Lets layers that are made inside compute in a precision of `TrainingSettings`."""
    if precision == "auto":
        precision = "bfloat16" if has_fast_bfloat16() else "float32"
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
