"""One picture of a frame: from above, and through the cameras."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.draw.bird_eye import draw_bird_eye, legend_handles
from waymo_kit.draw.camera_view import DISTANCE_COLORMAP, DISTANCE_LIMITS, draw_camera
from waymo_kit.draw.road_map import draw_road_map, draw_road_map_in_camera
from waymo_kit.draw.style import (
    BACKGROUND,
    BRIGHT,
    TEXT,
    add_legend,
    add_scale,
    new_figure,
    point_colormap,
)
from waymo_kit.draw.wireframe import Projection
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.geometry import CameraCalibration
from waymo_kit.schema import CameraName

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from waymo_kit.scene import Frame

_COLUMN, _TITLE, _FOOT, _EDGE, _GAP = 7.0, 0.5, 0.55, 0.12, 0.08
"""Inches: width of the cameras' column, height of the title and of the legends below, margin, space
between pictures."""

_ALONE = 8.0
"""Inches: side of the view from above in a picture without cameras."""

_ROWS = (
    (1280 / 1920, (CameraName.FRONT,)),
    (1280 / 1920, (CameraName.FRONT_LEFT, CameraName.FRONT_RIGHT)),
    (886 / 1920, (CameraName.SIDE_LEFT, CameraName.SIDE_RIGHT)),
)
"""Height over width and cameras of each row: the left ones at the left, the front at the top."""

_LIMITS = {"height": (-1.0, 4.0), "intensity": (0.0, 0.5)}
_MEANINGS = {"height": "height, m", "intensity": "intensity"}


@dataclass(frozen=True)
class _View:
    """Image of one camera with its projection; `project` is None where a pose is missing."""

    image: NDArray[np.uint8]
    calibration: CameraCalibration
    project: Projection | None


def draw_frame(
    frame: Frame,
    path: str | PathLike[str] | None = None,
    *,
    predictions: Boxes | None = None,
    range_m: float = 75.0,
    color_by: Literal["height", "intensity"] = "height",
    points_in_images: bool = False,
    show_ids: bool = False,
    with_map: bool = False,
) -> Figure:
    """Draws a frame: points and boxes from above beside the images with the boxes projected.

    What the frame does not have is left out: a camera without an image has no pane, an image
    without a pose has no boxes, a frame without lidar and boxes has no view from above.

    Args:
        frame: A frame of a scene.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        predictions: Boxes to draw over the labels, vehicle frame. Defaults to None, which draws the
            labels alone.
        range_m: Half the side of the bird's-eye view in meters.
        color_by: Property that colors the points from above: `height` or `intensity`.
        points_in_images: Whether to draw the points in the images, too, colored by distance.
        show_ids: Whether to write the first letters of each box's id from above.
        with_map: Whether to draw the road map from above and in the images, where there is one.

    Returns:
        The figure. It belongs to no window, so it needs no closing; notebooks display it.

    Raises:
        MissingDependencyError: matplotlib is not installed.
        InvalidInputError: An option is not one of those above.
        NotFoundError: The frame has nothing that can be drawn.
        CorruptDataError: Stored data of the frame do not decode.
    """
    if color_by not in _LIMITS:
        raise InvalidInputError(f"color_by: expected height or intensity, got {color_by!r}")
    xyz, intensity = _points(frame)
    boxes = _boxes(frame)
    views = _views(frame)
    from_above = len(xyz) > 0 or boxes is not None or predictions is not None
    if not views and not from_above:
        raise NotFoundError(f"{frame.label}: neither lidar nor boxes nor images to draw")
    figure, above, foot, panes = _lay_out(list(views), from_above)
    if above is not None and foot is not None:
        values = xyz[:, 2] if color_by == "height" else intensity
        draw_bird_eye(
            above,
            xyz,
            values,
            boxes,
            predictions=predictions,
            limits=_LIMITS[color_by],
            range_m=range_m,
            show_ids=show_ids,
        )
        if with_map:
            with suppress(NotFoundError):
                draw_road_map(above, frame)
        handles = legend_handles(boxes, predictions, range_m)
        side = above.get_position().width * figure.get_size_inches()[0]
        add_legend(foot, handles, 0.78 * side, handlelength=0.9)
        if len(xyz):
            scale = foot.inset_axes((0.8, 0.36, 0.19, 0.22))
            add_scale(scale, point_colormap(), _MEANINGS[color_by], _LIMITS[color_by])
    for name, axes in panes.items():
        _draw_view(axes, views[name], name, boxes, predictions, xyz if points_in_images else None)
        project = views[name].project
        if with_map and project is not None:
            with suppress(NotFoundError):
                draw_road_map_in_camera(axes, frame, views[name].calibration, project)
    if points_in_images and views and len(xyz):
        _draw_distances(figure, list(panes.values()))
    _draw_title(figure, frame)
    if path is not None:
        figure.savefig(path)
    return figure


def _points(frame: Frame) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        cloud = frame.points()
    except NotFoundError:
        return np.empty((0, 3)), np.empty(0)
    return cloud.xyz, cloud.intensity


def _boxes(frame: Frame) -> Boxes | None:
    try:
        return frame.boxes
    except NotFoundError:
        return None


def _views(frame: Frame) -> dict[CameraName, _View]:
    """The cameras that have an image and a calibration."""
    views = {}
    for _, names in _ROWS:
        for name in names:
            with suppress(NotFoundError):
                camera = frame.camera(name)
                image, calibration = camera.image, camera.calibration
                project: Projection | None = camera.project
                try:
                    camera.project(np.zeros((0, 3)))
                except NotFoundError:
                    project = None
                views[name] = _View(image, calibration, project)
    return views


def _lay_out(
    cameras: list[CameraName], from_above: bool
) -> tuple[Figure, Axes | None, Axes | None, dict[CameraName, Axes]]:
    """Places the view from above, its legend, and a column of the cameras that there are."""
    from_tops = []
    side = 0.0
    for ratio, names in _ROWS:
        if not set(names) & set(cameras):
            continue
        width = (_COLUMN - _GAP * (len(names) - 1)) / len(names)
        from_tops += [
            (name, k * (width + _GAP), side, width, width * ratio)
            for k, name in enumerate(names)
            if name in cameras
        ]
        side += width * ratio + _GAP
    side = side - _GAP if cameras else _ALONE
    square = side + _GAP if from_above and cameras else side if from_above else 0.0
    total = 2 * _EDGE + square + (_COLUMN if cameras else 0.0), _FOOT + side + _TITLE
    figure = new_figure(*total, dpi=120)

    def place(left: float, top: float, width: float, height: float) -> Axes:
        bottom = _FOOT + side - top - height
        return figure.add_axes(
            (left / total[0], bottom / total[1], width / total[0], height / total[1])
        )

    panes = {
        name: place(_EDGE + square + left, top, width, height)
        for name, left, top, width, height in from_tops
    }
    above = place(_EDGE, 0, side, side) if from_above else None
    foot = place(_EDGE, side, side, _FOOT) if from_above else None
    if foot is not None:
        foot.set_axis_off()
    return figure, above, foot, panes


def _draw_view(
    axes: Axes,
    view: _View,
    name: CameraName,
    boxes: Boxes | None,
    predictions: Boxes | None,
    points: NDArray[Any] | None,
) -> None:
    """Draws one camera's image with its name."""
    draw_camera(
        axes,
        view.image,
        view.calibration,
        view.project,
        boxes,
        predictions=predictions,
        points=points,
    )
    axes.annotate(
        name.name.replace("_", " ").lower(),
        (0, 1),
        (5, -5),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        size=8,
        color=BRIGHT,
        bbox={"facecolor": BACKGROUND, "alpha": 0.55, "lw": 0, "pad": 2},
    )


