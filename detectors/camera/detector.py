"""Detects objects in the camera images of frames with a trained network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.camera.examples import ImageDetections
from waymo_kit.detectors.camera.image_fit import ImageFit, decode_for, fit_image
from waymo_kit.detectors.camera.mask_rcnn.paste import paste_masks
from waymo_kit.detectors.camera.networks import CameraNetwork
from waymo_kit.detectors.camera.scene_pictures import object_type
from waymo_kit.detectors.detection.frame_detector import FrameDetector, StageClock
from waymo_kit.detectors.detection.trained import TrainedRun
from waymo_kit.detectors.detection.trained_network import TrainedNetwork
from waymo_kit.formats.image import image_size
from waymo_kit.scene import Frame
from waymo_kit.schema import CameraName
from waymo_kit.schema.predictions import BoxKind


class CameraImage(NamedTuple):
    """One image on the canvas of a network.

    Attributes:
        camera: Camera of the image.
        pixels: (H, W, 3) uint8 canvas.
        fit: Placement of the image on the canvas.
    """

    camera: CameraName
    pixels: NDArray[np.uint8]
    fit: ImageFit


class CameraDetector(TrainedNetwork, FrameDetector[ImageBoxes]):
    """Detects objects in all camera images of a frame, in batches of one shape.

    The network is compiled once: a smaller batch is filled up with empty images. Networks with
    masks give each detection the pixels of its object, in the image as it is stored.

    Attributes:
        network: Network with its weights.
        cameras: Cameras whose images are read, where a frame has them.
        types: (K,) int8 `ObjectType` of each class of the network.
    """

    kind = BoxKind.BOX_2D
    component = "camera_image"

    def __init__(
        self,
        network: CameraNetwork,
        batch_size: int = 1,
        *,
        cameras: Sequence[CameraName] = tuple(CameraName)[1:],
        trained: TrainedRun | None = None,
        step: int = 0,
    ) -> None:
        """Compiles the network, for which it runs on empty images.

        Args:
            network: Network with its weights.
            batch_size: Number of frames whose images are at hand at once, and of images that the
                network takes at once.
            cameras: Cameras whose images are read.
            trained: Training run that the weights are from, if any.
            step: Training step that they are from.

        Raises:
            InvalidInputError: A class of the network is no `ObjectType`.
        """
        self.network = network
        self.batch_size = batch_size
        self.cameras = tuple(cameras)
        self.trained = trained
        self.step = step
        config = network.config
        self._canvas = (config.height, config.width)
        self.has_masks = config.mask_size > 0
        self.types = np.array([int(object_type(name)) for name in config.classes], np.int8)
        self.device_model = _DetectingNetwork(network)
        self.outputs = (*ImageDetections._fields, *(["masks"] if self.has_masks else []))
        self._empty = np.zeros((*self._canvas, 3), np.uint8)
        self._run([])

    def random_inputs(self, random: np.random.Generator) -> dict[str, NDArray[Any]]:
        """Returns images of random levels that fill the canvas."""
        shape = self.batch_size, *self._canvas, 3
        images = random.integers(0, 256, shape, dtype=np.uint8)
        return {
            "images": images,
            "sizes": np.tile(np.array(self._canvas, np.int32), (self.batch_size, 1)),
        }

    def read(self, frame: Frame, clock: StageClock) -> list[CameraImage]:
        """Decodes the images of a frame and puts them on the canvas."""
        found = []
        for name in frame.cameras:
            if name not in self.cameras:
                continue
            with clock.measure("read"):
                data = frame.camera(name).jpeg
            with clock.measure("decode"):
                where = f"{frame.label}: camera {name.name}"
                width, height = image_size(data, where)
                fit = fit_image(height, width, self._canvas)
                pixels = fit.place(decode_for(data, where, fit))
            found.append(CameraImage(name, pixels, fit))
        return found

    def detect_batch(
        self, inputs: Sequence[list[CameraImage]], clock: StageClock
    ) -> list[ImageBoxes]:
        """Returns the detections of 1 to `batch_size` frames, those of each camera best first."""
        images = [image for frame in inputs for image in frame]
        found: list[ImageBoxes] = []
        with clock.measure("network"):
            for start in range(0, len(images), self.batch_size):
                found += self._run(images[start : start + self.batch_size])
        parts = iter(found)
        return [_joined([next(parts) for _ in frame]) for frame in inputs]

    def _run(self, images: Sequence[CameraImage]) -> list[ImageBoxes]:
        missing = self.batch_size - len(images)
        pixels = np.stack([*(image.pixels for image in images), *[self._empty] * missing])
        sizes = [image.fit.size for image in images] + [self._canvas] * missing
        outputs = self.device_model.predict_on_batch((pixels, np.array(sizes, np.int32)))
        return [
            self._boxes(image, *(array[k] for array in outputs)) for k, image in enumerate(images)
        ]

    def _boxes(
        self,
        image: CameraImage,
        boxes: NDArray[np.float32],
        scores: NDArray[np.float32],
        labels: NDArray[np.int32],
        is_real: NDArray[np.bool_],
        masks: NDArray[np.float32] | None = None,
    ) -> ImageBoxes:
        corners = image.fit.restore(boxes[is_real])
        has_area = (corners[:, 2:] > corners[:, :2]).all(axis=1)
        corners = corners[has_area]
        columns: dict[str, Any] = {}
        if masks is not None:
            size = image.fit.height, image.fit.width
            pasted = paste_masks(masks[is_real][has_area], corners, *size)
            columns["masks"] = np.array(pasted.texts, object)
            columns["image_sizes"] = np.tile(np.array(size, np.int64), (len(corners), 1))
        return ImageBoxes(
            np.concatenate(
                [(corners[:, :2] + corners[:, 2:]) / 2, corners[:, 2:] - corners[:, :2]], axis=1
            ),
            self.types[labels[is_real][has_area]],
            scores=scores[is_real][has_area].astype(np.float64),
            cameras=np.full(len(corners), int(image.camera), np.int8),
            **columns,
        )


_NONE = ImageBoxes(
    np.empty((0, 4)), np.empty(0, np.int8), scores=np.empty(0), cameras=np.empty(0, np.int8)
)


def _joined(parts: list[ImageBoxes]) -> ImageBoxes:
    """Joins the boxes of images; they have scores and cameras even where there are none."""
    return ImageBoxes.concatenate(parts) if any(map(len, parts)) else _NONE


class _DetectingNetwork(keras.Model):
    """Network from images to detections, compiled for the device."""

    def __init__(self, network: CameraNetwork) -> None:
        super().__init__(name="detecting_network")
        self.network = network.model
        self._of: Any = network

    def call(self, inputs: Any) -> Any:
        images, sizes = inputs
        if not self._of.config.mask_size:
            return tuple(self._of.detect(images, sizes))
        found = self._of.detect_masks(images, sizes)
        return *found.detections, found.masks
