"""Builds the scenery around a place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.city.buildings import add_buildings
from waymo_kit.simulate.city.furniture import add_crossing, add_lamps, add_street_signs
from waymo_kit.simulate.city.pieces import Kerbside, pieces_within
from waymo_kit.simulate.city.plants import add_hedges, add_park, add_street_trees
from waymo_kit.simulate.city.scenery import Scenery
from waymo_kit.simulate.city.streets import StreetMap, StreetTables

_SKYLINE = 110.0
"""Buildings alone are built this much further in meters."""


def build_scenery(
    streets: StreetMap,
    tables: StreetTables,
    origin: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> Scenery:
    """Builds the surroundings of a place.

    Args:
        streets: Map of the city.
        tables: Tables of the map around the place.
        origin: (2,) origin of the local frame in the map frame.
        low: (2,) minimum local x and y to fill.
        high: (2,) maximum local x and y to fill.
    """
    scenery = Scenery()
    near = list(pieces_within(streets, low + origin, high + origin))
    crossings: dict[tuple[int, int], None] = {}
    for piece in pieces_within(streets, low - _SKYLINE + origin, high + _SKYLINE + origin):
        kerb = Kerbside(streets, origin, piece)
        for side in (-1, 1):
            lots = add_buildings(kerb, side, tables, scenery)
            if piece in near:
                add_hedges(kerb, side, lots, scenery)
                add_street_trees(kerb, side, scenery)
                add_lamps(kerb, side, scenery)
                add_street_signs(kerb, side, scenery)
        if piece in near:
            crossings |= dict.fromkeys(piece.crossing(i) for i in (piece.index, piece.index + 1))
    for piece in pieces_within(streets, low + origin, high + origin, missing=True):
        add_park(Kerbside(streets, origin, piece), tables, scenery)
    for crossing in crossings:
        add_crossing(streets, origin, crossing, scenery)
    return scenery
