"""Frozen dataclasses as YAML: read strictly, and written so that they read back the same."""

from __future__ import annotations

import dataclasses
import enum
import math
import re
import reprlib
import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, StorageError

MAX_BYTES = 1 << 20
"""Largest configuration file that is read."""

T = TypeVar("T")

Spellings = Mapping[type[enum.Enum], Mapping[str, enum.Enum]]
"""Names of enumeration members in a file, where they differ from the usual ones."""

_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
"""Numbers such as 1e-3, which YAML 1.1 takes for text."""

_KIND_NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a finite number",
    str: "text",
}


def read_configuration(path: Path, base: T) -> T:
    """Reads a YAML file that changes some fields of a dataclass and of the dataclasses inside it.

    A field that is a dataclass takes a mapping, whose keys change its fields. A tuple takes a list
    and a dict a mapping, which replace the previous value. Where a field may hold one of several
    dataclasses, the key `name` chooses the one whose `name`, a `Literal`, it equals. Members of an
    `IntEnum` are written by name, those of other enumerations and of a `Literal` by value.

    Args:
        path: Path of the file.
        base: Frozen dataclass with the values that the file does not give.

    Returns:
        A changed copy of `base`.

    Raises:
        NotFoundError: The file does not exist.
        StorageError: The file cannot be read.
        InvalidInputError: The file is not a YAML mapping, a key is unknown or repeated, or a value
            has the wrong type, is not finite or is refused by the dataclass; the message names the
            key.
    """
    return change(base, read_mapping(path), str(path))


def choose_configuration(configs: Sequence[str], named: Mapping[str, T], default: T) -> T:
    """Returns a named configuration that files change in turn, as `--config` gives them.

    Args:
        configs: Paths of YAML files, and at most one name in `named`.
        named: Name -> configuration.
        default: Configuration that the files change where no name is given.

    Raises:
        NotFoundError: An entry is neither a name nor a file.
        StorageError: A file cannot be read.
        InvalidInputError: There are several names, or `read_configuration` refuses a file.
    """
    names = [config for config in configs if config in named]
    if len(names) > 1:
        raise InvalidInputError(f"config: expected one name at most, got {', '.join(names)}")
    chosen = named[names[0]] if names else default
    for config in configs:
        if config not in named:
            if not Path(config).exists():
                raise NotFoundError(
                    f"{config}: neither a YAML file nor one of the configurations "
                    f"{', '.join(named)}"
                )
            chosen = read_configuration(Path(config), chosen)
    return chosen


def stored_configuration(
    text: str, base: T, where: str, what: str, optional: Collection[str] = ()
) -> T:
    """Returns the configuration that a checkpoint holds.

    Args:
        text: Configuration as YAML, with every field of `base` that is not optional.
        base: Dataclass of the configuration.
        where: Path of the checkpoint, for messages.
        what: Kind of model in the checkpoint, such as "a classifier", for messages.
        optional: Names of fields that checkpoints of earlier versions lack.

    Raises:
        CorruptDataError: The text is another configuration.
    """
    fields = dataclasses.fields(cast(Any, base))
    names = [field.name for field in fields if field.name not in optional]
    try:
        values = yaml.safe_load(text)
        absent = [name for name in names if not isinstance(values, dict) or name not in values]
        if not absent:
            return change(base, values, where)
        detail = f"its configuration has no {absent[0]}"
    except (yaml.YAMLError, ValueError, RecursionError, InvalidInputError) as error:
        detail = " ".join(str(error).split())
    raise CorruptDataError(f"{where}: expected the checkpoint of {what}: {detail}")


