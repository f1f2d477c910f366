"""What stands beside the streets and never moves.

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
        position: of its middle, local frame.
        heading: direction in which it shines, radians.
        crossing: indices of the north-south and the east-west line.
        arm: direction from the crossing to the street whose traffic it controls.
    """

    position: tuple[float, float, float]
    heading: float
    crossing: tuple[int, int]
    arm: int


@dataclass(frozen=True)
class Shade:
    """A thing as its shadow needs it: an upright box or drum, local frame.

    Attributes:
        x: middle.
        y: middle.
        half_x: half length along the heading, or radius.
        half_y: half length across it.
        heading: radians.
        bottom: height of the underside over the road, metres.
        top: height of the upper side, metres.
        depth: darkness of the shadow; 1 for a box, less for a drum.
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
        rows: parts, as `solids.solid` makes them.
        signs: plates that get labels.
        signals: traffic lights.
        shades: what casts shadows.
        lamps: x, y and height of the street lamps.
    """

    rows: list[Row] = field(default_factory=list)
    signs: list[PlacedSign] = field(default_factory=list)
    signals: list[SignalHead] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    lamps: list[tuple[float, float, float]] = field(default_factory=list)

    def solids(self) -> Solids:
        """All parts as solids without owner."""
        return gather(self.rows)
