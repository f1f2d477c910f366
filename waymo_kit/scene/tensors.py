"""Arrays of range images in the rows of component tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.schema import component_of


def tensors_of(
    table: pa.Table, tag: str, returns: Sequence[int]
) -> dict[int, dict[int, NDArray[Any]]]:
    """Views of a frame's matrices by laser and return; absent ones are left out.

    Args:
        table: rows of one frame.
        tag: a component of range images.
        returns: 1, 2 or both.
    """
    rows = table.combine_chunks()
    component = component_of(tag)
    lasers = rows.column("key.laser_name").to_pylist()
    found: dict[int, dict[int, NDArray[Any]]] = {laser: {} for laser in lasers}
    for number in returns:
        if rows.num_rows == 0:
            break
        path = component.column(f"range_image_return{number}")
        lists = rows.column(f"{path}.values").chunk(0)
        values = lists.values.to_numpy()
        offsets = lists.offsets.to_numpy()
        shapes = rows.column(f"{path}.shape").to_pylist()
        for i, laser in enumerate(lasers):
            if shapes[i] is not None:
                flat = values[offsets[i] : offsets[i + 1]]
                found[laser][number] = flat.reshape(shapes[i])
    return found
