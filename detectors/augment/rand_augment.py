"""RandAugment (Cubuk et al. 2019): N operations drawn for each image, all of one magnitude M."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from waymo_kit.detectors.augment.counter_random import uniform
from waymo_kit.detectors.augment.moved_boxes import move_boxes
from waymo_kit.detectors.augment.moved_masks import compose_maps, move_masks
from waymo_kit.detectors.augment.operation import Operation
from waymo_kit.detectors.augment.policy import POLICIES, Policy
from waymo_kit.errors import InvalidInputError

Tensor = Any
DRAWS = 4
"""Number of random numbers per image and round: operation, sign, row and column of a point."""


class RandAugment:
    """Augments batches of images, and the boxes in them.

    What happens to an image depends on the seed and on the image's index alone: not on the batch,
    on threads or on what came before. Only `keras.ops` are used; on the TensorFlow backend these
    are TensorFlow's operations, so that instances can be called in `tf.data` pipelines:

        numbered = dataset.repeat().enumerate().batch(64)
        numbered.map(lambda indices, images: augment(images, indices))

    Attributes:
        policy: Operations that are drawn from.
    """

    def __init__(
        self,
        count: int = 2,
        magnitude: float = 9,
        *,
        policy: str | Policy = "paper",
        seed: int = 0,
        fill: tuple[int, int, int] = (128, 128, 128),
        min_visible: float = 0.25,
    ):
        """Chooses the two parameters of the paper, and the seed.

        Args:
            count: Number of operations N, applied to each image one after the other.
            magnitude: Magnitude M: 0..10 for "paper", where 10 is the end of each range; 0..30 for
                "efficientnet", whose ranges go on past 10.
            policy: "paper" for the 14 operations of the paper; "efficientnet" for the 16 in the
                code of EfficientNet; or a policy of your own.
            seed: Seed, 0 <= seed < 2**64.
            fill: Levels of pixels that have no content after a move, and of cutout's square.
            min_visible: Minimum share of a box that must stay in the image for the box to count.

        Raises:
            InvalidInputError: If a value is out of its range.
        """
        if isinstance(policy, str):
            if policy not in POLICIES:
                expected = ", ".join(POLICIES)
                raise InvalidInputError(f"policy: expected one of {expected}, got {policy!r}")
            policy = POLICIES[policy]
        self.policy = policy
        _check_range("count", count, 0, None)
        _check_range("magnitude for this policy", magnitude, 0, policy.max_magnitude)
        _check_range("seed", seed, 0, 2**64 - 1)
        _check_range("min_visible", min_visible, 0, 1)
        if len(fill) != 3 or not all(0 <= level <= 255 for level in fill):
            raise InvalidInputError(f"fill: expected three levels in 0..255, got {fill}")
        self._count = count
        self._magnitude = magnitude
        self._seed = seed
        self._fill = fill
        self._min_visible = min_visible

    def __call__(self, images: Tensor, indices: Tensor) -> Tensor:
        """Augments a batch of images.

        Args:
            images: (B, H, W, 3) uint8 images.
            indices: (B,) integers of at least 0, position of each image in the stream of all
                epochs, as `dataset.repeat().enumerate()` gives it. Another index is another draw.

        Returns:
            Images of the same shape, uint8.

        Raises:
            InvalidInputError: If images are not of this shape and dtype.
        """
        _check_images(images)
        for choices, signs, points in self._rounds(indices):
            images = self._apply(images, choices, signs, points)
        return images

    def with_boxes(
        self, images: Tensor, boxes: Tensor, indices: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Augments a batch of images and moves the boxes in them along.

        A box becomes the axis-aligned hull of its moved corners, clipped to the image, once for
        each operation that moves pixels; cutout leaves boxes as they are.

        Args:
            images: (B, H, W, 3) uint8 images.
            boxes: (B, N, 4) float32 center_x, center_y, length, width in pixels, clipped to the
                image; rows of zeros as padding.
            indices: (B,) integers, position of each image as in a call without boxes.

        Returns:
            images: Images as without boxes.
            boxes: (B, N, 4) float32 boxes, clipped to the image.
            visible: (B, N) bool, False for padding and for boxes of which less than `min_visible`
                is left: the product, over the operations, of the part of the hull's area inside.

        Raises:
            InvalidInputError: If images or boxes are not of these shapes and dtypes.
        """
        images, boxes, visible, _ = self._with_maps(images, boxes, indices)
        return images, boxes, visible

    def with_masks(
        self, images: Tensor, boxes: Tensor, masks: Tensor, indices: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Augments a batch of images and moves boxes and the masks in them along.

        Args:
            images: (B, H, W, 3) uint8 images.
            boxes: (B, N, 4) float32 boxes as for `with_boxes`.
            masks: (B, N, S, S) uint8 masks, each cut out at its box, 1 inside.
            indices: (B,) integers, position of each image as in a call without boxes.

        Returns:
            Images, boxes and visible as from `with_boxes`, and (B, N, S, S) uint8 masks, cut out at
            the moved boxes.

        Raises:
            InvalidInputError: If images or boxes are not of these shapes and dtypes.
        """
        windows = _corners(ops.convert_to_tensor(boxes, dtype="float32"))
        images, boxes, visible, maps = self._with_maps(images, boxes, indices)
        return images, boxes, visible, move_masks(masks, windows, _corners(boxes), maps)

    def _with_maps(
        self, images: Tensor, boxes: Tensor, indices: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Returns the results of `with_boxes`, and (B, 6) maps from new images to old ones."""
        _check_images(images)
        boxes = ops.convert_to_tensor(boxes, dtype="float32")
        if len(boxes.shape) != 3 or boxes.shape[-1] != 4:
            raise InvalidInputError(f"boxes: expected shape (B, N, 4), got {tuple(boxes.shape)}")
        _, height, width, _ = ops.shape(images)
        left = ops.cast(ops.all(boxes[..., 2:] > 0, axis=-1), "float32")
        # A sum has one row per image even where no image has boxes.
        whole = ops.zeros_like(ops.cast(ops.sum(boxes[..., 0], 1, keepdims=True), "float64"))
        whole = whole + ops.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0], "float64")
        for choices, signs, points in self._rounds(indices):
            images = self._apply(images, choices, signs, points)
            for number, operation in enumerate(self.policy.operations):
                parameters = operation.strength.parameters(self._magnitude, signs)
                maps = operation.source_map(parameters, height, width)
                if maps is not None:
                    chosen = (choices == number)[:, None]
                    moved, visible = move_boxes(boxes, maps, height, width)
                    boxes = ops.where(chosen[..., None], moved, boxes)
                    left = ops.where(chosen, left * visible, left)
                    whole = ops.where(chosen, compose_maps(whole, maps), whole)
        return images, boxes, (left > 0) & (left >= self._min_visible), whole

    def choices(self, indices: Tensor) -> Tensor:
        """Returns the operations drawn for images: (B, count) int32 into `policy.operations`."""
        drawn = [choices for choices, _, _ in self._rounds(indices)]
        return ops.stack(drawn, axis=1)

    def _rounds(self, indices: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Returns choices (B,) int32, signs (B,) of -1 and 1, and points (B, 2) of each round."""
        draws = uniform(self._seed, indices, self._count * DRAWS)
        rounds = []
        for i in range(self._count):
            choice, sign, *point = ops.unstack(draws[:, i * DRAWS : (i + 1) * DRAWS], DRAWS, axis=1)
            choices = ops.cast(choice * len(self.policy.operations), "int32")
            signs = ops.where(sign < 0.5, -1.0, 1.0)
            rounds.append((choices, signs, ops.stack(point, axis=1)))
        return rounds

    def _apply(self, images: Tensor, choices: Tensor, signs: Tensor, points: Tensor) -> Tensor:
        """Applies to each image its operation, to all images of an operation at once."""
        if keras.backend.backend() == "jax":
            return self._apply_in_turn(images, choices, signs, points)
        rows, parts = [], []
        for number, operation in enumerate(self.policy.operations):
            (row,) = ops.nonzero(choices == number)
            drawn = operation.strength.parameters(self._magnitude, ops.take(signs, row, axis=0))
            of_row = ops.take(images, row, axis=0)
            rows.append(row)
            parts.append(operation.apply(of_row, drawn, ops.take(points, row, axis=0), self._fill))
        order = ops.argsort(ops.concatenate(rows, axis=0))
        changed = ops.take(ops.concatenate(parts, axis=0), order, axis=0)
        return ops.reshape(changed, ops.shape(images))

    def _apply_in_turn(
        self, images: Tensor, choices: Tensor, signs: Tensor, points: Tensor
    ) -> Tensor:
        """Applies to each image its operation, one image after the other.

        For JAX, which compiles no shapes that depend on values.
        """

        def change(drawn: tuple[Tensor, ...]) -> Tensor:
            choice, image, sign, point = drawn

            def branch(operation: Operation) -> Callable[..., Tensor]:
                def apply(image: Tensor, sign: Tensor, point: Tensor) -> Tensor:
                    parameters = operation.strength.parameters(self._magnitude, sign)
                    return operation.apply(image, parameters, point, self._fill)

                return apply

            branches = [branch(operation) for operation in self.policy.operations]
            return ops.switch(choice, branches, image[None], sign[None], point[None])[0]

        return ops.map(change, (choices, images, signs, points))


def _corners(boxes: Tensor) -> Tensor:
    """Returns the corners of boxes given by center and size."""
    center, half = boxes[..., :2], boxes[..., 2:] / 2
    return ops.concatenate([center - half, center + half], axis=-1)


def _check_range(name: str, value: float, low: float, high: float | None) -> None:
    if not low <= value <= (math.inf if high is None else high):
        limits = f"{low}..{high}" if high is not None else f"{low} or more"
        raise InvalidInputError(f"{name}: expected {limits}, got {value}")


def _check_images(images: Tensor) -> None:
    dtype = getattr(images.dtype, "name", str(images.dtype))
    if len(images.shape) != 4 or images.shape[-1] != 3 or dtype != "uint8":
        raise InvalidInputError(
            f"images: expected (B, H, W, 3) uint8, got {tuple(images.shape)} {dtype}"
        )
