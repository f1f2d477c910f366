"""Training examples of camera detectors, made of labeled pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.copy_paste import PlacedObjects, paste_objects, place_masks
from waymo_kit.detectors.camera.examples import CameraExample
from waymo_kit.detectors.camera.image_fit import decode_for, fit_image
from waymo_kit.detectors.camera.labeled_picture import PictureSource
from waymo_kit.errors import InvalidInputError
from waymo_kit.formats.image import image_size

if TYPE_CHECKING:
    from waymo_kit.detectors.camera.networks import CameraConfig


class CameraSource:
    """Gives labeled pictures as training examples; an `ExampleSource`.

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
            augmentation: Augmentation of the images. Defaults to None, no augmentation.
            seed: Seed of all random numbers, at least 0.

        Raises:
            InvalidInputError: Objects are to be pasted, and the network has no masks.
        """
        self._pictures = pictures
        self._config = config
        self._augmentation = augmentation
        self._seed = seed
        self._operations: Any = None
        if augmentation is not None and augmentation.pasted and not config.mask_size:
            raise InvalidInputError(
                "pasted: expected 0 for a network without masks, by which objects are cut out, got "
                f"{augmentation.pasted}"
            )
        if augmentation is not None and augmentation.operations:
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

    def close(self) -> None:
        """Closes the open files."""
        self._pictures.close()

    def load(self, index: int, epoch: int) -> CameraExample:
        """Returns one example.

        Of more boxes than the network sees, the largest are kept.

        Args:
            index: Number of the example, from 0.
            epoch: Number of the epoch, which changes the augmentation.

        Raises:
            WaymoKitError: The image or its labels cannot be read.
        """
        config = self._config
        rng = np.random.default_rng((self._seed, epoch, index))
        placed = self._place(index, rng)
        pasted = 0.0 if self._augmentation is None else self._augmentation.pasted
        if pasted and rng.random() < pasted:
            other = self._place(int(rng.integers(len(self))), rng)
            chosen = rng.random(len(other.labels)) < 0.5
            placed = paste_objects(placed, other, chosen, self._min_visible)
        corners = placed.boxes
        area = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
        largest = np.sort(np.argsort(-area, kind="stable")[: config.max_boxes])
        boxes = np.zeros((config.max_boxes, 4), np.float32)
        boxes[: len(largest)] = corners[largest]
        labels = np.full(config.max_boxes, -1, np.int32)
        labels[: len(largest)] = placed.labels[largest]
        size = config.mask_size
        masks = np.zeros((config.max_boxes, size, size), np.uint8)
        if size:
            masks[: len(largest)] = _cut_masks(placed.masks[largest], corners[largest], size)
        return CameraExample(
            placed.image,
            np.array(placed.size, np.int32),
            boxes,
            labels,
            np.int64(epoch * len(self) + index),
            masks,
            boxes,
        )

    @property
    def _min_visible(self) -> float:
        return 0.0 if self._augmentation is None else self._augmentation.min_visible

    def _place(self, index: int, rng: np.random.Generator) -> PlacedObjects:
        """Puts an image with its objects on the canvas."""
        picture = self._pictures.picture(index)
        canvas = (self._config.height, self._config.width)
        width, height = image_size(picture.data, picture.where)
        if self._augmentation is None:
            fit = fit_image(height, width, canvas)
        else:
            fit = self._augmentation.draw_fit(height, width, canvas, rng)
        image = fit.place(decode_for(picture.data, picture.where, fit))
        corners, kept = visible_boxes(fit.move(picture.boxes), fit.size, self._min_visible)
        masks = np.zeros((len(kept), 0, 0), np.bool_)
        if self._config.mask_size:
            masks = place_masks(picture, kept, fit)
        return PlacedObjects(image, fit.size, corners, picture.labels[kept], masks)

    def transform(self, batch: CameraExample) -> CameraExample:
        """Applies RandAugment to a batch of images and moves their boxes and masks along."""
        if self._operations is None:
            return batch
        from keras import ops

        low, high = batch.boxes[..., :2], batch.boxes[..., 2:]
        centered = ops.concatenate([(low + high) / 2, high - low], axis=-1)
        masks = batch.masks
        if self._config.mask_size:
            image, moved, visible, masks = self._operations.with_masks(
                batch.image, centered, masks, batch.number
            )
        else:
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
            masks=masks,
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


def _cut_masks(
    masks: NDArray[np.bool_], corners: NDArray[np.float64], size: int
) -> NDArray[np.uint8]:
    """Cuts masks (K, H, W) on the canvas out at their boxes: (K, size, size) uint8."""
    part = (np.arange(size) + 0.5) / size
    found = np.zeros((len(masks), size, size), np.uint8)
    for cut, mask, (left, top, right, bottom) in zip(found, masks, corners, strict=True):
        rows, columns = top + part * (bottom - top), left + part * (right - left)
        cut[:] = mask[np.ix_(rows.astype(np.int64), columns.astype(np.int64))]
    return found
