"""Names that pickles of results may hold, and the stand-ins for them while a pickle is read.

A pickle can call whatever it names. These names stand for inert records that keep their arguments;
any other name ends the reading.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

_NUMPY = ("numpy.core.multiarray", "numpy._core.multiarray")
_NUMERIC = ("numpy.core.numeric", "numpy._core.numeric")
STORAGES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
"""Types of the numbers in torch's storages, by the name of the storage."""

_BOX_FOLDERS = ("mmdet3d.structures.bbox_3d.", "mmdet3d.core.bbox.structures.")


class ForbiddenError(Exception):
    """A pickle names something that is not data."""


class RecordedCall:
    """Keeps the arguments of a call that a pickle asks for, instead of making it.

    Attributes:
        kind: Name that was called, one of the known names.
        arguments: Arguments of the call.
        state: State that the pickle gives to the result; None without one.
    """

    def __init__(self, kind: str, *arguments: Any) -> None:
        """Keeps the arguments."""
        self.kind, self.arguments, self.state = kind, arguments, None

    def __setstate__(self, state: Any) -> None:
        """Keeps the state."""
        self.state = state


class _Name:
    """Makes records of one kind; calling it is all that a pickle can do with it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, *arguments: Any) -> RecordedCall:
        return RecordedCall(self.kind, *arguments)


class RecordedBoxes:
    """Stands for an object of mmdetection3d's boxes: it keeps its state and does nothing.

    Attributes:
        class_name: Name of the class in mmdetection3d.
        state: State of the object.
    """

    class_name = ""
    state: Any = None

    def __setstate__(self, state: Any) -> None:
        """Keeps the state."""
        self.state = state


class _ObjectOf:
    """Stands for `copyreg._reconstructor`: it makes an object of one of our own classes only."""

    def __call__(self, made: Any, base: Any, state: Any) -> Any:
        if not isinstance(made, type) or not issubclass(made, RecordedBoxes):
            raise ForbiddenError("an object of another class")
        return object.__new__(made)


class RecordingUnpickler(pickle.Unpickler):
    """Reads a pickle in which only names of data are known.

    Args:
        file: Content of the pickle.
        name_of: Function called with each persistent id; it returns what the id stands for, or
            raises.
    """

    def __init__(self, file: io.BytesIO, name_of: Callable[[Any], Any]) -> None:
        """Takes the file."""
        super().__init__(file, encoding="latin1")
        self._name_of = name_of

    def find_class(self, module: str, name: str) -> Any:
        """Returns the stand-in for a name.

        Raises:
            ForbiddenError: The name is not one of data.
        """
        found = _known(module, name)
        if found is None:
            raise ForbiddenError(f"{module[:80]}.{name[:80]}")
        return found

    def persistent_load(self, pid: Any) -> Any:
        """Returns the object of a persistent id."""
        return self._name_of(pid)


def _known(module: str, name: str) -> Any:
    """Returns the stand-in for a name of the allow-list, None for any other."""
    if module in _NUMPY and name in ("_reconstruct", "scalar"):
        return _Name(name)
    if module in _NUMERIC and name == "_frombuffer":
        return _Name("frombuffer")
    if module == "numpy" and name in ("ndarray", "dtype"):
        return _Name(name)
    if module in ("_codecs", "codecs") and name == "encode":
        return _encode
    if (module, name) == ("collections", "OrderedDict"):
        return dict
    if module in ("__builtin__", "builtins"):
        return {"bytes": _bytes, "bytearray": _bytes, "object": _Name("object")}.get(
            name, _Name("set") if name in ("set", "frozenset") else None
        )
    if (module, name) in (("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor")):
        return _ObjectOf()
    if module == "torch._utils" and name in ("_rebuild_tensor_v2", "_rebuild_tensor"):
        return _Name("tensor")
    if (module, name) == ("torch.storage", "_load_from_bytes"):
        return _Name("storage")
    if module == "torch" and name in STORAGES:
        return _Name(name)
    if (module, name) == ("torch", "Size"):
        return _Name("set")
    if (module, name) == ("torch", "device"):
        return _Name("device")
    if module.startswith(_BOX_FOLDERS) and name.endswith("Instance3DBoxes"):
        return type("RecordedBoxes", (RecordedBoxes,), {"class_name": name})
    if module.startswith(_BOX_FOLDERS) and name in ("Box3DMode", "Coord3DMode"):
        return _Name(name)
    return None


def _bytes(content: Any = b"", encoding: str = "latin1") -> bytes:
    """Stands for `bytes` and `bytearray`, which would make any number of zeros of a number."""
    return content if isinstance(content, bytes) else _encode(content, encoding)


def _encode(text: Any, encoding: str = "latin1") -> bytes:
    """Stands for `_codecs.encode`, with which protocol 2 writes bytes."""
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1", "ascii", "utf-8"):
        raise ForbiddenError("_codecs.encode of something that is no text")
    return text.encode(encoding)
