"""Static scenery beside the streets.

All of it belongs to the city's map: two segments that pass the same corner see the same house.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from waymo_kit.simulate.models import Model, Row
from waymo_kit.simulate.solids import Solids, gather


@dataclass(frozen=True)
class PlacedSign:
    """A sign at its place; local frame, heading of its model's x axis."""

    model: Model
    position: tuple[float, float, float]
    heading: float
    key: str


@dataclass(frozen=True)
class SignalHead:
    """A traffic light for the traffic that comes to a crossing from one arm.

    Attributes:
        position: Position of its middle in the local frame.
        heading: Direction in which it shines in radians.
        crossing: Indices of the north-south and the east-west line.
        arm: Direction from the crossing to the street whose traffic it controls.
    """

    position: tuple[float, float, float]
    heading: float
    crossing: tuple[int, int]
    arm: int


@dataclass(frozen=True)
class Shade:
    """A thing as its shadow needs it: an upright box or drum, local frame.

    Attributes:
        x: Local x of its middle in meters.
        y: Local y of its middle in meters.
        half_x: Half length along the heading in meters, or the radius.
        half_y: Half length across the heading in meters.
        heading: Heading in radians.
        bottom: Height of the underside over the road in meters.
        top: Height of the upper side over the road in meters.
        depth: Darkness of the shadow: 1 for a box, less for a drum.
    """

    x: float
    y: float
    half_x: float
    half_y: float
    heading: float
    bottom: float
    top: float
    depth: float


@dataclass
class Scenery:
    """Everything of a place that never moves, as it is built up.

    Attributes:
        rows: Parts, as `solids.solid` creates them.
        signs: Plates that get labels.
        signals: Traffic lights.
        shades: Objects that cast shadows.
        lamps: Local x, y and height of the street lamps.
    """

    rows: list[Row] = field(default_factory=list)
    signs: list[PlacedSign] = field(default_factory=list)
    signals: list[SignalHead] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    lamps: list[tuple[float, float, float]] = field(default_factory=list)

    def solids(self) -> Solids:
        """Returns all parts as solids without an owner."""
        return gather(self.rows)
