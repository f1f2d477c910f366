"""Nearest real neighbors of samples, which tell whether a generator copies what it saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError

_BLOCK = 512


@dataclass(frozen=True)
class Neighbors:
    """The nearest of a set of references for each query.

    Attributes:
        index: (N,) int64 reference that is nearest.
        distance: (N,) float64 root mean square difference of the values to it.
    """

    index: NDArray[np.int64]
    distance: NDArray[np.float64]


def nearest_neighbors(queries: NDArray[np.generic], references: NDArray[np.generic]) -> Neighbors:
    """Finds the nearest reference of each query.

    Args:
        queries: (N, ...) values, such as levels of images or features.
        references: (M, ...) values of the same shape.

    Raises:
        InvalidInputError: There are no references, or their shape differs.
    """
    if not len(references) or queries.shape[1:] != references.shape[1:]:
        raise InvalidInputError(
            f"neighbors: expected references of the shape of the queries {queries.shape[1:]}, got "
            f"{len(references)} of {references.shape[1:]}"
        )
    flat = queries.reshape(len(queries), -1).astype(np.float64)
    index = np.zeros(len(flat), np.int64)
    squares = np.full(len(flat), np.inf)
    own = (flat**2).sum(1)
    for start in range(0, len(references), _BLOCK):
        block = references[start : start + _BLOCK].reshape(-1, flat.shape[1]).astype(np.float64)
        found = own[:, None] + (block**2).sum(1) - 2 * flat @ block.T
        nearest = found.argmin(1)
        values = found[np.arange(len(flat)), nearest]
        closer = values < squares
        squares[closer] = values[closer]
        index[closer] = start + nearest[closer]
    exact = flat - references.reshape(len(references), -1)[index].astype(np.float64)
    return Neighbors(index, np.sqrt((exact**2).mean(1)))
