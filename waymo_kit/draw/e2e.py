"""Pictures of end-to-end driving frames: front cameras and trajectories."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.draw.style import BRIGHT, FAINT, TEXT, add_legend, new_figure, style_plot, style_view
from waymo_kit.e2e import E2EFrame, Trajectory
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import CameraName

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FRONT = (CameraName.FRONT_LEFT, CameraName.FRONT, CameraName.FRONT_RIGHT)
_PAST, _FUTURE, _RATED, _PREDICTED = "#9fb0c0", "#56b4e9", "#f5e663", "#ff9d2e"
_MIN_SIDE = 20.0
"""Smallest side of the view from above in meters."""
_MARGIN = 2.0


class _Path(NamedTuple):
    """A path in the vehicle frame: (T, 3) positions, its color and its name."""

    positions: NDArray[np.float64]
    color: str
    name: str


def draw_e2e_frame(
    frame: E2EFrame,
    path: str | PathLike[str] | None = None,
    *,
    predicted: ArrayLike | None = None,
) -> Figure:
    """Draws the three front cameras of a frame with its trajectories, and these from above.

    In the images the trajectories lie on the ground under the vehicle's origin.

    Args:
        frame: Frame of the end-to-end driving dataset.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        predicted: (T, 2) predicted positions in meters, vehicle frame. Defaults to None, which
            draws none.

    Returns:
        The figure. It belongs to no window, so it needs no closing; notebooks display it.

    Raises:
        MissingDependencyError: matplotlib is not installed.
        InvalidInputError: `predicted` has another shape, or a number that is not finite.
        CorruptDataError: An image does not decode.
    """
    paths = [_Path(_points(each), _RATED, f"rated {each.score:g}") for each in frame.rated]
    paths.append(_Path(_points(frame.past), _PAST, "past 4 s"))
    if frame.future is not None:
        paths.append(_Path(_points(frame.future), _FUTURE, "driven"))
    if predicted is not None:
        flat = np.asarray(predicted, np.float64)
        if flat.ndim != 2 or flat.shape[1] != 2:
            raise InvalidInputError(f"predicted: expected shape (T, 2), got {flat.shape}")
        if not np.isfinite(flat).all():
            row = int(np.argmin(np.isfinite(flat).all(axis=1)))
            raise InvalidInputError(
                f"predicted: expected finite positions, got {flat[row].tolist()} in row {row}"
            )
        paths.append(_Path(np.pad(flat, ((0, 0), (0, 1))), _PREDICTED, "predicted"))
    cameras = [name for name in _FRONT if name in frame.cameras]
    figure = new_figure(12, 7.6 if cameras else 4.6, 100)
    grid = figure.add_gridspec(
        2 if cameras else 1,
        max(1, len(cameras)),
        hspace=0.12,
        height_ratios=(1, 1.2) if cameras else None,
        wspace=0.03,
    )
    figure.subplots_adjust(left=0.05, right=0.99, top=0.93, bottom=0.09)
    for column, name in enumerate(cameras):
        _draw_camera(figure.add_subplot(grid[0, column]), frame, name, paths)
    _draw_above(figure.add_subplot(grid[-1, :]), paths)
    figure.suptitle(f"{frame.name}   {frame.intent.name}", color=BRIGHT, size=11)
    if path is not None:
        figure.savefig(path)
    return figure


def _points(trajectory: Trajectory) -> NDArray[np.float64]:
    """Returns (T, 3) float64 positions, with z 0 where it is unknown."""
    positions = trajectory.positions.astype(np.float64)
    positions[:, 2] = np.nan_to_num(positions[:, 2])
    return positions


def _draw_camera(axes: Axes, frame: E2EFrame, name: CameraName, paths: list[_Path]) -> None:
    camera = frame.camera(name)
    height, width = camera.image.shape[:2]
    style_view(axes)
    axes.imshow(camera.image)
    for positions, color, _ in paths:
        pixels, valid = camera.project(positions)
        shown = np.where(valid[:, None], pixels, np.nan)
        axes.plot(*shown.T, color=color, lw=3.6 if color == _RATED else 1.4, marker="o", ms=2.5)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_title(name.name, color=TEXT, size=9, pad=3)


def _draw_above(axes: Axes, paths: list[_Path]) -> None:
    """Draws the paths with the front of the vehicle to the right."""
    style_plot(axes)
    labels = set()
    for positions, color, name in paths:
        is_rated = color == _RATED
        label = "rated" if is_rated else name
        axes.plot(
            *positions.T[:2],
            color=color,
            lw=4.0 if is_rated else 1.6,
            marker="o",
            ms=3,
            label="_" if label in labels else label,
        )
        labels.add(label)
        if is_rated and len(positions):
            place = (positions[-1, 0] + 0.6, positions[-1, 1])
            axes.annotate(name, place, color=color, size=8.5, va="center")
    axes.plot(0, 0, color=BRIGHT, marker=">", ms=9)
    every = np.concatenate([np.zeros((1, 3)), *(each.positions for each in paths)])
    low, high = np.nanmin(every[:, 1]), np.nanmax(every[:, 1])
    missing = max(_MARGIN, (_MIN_SIDE - (high - low)) / 2)
    axes.update_datalim([(0.0, low - missing), (0.0, high + missing)])
    axes.autoscale_view()
    axes.set_aspect("equal", adjustable="datalim")
    axes.grid(color=FAINT, lw=0.5)
    axes.set(xlabel="x ahead, m", ylabel="y to the left, m")
    handles = axes.get_legend_handles_labels()[0]
    add_legend(axes, handles, 11, bbox_to_anchor=(0.0, 0.05))
