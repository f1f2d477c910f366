"""Ground-truth sampling: objects of other frames, pasted where there is room (Yan et al. 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.geometry import iou_bev


def paste_objects(scene: PointScene, objects: Sequence[PointScene]) -> PointScene:
    """Adds objects at their own places, one after the other.

    An object that overlaps a box of the scene or an object before it in bird's-eye view is left
    out. Points of the scene are removed where an added object was at the time of their sweep.

    Args:
        scene: Scene to paste into.
        objects: Objects with their points and one box each, in the frame of the scene.

    Returns:
        The scene with its own points and boxes first.
    """
    if not objects:
        return scene
    candidates = np.concatenate([item.boxes.array for item in objects])
    free = ~(iou_bev(candidates, scene.boxes.array) > 0).any(axis=1)
    overlaps = iou_bev(candidates, candidates) > 0
    added: list[int] = []
    for k in np.flatnonzero(free):
        if not overlaps[k, added].any():
            added.append(int(k))
    if not added:
        return scene
    boxes = Boxes.concatenate(objects[k].boxes for k in added)
    is_covered = PointScene(scene.points, boxes).find_boxes() >= 0
    return PointScene(
        np.concatenate([scene.points[~is_covered], *(objects[k].points for k in added)]),
        Boxes.concatenate((scene.boxes, boxes)),
    )
