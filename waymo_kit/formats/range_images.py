"""The range images of a component in one frame, whatever they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.rules import image_error
from waymo_kit.schema import RANGE_IMAGE_CHANNELS, LaserName, component_of


class PixelsOf(NamedTuple):
    """Selected pixels of one range image.

    Attributes:
        laser: Number of the laser, see `LaserName`.
        return_number: 1 or 2.
        pixel: (N, 2) int32, row and column, in row-major order.
    """

    laser: int
    return_number: int
    pixel: NDArray[np.int32]

    @property
    def name(self) -> str:
        """The range image, for messages."""
        return f"laser {LaserName(self.laser).name} return {self.return_number}"

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """Checks that the pixels lie within an image.

        Raises:
            CorruptDataError: A pixel lies outside it.
        """
        row, column = self.pixel.T
        if len(row) and (row.max() >= shape[0] or column.max() >= shape[1]):
            last = (int(row.max()), int(column.max()))
            raise CorruptDataError(f"shape {shape}, but there is a pixel {last}")


class RangeImages(ABC):
    """The range images of a component in one frame.

    Attributes:
        lasers: Numbers of the lasers with an image.
    """

    lasers: Sequence[int]

    @abstractmethod
    def image(self, laser: int, number: int) -> NDArray[Any] | None:
        """Returns the image of return 1 or 2: (H, W, C), or None where there is none.

        Raises:
            CorruptDataError: The image does not decode.
        """

    @abstractmethod
    def read_pixels_into(self, pixels: PixelsOf, out: NDArray[np.int32]) -> bool:
        """Reads some pixels of an image of integers.

        Args:
            pixels: Pixels to read.
            out: (N, C) int32 zeros for them.

        Returns:
            Whether there is such an image.

        Raises:
            CorruptDataError: The image does not decode, or a pixel lies outside it.
        """


class TableRangeImages(RangeImages):
    """Range images that are views of the rows of a component table."""

    def __init__(self, table: pa.Table, tag: str, label: str) -> None:
        """Takes one frame's rows of a component; `label` names the frame in messages."""
        self._rows = table
        self._component = component_of(tag)
        self._where = f"{label}: {tag}"
        self.lasers: list[int] = self._rows.column("key.laser_name").to_pylist()

    def image(self, laser: int, number: int) -> NDArray[Any] | None:
        """Returns a view of the image, in the type of the table."""
        if laser not in self.lasers:
            return None
        row = self.lasers.index(laser)
        path = self._component.column(f"range_image_return{number}")
        shape = self._rows.column(f"{path}.shape")[row]
        values = self._rows.column(f"{path}.values")[row]
        problem = image_error(values, shape, RANGE_IMAGE_CHANNELS[self._component.tag])
        if problem is not None:
            name = LaserName(laser).name
            raise CorruptDataError(f"{self._where} of laser {name} return {number}: {problem}")
        if not shape.is_valid:
            return None
        image: NDArray[Any] = values.values.to_numpy().reshape(shape.as_py())
        return image

    def read_pixels_into(self, pixels: PixelsOf, out: NDArray[np.int32]) -> bool:
        """Copies pixels of the view."""
        image = self.image(pixels.laser, pixels.return_number)
        if image is None:
            return False
        try:
            pixels.check_shape(image.shape)
        except CorruptDataError as error:
            raise CorruptDataError(f"{self._where} of {pixels.name}: {error}") from error
        row, column = pixels.pixel.T.astype(np.int64)
        out[:] = image.reshape(-1, image.shape[2]).take(row * image.shape[1] + column, axis=0)
        return True
