"""Training examples of camera detectors: images on a canvas of fixed size, with their boxes."""

from __future__ import annotations

from typing import Any, NamedTuple


class CameraExample(NamedTuple):
    """One training example; a batch has a leading axis.

    Attributes:
        image: (H, W, 3) uint8 image in the top-left corner of the canvas, zeros around it.
        size: (2,) int32 height and width of the image on the canvas.
        boxes: (N, 4) float32 x_min, y_min, x_max, y_max in pixels of the canvas; zeros in padding.
        labels: (N,) int32 index of the class, -1 in padding.
        number: () int64 number of the example in the stream of all epochs, on which random numbers
            of augmentation and sampling depend.
        masks: (N, S, S) uint8 masks of the objects, 1 inside. S is 0 for networks without masks.
        windows: (N, 4) float32 part of the canvas that each mask shows.
    """

    image: Any
    size: Any
    boxes: Any
    labels: Any
    number: Any
    masks: Any
    windows: Any


class ImageDetections(NamedTuple):
    """Detections of a batch of images, best first, as a network returns them.

    Attributes:
        boxes: (B, K, 4) float32 corners in pixels of the canvas.
        scores: (B, K) float32 scores in [0, 1].
        labels: (B, K) int32 index of the class.
        is_real: (B, K) bool, False for padding.
    """

    boxes: Any
    scores: Any
    labels: Any
    is_real: Any


class MaskedDetections(NamedTuple):
    """Detections of a batch of images with their masks.

    Attributes:
        detections: Boxes, scores and labels.
        masks: (B, K, 28, 28) float32 probability of the object in each part of its box; see
            `paste_masks`.
    """

    detections: ImageDetections
    masks: Any