def read_mapping(path: Path) -> dict[Any, Any]:
    """Reads a YAML or JSON file that holds a mapping, and refuses repeated keys.

    An empty file is an empty mapping.

    Raises:
        NotFoundError: The file does not exist.
        StorageError: The file cannot be read.
        InvalidInputError: The file is not YAML, not a mapping, or larger than `MAX_BYTES`.
    """
    try:
        with path.open("rb") as file:  # a pipe will do, a device without an end will not
            text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise InvalidInputError(f"{path}: expected a file of at most {MAX_BYTES >> 20} MiB")
        values = yaml.load(text.decode("utf-8"), _UniqueKeyLoader)
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such file") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
    except RecursionError as error:
        raise InvalidInputError(f"{path}: not YAML: nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: dates, numbers and encodings
        raise InvalidInputError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _mismatch(str(path), "the file", "a mapping of fields", values)
    return values


def change(base: T, values: Any, where: str, spellings: Spellings | None = None) -> T:
    """Changes some fields of a dataclass, as `read_configuration` does.

    Args:
        base: Frozen dataclass.
        values: New values by field, as YAML gives them.
        where: Name of their source in error messages, such as a file.
        spellings: Names of enumeration members that differ from the usual ones.
    """
    changed: T = _Reader(where, spellings or {}).changed(base, values, "")
    return changed


def plain_values(value: Any, spellings: Spellings | None = None) -> Any:
    """Returns a dataclass as dicts, lists and scalars, which `change` reads back."""
    spellings = spellings or {}
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain_values(getattr(value, field.name), spellings)
            for field in dataclasses.fields(value)
        }
    if isinstance(value, enum.Enum):
        names = {member: name for name, member in _members(type(value), spellings).items()}
        return names[value]
    if isinstance(value, Mapping):
        return {
            plain_values(key, spellings): plain_values(item, spellings)
            for key, item in value.items()
        }
    if isinstance(value, tuple):
        return [plain_values(item, spellings) for item in value]
    if isinstance(value, float):
        return float(value)
    return value


def configuration_text(value: Any) -> str:
    """Returns all fields of a dataclass as YAML, which `read_configuration` reads."""
    text: str = yaml.safe_dump(
        plain_values(value), sort_keys=False, default_flow_style=None, width=100
    )
    return text


def first_difference(one: Any, other: Any, key: str = "") -> str | None:
    """Returns the key of the first field in which two dataclasses of a type differ, or None."""
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        for field in dataclasses.fields(one):
            values = getattr(one, field.name), getattr(other, field.name)
            found = first_difference(*values, f"{key}.{field.name}" if key else field.name)
            if found is not None:
                return found
        return None
    return None if one == other else key


class _UniqueKeyLoader(yaml.SafeLoader):
    """Refuses repeated keys, of which YAML would take the last."""

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
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