def _draw_distances(figure: Figure, panes: list[Axes]) -> None:
    """Draws the scale of the distances of points, below the images."""
    right = max(axes.get_position().x1 for axes in panes)
    bottom = min(axes.get_position().y0 for axes in panes)
    width, _ = figure.get_size_inches()
    scale = figure.add_axes((right - 1.6 / width, 0.36 * bottom, 1.55 / width, 0.22 * bottom))
    add_scale(scale, DISTANCE_COLORMAP, "distance, m", DISTANCE_LIMITS)


def _draw_title(figure: Figure, frame: Frame) -> None:
    """Writes segment and time, and where and when it was driven if that is known."""
    width, height = figure.get_size_inches()
    line = 1 - 0.55 * _TITLE / height
    left, right = _EDGE / width, 1 - _EDGE / width
    details = [f"frame {frame.index}", utc(frame.timestamp_micros)]
    with suppress(NotFoundError):
        scene = frame.scene
        details += [scene.location.removeprefix("location_"), scene.time_of_day, scene.weather]
    style: dict[str, Any] = {"va": "center", "parse_math": False}
    # A narrow picture has no room for both in one line.
    small = width < 10
    name_size, size = (9, 7.5) if small else (12, 10)
    lift = 0.2 * _TITLE / height if small else 0.0
    figure.text(
        left, line + lift, frame.scene.name, color=BRIGHT, size=name_size, weight="bold", **style
    )
    text = "   ".join(filter(None, details))
    if small:
        figure.text(left, line - 1.3 * lift, text, color=TEXT, size=size, **style)
    else:
        figure.text(right, line, text, color=TEXT, size=size, ha="right", **style)


def utc(timestamp_micros: int) -> str:
    """Returns a time of a frame as text, to a hundredth of a second."""
    try:
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=timestamp_micros)
    except OverflowError:
        return f"{timestamp_micros} us"
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-4] + " UTC"
