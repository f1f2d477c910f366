"""Which segments of a dataset a detector learns from: for studies of data size and of cities."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Dataset


@dataclass(frozen=True)
class SegmentChoice:
    """Some segments of a dataset; all conditions hold together.

    Attributes:
        names: of segments, or None for all.
        locations: cities, in Waymo's words, such as `location_sf`; or None for all.
        fraction: share of the segments that are left, in (0, 1]; at least one. With the same seed,
            a smaller share is part of a larger one.
        seed: of this draw, at least 0.
    """

    names: tuple[str, ...] | None = None
    locations: tuple[str, ...] | None = None
    fraction: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the fraction."""
        if not 0 < self.fraction <= 1:
            raise InvalidInputError(
                f"fraction: expected more than 0 and at most 1, got {self.fraction}"
            )

    def positions(self, dataset: Dataset) -> list[int]:
        """Positions in the dataset of the chosen segments, ascending.

        Names of segments are read only where names are asked for, the stats tables of those that
        are left only where locations are.

        Raises:
            NotFoundError: no segment is left, or one that was named is not there.
        """
        found = list(range(len(dataset)))
        if self.names is not None:
            missing = sorted(set(self.names).difference(dataset.segments))
            if missing:
                raise NotFoundError(f"{dataset.where}: no segment {missing[0]}")
            found = [k for k in found if dataset.segments[k] in self.names]
        if self.locations is not None:
            found = [k for k in found if _location(dataset, k) in self.locations]
        if not found:
            where = "" if self.locations is None else f" in {', '.join(self.locations)}"
            raise NotFoundError(f"{dataset.where}: no segment{where} to learn from")
        order = np.random.default_rng(self.seed).permutation(len(found))
        chosen = order[: math.ceil(self.fraction * len(found) - 1e-9)]
        return [found[k] for k in sorted(chosen)]


def _location(dataset: Dataset, position: int) -> str:
    with dataset[position] as scene:
        return scene.location
