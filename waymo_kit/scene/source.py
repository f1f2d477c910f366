"""Where a scene's component tables come from: v1 files or Parquet tables, behind one interface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.convert.range_images import PixelsOf
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.scene.tensors import tensors_of


class SegmentSource(ABC):
    """The component tables of one segment.

    Attributes:
        segment: name of the segment.
        where: file or folder, for messages.
    """

    segment: str
    where: str

    @property
    @abstractmethod
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""

    @abstractmethod
    def table(self, tag: str) -> pa.Table:
        """All rows of a component in timestamp order, in the component's schema.

        Raises:
            NotFoundError: the source has no such table.
            CorruptDataError: it does not decode.
        """

    @abstractmethod
    def frame_table(self, tag: str, index: int) -> pa.Table:
        """The rows of one frame of a component whose rows belong to frames."""

    def camera_projections(self, index: int, wanted: Sequence[PixelsOf]) -> list[NDArray[np.int32]]:
        """Camera projections of some pixels of a frame: (N, 6) for each entry of `wanted`.

        Raises:
            NotFoundError: a range image has none.
            CorruptDataError: they do not decode, or do not reach as far as the pixels.
        """
        tag = "lidar_camera_projection"
        images = tensors_of(self.frame_table(tag, index), tag, (1, 2))
        found = []
        for pixels in wanted:
            image = images.get(pixels.laser, {}).get(pixels.return_number)
            if image is None:
                raise self.no_projection(index, pixels)
            try:
                positions = pixels.positions(image.shape)
            except CorruptDataError as error:
                place = f"segment {self.segment} frame {index}: {tag} of {pixels.name}"
                raise CorruptDataError(f"{place}: {error}") from error
            flat = image.reshape(-1, image.shape[2])
            found.append(flat.take(positions, axis=0).astype(np.int32))
        return found

    def no_projection(self, index: int, pixels: PixelsOf) -> NotFoundError:
        """The error of a range image without camera projections."""
        return NotFoundError(
            f"segment {self.segment} frame {index}: no camera projection of {pixels.name}"
        )

    @abstractmethod
    def close(self) -> None:
        """Closes files; the source cannot be used afterwards."""
