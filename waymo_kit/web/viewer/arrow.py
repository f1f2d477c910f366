"""Arrow tables as bytes: one record batch without compression, which is quick to read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

_WRITE = pa.ipc.IpcWriteOptions(compression=None)


def stream(columns: Mapping[str, Any], types: Mapping[str, pa.DataType]) -> bytes:
    """Returns columns as an Arrow IPC stream of one batch.

    Args:
        columns: Arrays of one length by name: NumPy arrays, lists of str, or Arrow arrays.
        types: Arrow type of each column, in the order of the table.
    """
    arrays = [_array(columns[name], kind) for name, kind in types.items()]
    batch = pa.record_batch(arrays, schema=pa.schema(list(types.items())))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=_WRITE) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if pa.types.is_string(kind):
        return pa.array(list(values), kind)
    if pa.types.is_fixed_size_list(kind):
        flat = pa.array(np.ascontiguousarray(values, numpy_type(kind.value_type)).reshape(-1))
        return pa.FixedSizeListArray.from_arrays(flat, kind.list_size)
    return pa.array(np.ascontiguousarray(values, numpy_type(kind)))


@lru_cache(maxsize=64)
def numpy_type(kind: pa.DataType) -> np.dtype[Any]:
    """Returns the type of numbers in NumPy; pyarrow's own function may need pandas."""
    dtype: np.dtype[Any] = pa.array([], kind).to_numpy(zero_copy_only=False).dtype
    return dtype
