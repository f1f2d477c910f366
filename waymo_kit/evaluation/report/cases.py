"""The worst cases: a small picture of each and its keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.plots.svg import line, picture, polygon, text
from waymo_kit.evaluation.profile import WorstCase
from waymo_kit.geometry import bev_corners
from waymo_kit.schema import CameraName, Difficulty, ObjectType

_SIZE = 132.0
_REACH = 3.0
"""Smallest distance from the middle of a picture to its edge, metres."""

_SCALE_METRES = 2


@dataclass(frozen=True)
class CaseCard:
    """A worst case as the page shows it.

    Attributes:
        svg: Picture of the box among its neighbours.
        facts: Names and values.
    """

    svg: str
    facts: tuple[tuple[str, str], ...]


def case_card(case: WorstCase, name: str) -> CaseCard:
    """Returns the card of a case; `name` identifies its picture on the page."""
    facts = [("type", ObjectType(case.type).name)]
    if np.isfinite(case.score):
        facts.append(("score", f"{case.score:.3f}"))
    if np.isfinite(case.iou):
        facts.append(("best IoU", f"{case.iou:.2f}"))
    if case.difficulty:
        facts.append(("difficulty", Difficulty(case.difficulty).name))
    if case.camera:
        facts.append(("camera", CameraName(case.camera).name))
    else:
        facts.append(("distance", f"{case.distance:.1f} m"))
    facts += [("segment", case.segment), ("time", str(case.timestamp_micros))]
    if case.id:
        facts.append(("id", case.id))
    return CaseCard(_picture(case, name), tuple(facts))


def _picture(case: WorstCase, name: str) -> str:
    is_3d = len(case.box) == 7
    reach = _REACH if is_3d else max(float(case.box[2:].max()) * 1.2, 20.0)
    if is_3d:
        reach = max(reach, float(case.box[3:5].max()) * 1.3)
    scale = _SIZE / 2 / reach

    def pixels(boxes: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Returns corners in pixels; x of the vehicle points up, y left; x of images right."""
        if is_3d:
            offset = bev_corners(boxes) - case.box[:2]
            return list(_SIZE / 2 - scale * offset[..., ::-1])
        half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
        corners = boxes[:, None, :2] + half * boxes[:, None, 2:]
        return list(_SIZE / 2 + scale * (corners - case.box[:2]))

    parts = [polygon(corners, "truth") for corners in pixels(case.labels)]
    parts += [polygon(corners, "guess") for corners in pixels(case.predictions)]
    (own,) = pixels(case.box[None])
    parts.append(polygon(own, "culprit"))
    if is_3d:
        front = (own[0] + own[3]) / 2
        middle = own.mean(axis=0)
        parts.append(line(middle[0], middle[1], front[0], front[1], "gap"))
        length = _SCALE_METRES * scale
        parts.append(line(8, _SIZE - 8, 8 + length, _SIZE - 8, "axis"))
        parts.append(text(8, _SIZE - 13, f"{_SCALE_METRES} m", "tick"))
    what = "miss" if np.isnan(case.score) else "false positive"
    title = f"{what}: {ObjectType(case.type).name} and what is around it"
    clipped = (
        f'<clipPath id="{name}"><rect width="{_SIZE:g}" height="{_SIZE:g}"/></clipPath>'
        f'<g clip-path="url(#{name})">{"".join(parts)}</g>'
    )
    return picture(name, title, _SIZE, _SIZE, [clipped])
