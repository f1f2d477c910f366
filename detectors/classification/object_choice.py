"""Which labelled objects are cut out of the camera images of a dataset."""

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
    """A labelled object in an image.

    Attributes:
        digest: 64 bits that stand for segment, time, camera and object, mixed with the seed.
        segment: position of the segment in the dataset.
        frame: index of the frame in the segment.
        camera: `CameraName`.
        kind: `ObjectType`.
        object_id: of the label.
        box: center_x, center_y, length, width, pixels.
    """

    digest: int
    segment: int
    frame: int
    camera: int
    kind: int
    object_id: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class ObjectChoice:
    """Objects to cut out.

    Attributes:
        objects: in the order of segment, frame, camera and digest.
        found: how many there were of each type, those that are too small left out.
        too_small: how many were too small.
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
) -> ObjectChoice:
    """Draws objects of each type at random, the same ones whatever the order of the segments.

    Those with the least digests are kept: memory is bounded by `per_class`, and with the same seed
    a smaller number gives a part of what a larger one gives.

    Args:
        dataset: with `camera_box`.
        per_class: objects of each type; of rarer types there are fewer.
        min_side: pixels; objects with a shorter side do not count.
        seed: of the choice.
        on_progress: Called with the number of segments that are read.

    Raises:
        NotFoundError: a segment has no table of boxes.
        InvalidInputError: no segment has an object that is large enough.
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
            f"{dataset.where}: expected objects labelled in images with sides of {min_side:g} "
            f"pixels or more, got none, and {too_small} smaller ones"
        )
    chosen = [entry[2] for heap in kept.values() for entry in heap]
    chosen.sort(key=lambda o: (o.segment, o.frame, o.camera, o.digest))
    return ObjectChoice(tuple(chosen), dict(sorted(found.items())), too_small)


def _objects(frame: Frame, segment: int, seed: int) -> list[ChosenObject]:
    """The objects of known type that are labelled in a frame's images."""
    boxes = camera_boxes(frame.table("camera_box"))
    found = []
    for row in np.flatnonzero(boxes.types != ObjectType.UNKNOWN):
        camera, name = int(boxes.cameras[row]), boxes.ids[row]
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
