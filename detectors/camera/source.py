"""Training examples of camera detectors, made of labelled pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.examples import CameraExample
from waymo_kit.detectors.camera.image_fit import ImageFit, decode_for, fit_image
from waymo_kit.detectors.camera.labelled_picture import PictureSource
from waymo_kit.errors import InvalidInputError
from waymo_kit.formats.image import image_size

if TYPE_CHECKING:
    from waymo_kit.detectors.camera.networks import CameraConfig


class CameraSource:
    """Gives labelled pictures as training examples; an `ExampleSource`.

    An example is a function of the data, the seed, its index and the epoch.
    """

    def __init__(
        self,
        pictures: PictureSource,
        config: CameraConfig,
        *,
        augmentation: ImageAugmentation | None = None,
        seed: int = 0,
    ) -> None:
        """Decodes nothing yet.

        Args:
            pictures: Images with boxes.
            config: Configuration of the network.
            augmentation: How images vary between epochs. Defaults to None, which leaves them as
                they are.
            seed: Seed of all random numbers, at least 0.

        Raises:
            InvalidInputError: RandAugment is asked for, which does not move masks, and the network
                has masks.
        """
        self._pictures = pictures
        self._config = config
        self._augmentation = augmentation
        self._seed = seed
        self._operations: Any = None
        if augmentation is not None and augmentation.operations:
            if config.mask_size:
                raise InvalidInputError(
                    "operations: expected 0 for a network with masks, which RandAugment does not "
                    f"move, got {augmentation.operations}"
                )
            from waymo_kit.detectors.augment import RandAugment

            self._operations = RandAugment(
                augmentation.operations,
                augmentation.magnitude,
                policy="efficientnet",
                seed=seed,
                min_visible=augmentation.min_visible,
            )

    def __len__(self) -> int:
        """Number of images."""
        return len(self._pictures)

    def name(self, index: int) -> str:
        """Returns a name by which a user finds an image."""
        return self._pictures.name(index)

    def load(self, index: int, epoch: int) -> CameraExample:
        """Returns one example.

        Of more boxes than the network sees, the largest are kept.

        Args:
            index: Number of the example, from 0.
            epoch: Number of the epoch, which changes the augmentation.

        Raises:
            WaymoKitError: The image or its labels cannot be read.
        """
        picture, config = self._pictures.picture(index), self._config
        canvas = (config.height, config.width)
        width, height = image_size(picture.data, picture.where)
        if self._augmentation is None:
            fit, min_visible = fit_image(height, width, canvas), 0.0
        else:
            rng = np.random.default_rng((self._seed, epoch, index))
            fit = self._augmentation.draw_fit(height, width, canvas, rng)
            min_visible = self._augmentation.min_visible
        image = fit.place(decode_for(picture.data, picture.where, fit))
        corners, kept = visible_boxes(fit.move(picture.boxes), fit.size, min_visible)
        area = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
        largest = np.sort(np.argsort(-area, kind="stable")[: config.max_boxes])
        corners, kept = corners[largest], kept[largest]
        boxes = np.zeros((config.max_boxes, 4), np.float32)
        boxes[: len(kept)] = corners
        labels = np.full(config.max_boxes, -1, np.int32)
        labels[: len(kept)] = picture.labels[kept]
        size = config.mask_size
        masks = np.zeros((config.max_boxes, size, size), np.uint8)
        if size:
            masks[: len(kept)] = _cut_masks(picture, kept, corners, fit, size)
        return CameraExample(
            image,
            np.array(fit.size, np.int32),
            boxes,
            labels,
            np.int64(epoch * len(self) + index),
            masks,
            boxes,
        )

    def transform(self, batch: CameraExample) -> CameraExample:
        """Applies RandAugment to a batch of images and moves their boxes along."""
        if self._operations is None:
            return batch
        from keras import ops

        low, high = batch.boxes[..., :2], batch.boxes[..., 2:]
        centered = ops.concatenate([(low + high) / 2, high - low], axis=-1)
        image, moved, visible = self._operations.with_boxes(batch.image, centered, batch.number)
        center, half = moved[..., :2], moved[..., 2:] / 2
        is_kept = visible & (batch.labels >= 0) & ops.all(half > 0, axis=-1)
        corners = ops.concatenate([center - half, center + half], axis=-1)
        boxes = ops.where(is_kept[..., None], corners, 0.0)
        canvas = ops.array([self._config.height, self._config.width], "int32")
        return batch._replace(
            image=image,
            size=ops.zeros_like(batch.size) + canvas,
            boxes=boxes,
            labels=ops.where(is_kept, batch.labels, -1),
            windows=boxes,
        )


def visible_boxes(
    corners: NDArray[np.float64], size: tuple[int, int], min_visible: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Returns boxes clipped to an image, and the rows of those that are still there.

    Args:
        corners: (N, 4) boxes with an area.
        size: Height and width of the image.
        min_visible: Minimum share of a box's area inside; a box without any is always left out.
    """
    height, width = size
    clipped = np.clip(corners, 0, [width, height, width, height])
    whole, inside = (
        (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) for boxes in (corners, clipped)
    )
    kept = np.flatnonzero((inside > 0) & (inside >= min_visible * whole))
    return clipped[kept], kept


def _cut_masks(picture, kept, corners, fit: ImageFit, size):
    """(K, size, size) uint8 masks of objects, cut out at their boxes on the canvas."""
    if picture.masks is None:
        raise InvalidInputError(
            f"{picture.where}: expected masks of the objects for a network with masks, got boxes"
        )
    if picture.masks.shape[1:] != (fit.height, fit.width):
        raise InvalidInputError(
            f"{picture.where}: expected masks of {fit.height} x {fit.width} pixels, got "
            f"{picture.masks.shape[1]} x {picture.masks.shape[2]}"
        )
    part = (np.arange(size) + 0.5) / size
    found = np.zeros((len(kept), size, size), np.uint8)
    for k, (row, (left, top, right, bottom)) in enumerate(zip(kept, corners, strict=True)):
        x, y = left + part * (right - left), top + part * (bottom - top)
        places = fit.restore(np.stack([x, y, x, y], axis=1))
        columns = np.clip(places[:, 0].astype(np.int64), 0, fit.width - 1)
        rows = np.clip(places[:, 1].astype(np.int64), 0, fit.height - 1)
        found[k] = picture.masks[row][np.ix_(rows, columns)]
    return found
