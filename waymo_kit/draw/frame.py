"""One picture of a frame: from above, and through the five cameras."""

from __future__ import annotations

import datetime
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.draw.bird_eye import count_types, draw_bird_eye
from waymo_kit.draw.camera_view import DISTANCE_COLORMAP, DISTANCE_LIMITS, draw_camera
from waymo_kit.draw.style import BACKGROUND, BRIGHT, TEXT, TYPE_COLORS, new_figure, point_colormap
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.schema import CameraName

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

    from waymo_kit.scene import Frame

_COLUMN, _TITLE, _EDGE, _GAP = 7.0, 0.5, 0.12, 0.08
"""Inches: width of the cameras' column, height of the title, margin, space between pictures."""

_ROWS = (
    (1280 / 1920, (CameraName.FRONT,)),
    (1280 / 1920, (CameraName.FRONT_LEFT, CameraName.FRONT_RIGHT)),
    (886 / 1920, (CameraName.SIDE_LEFT, CameraName.SIDE_RIGHT)),
)
"""Height over width and cameras of each row: the left ones at the left, the front at the top."""

_LIMITS = {"height": (-1.0, 4.0), "intensity": (0.0, 0.5)}
_MEANINGS = {"height": "height, m", "intensity": "intensity"}


def draw_frame(
    frame: Frame,
    path: str | PathLike[str] | None = None,
    *,
    range_m: float = 75.0,
    color_by: Literal["height", "intensity"] = "height",
    points_in_images: bool = False,
    show_ids: bool = False,
) -> Figure:
    """Draws a frame: points and boxes from above beside the images with the boxes projected.

    What the frame does not have (lidar, boxes, an image) is left out.

    Args:
        frame: a frame of a scene.
        path: where to save the picture, in the format of its suffix, or None.
        range_m: half the side of the bird's-eye view, metres.
        color_by: what colours the points from above.
        points_in_images: whether to draw the points in the images too.
        show_ids: whether to write the first letters of each box's id from above.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: if matplotlib is not installed.
        InvalidInputError: if an option is not one of those above.
    """
    if color_by not in _LIMITS:
        raise InvalidInputError(f"color_by: expected height or intensity, got {color_by!r}")
    xyz, intensity = _points(frame)
    boxes, types, ids = _boxes(frame)
    figure, from_above, views = _lay_out()
    draw_bird_eye(
        from_above,
        xyz,
        xyz[:, 2] if color_by == "height" else intensity,
        boxes,
        types,
        limits=_LIMITS[color_by],
        range_m=range_m,
        ids=[name[:4] for name in ids] if show_ids else None,
    )
    _draw_legend(from_above, types)
    _draw_scale(from_above, point_colormap(), _MEANINGS[color_by], _LIMITS[color_by])
    for name, axes in views.items():
        _draw_view(axes, frame, name, boxes, types, xyz if points_in_images else ())
    if points_in_images:
        _draw_scale(views[CameraName.FRONT], DISTANCE_COLORMAP, "distance, m", DISTANCE_LIMITS)
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


def _boxes(frame: Frame) -> tuple[NDArray[np.float64], NDArray[np.int8], list[str]]:
    try:
        boxes = frame.boxes
    except NotFoundError:
        return np.empty((0, 7)), np.empty(0, np.int8), []
    return boxes.array, boxes.types, list(boxes.ids)


def _lay_out() -> tuple[Figure, Axes, dict[CameraName, Axes]]:
    """Places a square for the view from above and a column of cameras of the same height."""
    from_tops = []
    side = 0.0
    for ratio, names in _ROWS:
        width = (_COLUMN - _GAP * (len(names) - 1)) / len(names)
        from_tops += [
            (name, k * (width + _GAP), side, width, width * ratio) for k, name in enumerate(names)
        ]
        side += width * ratio + _GAP
    side -= _GAP
    total = 2 * _EDGE + side + _GAP + _COLUMN, _EDGE + side + _TITLE
    figure = new_figure(*total, dpi=120)

    def place(left: float, top: float, width: float, height: float) -> Axes:
        bottom = _EDGE + side - top - height
        return figure.add_axes(
            (left / total[0], bottom / total[1], width / total[0], height / total[1])
        )

    views = {
        name: place(_EDGE + side + _GAP + left, top, width, height)
        for name, left, top, width, height in from_tops
    }
    return figure, place(_EDGE, 0, side, side), views


def _draw_view(
    axes: Axes,
    frame: Frame,
    name: CameraName,
    boxes: NDArray[np.float64],
    types: NDArray[np.int8],
    points: ArrayLike,
) -> None:
    """One camera's image with its name, or an empty picture that says so."""
    axes.set(xticks=[], yticks=[])
    try:
        camera = frame.camera(name)
        image, calibration = camera.image, camera.calibration
    except NotFoundError:
        axes.set_facecolor(BACKGROUND)
        axes.text(0.5, 0.5, "no image", color=TEXT, ha="center", transform=axes.transAxes)
    else:
        draw_camera(axes, image, calibration, camera.project, boxes, types, points=points)
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


def _draw_legend(axes: Axes, types: NDArray[np.int8]) -> None:
    """Names and numbers of the types that there are."""
    from matplotlib.patches import Patch

    handles = [
        Patch(color=TYPE_COLORS[kind], label=f"{kind.name.lower()}  {count}")
        for kind, count in count_types(types).items()
    ]
    if handles:
        axes.legend(
            handles=handles,
            loc="upper left",
            fontsize=8.5,
            labelcolor=BRIGHT,
            frameon=False,
            handlelength=0.9,
            handleheight=0.9,
        )


def _draw_scale(
    axes: Axes, colormap: Colormap | str, meaning: str, limits: tuple[float, float]
) -> None:
    """What the colours of the points mean."""
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((0, 0), 0.2, 0.075, transform=axes.transAxes, color=BACKGROUND, alpha=0.6, lw=0)
    )
    bar = axes.inset_axes((0.02, 0.026, 0.16, 0.012))
    bar.imshow(np.linspace(0, 1, 256)[None], cmap=colormap, aspect="auto", extent=(0, 1, 0, 1))
    bar.set(yticks=[], xticks=[0, 1], xticklabels=[f"{limit:g}" for limit in limits])
    bar.tick_params(colors=TEXT, labelsize=7, length=0, pad=2)
    bar.set_title(meaning, color=TEXT, size=7, loc="left", pad=3)
    for spine in bar.spines.values():
        spine.set_visible(False)


def _draw_title(figure: Figure, frame: Frame) -> None:
    """Segment and time, and where and when it was driven if that is known."""
    width, height = figure.get_size_inches()
    line = 1 - 0.55 * _TITLE / height
    seconds = datetime.timedelta(microseconds=frame.timestamp_micros)
    moment = datetime.datetime(1970, 1, 1) + seconds
    details = [f"frame {frame.index}", moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-4] + " UTC"]
    try:
        scene = frame.scene
        details += [scene.location.removeprefix("location_"), scene.time_of_day, scene.weather]
    except NotFoundError:
        pass
    left, right = _EDGE / width, 1 - _EDGE / width
    figure.text(left, line, frame.scene.name, color=BRIGHT, size=12, weight="bold", va="center")
    figure.text(
        right, line, "   ".join(filter(None, details)), color=TEXT, size=10, va="center", ha="right"
    )
