"""Chooses the segments of a dataset that a detector learns from, for example by city or share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Dataset


@dataclass(frozen=True)
class SegmentChoice:
    """A choice of segments of a dataset; all conditions hold together.

    Attributes:
        names: Names of segments. Defaults to None, which takes all.
        locations: Cities as the stats table names them, such as `location_sf`. Defaults to None,
            which takes all.
        fraction: Share of the remaining segments to draw, in (0, 1]; at least one segment is drawn.
            With the same seed, a smaller share is part of a larger one.
        seed: Seed of this draw, at least 0.
    """

    names: tuple[str, ...] | None = None
    locations: tuple[str, ...] | None = None
    fraction: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the fraction, and that no name stands where several belong."""
        for field in ("names", "locations"):
            value = getattr(self, field)
            if isinstance(value, str):
                raise InvalidInputError(f"{field}: expected a tuple of names, got {value!r}")
        if not 0 < self.fraction <= 1:
            raise InvalidInputError(
                f"fraction: expected more than 0 and at most 1, got {self.fraction}"
            )

    def positions(self, dataset: Dataset) -> list[int]:
        """Returns the positions of the chosen segments in a dataset, ascending.

        Names of segments are read only if `names` is given, and the stats tables of the remaining
        ones only if `locations` is.

        Raises:
            NotFoundError: No segment is left, or a named one does not exist.
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
