"""Pickles that others wrote: data is read, and nothing in them is ever called.

`pickle.load` calls whatever a file names. Here the names that results of detectors are made of
stand for inert records, any other name ends the reading, and arrays, tensors and boxes are made of
the records afterwards, once their sizes have been checked. Neither torch nor the library that wrote
the file is needed.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.pickle_names import (
    STORAGES,
    ForbiddenError,
    RecordedBoxes,
    RecordedCall,
    RecordingUnpickler,
)

MAX_BYTES = 8 << 30
"""Largest pickle that is read."""

_MEMO = ("PUT", "BINPUT", "LONG_BINPUT")
_PLAIN_KINDS = "biufSUO"
"""Kinds of arrays that results have: numbers, texts and lists."""


@dataclass(frozen=True, eq=False)
class PickledBoxes:
    """3D boxes that a pickle holds as an object of mmdetection3d.

    Attributes:
        class_name: Name of the class, such as `LiDARInstance3DBoxes`.
        array: (N, 7) or wider array of the boxes, in the convention of the class.
    """

    class_name: str
    array: NDArray[Any]


def read_pickle(data: bytes, where: str) -> Any:
    """Reads a pickle of dictionaries, lists, texts, numbers, arrays, tensors and 3D boxes.

    Args:
        data: Bytes of the file.
        where: Name of the file, for messages.

    Returns:
        The content; arrays and tensors are NumPy arrays, boxes of mmdetection3d are `PickledBoxes`.

    Raises:
        InvalidInputError: The pickle names something that is not data, which is not called; or it
            is larger than `MAX_BYTES`.
        CorruptDataError: The pickle does not decode, or an array contradicts its size.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInputError(f"{where}: expected a pickle of at most {MAX_BYTES >> 30} GiB")
    try:
        _check_memo(data)
        content = RecordingUnpickler(io.BytesIO(data), _no_persistent_id).load()
        return _Plain().of(content)
    except ForbiddenError as error:
        raise InvalidInputError(
            f"{where}: the pickle names {error}, which is not data of results and was not called; "
            "write the results as plain lists and NumPy arrays"
        ) from None
    except RecursionError:
        raise CorruptDataError(f"{where}: no pickle that can be read: nested too deep") from None
    except MemoryError:
        raise CorruptDataError(f"{where}: no pickle that can be read: out of memory") from None
    except Exception as error:  # a damaged pickle can raise nearly any error
        detail = " ".join(str(error).split())[:200] or type(error).__name__
        raise CorruptDataError(f"{where}: no pickle that can be read: {detail}") from error


def _check_memo(data: bytes) -> None:
    """Refuses positions in the memo beyond the number of objects: the reader reserves them all."""
    for count, (opcode, argument, _) in enumerate(pickletools.genops(data), 1):
        if opcode.name in _MEMO and int(argument or 0) > count:
            raise ValueError(f"position {argument} in a memo of fewer than {count} objects")


def _no_persistent_id(pid: Any) -> Any:
    raise ForbiddenError("an object outside of the file")


