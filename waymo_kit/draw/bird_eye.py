"""The bird's-eye view: points and boxes from above, the vehicle's front at the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.draw.style import BACKGROUND, BRIGHT, FAINT, TEXT, TYPE_COLORS, point_colormap
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import bev_corners
from waymo_kit.geometry.arrays import as_array
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PIXELS = 1400
"""Pixels a side of the picture into which the points are painted."""

_EGO_CORNERS = np.array(
    [[3.9, 0.6], [3.4, 1.0], [-0.8, 1.0], [-1.0, 0.8], [-1.0, -0.8], [-0.8, -1.0], [3.4, -1.0]]
    + [[3.9, -0.6]]
)
"""Outline of Waymo's car in its own frame, metres."""


def draw_bird_eye(
    axes: Axes,
    xyz: ArrayLike,
    values: ArrayLike,
    boxes: ArrayLike = (),
    types: Sequence[int] | NDArray = (),
    *,
    limits: tuple[float, float] = (-1.0, 4.0),
    range_m: float = 75.0,
    ids: Sequence[str] | None = None,
) -> None:
    """Draws points and boxes from above.

    Forward is up, left is left. Points are painted by value, the highest on top; a box is outlined
    in the colour of its type, with a line from its center through its front.

    Args:
        axes: matplotlib axes to draw into; their limits and ticks are set.
        xyz: (P, 3) points, vehicle frame, metres.
        values: (P,) what colours the points, for example their heights or intensities.
        boxes: (N, 7), vehicle frame.
        types: (N,) `ObjectType`.
        limits: values of the first and the last colour.
        range_m: half the side of the drawn square, metres.
        ids: (N,) names to write beside the boxes, or None.

    Raises:
        InvalidInputError: if a shape or length is wrong or `range_m` is not positive.
    """
    xyz = as_array("xyz", xyz, ("P", 3))
    values = as_array("values", values, ("P",))
    boxes = as_array("boxes", boxes, ("N", 7))
    wanted = (len(xyz), len(boxes), len(boxes) if ids is not None else 0)
    given = (len(values), len(types), len(ids or ()))
    if given != wanted:
        raise InvalidInputError(
            f"expected {wanted[0]} values, {wanted[1]} types and {wanted[2]} ids for as many "
            f"points and boxes, got {given[0]}, {given[1]} and {given[2]}"
        )
    if not range_m > 0:
        raise InvalidInputError(f"range_m: expected metres above 0, got {range_m}")
    axes.set_facecolor(BACKGROUND)
    axes.set(xlim=(-range_m, range_m), ylim=(-range_m, range_m), aspect="equal")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_color(FAINT)
    axes.imshow(
        paint_points(xyz, values, limits, range_m),
        extent=(-range_m, range_m, -range_m, range_m),
        interpolation="antialiased",
        zorder=1,
    )
    _draw_rings(axes, range_m)
    _draw_ego(axes)
    _draw_boxes(axes, boxes, np.asarray(types))
    for box, name in zip(boxes if ids else (), ids or (), strict=True):
        axes.annotate(
            name,
            (-box[1], box[0]),
            (4, 4),
            textcoords="offset points",
            color=BRIGHT,
            size=6,
            clip_on=True,
        )


def paint_points(
    xyz: NDArray[np.float64],
    values: NDArray[np.float64],
    limits: tuple[float, float],
    range_m: float,
) -> NDArray[np.uint8]:
    """Paints points into a square picture of the surroundings, the highest last.

    Args:
        xyz: (P, 3) vehicle frame, metres.
        values: (P,) what colours the points.
        limits: values of the first and the last colour.
        range_m: half the side of the square, metres.

    Returns:
        (S, S, 4) uint8 RGBA, forward up; transparent where there is no point.
    """
    picture = np.zeros((_PIXELS, _PIXELS, 4), np.uint8)
    inside = (np.abs(xyz[:, :2]) < range_m).all(axis=1) & np.isfinite(values)
    order = np.flatnonzero(inside)[np.argsort(xyz[inside, 2], kind="stable")]
    scale = _PIXELS / (2 * range_m)
    row = ((range_m - xyz[order, 0]) * scale).astype(np.int64)
    column = ((range_m - xyz[order, 1]) * scale).astype(np.int64)
    shade = np.clip((values[order] - limits[0]) / (limits[1] - limits[0]), 0, 1)
    colors = point_colormap()(shade, bytes=True)
    # Two by two pixels a point: one alone is lost when the picture is drawn smaller.
    for down, right in ((1, 1), (1, 0), (0, 1), (0, 0)):
        picture[np.minimum(row + down, _PIXELS - 1), np.minimum(column + right, _PIXELS - 1)] = (
            colors
        )
    return picture


def _draw_rings(axes: Axes, range_m: float) -> None:
    """Circles of equal distance, labelled in metres."""
    from matplotlib.patches import Circle

    step = next((s for s in (5, 10, 25, 50, 100) if range_m / s <= 4), 250)
    for radius in np.arange(step, range_m * 1.01, step):
        axes.add_patch(Circle((0, 0), radius, fill=False, color=TEXT, alpha=0.22, lw=0.7, zorder=2))
        along = radius * np.sqrt(0.5)
        axes.text(
            along,
            -along,
            f"{radius:.0f} m",
            color=TEXT,
            size=8,
            ha="center",
            va="center",
            zorder=6,
            bbox={"facecolor": BACKGROUND, "alpha": 0.7, "lw": 0, "pad": 1.5},
        )


def _draw_ego(axes: Axes) -> None:
    """The vehicle itself, seen from above."""
    from matplotlib.patches import Polygon

    axes.add_patch(
        Polygon(_turn(_EGO_CORNERS), facecolor=BRIGHT, edgecolor=BACKGROUND, lw=0.5, zorder=3)
    )


def _draw_boxes(axes: Axes, boxes: NDArray[np.float64], types: NDArray) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    corners = bev_corners(boxes)
    fronts = corners[:, [0, 3]].mean(axis=1)
    centers = boxes[:, :2]
    headings = np.stack([centers, fronts + 0.15 * (fronts - centers)], axis=1)
    for kind, color in TYPE_COLORS.items():
        mine = types == kind
        outlines, marks = list(_turn(corners[mine])), list(_turn(headings[mine]))
        axes.add_collection(PolyCollection(outlines, facecolors=color, alpha=0.28, lw=0, zorder=4))
        axes.add_collection(
            PolyCollection(outlines, facecolors="none", edgecolors=color, lw=0.9, zorder=5)
        )
        axes.add_collection(LineCollection(marks, colors=color, lw=0.9, zorder=5))


def _turn(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turns (..., 2) x, y of the vehicle so that its front looks up the picture."""
    return np.stack([-points[..., 1], points[..., 0]], axis=-1)


def count_types(types: NDArray) -> dict[ObjectType, int]:
    """Boxes of each type, for a legend; types without any are left out."""
    counts = {kind: int((np.asarray(types) == kind).sum()) for kind in TYPE_COLORS}
    return {kind: count for kind, count in counts.items() if count}
