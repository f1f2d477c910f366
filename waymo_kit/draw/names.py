"""Names beside boxes, placed where they cover neither each other nor the frame of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from waymo_kit.draw.style import BACKGROUND, BRIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 6.5
"""Size of the letters in points."""

_LETTER, _LINE = 0.64 * _SIZE, 1.25 * _SIZE
"""Width of a letter and height of a line in points, a little more than they need."""

_DIRECTIONS = ((1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))


def place_names(axes: Axes, outlines: NDArray[np.float64], names: Sequence[str]) -> list[str]:
    """Writes each name beside its outline, at the first of eight places that is free.

    Args:
        axes: Axes whose limits are set.
        outlines: (N, K, 2) corners of the boxes in the axes' coordinates.
        names: N names.

    Returns:
        The names that found a place; the others are left out.
    """
    position = axes.get_position()
    corners = axes.figure.dpi_scale_trans.inverted().transform(axes.figure.bbox.get_points())
    width, height = 72 * (corners[1] - corners[0])
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    points = np.array(
        [position.width * width / (right - left), position.height * height / (top - bottom)]
    )
    low = (outlines.min(axis=1) - (left, bottom)) * points
    high = (outlines.max(axis=1) - (left, bottom)) * points
    room = np.array([position.width * width, position.height * height])
    taken = np.concatenate([low, high], axis=1)
    written = []
    for name, one, other in zip(names, low, high, strict=True):
        half = 0.5 * np.array([_LETTER * len(name), _LINE])
        for direction in _DIRECTIONS:
            middle = (one + other) / 2 + direction * ((other - one) / 2 + half + 1)
            place = np.concatenate([middle - half, middle + half])
            outside = (place[:2] < 0).any() or (place[2:] > room).any()
            if outside or _overlaps(place, taken):
                continue
            taken = np.concatenate([taken, place[None]])
            _write(axes, name, middle / room)
            written.append(name)
            break
    return written


def _overlaps(place: NDArray[np.float64], taken: NDArray[np.float64]) -> bool:
    apart = (place[2:] <= taken[:, :2]) | (place[:2] >= taken[:, 2:])
    return bool((~apart.any(axis=1)).any())


def _write(axes: Axes, name: str, at: NDArray[np.float64]) -> None:
    from matplotlib.patheffects import withStroke

    axes.text(
        at[0],
        at[1],
        name,
        transform=axes.transAxes,
        color=BRIGHT,
        size=_SIZE,
        ha="center",
        va="center",
        zorder=7,
        parse_math=False,
        path_effects=[withStroke(linewidth=1.5, foreground=BACKGROUND)],
    )
