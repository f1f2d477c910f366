"""Camera images of a dataset with their labelled boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.camera.labelled_picture import LabelledPicture
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Dataset
from waymo_kit.scene.scene_pool import ScenePool
from waymo_kit.schema import CameraName, ObjectType


class ScenePictures:
    """Gives the camera images of a dataset; a `PictureSource`.

    Boxes of other types than the classes are left out. A segment has the cameras of its first
    frame.
    """

    def __init__(
        self,
        dataset: Dataset,
        classes: Sequence[str],
        *,
        cameras: Sequence[CameraName] = tuple(CameraName)[1:],
        segments: SegmentChoice | None = None,
        stride: int = 1,
    ) -> None:
        """Lists the images; none is decoded.

        Args:
            dataset: Dataset with images and camera boxes.
            classes: Names of the `ObjectType`s to learn, in the order of the labels.
            cameras: Cameras to use. Defaults to all five.
            segments: Segments to use. Defaults to None, which uses all.
            stride: Use every N-th frame of each segment.

        Raises:
            InvalidInputError: A class is no `ObjectType`, or the stride is less than 1.
            NotFoundError: There is no image.
        """
        if stride < 1:
            raise InvalidInputError(f"stride: expected at least 1, got {stride}")
        self._types = [int(object_type(name)) for name in classes]
        self._scenes = ScenePool(dataset)
        self._where = dataset.where
        self._images: list[tuple[int, int, CameraName]] = []
        for position in (segments or SegmentChoice()).positions(dataset):
            with self._scenes.borrow(position) as scene:
                if not len(scene):
                    continue
                there = [name for name in scene[0].cameras if name in cameras]
                for frame in range(0, len(scene), stride):
                    self._images += [(position, frame, name) for name in there]
        if not self._images:
            names = ", ".join(CameraName(name).name for name in cameras)
            raise NotFoundError(f"{dataset.where}: no image of the cameras {names}")

    def __len__(self) -> int:
        """Number of images."""
        return len(self._images)

    def name(self, index: int) -> str:
        """Returns segment, frame and camera of an image."""
        position, frame, camera = self._images[index]
        with self._scenes.borrow(position) as scene:
            return f"{scene[frame].label} camera {camera.name}"

    def picture(self, index: int) -> LabelledPicture:
        """Returns an image with its boxes; see `PictureSource`."""
        position, frame, name = self._images[index]
        with self._scenes.borrow(position) as scene:
            camera = scene[frame].camera(name)
            data, boxes = camera.jpeg, camera.boxes
            where = f"{scene[frame].label} camera {name.name}"
        is_known = np.isin(boxes.types, self._types)
        known = boxes[np.flatnonzero(is_known)]
        labels = np.array([self._types.index(kind) for kind in known.types.tolist()], np.int32)
        return LabelledPicture(data, where, corners_of(known), labels)

    def require_labels(self) -> None:
        """Makes sure that there is something to learn.

        Raises:
            NotFoundError: No image has a label of one of the classes.
        """
        for position, frame, name in self._images:
            with self._scenes.borrow(position) as scene:
                if np.isin(scene[frame].camera(name).boxes.types, self._types).any():
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


def corners_of(boxes: ImageBoxes) -> np.ndarray:
    """Returns the corners (N, 4) float64 x_min, y_min, x_max, y_max of image boxes."""
    center, half = boxes.array[:, :2], boxes.array[:, 2:] / 2
    return np.concatenate([center - half, center + half], axis=1)
