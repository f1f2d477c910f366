"""Frozen dataclasses as YAML: read strictly, and written so that they read back the same."""

from __future__ import annotations

import dataclasses
import enum
import math
import re
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from waymo_kit.errors import InvalidInputError, NotFoundError

T = TypeVar("T")

_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
"""Numbers such as 1e-3, which YAML 1.1 takes for text."""


def read_configuration(path: Path, base: T) -> T:
    """Reads a YAML file that changes some fields of a dataclass and of those inside it.

    A field that is a dataclass takes a mapping, whose keys change its fields; a tuple takes a list
    and a dict a mapping, which replace the old ones whole. Members of an `IntEnum` have their
    names, those of other enumerations their values.

    Args:
        path: of the file.
        base: a frozen dataclass with the values that the file does not give.

    Returns:
        A changed copy of `base`.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: it is no YAML mapping, a key is unknown or there twice, or a value has
            the wrong type or is refused by the dataclass; the message names the key.
    """
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    return change(base, {} if values is None else values, str(path))


def change(base: T, values: Mapping[str, Any], where: str) -> T:
    """Changes some fields of a dataclass; see `read_configuration`.

    Args:
        base: a frozen dataclass.
        values: as YAML has them, by field.
        where: what messages call them, such as their file.
    """
    return _changed(base, values, where, "")


def configuration_text(value: Any) -> str:
    """All fields of a dataclass as YAML, which `read_configuration` reads."""
    return yaml.safe_dump(_plain(value), sort_keys=False, default_flow_style=None, width=100)


def first_difference(one: Any, other: Any, key: str = "") -> str | None:
    """The key of the first field in which two dataclasses of a type differ, or None."""
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        for field in dataclasses.fields(one):
            values = getattr(one, field.name), getattr(other, field.name)
            found = first_difference(*values, f"{key}.{field.name}" if key else field.name)
            if found is not None:
                return found
        return None
    return None if one == other else key


class _UniqueKeyLoader(yaml.SafeLoader):
    """Refuses a key that is there twice, of which YAML would take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key_node.value!r} is there twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _changed(base: Any, values: Any, where: str, key: str) -> Any:
    if not isinstance(values, Mapping):
        raise _mismatch(where, key or "the file", "a mapping of fields", values)
    hints = get_type_hints(type(base))
    known = [field.name for field in dataclasses.fields(base)]
    changes = {}
    for name, value in values.items():
        inner = f"{key}.{name}" if key else str(name)
        if name not in known:
            raise InvalidInputError(
                f"{where}: unknown key {inner}; known {f'in {key} ' if key else ''}are "
                f"{', '.join(known)}"
            )
        changes[name] = _parse(value, hints[name], getattr(base, name), where, inner)
    try:
        return dataclasses.replace(base, **changes)
    except InvalidInputError as error:
        raise InvalidInputError(f"{where}: {f'{key}: ' if key else ''}{error}") from error


def _parse(value: Any, kind: Any, old: Any, where: str, key: str) -> Any:
    """A value of the type that a field is declared with; `old` is what a dataclass starts from."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _parse_union(value, inside, old, where, key)
    if origin is tuple:
        return _parse_tuple(value, inside, where, key)
    if origin in (dict, Mapping):
        if not isinstance(value, Mapping):
            raise _mismatch(where, key, "a mapping", value)
        return {
            _parse(k, inside[0], None, where, key): _parse(v, inside[1], None, where, f"{key}.{k}")
            for k, v in value.items()
        }
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        if isinstance(old, kind):
            return _changed(old, value, where, key)
        return _created(kind, value, where, key)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        members = {m.name if issubclass(kind, enum.IntEnum) else m.value: m for m in kind}
        if not isinstance(value, str) or value not in members:
            raise _mismatch(where, key, f"one of {', '.join(map(str, members))}", value)
        return members[value]
    return _parse_scalar(value, kind, where, key)


def _parse_union(value: Any, kinds: tuple[Any, ...], old: Any, where: str, key: str) -> Any:
    """Null where the type has it, else the other type."""
    if value is None and type(None) in kinds:
        return None
    (kind,) = (k for k in kinds if k is not type(None))
    return _parse(value, kind, old, where, key)


def _parse_tuple(value: Any, kinds: tuple[Any, ...], where: str, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _mismatch(where, key, "a list", value)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(value) != len(kinds):
        raise _mismatch(where, key, f"a list of {len(kinds)}", value)
    return tuple(
        _parse(item, kind, None, where, f"{key}[{number}]")
        for number, (item, kind) in enumerate(zip(value, kinds, strict=True))
    )


def _created(kind: Any, value: Any, where: str, key: str) -> Any:
    """A dataclass that nothing stood for: every field without a default must be given."""
    if not isinstance(value, Mapping):
        raise _mismatch(where, key, "a mapping of fields", value)
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        has_none = (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        )
        if has_none and field.name not in value:
            raise InvalidInputError(f"{where}: missing key {key}.{field.name}")
    unknown = [name for name in value if name not in hints]
    if unknown:
        raise InvalidInputError(
            f"{where}: unknown key {key}.{unknown[0]}; known in {key} are {', '.join(hints)}"
        )
    try:
        return kind(**{k: _parse(v, hints[k], None, where, f"{key}.{k}") for k, v in value.items()})
    except InvalidInputError as error:
        if str(error).startswith(f"{where}: "):
            raise
        raise InvalidInputError(f"{where}: {key}: {error}") from error


def _parse_scalar(value: Any, kind: type, where: str, key: str) -> Any:
    if kind is float and isinstance(value, str) and _EXPONENT.fullmatch(value):
        value = float(value)
    is_flag = isinstance(value, bool)
    if kind is float:
        fits = isinstance(value, (int, float)) and not is_flag and not math.isnan(value)
    else:
        fits = isinstance(value, kind) and (kind is bool or not is_flag)
    if not fits:
        raise _mismatch(where, key, _KIND_NAMES[kind], value)
    return kind(value)


_KIND_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def _mismatch(where: str, key: str, wanted: str, got: Any) -> InvalidInputError:
    return InvalidInputError(f"{where}: {key}: expected {wanted}, got {got!r}")


def _plain(value: Any) -> Any:
    """What YAML writes."""
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.IntEnum):
        return value.name
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value)
    return value
