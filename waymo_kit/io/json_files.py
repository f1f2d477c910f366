"""JSON files: valid JSON only, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from waymo_kit.errors import CorruptDataError
from waymo_kit.io.storage import Location, locate
from waymo_kit.io.whole_files import write_bytes

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
"""Escape of half a surrogate pair."""


def json_text(values: Any) -> str:
    """Formats values as JSON, indented by one space and ending with a newline.

    Args:
        values: Dictionaries, lists, tuples, NumPy arrays, strings, numbers, booleans and None.
            JSON has no NaN and no infinity: such numbers are written as null.
    """
    return json.dumps(_plain(values), indent=1, allow_nan=False, ensure_ascii=True) + "\n"


def json_line(values: Any) -> str:
    """Formats values as one line of JSON with its newline; see `json_text`."""
    return json.dumps(_plain(values), allow_nan=False, ensure_ascii=True) + "\n"


def write_json(values: Any, path: str | os.PathLike[str] | Location) -> None:
    """Writes a JSON file, which appears whole or not at all.

    Args:
        values: Values that `json_text` takes.
        path: Local path or URI.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(json_text(values).encode("ascii"), path)


def read_json(path: str | os.PathLike[str] | Location) -> Any:
    """Reads a JSON file.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file is not JSON, or nests too deeply to be read.
    """
    location = locate(path)
    return parse_json(location.read_bytes(), str(location))


def parse_json(data: bytes, where: str) -> Any:
    """Parses the content of a JSON file; `where` names it in messages.

    Raises:
        CorruptDataError: The bytes are not JSON, or nest too deeply to be read.
    """
    try:
        content = json.loads(data)
        if _SURROGATE.search(data):  # half of a pair is no text, and no file or table can hold it
            json.dumps(content, ensure_ascii=False).encode()
        return content
    except RecursionError:
        raise CorruptDataError(f"{where}: no JSON file that can be read: nested too deep") from None
    except ValueError as error:
        raise CorruptDataError(f"{where}: no JSON file that can be read: {error}") from error


def _plain(values: Any) -> Any:
    """Returns the values in Python's own types, with None for numbers that are not finite."""
    if isinstance(values, (np.ndarray, np.generic)):
        values = values.tolist()
    if isinstance(values, Mapping):
        return {_plain(key): _plain(value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value) for value in values]
    if isinstance(values, float) and not math.isfinite(values):
        return None
    return values
