"""Tracked objects from above, with the ways that they have gone."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.draw.bird_eye import draw_bird_eye
from waymo_kit.draw.style import TYPE_COLORS, new_figure
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import invert_transform, transform_boxes
from waymo_kit.scene import Frame
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class FrameObjects(Protocol):
    """The objects of a frame: M ids, (M, 7) boxes in the vehicle frame, M `ObjectType`."""

    @property
    def ids(self) -> NDArray:
        """(M,) of any type that prints."""

    @property
    def boxes(self) -> NDArray[np.float64]:
        """(M, 7)."""

    @property
    def types(self) -> NDArray[np.integer]:
        """(M,)."""


def draw_tracks(
    frames: Sequence[Frame],
    objects: Sequence[FrameObjects],
    path: str | PathLike[str] | None = None,
    *,
    range_m: float = 50.0,
) -> Figure:
    """Draws the last of some frames, and the ways of all objects up to it.

    Args:
        frames: of one segment, in order; the last one's points are drawn.
        objects: of each frame.
        path: Where to save the picture, in the format of its suffix, or None.
        range_m: half the side of the drawn square, metres.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        InvalidInputError: there is no frame, or not as many objects as frames.
        MissingDependencyError: matplotlib is not installed.
    """
    if not frames or len(frames) != len(objects):
        raise InvalidInputError(
            f"expected one or more frames and the objects of each, got {len(frames)} frames and "
            f"objects of {len(objects)}"
        )
    figure = new_figure(8, 8, 150)
    from matplotlib.collections import LineCollection

    last = frames[-1]
    ways: dict[str, list[tuple[float, float]]] = {}
    colors: dict[str, str] = {}
    for frame, now in zip(frames, objects, strict=True):
        last_from_then = invert_transform(last.world_from_vehicle) @ frame.world_from_vehicle
        centers = transform_boxes(last_from_then, now.boxes)[:, :2]
        for name, kind, (x, y) in zip(map(str, now.ids), now.types, centers, strict=True):
            ways.setdefault(name, []).append((-y, x))
            colors[name] = TYPE_COLORS[ObjectType(int(kind))]
    axes = figure.add_axes((0, 0, 1, 1))
    xyz, shown = last.points().xyz, objects[-1]
    names = [str(name) for name in shown.ids]
    draw_bird_eye(axes, xyz, xyz[:, 2], shown.boxes, shown.types, range_m=range_m, ids=names)
    lines = [np.array(way) for way in ways.values()]
    axes.add_collection(
        LineCollection(lines, colors=list(colors.values()), lw=1.6, alpha=0.8, zorder=6)
    )
    if path is not None:
        figure.savefig(path)
    return figure
