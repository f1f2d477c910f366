"""Copy-paste: objects of one image put into another one, pixel by pixel.

Source: Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for Instance
Segmentation", CVPR 2021.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.camera.image_fit import ImageFit
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.errors import InvalidInputError


class PlacedObjects(NamedTuple):
    """An image on the canvas, with the visible pixels of its objects.

    Attributes:
        image: (H, W, 3) uint8 canvas.
        size: Height and width of the part that shows the image.
        boxes: (N, 4) float64 corners on the canvas.
        labels: (N,) int32 index of the class.
        masks: (N, H, W) bool pixels of each object.
    """

    image: NDArray[np.uint8]
    size: tuple[int, int]
    boxes: NDArray[np.float64]
    labels: NDArray[np.int32]
    masks: NDArray[np.bool_]


def place_masks(
    picture: LabeledPicture, rows: NDArray[np.int64], fit: ImageFit
) -> NDArray[np.bool_]:
    """Returns the masks of some objects on the canvas: (K, H, W) bool.

    Raises:
        InvalidInputError: The picture has no masks, or masks of another size.
    """
    check_masks(picture, fit)
    assert picture.masks is not None
    height, width = fit.size
    y = _source_pixels(height, fit.offset[0], fit.height, fit.resized[0])
    x = _source_pixels(width, fit.offset[1], fit.width, fit.resized[1])
    masks = np.zeros((len(rows), *fit.canvas), np.bool_)
    for mask, row in zip(masks, rows, strict=True):
        pixels = picture.masks[row]
        if fit.is_mirrored:
            pixels = pixels[:, ::-1]
        mask[:height, :width] = pixels[np.ix_(y, x)]
    return masks


def check_masks(picture: LabeledPicture, fit: ImageFit) -> None:
    """Makes sure that a picture has masks of its own size.

    Raises:
        InvalidInputError: The picture has no masks, or masks of another size.
    """
    if picture.masks is None:
        raise InvalidInputError(
            f"{picture.where}: expected masks of the objects for a network with masks, got boxes"
        )
    if picture.masks.shape[1:] != (fit.height, fit.width):
        raise InvalidInputError(
            f"{picture.where}: expected masks of {fit.height} x {fit.width} pixels, got "
            f"{picture.masks.shape[1]} x {picture.masks.shape[2]}"
        )


def paste_objects(
    target: PlacedObjects, source: PlacedObjects, chosen: NDArray[np.bool_], min_visible: float
) -> PlacedObjects:
    """Puts objects of one image into another one.

    Objects of the target that are hidden are cut: their boxes shrink to what is visible.

    Args:
        target: Image that receives the objects.
        source: Image that they are from, on a canvas of that size.
        chosen: (N,) bool, whether each object of the source is pasted.
        min_visible: Minimum share of an object's pixels that must stay visible for it to count.

    Returns:
        The target with the pasted objects behind its own.
    """
    masks = source.masks[chosen]
    height, width = target.size
    masks[:, height:], masks[:, :, width:] = False, False
    cover = np.asarray(masks.any(axis=0))
    image = np.where(cover[..., None], source.image, target.image)
    left = target.masks & ~cover
    before, after = (each.sum(axis=(1, 2)) for each in (target.masks, left))
    is_cut = after < before
    boxes = np.where(is_cut[:, None], boxes_of(left), target.boxes)
    is_kept = ~is_cut | ((after > 0) & (after >= min_visible * before))
    is_pasted = masks.any(axis=(1, 2))
    return PlacedObjects(
        image,
        target.size,
        np.concatenate([boxes[is_kept], boxes_of(masks)[is_pasted]]),
        np.concatenate([target.labels[is_kept], source.labels[chosen][is_pasted]]),
        np.concatenate([left[is_kept], masks[is_pasted]]),
    )


def boxes_of(masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Returns the corners (N, 4) of the pixels of masks (N, H, W), zeros for an empty one."""
    boxes = np.zeros((len(masks), 4))
    for box, mask in zip(boxes, masks, strict=True):
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if len(rows):
            box[:] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return boxes


def _source_pixels(count: int, offset: int, side: int, resized: int) -> NDArray[np.int64]:
    """Returns which rows or columns of an image the centers of those on the canvas fall into."""
    return ((np.arange(count) + offset + 0.5) * side / resized).astype(np.int64)
