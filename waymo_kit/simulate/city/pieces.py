"""Pieces of streets between crossings, and places beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.streets import (
    EAST,
    EAST_WEST,
    NORTH,
    NORTH_SOUTH,
    SOUTH,
    WEST,
    StreetMap,
)


@dataclass(frozen=True)
class Piece:
    """A street between two crossings.

    Attributes:
        family: NORTH_SOUTH or EAST_WEST.
        line: Index of the street.
        index: Index of the crossing line at its start.
        start: Coordinate v or u in the map frame at which it leaves the first crossing.
        end: Coordinate v or u in the map frame at which it reaches the next crossing.
        half_width: Distance from the center line to the kerb in meters.
    """

    family: int
    line: int
    index: int
    start: float
    end: float
    half_width: float

    @property
    def length(self) -> float:
        """Meters between the crossings."""
        return self.end - self.start

    def crossing(self, index: int) -> tuple[int, int]:
        """Returns the crossing with a line of the other family: north-south and east-west line."""
        return (self.line, index) if self.family == NORTH_SOUTH else (index, self.line)

    def ways(self) -> tuple[tuple[tuple[int, int], int], tuple[tuple[int, int], int]]:
        """Returns the crossing at which each way along the piece starts, and its direction."""
        onward, back = (NORTH, SOUTH) if self.family == NORTH_SOUTH else (EAST, WEST)
        return (self.crossing(self.index), onward), (self.crossing(self.index + 1), back)


@dataclass(frozen=True)
class Kerbside:
    """One piece as its surroundings are built, in the local frame.

    Attributes:
        streets: Map of the city.
        origin: (2,) origin of the local frame in the map frame.
        piece: Piece of street.
    """

    streets: StreetMap
    origin: NDArray[np.float64]
    piece: Piece

    def dice(self, what: str, side: int) -> Dice:
        """Returns a source of chance that belongs to the map of the city, not to a segment."""
        piece = self.piece
        return Dice(self.streets.city.name, what, piece.family, piece.line, piece.index, side)

    def place(
        self, along: ArrayLike, aside: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Returns local points (N, 2) and headings (N,) at places along and beside the street."""
        points, heading = self.streets.place(
            self.piece.family, self.piece.line, np.asarray(along), np.asarray(aside)
        )
        return points - self.origin, heading


def pieces_within(
    streets: StreetMap, low: NDArray, high: NDArray, *, missing: bool = False
) -> Iterator[Piece]:
    """Returns the pieces of street that reach into a rectangle of the map.

    Args:
        streets: Map of the city.
        low: (2,) minimum x and y.
        high: (2,) maximum x and y.
        missing: Whether to return the gaps between crossings without a street instead.
    """
    corners = np.array([[low[0], low[1]], [low[0], high[1]], [high[0], low[1]], [high[0], high[1]]])
    warped = streets.warped(corners)
    ranges = streets.lines_within(warped.min(axis=0), warped.max(axis=0))
    for family in (NORTH_SOUTH, EAST_WEST):
        across = ranges[1 - family]
        for line in ranges[family]:
            for index in across[:-1]:
                if streets.exists(family, line, index) != missing:
                    ends = streets.lines[1 - family, index : index + 2]
                    yield Piece(
                        family,
                        line,
                        index,
                        float(ends[0]) + streets.half_width(1 - family, index),
                        float(ends[1]) - streets.half_width(1 - family, index + 1),
                        streets.half_width(family, line),
                    )
