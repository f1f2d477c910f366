"""Text of the MOT Challenge: one file per sequence, counted from 1.

A line is `frame, id, left, top, width, height, confidence, class, visibility` in labels and
`frame, id, left, top, width, height, confidence, x, y, z` in results, where -1 is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class MotObjects:
    """Boxes of a sequence, as columns.

    Attributes:
        frames: (N,) int64 frames, counted from 1.
        tracks: (N,) int64 numbers of tracks; -1 for detections without one.
        boxes: (N, 4) left, top, width, height in pixels, counted from 0.
        confidences: (N,) confidences.
    """

    frames: NDArray[np.int64]
    tracks: NDArray[np.int64]
    boxes: NDArray[np.float64]
    confidences: NDArray[np.float64]


def mot_lines(objects: MotObjects, classes: NDArray[np.int64] | None = None) -> list[str]:
    """Writes boxes as lines.

    Args:
        objects: Boxes of a sequence.
        classes: (N,) numbers of classes, which labels have. Defaults to None, which writes results.
    """
    order = np.lexsort((objects.tracks, objects.frames))
    lines = []
    for row in order.tolist():
        left, top, width, height = objects.boxes[row]
        head = (
            f"{objects.frames[row]},{objects.tracks[row]},{left + 1:.3f},{top + 1:.3f},"
            f"{width:.3f},{height:.3f}"
        )
        if classes is None:
            lines.append(f"{head},{objects.confidences[row]:.8g},-1,-1,-1")
        else:
            lines.append(f"{head},{objects.confidences[row]:.0f},{classes[row]},1")
    return lines


def sequence_ini(name: str, frames: int, width: int, height: int, ending: str) -> str:
    """Returns the `seqinfo.ini` of a sequence."""
    return (
        f"[Sequence]\nname={name}\nimDir=img1\nframeRate=10\nseqLength={frames}\n"
        f"imWidth={width}\nimHeight={height}\nimExt={ending}\n"
    )


def read_mot(text: str, where: str) -> MotObjects:
    """Reads the lines of a sequence.

    Raises:
        InvalidInputError: A line has fewer than six columns, or a number does not parse; the
            message names the line.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace(",", " ").split()
        if not words:
            continue
        if not 6 <= len(words) <= 10:
            raise InvalidInputError(
                f"{where}: line {number}: expected 7 to 10 columns, got {len(words)}"
            )
        try:
            values = [float(word) for word in words]
        except ValueError:
            raise InvalidInputError(f"{where}: line {number}: expected numbers") from None
        if not np.isfinite(values).all() or values[:2] != np.rint(values[:2]).tolist():
            raise InvalidInputError(
                f"{where}: line {number}: expected finite numbers, the first two whole"
            )
        if max(map(abs, values[:2])) > 2**31 or min(values[4:6]) < 0:
            raise InvalidInputError(
                f"{where}: line {number}: expected a frame, a track and sizes of at least 0"
            )
        rows.append([*values[:6], values[6] if len(values) > 6 else 1.0])
    table = np.array(rows, np.float64).reshape(-1, 7)
    boxes = table[:, 2:6].copy()
    boxes[:, :2] -= 1
    return MotObjects(
        table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), boxes, table[:, 6]
    )