class _Plain:
    """Makes Python values and arrays of what a pickle held; shared parts are made once."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}
        self._kept: list[Any] = []  # so that no id is used again

    def of(self, value: Any) -> Any:
        """Returns the value without records."""
        if isinstance(value, str):
            value.encode()  # raises for half a surrogate pair, which no file or table can hold
            return value
        if isinstance(value, (int, float, bytes, bytearray, bool, type(None))):
            return value
        if id(value) in self._made:
            found = self._made[id(value)]
            if found is self:
                raise ValueError("a value that contains itself")
            return found
        self._made[id(value)] = self
        self._kept.append(value)
        made = self._make(value)
        self._made[id(value)] = made
        return made

    def _make(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._key(key): self.of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if isinstance(value, (tuple, set, frozenset)):
            return tuple(self.of(item) for item in value)
        if isinstance(value, RecordedCall):
            return self._record(value)
        if isinstance(value, RecordedBoxes):
            state = self.of(value.state)
            array = state.get("tensor") if isinstance(state, dict) else None
            if not isinstance(array, np.ndarray) or array.ndim != 2:
                raise ValueError(f"{value.class_name} without an array of boxes")
            return PickledBoxes(value.class_name, array)
        raise ValueError(f"a value of type {type(value).__name__}")

    def _key(self, key: Any) -> Any:
        key = self.of(key)
        if isinstance(key, np.generic):
            key = key.item()
        hash(key)
        return key

    def _record(self, record: RecordedCall) -> Any:
        arguments = record.arguments
        if record.kind == "scalar":
            dtype = self._dtype(arguments[0])
            return _checked_text(np.frombuffer(_as_bytes(arguments[1]), dtype, 1))[0]
        if record.kind == "_reconstruct":
            _, shape, dtype, is_fortran, raw = _sized(record.state, 5)
            return self._array(shape, self._dtype(dtype), raw, bool(is_fortran))
        if record.kind == "ndarray":
            shape, dtype, raw = _sized(arguments, 3)
            return self._array(shape, self._dtype(dtype), raw, False)
        if record.kind == "frombuffer":
            raw, dtype, shape, order = _sized(arguments, 4)
            return self._array(shape, self._dtype(dtype), raw, order == "F")
        if record.kind == "tensor":
            return self._tensor(*arguments[:4])
        if record.kind == "set":
            return tuple(self.of(item) for item in arguments[0]) if arguments else ()
        return None

    def _dtype(self, dtype: Any) -> np.dtype[Any]:
        if isinstance(dtype, str):
            made = np.dtype(dtype)
        else:
            if not isinstance(dtype, RecordedCall) or dtype.kind != "dtype":
                raise ValueError("an array without a type")
            code = dtype.arguments[0]
            if not isinstance(code, str):
                raise ValueError("a type without a name")
            made = np.dtype(code)
            order = dtype.state[1] if isinstance(dtype.state, tuple) else "|"
            if order == ">":
                made = made.newbyteorder(">")
        if made.kind not in _PLAIN_KINDS or made.names is not None:
            raise ValueError(f"an array of type {made}")
        return made

    def _array(self, shape: Any, dtype: np.dtype[Any], raw: Any, is_fortran: bool) -> Any:
        sizes = tuple(int(size) for size in shape)
        count = int(np.prod(np.array(sizes, object))) if sizes else 1
        if any(size < 0 for size in sizes) or len(sizes) > 8:
            raise ValueError(f"an array of shape {sizes}")
        if dtype.kind == "O":
            if not isinstance(raw, list) or len(raw) != count:
                raise ValueError(f"an array of shape {sizes} without its objects")
            array = np.empty(count, object)
            for position, item in enumerate(raw):
                array[position] = self.of(item)
            return array.reshape(sizes)
        content = _as_bytes(raw)
        if len(content) != count * dtype.itemsize:
            raise ValueError(f"{len(content)} bytes for an array of shape {sizes} of {dtype}")
        flat = np.frombuffer(content, dtype) if dtype.itemsize else np.zeros(count, dtype)
        return _checked_text(flat).reshape(sizes, order="F" if is_fortran else "C")

    def _tensor(self, storage: Any, offset: Any, size: Any, stride: Any) -> NDArray[Any]:
        if not isinstance(storage, RecordedCall) or storage.kind != "storage":
            raise ValueError("a tensor without its numbers")
        key = id(storage.arguments)
        if key not in self._made:
            self._kept.append(storage.arguments)
            self._made[key] = _read_storage(_as_bytes(storage.arguments[0]))
        values = self._made[key]
        sizes = self.of(size.arguments[0]) if isinstance(size, RecordedCall) else size
        sizes, steps = tuple(int(n) for n in sizes), tuple(int(n) for n in stride)
        offset = int(offset)
        if len(sizes) != len(steps) or len(sizes) > 8 or min((0, offset, *sizes, *steps)) < 0:
            raise ValueError(f"a tensor of shape {sizes} with steps {steps}")
        if 0 in sizes:
            return np.empty(sizes, values.dtype)
        last = offset + sum((n - 1) * step for n, step in zip(sizes, steps, strict=True))
        if last >= len(values) or np.prod(np.array(sizes, object)) > len(values):
            raise ValueError(f"a tensor of shape {sizes} in {len(values)} numbers")
        byte_steps = tuple(step * values.itemsize for step in steps)
        view = np.lib.stride_tricks.as_strided(values[offset:], sizes, byte_steps, writeable=False)
        return np.array(view)


def _read_storage(data: bytes) -> NDArray[Any]:
    """Reads the numbers that torch wrote beside the pickle of a tensor.

    Behind five pickles (a magic number, the version, facts about the machine, the storage, and the
    list of keys) lie the number of elements and the elements.
    """
    file = io.BytesIO(data)
    _check_memo_of_first(data)
    parts = [RecordingUnpickler(file, _storage_of).load() for _ in range(5)]
    dtype, keys = parts[3], parts[4]
    if not isinstance(dtype, np.dtype) or not isinstance(keys, list) or len(keys) != 1:
        raise ValueError("a storage of another kind")
    (count,) = struct.unpack("<q", file.read(8))
    content = file.read()
    if count < 0 or len(content) != count * dtype.itemsize:
        raise ValueError(f"{len(content)} bytes for {count} numbers of {dtype}")
    return np.frombuffer(content, dtype)


def _check_memo_of_first(data: bytes) -> None:
    start = 0
    for _ in range(5):
        end = start
        for opcode, argument, position in pickletools.genops(data[start:]):
            if opcode.name in _MEMO and int(argument or 0) > 1000:
                raise ValueError(f"position {argument} in the memo of a storage")
            end = start + int(position or 0) + 1
        start = end


def _storage_of(pid: Any) -> np.dtype[Any]:
    """Returns the type of the storage that a persistent id describes."""
    values = list(pid) if isinstance(pid, tuple) else []
    kind = values[1] if len(values) > 4 and values[0] == "storage" else None
    name = getattr(kind, "kind", "")
    if name not in STORAGES:
        raise ForbiddenError("a storage of another kind")
    return np.dtype(STORAGES[name])


def _checked_text(values: NDArray[Any]) -> NDArray[Any]:
    """Returns the values; texts must hold characters of Unicode, which NumPy does not check."""
    if values.dtype.kind == "U" and values.dtype.itemsize:
        codes = values.view(np.dtype(np.uint32).newbyteorder(values.dtype.byteorder))
        if ((codes > 0x10FFFF) | (codes >> 11 == 0xD800 >> 11)).any():
            raise ValueError("a text with a character that Unicode does not have")
    return values


def _as_bytes(raw: Any) -> bytes:
    if isinstance(raw, str):
        return raw.encode("latin1")
    if isinstance(raw, (bytes, bytearray)):
        return bytes(raw)
    raise ValueError(f"{type(raw).__name__} in place of bytes")


def _sized(values: Any, count: int) -> tuple[Any, ...]:
    if not isinstance(values, tuple) or len(values) != count:
        raise ValueError("an array without its state")
    return values


class _Pickler(pickle.Pickler):
    """Writes arrays so that every version of NumPy reads them: 1 and 2 name their parts apart."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind != "O":
            packed = np.ascontiguousarray(value)
            return np.ndarray, (value.shape, value.dtype.str, bytearray(packed.tobytes()))
        return NotImplemented


def write_pickle(values: Any) -> bytes:
    """Returns a pickle of dictionaries, lists, numbers, texts and arrays of numbers or texts."""
    file = io.BytesIO()
    _Pickler(file, protocol=4).dump(values)
    return file.getvalue()
