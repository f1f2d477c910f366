"""Settings of trackers in YAML files: the name of a tracker, and its changes to the defaults."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from waymo_kit.configuration import change, plain_values, read_mapping
from waymo_kit.detectors.tracking.image import IMAGE_METHODS
from waymo_kit.detectors.tracking.methods import METHODS
from waymo_kit.errors import InvalidInputError
from waymo_kit.io.whole_files import write_bytes

DEFAULT_TRACKER = "kalman"
"""Name of the tracker where neither the command line nor a file names one."""

_TRACKER = "tracker"


def configured_method(configs: Sequence[str], name: str | None = None) -> tuple[str, Any]:
    """Returns a tracking method with the settings of files.

    Args:
        configs: Paths of YAML files with the key `tracker` and fields of its method, of which a
            later one changes what an earlier one set.
        name: Name in `METHODS` or `IMAGE_METHODS`. Defaults to None, which takes that of the files.

    Returns:
        The name of the tracker and its method.

    Raises:
        NotFoundError: A file does not exist.
        InvalidInputError: A file is for another tracker, or a key or value is wrong.
    """
    files = [(path, read_mapping(Path(path))) for path in configs]
    for path, values in files:
        given = values.pop(_TRACKER, name)
        if given is not None and name not in (None, given):
            raise InvalidInputError(f"{path}: {_TRACKER}: expected {name}, got {given!r}")
        name = given
    known = {**METHODS, **IMAGE_METHODS}
    name = name or DEFAULT_TRACKER
    if not isinstance(name, str) or name not in known:
        raise InvalidInputError(
            f"{files[-1][0]}: {_TRACKER}: expected one of {', '.join(known)}, got {name!r}"
        )
    method = known[name]()
    for path, values in files:
        method = change(method, values, path)
    return name, method


def write_method(path: str, name: str, method: Any) -> None:
    """Writes the changes to the defaults of a tracker as a file for `configured_method`.

    Args:
        path: Path or URI of the YAML file.
        name: Name in `METHODS` or `IMAGE_METHODS`.
        method: Method with that name.

    Raises:
        OutputError: The file cannot be written.
    """
    changes = _changes(method, {**METHODS, **IMAGE_METHODS}[name]())
    text = yaml.safe_dump({_TRACKER: name, **changes}, sort_keys=False, default_flow_style=None)
    write_bytes(text.encode(), path)


def _changes(value: Any, base: Any) -> dict[str, Any]:
    """Returns the fields of a dataclass that differ from another's, as plain values."""
    found = {}
    for field in dataclasses.fields(value):
        one, other = getattr(value, field.name), getattr(base, field.name)
        if one != other:
            inner = dataclasses.is_dataclass(one)
            found[field.name] = _changes(one, other) if inner else plain_values(one)
    return found
