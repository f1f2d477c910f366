"""Examples of a source by position in the training, as flat lists of arrays of fixed shapes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.task import ExampleSource
from waymo_kit.errors import InvalidInputError


class ExampleLoader:
    """Loads the examples of a training by position; several threads may use it at once.

    Attributes:
        structure: Example as the source loads it, which shows the nesting.
        arrays: Arrays of that example, flat: all others have their shapes and dtypes.

    Args:
        source: Source of the examples.
        seed: Random seed of their order.

    Raises:
        InvalidInputError: The source is empty.
    """

    def __init__(self, source: ExampleSource, seed: int) -> None:
        """Loads the first example."""
        self._source = source
        self._order = ExampleOrder(len(source), seed)
        self.structure = source.load(*self._order.at(0))
        self.arrays = self._flat(self.structure)

    def load(self, position: int) -> list[NDArray[Any]]:
        """Returns the arrays of the example at a position, counted from 0 over all epochs.

        Raises:
            InvalidInputError: An array has another shape or dtype than in the first example.
        """
        place = self._order.at(position)
        loaded = self._flat(self._source.load(*place))
        for array, expected in zip(loaded, self.arrays, strict=True):
            if array.shape != expected.shape or array.dtype != expected.dtype:
                raise InvalidInputError(
                    f"example {place.number}: expected arrays of one shape and type, got "
                    f"{array.dtype} {array.shape} and {expected.dtype} {expected.shape}"
                )
        return loaded

    def pack(self, arrays: Any) -> Any:
        """Returns flat arrays or tensors in the structure of an example."""
        return keras.tree.pack_sequence_as(self.structure, arrays)

    @staticmethod
    def _flat(example: Any) -> list[NDArray[Any]]:
        return [np.asarray(array) for array in keras.tree.flatten(example)]
