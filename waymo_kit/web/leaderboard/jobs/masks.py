"""Checks of submitted masks without the labels."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.predictions import CAMERA, MASK, MASK_SIZE, SEGMENT


class ImageSizes:
    """The sizes of the images of each camera, which are the same in a whole segment.

    Without this check, scoring would refuse a wrong mask where there is a label, and so tell which
    images have one.
    """

    def __init__(self, where: str) -> None:
        """Begins without images.

        Args:
            where: Name of the file in messages.
        """
        self._where = where
        self._known: dict[tuple[str, int], tuple[int, int]] = {}

    def check(self, table: pa.Table) -> None:
        """Checks rows of a table of 2D predictions.

        Raises:
            InvalidInputError: A row has no mask, or masks of a camera have two sizes.
        """
        if missing := table.column(MASK).null_count:
            row = pc.index(pc.is_null(table.column(MASK)), True).as_py()
            raise InvalidInputError(
                f"{self._where}: {missing:,} of {table.num_rows:,} predictions have no mask (for "
                f"example in segment {table.column(SEGMENT)[row]}); this task needs one for each"
            )
        columns = [SEGMENT, CAMERA, *MASK_SIZE]
        for found in table.select(columns).group_by(columns).aggregate([]).to_pylist():
            segment, camera, height, width = (found[name] for name in columns)
            known = self._known.setdefault((segment, camera), (height, width))
            if known != (height, width):
                raise InvalidInputError(
                    f"{self._where}: segment {segment}: camera {camera} has masks of {known[0]} x "
                    f"{known[1]} and of {height} x {width} pixels; expected one size"
                )
