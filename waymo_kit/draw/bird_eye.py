"""The bird's-eye view: points and boxes from above, the vehicle's front at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.draw.names import place_names
from waymo_kit.draw.style import (
    BACKGROUND,
    BRIGHT,
    TEXT,
    TYPE_COLORS,
    point_colormap,
    style_view,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import bev_corners
from waymo_kit.geometry.arrays import as_array
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PIXELS = 1400
"""Sides in pixels of the picture into which the points are painted."""

_EGO_CORNERS = np.array(
    [[3.9, 0.6], [3.4, 1.0], [-0.8, 1.0], [-1.0, 0.8], [-1.0, -0.8], [-0.8, -1.0], [3.4, -1.0]]
    + [[3.9, -0.6]]
)
"""Outline of Waymo's car in its own frame, meters."""


def draw_bird_eye(
    axes: Axes,
    xyz: ArrayLike,
    values: ArrayLike,
    boxes: Boxes | None = None,
    *,
    predictions: Boxes | None = None,
    limits: tuple[float, float] = (-1.0, 4.0),
    range_m: float = 75.0,
    show_ids: bool = False,
) -> None:
    """Draws points and boxes from above.

    Forward is up, left is left. Points are colored by value, the highest on top. A box has the
    color of its type and a line from its center through its front. Predictions are outlines over
    the filled boxes, so that a false positive is an empty outline and a miss a box without one.

    Args:
        axes: matplotlib axes to draw into; their limits and ticks are set.
        xyz: (P, 3) points in meters, vehicle frame.
        values: (P,) numbers that color the points, for example their heights or intensities.
        boxes: Boxes in the vehicle frame, for example labels. Defaults to None, which draws none.
        predictions: Predicted boxes to draw over them. Defaults to None, which draws none.
        limits: Values of the first and of the last color, ascending.
        range_m: Half the side of the drawn square in meters.
        show_ids: Whether to write the first letters of ids beside the boxes (of predictions, where
            there are any). Names that find no free place are left out.

    Raises:
        InvalidInputError: A shape or length is wrong, `range_m` is not positive, or `limits` do not
            ascend.
    """
    xyz = as_array("xyz", xyz, ("P", 3))
    values = as_array("values", values, ("P",))
    if len(values) != len(xyz):
        raise InvalidInputError(f"expected {len(xyz)} values, one per point, got {len(values)}")
    if not 0 < range_m < np.inf:
        raise InvalidInputError(f"range_m: expected meters above 0, got {range_m}")
    if not limits[0] < limits[1]:
        raise InvalidInputError(f"limits: expected a lower and a higher value, got {limits}")
    style_view(axes)
    axes.set(xlim=(-range_m, range_m), ylim=(-range_m, range_m), aspect="equal")
    axes.imshow(
        paint_points(xyz, values, limits, range_m),
        extent=(-range_m, range_m, -range_m, range_m),
        interpolation="antialiased",
        zorder=1,
    )
    _draw_rings(axes, range_m)
    _draw_ego(axes)
    if boxes is not None:
        _draw_boxes(axes, boxes, filled=True, outlined=predictions is None)
    if predictions is not None:
        _draw_boxes(axes, predictions, filled=False, outlined=True)
    named = predictions if predictions is not None else boxes
    if show_ids and named is not None and named.ids is not None:
        rows = np.flatnonzero(in_view(named, range_m))
        corners = bev_corners(named.array[rows])
        place_names(axes, turn(corners), [name[:4] for name in named.ids[rows]])


def in_view(boxes: Boxes, range_m: float) -> NDArray[np.bool_]:
    """Returns which boxes a bird's-eye view shows, at least in part: (N,) bool."""
    corners = bev_corners(boxes.array)
    shown: NDArray[np.bool_] = (
        (corners.min(axis=1) < range_m) & (corners.max(axis=1) > -range_m)
    ).all(axis=1)
    return shown


def paint_points(
    xyz: NDArray[np.float64],
    values: NDArray[np.float64],
    limits: tuple[float, float],
    range_m: float,
) -> NDArray[np.uint8]:
    """Paints points into a square picture of the surroundings, the highest last.

    Args:
        xyz: (P, 3) points in meters, vehicle frame.
        values: (P,) numbers that color the points.
        limits: Values of the first and of the last color.
        range_m: Half the side of the square in meters.

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
    """Draws circles of equal distance, labeled in meters."""
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
            zorder=2,
            bbox={"facecolor": BACKGROUND, "alpha": 0.7, "lw": 0, "pad": 1.5},
        )


def _draw_ego(axes: Axes) -> None:
    """Draws the vehicle itself, seen from above."""
    from matplotlib.patches import Polygon

    axes.add_patch(
        Polygon(turn(_EGO_CORNERS), facecolor=BRIGHT, edgecolor=BACKGROUND, lw=0.5, zorder=3)
    )


def _draw_boxes(axes: Axes, boxes: Boxes, *, filled: bool, outlined: bool) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    corners = bev_corners(boxes.array)
    fronts = corners[:, [0, 3]].mean(axis=1)
    centers = boxes.array[:, :2]
    headings = np.stack([centers, fronts + 0.15 * (fronts - centers)], axis=1)
    for kind, color in TYPE_COLORS.items():
        mine = boxes.types == kind
        outlines, marks = list(turn(corners[mine])), list(turn(headings[mine]))
        if filled:
            alpha = 0.28 if outlined else 0.5
            axes.add_collection(
                PolyCollection(outlines, facecolors=color, alpha=alpha, lw=0, zorder=4)
            )
        if outlined:
            width = 0.9 if filled else 1.2
            axes.add_collection(
                PolyCollection(outlines, facecolors="none", edgecolors=color, lw=width, zorder=5)
            )
            axes.add_collection(LineCollection(marks, colors=color, lw=width, zorder=5))


def turn(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turns (..., 2) x, y of the vehicle frame so that the vehicle's front looks up."""
    return np.stack([-points[..., 1], points[..., 0]], axis=-1)


def legend_handles(boxes: Boxes | None, predictions: Boxes | None, range_m: float) -> list[Any]:
    """Returns the legend of a bird's-eye view: the number of boxes of each type that it shows."""
    from matplotlib.patches import Patch

    shown = [
        None if some is None else count_types(some.types[in_view(some, range_m)])
        for some in (boxes, predictions)
    ]
    handles = []
    for kind, color in TYPE_COLORS.items():
        counts = [None if some is None else some.get(kind, 0) for some in shown]
        if any(counts):
            text = " / ".join(str(count) for count in counts if count is not None)
            handles.append(Patch(color=color, label=f"{kind.name.lower()}  {text}"))
    if boxes is not None and predictions is not None:
        handles.append(Patch(facecolor=TEXT, alpha=0.5, lw=0, label="label"))
        handles.append(Patch(facecolor="none", edgecolor=TEXT, lw=1.2, label="prediction"))
    return handles


def count_types(types: NDArray[np.integer[Any]]) -> dict[ObjectType, int]:
    """Returns the number of boxes of each type; types without any are left out."""
    counts = {kind: int((np.asarray(types) == kind).sum()) for kind in TYPE_COLORS}
    return {kind: count for kind, count in counts.items() if count}
