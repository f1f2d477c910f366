"""Describes the worst cases as cards: a view from above, a crop of an image, and facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.plots.svg import line, picture, polygon, text
from waymo_kit.evaluation.profile import WorstCase
from waymo_kit.evaluation.report.surroundings import CameraCrop, Surroundings
from waymo_kit.geometry import bev_corners
from waymo_kit.schema import CameraName, Difficulty, ObjectType

_SIZE = 132.0
_REACH = 3.0
"""Minimum distance in meters from the center of a picture to its edge."""

_SCALE_METERS = 2


@dataclass(frozen=True)
class Fact:
    """Holds a name and its value.

    Attributes:
        name: Name of the fact.
        value: Value in words.
        is_key: Whether the value is a key that finds the object, such as an id or a time.
    """

    name: str
    value: str
    is_key: bool = False


@dataclass(frozen=True)
class CaseCard:
    """Holds an object with false positives or misses as the page shows it.

    Attributes:
        color: Name of the type, which colors the card.
        title: Type and distance.
        cause: Reason why it counts as an error.
        svg: Picture of the box among its neighbors, seen from above or in the image.
        crop: Crop of a camera image, None if there is none.
        outline: Outline of the box in the crop, as SVG points.
        facts: Further facts about the case.
    """

    color: str
    title: str
    cause: str
    svg: str
    crop: CameraCrop | None
    outline: str
    facts: tuple[Fact, ...]


def case_card(case: WorstCase, around: Surroundings, name: str) -> CaseCard:
    """Returns the card of a case; `name` identifies its picture on the page."""
    kind = ObjectType(case.type).name
    place = CameraName(case.camera).name if case.camera else f"{case.distance:.1f} m"
    frame = "unknown" if case.frame_number < 0 else f"{case.frame_number} of {case.num_frames}"
    frames = f", in {case.num_cases} frames" if case.num_cases > 1 else ""
    facts = [Fact("frame", f"{frame}{frames}")]
    if np.isfinite(case.score):
        facts.append(Fact("score", f"{case.score:.3f}"))
    if np.isfinite(case.iou):
        facts.append(Fact("best IoU", f"{case.iou:.2f}"))
    if case.difficulty:
        facts.append(Fact("difficulty", Difficulty(case.difficulty).name))
    points = case.num_points if case.num_points >= 0 else around.num_points
    if points >= 0:
        facts.append(Fact("points", f"{points:,}"))
    facts.append(Fact("segment", case.segment, is_key=True))
    facts.append(Fact("time", str(case.timestamp_micros), is_key=True))
    if case.id:
        facts.append(Fact("id", case.id, is_key=True))
    return CaseCard(
        color=kind,
        title=f"{kind}, {place}",
        cause=case.cause,
        svg=_picture(case, around, name),
        crop=around.crop,
        outline=_outline(around.crop),
        facts=tuple(facts),
    )


def _outline(crop: CameraCrop | None) -> str:
    if crop is None:
        return ""
    low, high = crop.corners.min(axis=0), crop.corners.max(axis=0)
    corners = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _picture(case: WorstCase, around: Surroundings, name: str) -> str:
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

    spots = _SIZE / 2 - scale * (around.points - case.box[:2])[:, ::-1]
    spots = spots[(np.abs(spots - _SIZE / 2) < _SIZE / 2).all(axis=1)]
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in spots)
    parts = [f'<path class="points" d="{dots}"/>'] if dots else []
    parts += [polygon(corners, "truth") for corners in pixels(case.labels)]
    parts += [polygon(corners, "guess") for corners in pixels(case.predictions)]
    (own,) = pixels(case.box[None])
    parts.append(polygon(own, "culprit"))
    if is_3d:
        front = (own[0] + own[3]) / 2
        middle = own.mean(axis=0)
        parts.append(line(middle[0], middle[1], front[0], front[1], "gap"))
        length = _SCALE_METERS * scale
        parts.append(line(8, _SIZE - 8, 8 + length, _SIZE - 8, "axis"))
        parts.append(text(8, _SIZE - 13, f"{_SCALE_METERS} m", "tick"))
    what = "miss" if np.isnan(case.score) else "false positive"
    title = f"{what}: {ObjectType(case.type).name} and what is around it"
    clipped = (
        f'<clipPath id="{name}"><rect width="{_SIZE:g}" height="{_SIZE:g}"/></clipPath>'
        f'<g clip-path="url(#{name})">{"".join(parts)}</g>'
    )
    return picture(name, title, _SIZE, _SIZE, [clipped])