@dataclass(frozen=True)
class _Reader:
    """Turns plain values into fields of declared types.

    Attributes:
        where: Name of the source in error messages.
        spellings: Names of enumeration members that differ from the usual ones.
    """

    where: str
    spellings: Spellings

    def changed(
        self, base: Any, values: Any, key: str, variables: Mapping[Any, Any] = MappingProxyType({})
    ) -> Any:
        """Returns a copy of a dataclass with some fields changed.

        Args:
            base: Dataclass.
            values: New values by field.
            key: Dotted key of the dataclass in the file, empty for the whole file.
            variables: Type that each type variable of a generic dataclass stands for.
        """
        if not isinstance(values, Mapping):
            raise _mismatch(self.where, key or "the file", "a mapping of fields", values)
        hints = {
            name: variables.get(kind, kind) for name, kind in get_type_hints(type(base)).items()
        }
        known = [field.name for field in dataclasses.fields(base)]
        changes = {}
        for name, value in values.items():
            inner = f"{key}.{name}" if key else str(name)
            if name not in known:
                raise InvalidInputError(
                    f"{self.where}: unknown key {inner}; known {f'in {key} ' if key else ''}are "
                    f"{', '.join(known)}"
                )
            changes[name] = self.parsed(value, hints[name], getattr(base, name), inner)
        try:
            return dataclasses.replace(base, **changes)
        except InvalidInputError as error:
            raise InvalidInputError(f"{self.where}: {f'{key}: ' if key else ''}{error}") from error

    def created(self, kind: Any, value: Any, key: str) -> Any:
        """Makes a dataclass without a base: every field without a default must be given."""
        if not isinstance(value, Mapping):
            raise _mismatch(self.where, key, "a mapping of fields", value)
        hints = get_type_hints(kind)
        for field in dataclasses.fields(kind):
            is_required = (
                field.default is dataclasses.MISSING
                and field.default_factory is dataclasses.MISSING
            )
            if is_required and field.name not in value:
                raise InvalidInputError(f"{self.where}: missing key {key}.{field.name}")
        unknown = [name for name in value if name not in hints]
        if unknown:
            raise InvalidInputError(
                f"{self.where}: unknown key {key}.{unknown[0]}; known in {key} are "
                f"{', '.join(hints)}"
            )
        parsed = {k: self.parsed(v, hints[k], None, f"{key}.{k}") for k, v in value.items()}
        try:
            return kind(**parsed)
        except InvalidInputError as error:
            raise InvalidInputError(f"{self.where}: {key}: {error}") from error

    def parsed(self, value: Any, kind: Any, old: Any, key: str) -> Any:
        """Returns a value of a field's declared type; `old` is what a dataclass starts from."""
        origin, inside = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            if value is None and type(None) in inside:
                return None
            kinds = [k for k in inside if k is not type(None)]
            kind = kinds[0] if len(kinds) == 1 else self._named(kinds, value, old, key)
            return self.parsed(value, kind, old, key)
        if origin is Literal:
            if not any(type(value) is type(one) and value == one for one in inside):
                raise _mismatch(self.where, key, f"one of {', '.join(map(str, inside))}", value)
            return value
        if origin is tuple:
            return self._tuple(value, inside, key)
        if origin in (dict, Mapping):
            if not isinstance(value, Mapping):
                raise _mismatch(self.where, key, "a mapping", value)
            return {
                self.parsed(k, inside[0], None, key): self.parsed(v, inside[1], None, f"{key}.{k}")
                for k, v in value.items()
            }
        if dataclasses.is_dataclass(origin):  # a generic one, such as PerClass[float]
            return self.changed(
                old,
                value,
                key,
                dict(zip(getattr(origin, "__parameters__", ()), inside, strict=True)),
            )
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            is_kept = isinstance(old, kind)
            return self.changed(old, value, key) if is_kept else self.created(kind, value, key)
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            members = _members(kind, self.spellings)
            if not isinstance(value, str) or value not in members:
                names = ", ".join(map(str, members))
                raise _mismatch(self.where, key, f"one of {names}", value)
            return members[value]
        return self._scalar(value, kind, key)

    def _named(self, kinds: list[Any], value: Any, old: Any, key: str) -> Any:
        """Returns the dataclass that a mapping names, or else the one that it changes."""
        if not isinstance(value, Mapping):
            raise _mismatch(self.where, key, "a mapping of fields", value)
        by_name = {kind.name: kind for kind in kinds}
        name = value.get("name", getattr(old, "name", None))
        if not isinstance(name, str) or name not in by_name:
            raise _mismatch(self.where, f"{key}.name", f"one of {', '.join(by_name)}", name)
        return by_name[name]

    def _tuple(self, value: Any, kinds: tuple[Any, ...], key: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _mismatch(self.where, key, "a list", value)
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            kinds = (kinds[0],) * len(value)
        if len(value) != len(kinds):
            raise _mismatch(self.where, key, f"a list of {len(kinds)}", value)
        return tuple(
            self.parsed(item, kind, None, f"{key}[{number}]")
            for number, (item, kind) in enumerate(zip(value, kinds, strict=True))
        )

    def _scalar(self, value: Any, kind: type, key: str) -> Any:
        if kind is float and isinstance(value, str) and _EXPONENT.fullmatch(value):
            value = float(value)
        is_flag = isinstance(value, bool)
        if kind is float:
            fits = isinstance(value, (int, float)) and not is_flag and _is_finite(value)
        else:
            fits = isinstance(value, kind) and (kind is bool or not is_flag)
        if not fits:
            raise _mismatch(self.where, key, _KIND_NAMES[kind], value)
        return kind(value)


def _members(kind: type[enum.Enum], spellings: Spellings) -> Mapping[str, Any]:
    """Returns the members of an enumeration by the names that a file has for them."""
    if kind in spellings:
        return spellings[kind]
    return {m.name if issubclass(kind, enum.IntEnum) else m.value: m for m in kind}


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond the range of float
        return False


def _mismatch(where: str, key: str, wanted: str, got: Any) -> InvalidInputError:
    return InvalidInputError(f"{where}: {key}: expected {wanted}, got {_shown(got)}")


def _shown(value: Any) -> str:
    """Returns a value in a message's length; aliases can make a small file very large."""
    short = reprlib.Repr()
    short.maxlevel, short.maxstring, short.maxother = 2, 60, 60
    try:
        return short.repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a number of too many digits"
