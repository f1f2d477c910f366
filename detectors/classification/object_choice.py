"""Random selection of labeled objects to cut out of the camera images of a dataset."""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import Dataset
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.labels import camera_boxes
from waymo_kit.schema import ObjectType


@dataclass(frozen=True)
class ChosenObject:
    """A labeled object in an image.

    Attributes:
        digest: Hash of segment, time, camera, object and seed, 64 bits.
        segment: Index of the segment in the dataset.
        frame: Index of the frame in the segment.
        camera: Camera, a `CameraName`.
        kind: Type, an `ObjectType`.
        object_id: Id of the label.
        box: Box center_x, center_y, length, width in pixels.
    """

    digest: int
    segment: int
    frame: int
    camera: int
    kind: int
    object_id: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class CropChoice:
    """Objects to cut out of images.

    Attributes:
        objects: Objects in the order of segment, frame, camera and digest.
        found: Number of objects of each type that are large enough.
        too_small: Number of objects that are too small.
    """

    objects: tuple[ChosenObject, ...]
    found: dict[ObjectType, int]
    too_small: int


def choose_objects(
    dataset: Dataset,
    per_class: int,
    min_side: float,
    seed: int,
    on_progress: OnProgress = ignore_progress,
) -> CropChoice:
    """Draws objects of each type at random, independently of the order of the segments.

    Objects with the smallest digests are kept: memory is bounded by `per_class`, and with the same
    seed a smaller number selects a subset of what a larger one selects.

    Args:
        dataset: Dataset with `camera_box`.
        per_class: Maximum number of objects of each type.
        min_side: Minimum length of the shorter side of a box in pixels.
        seed: Random seed of the selection.
        on_progress: Function called with the number of segments that are read.

    Raises:
        NotFoundError: A segment has no table of boxes.
        InvalidInputError: No segment has an object that is large enough.
    """
    kept: dict[ObjectType, list[tuple[int, int, ChosenObject]]] = {}
    found: dict[ObjectType, int] = {}
    too_small = 0
    for number, scene in enumerate(dataset):
        for frame in scene:
            for candidate in _objects(frame, number, seed):
                if not min(candidate.box[2:]) >= min_side:
                    too_small += 1
                    continue
                kind = ObjectType(candidate.kind)
                found[kind] = found.get(kind, 0) + 1
                heap = kept.setdefault(kind, [])
                entry = (-candidate.digest, found[kind], candidate)
                if len(heap) < per_class:
                    heapq.heappush(heap, entry)
                else:
                    heapq.heappushpop(heap, entry)
        on_progress(Progress(number + 1, len(dataset)))
    if not found:
        raise InvalidInputError(
            f"{dataset.where}: expected objects labeled in images with sides of {min_side:g} "
            f"pixels or more, got none, and {too_small} smaller ones"
        )
    chosen = [entry[2] for heap in kept.values() for entry in heap]
    chosen.sort(key=lambda o: (o.segment, o.frame, o.camera, o.digest))
    return CropChoice(tuple(chosen), dict(sorted(found.items())), too_small)


def _objects(frame: Frame, segment: int, seed: int) -> list[ChosenObject]:
    """Returns the objects of known type that are labeled in a frame's images."""
    boxes = camera_boxes(frame.table("camera_box"))
    found = []
    for row in np.flatnonzero(boxes.types != ObjectType.UNKNOWN):
        camera, name = int(boxes.require("cameras")[row]), boxes.require("ids")[row]
        key = f"{seed}/{frame.scene.name}/{frame.timestamp_micros}/{camera}/{name}"
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        found.append(
            ChosenObject(
                int.from_bytes(digest, "big"),
                segment,
                frame.index,
                camera,
                int(boxes.types[row]),
                name,
                tuple(boxes.array[row].tolist()),
            )
        )
    return found
