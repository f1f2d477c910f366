"""Camera images of a dataset with their labeled boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.metrics.panoptic import type_of_thing
from waymo_kit.scene import Dataset, Frame
from waymo_kit.scene.camera import PanopticLabel
from waymo_kit.scene.scene_pool import ScenePool
from waymo_kit.schema import CameraName, ObjectType


class ScenePictures:
    """Gives the camera images of a dataset; a `PictureSource`.

    Boxes of other types than the classes are left out. A segment has the cameras of its first
    frame. With masks, images without a panoptic label are left out, and the objects are the
    instances of that label: its five kinds of vehicles are VEHICLE, pedestrians PEDESTRIAN, and
    riders of bicycles and motorcycles CYCLIST. Instance 0 of a class stands for no single object.
    """

    def __init__(
        self,
        dataset: Dataset,
        classes: Sequence[str],
        *,
        cameras: Sequence[CameraName] = tuple(CameraName)[1:],
        segments: SegmentChoice | None = None,
        stride: int = 1,
        with_masks: bool = False,
    ) -> None:
        """Lists the images; none is decoded.

        Args:
            dataset: Dataset with images and camera boxes.
            classes: Names of the `ObjectType`s to learn, in the order of the labels.
            cameras: Cameras to use. Defaults to all five.
            segments: Segments to use. Defaults to None, which uses all.
            stride: Use every N-th frame of each segment.
            with_masks: Whether to take the instances of panoptic labels instead of boxes.

        Raises:
            InvalidInputError: A class is no `ObjectType`, or the stride is less than 1.
            NotFoundError: There is no image.
        """
        if stride < 1:
            raise InvalidInputError(f"stride: expected at least 1, got {stride}")
        self._types = [int(object_type(name)) for name in classes]
        self._scenes = ScenePool(dataset)
        self._where = dataset.where
        self._with_masks = with_masks
        self._images: list[tuple[int, int, CameraName]] = []
        for position in (segments or SegmentChoice()).positions(dataset):
            with self._scenes.borrow(position) as scene:
                if not len(scene):
                    continue
                there = [name for name in scene[0].cameras if name in cameras]
                for frame in range(0, len(scene), stride):
                    labeled = _panoptic_cameras(scene[frame]) if with_masks else there
                    self._images += [(position, frame, name) for name in there if name in labeled]
        if not self._images:
            names = ", ".join(CameraName(name).name for name in cameras)
            kind = "image with a panoptic label" if with_masks else "image"
            raise NotFoundError(f"{dataset.where}: no {kind} of the cameras {names}")

    def __len__(self) -> int:
        """Number of images."""
        return len(self._images)

    def name(self, index: int) -> str:
        """Returns segment, frame and camera of an image."""
        position, frame, camera = self._images[index]
        with self._scenes.borrow(position) as scene:
            return f"{scene[frame].label} camera {camera.name}"

    def picture(self, index: int) -> LabeledPicture:
        """Returns an image with its boxes; see `PictureSource`."""
        position, frame, name = self._images[index]
        with self._scenes.borrow(position) as scene:
            camera = scene[frame].camera(name)
            data, where = camera.jpeg, f"{scene[frame].label} camera {name.name}"
            if self._with_masks:
                return self._masked(data, where, camera.segmentation)
            boxes = camera.boxes
        is_known = np.isin(boxes.types, self._types)
        known = boxes[np.flatnonzero(is_known)]
        labels = np.array([self._types.index(kind) for kind in known.types.tolist()], np.int32)
        return LabeledPicture(data, where, corners_of(known), labels)

    def _masked(self, data: bytes, where: str, label: PanopticLabel | None) -> LabeledPicture:
        """Returns an image with the instances of its panoptic label."""
        if label is None:
            none = np.empty((0, 0, 0), np.bool_)
            return LabeledPicture(data, where, np.empty((0, 4)), np.empty(0, np.int32), none)
        boxes, labels, masks = [], [], []
        for value in np.unique(label.panoptic).tolist():
            kind = type_of_thing(value // label.divisor)
            if kind not in self._types or value % label.divisor == 0:
                continue
            mask = label.panoptic == value
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            boxes.append([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
            labels.append(self._types.index(kind))
            masks.append(mask)
        corners = np.array(boxes, np.float64).reshape(-1, 4)
        stacked = np.array(masks, np.bool_).reshape(len(masks), *label.panoptic.shape)
        return LabeledPicture(data, where, corners, np.array(labels, np.int32), stacked)

    def require_labels(self) -> None:
        """Makes sure that there is something to learn.

        Raises:
            NotFoundError: No image has a label of one of the classes.
        """
        if any(len(self.picture(index).labels) for index in range(len(self))):
            return
        names = ", ".join(ObjectType(kind).name for kind in self._types)
        raise NotFoundError(
            f"{self._where}: no label of {names} in {len(self)} images, nothing to learn (the test "
            "split, for example, has no labels)"
        )

    def close(self) -> None:
        """Closes the open files."""
        self._scenes.close()


def object_type(name: str) -> ObjectType:
    """Returns the type of an object by its name.

    Raises:
        InvalidInputError: There is no such type.
    """
    if name not in ObjectType.__members__:
        raise InvalidInputError(
            f"classes: expected names of {', '.join(ObjectType.__members__)}, got {name!r}"
        )
    return ObjectType[name]


def _panoptic_cameras(frame: Frame) -> list[int]:
    """Cameras whose image of a frame has a panoptic label."""
    names: list[int] = frame.table("camera_segmentation").column("key.camera_name").to_pylist()
    return names


def corners_of(boxes: ImageBoxes) -> np.ndarray:
    """Returns the corners (N, 4) float64 x_min, y_min, x_max, y_max of image boxes."""
    center, half = boxes.array[:, :2], boxes.array[:, 2:] / 2
    return np.concatenate([center - half, center + half], axis=1)
