"""Tracks from above with the paths that the objects have taken, beside the labels."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.draw.bird_eye import draw_bird_eye, legend_handles, turn
from waymo_kit.draw.frame import utc
from waymo_kit.draw.style import BRIGHT, TEXT, add_legend, new_figure, type_color
from waymo_kit.errors import InvalidInputError, NotFoundError, count
from waymo_kit.geometry import invert_transform
from waymo_kit.scene import Frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANEL, _TITLE, _FOOT, _EDGE, _GAP = 7.0, 0.75, 0.4, 0.12, 0.1
"""Inches: side of a panel, height of the title and of the legend, margin, space between panels."""

_MARK_SECONDS = 1.0
"""Time between the dots on a path."""


def draw_tracks(
    frames: Sequence[Frame],
    tracks: Sequence[Boxes],
    path: str | PathLike[str] | None = None,
    *,
    range_m: float = 50.0,
) -> Figure:
    """Draws the tracks of some frames, beside the labels of the same frames if there are any.

    Boxes and points are those of the last frame. A path leads to each box, with a dot for every
    second; it begins dim where the object was first seen. A path without a box is that of an object
    which has gone.

    Args:
        frames: Frames of one segment, in order.
        tracks: Boxes of each frame, with ids; vehicle frame of that frame.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        range_m: Half the side of the drawn square in meters.

    Returns:
        The figure. It belongs to no window, so it needs no closing; notebooks display it.

    Raises:
        InvalidInputError: There is no frame, there are not as many tracks as frames, or tracks have
            no ids.
        NotFoundError: A frame has no pose.
        MissingDependencyError: matplotlib is not installed.
    """
    if not frames or len(frames) != len(tracks):
        raise InvalidInputError(
            f"expected one or more frames and the tracks of each, got {len(frames)} frames and "
            f"tracks of {len(tracks)}"
        )
    panels = {"tracks": list(tracks)}
    labels = _labels(frames)
    if labels is not None:
        panels["labels"] = labels
    width = 2 * _EDGE + len(panels) * _PANEL + (len(panels) - 1) * _GAP
    height = _FOOT + _PANEL + _TITLE
    figure = new_figure(width, height, dpi=120)
    for k, (name, boxes) in enumerate(panels.items()):
        left = _EDGE + k * (_PANEL + _GAP)
        axes = figure.add_axes(
            (left / width, _FOOT / height, _PANEL / width, _PANEL / height), label=name
        )
        foot = figure.add_axes((left / width, 0, _PANEL / width, _FOOT / height))
        foot.set_axis_off()
        _draw_panel(axes, foot, name, frames, boxes, range_m)
        y = (_FOOT + _PANEL + 0.14) / height
        right = (left + _PANEL) / width
        figure.text(left / width, y, name, color=BRIGHT, size=11, va="center")
        figure.text(right, y, _count_text(boxes), color=TEXT, size=9, va="center", ha="right")
    first, last = frames[0], frames[-1]
    seconds = (last.timestamp_micros - first.timestamp_micros) / 1e6
    title = 1 - 0.22 / height
    figure.text(
        _EDGE / width,
        title,
        first.scene.name,
        color=BRIGHT,
        size=12 if labels is not None else 8.5,
        weight="bold",
        va="center",
        parse_math=False,
    )
    figure.text(
        1 - _EDGE / width,
        title,
        f"frames {first.index} to {last.index}, {seconds:.1f} s until {utc(last.timestamp_micros)}",
        color=TEXT,
        size=9.5 if labels is not None else 7,
        ha="right",
        va="center",
    )
    if path is not None:
        figure.savefig(path)
    return figure


def _labels(frames: Sequence[Frame]) -> list[Boxes] | None:
    try:
        return [frame.boxes for frame in frames]
    except NotFoundError:
        return None


def _count_text(boxes: Sequence[Boxes]) -> str:
    ids = {name for some in boxes for name in some.require("ids") if name}
    return f"{count(len(ids), 'object')} in {count(len(boxes), 'frame')}"


def _draw_panel(
    axes: Axes,
    foot: Axes,
    name: str,
    frames: Sequence[Frame],
    boxes: Sequence[Boxes],
    range_m: float,
) -> None:
    from matplotlib.lines import Line2D

    try:
        xyz = frames[-1].points().xyz
    except NotFoundError:
        xyz = np.empty((0, 3), np.float32)
    draw_bird_eye(axes, xyz, xyz[:, 2], boxes[-1], range_m=range_m, show_ids=name == "tracks")
    _draw_paths(axes, frames, boxes)
    handles = legend_handles(boxes[-1], None, range_m)
    handles.append(
        Line2D(
            [], [], color=TEXT, lw=1.6, marker="o", markersize=3.5, label="path, a dot per second"
        )
    )
    add_legend(foot, handles, 1.25 * _PANEL, handlelength=1.4)


def _draw_paths(axes: Axes, frames: Sequence[Frame], boxes: Sequence[Boxes]) -> None:
    """Draws the path of each object in the last frame's axes, dim where it begins."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    last_from_world = invert_transform(frames[-1].world_from_vehicle)
    places: dict[str, list[tuple[float, float, int]]] = {}
    colors: dict[str, str] = {}
    for step, (frame, now) in enumerate(zip(frames, boxes, strict=True)):
        moved = now.transform(last_from_world @ frame.world_from_vehicle)
        points = turn(moved.array[:, :2]).tolist()
        for name, kind, (x, y) in zip(now.require("ids"), now.types.tolist(), points, strict=True):
            if name:
                places.setdefault(name, []).append((x, y, step))
                colors[name] = type_color(kind)
    seconds = np.array([frame.timestamp_micros for frame in frames]) / 1e6
    lines, line_colors, dots, dot_colors = [], [], [], []
    for name, place in places.items():
        way = np.array(place)
        steps = way[:, 2].astype(np.int64)
        age = (seconds[steps] - seconds[0]) / max(seconds[-1] - seconds[0], 1e-6)
        for k in range(len(way) - 1):
            lines.append(way[k : k + 2, :2])
            line_colors.append(to_rgba(colors[name], 0.2 + 0.7 * float(age[k + 1])))
        for k in _marks(seconds[steps] - seconds[-1]):
            dots.append(way[k, :2])
            dot_colors.append(to_rgba(colors[name], 0.3 + 0.7 * float(age[k])))
    axes.add_collection(
        LineCollection(lines, colors=line_colors, lw=1.6, capstyle="round", zorder=6)
    )
    if dots:
        x, y = np.array(dots).T
        axes.scatter(x, y, c=dot_colors, s=7, lw=0, zorder=6)


def _marks(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions at which a whole number of seconds before the last frame begins."""
    whole = np.floor(-seconds / _MARK_SECONDS + 1e-6).astype(np.int64)
    return np.flatnonzero(whole[:-1] != whole[1:])
