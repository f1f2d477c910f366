"""Dataclasses as YAML: written and read back, and every mistake told with its key."""

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from waymo_kit.configuration import (
    change,
    choose_configuration,
    configuration_text,
    first_difference,
    plain_values,
    read_configuration,
    read_mapping,
    stored_configuration,
)
from waymo_kit.detectors.detection.runs import named_runs
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, StorageError
from waymo_kit.schema import ObjectType


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    size: tuple[float, float]
    count: int = 1

    def __post_init__(self):
        if self.count < 0:
            raise InvalidInputError(f"count: expected at least 0, got {self.count}")


@dataclass(frozen=True)
class Whole:
    name: str = "a"
    rate: float = 0.5
    flag: bool = False
    limit: float | None = 1.0
    color: Color = Color.RED
    layers: tuple[int, ...] = (1, 2)
    part: Part = Part((1.0, 2.0))
    spare: Part | None = None
    by_type: dict[ObjectType, Part] = field(default_factory=dict)


FULL = Whole(
    name="b",
    rate=1e-7,
    flag=True,
    limit=None,
    color=Color.BLUE,
    layers=(),
    part=Part((3.0, 4.0), 5),
    spare=Part((5.0, 6.0)),
    by_type={ObjectType.VEHICLE: Part((7.0, 8.0)), ObjectType.CYCLIST: Part((0.1, 1 / 3), 2)},
)


def read(tmp_path, text, base):
    path = tmp_path / "c.yaml"
    path.write_text(text)
    return read_configuration(path, base)


@pytest.mark.parametrize("value", [Whole(), FULL])
@pytest.mark.parametrize("base", [Whole(), FULL])
def test_what_is_written_reads_back_the_same(tmp_path, value, base):
    assert read(tmp_path, configuration_text(value), base) == value


@pytest.mark.parametrize("run", named_runs().values(), ids=named_runs())
def test_every_named_run_reads_back_the_same(tmp_path, run):
    assert read(tmp_path, configuration_text(run), type(run)()) == run


def test_only_what_is_given_changes(tmp_path):
    changed = read(tmp_path, "part: {count: 7}\nrate: 1e-3\nlayers: [4]\n", FULL)
    assert changed == change(FULL, {"part": {"count": 7}, "rate": 0.001, "layers": [4]}, "here")
    assert (changed.part, changed.rate, changed.layers) == (Part((3.0, 4.0), 7), 0.001, (4,))
    assert (changed.spare, changed.color) == (FULL.spare, FULL.color)
    assert read(tmp_path, "", FULL) == FULL


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nam: b", "unknown key nam; known are name, rate, flag"),
        ("part: {size: [1, 2], width: 3}", "unknown key part.width; known in part are size, count"),
        ("name: 3", "name: expected text, got 3"),
        ("rate: fast", "rate: expected a finite number, got 'fast'"),
        ("rate: true", "rate: expected a finite number, got True"),
        ("rate: .nan", "rate: expected a finite number, got nan"),
        ("rate: .inf", "rate: expected a finite number, got inf"),
        (f"rate: 1{'0' * 400}", "rate: expected a finite number, got 1000"),
        (f"rate: 0x{'f' * 5000}", "rate: expected a finite number, got a number of too many"),
        (f"rate: 1{'0' * 5000}", "not YAML: Exceeds the limit"),
        ("name: 2024-13-45", "not YAML: month must be in 1..12"),
        (f"name: {'[' * 2000}{']' * 2000}", "not YAML: nested too deeply"),
        ("a: &a [1]\nname: [*a, *a]", "unknown key a; known are"),
        ("name: &a [*a]", "name: expected text, got [["),
        ("rate: null", "rate: expected a finite number, got None"),
        ("flag: 1", "flag: expected true or false, got 1"),
        ("part: {count: 1.0}", "part.count: expected a whole number, got 1.0"),
        ("part: {count: true}", "part.count: expected a whole number, got True"),
        ("part: {count: -1}", "part: count: expected at least 0, got -1"),
        ("part: 3", "part: expected a mapping of fields, got 3"),
        ("part: null", "part: expected a mapping of fields, got None"),
        ("color: green", "color: expected one of red, blue, got 'green'"),
        ("layers: 3", "layers: expected a list, got 3"),
        ("layers: [1, a]", "layers[1]: expected a whole number, got 'a'"),
        ("part: {size: [1, 2, 3]}", "part.size: expected a list of 2, got [1, 2, 3]"),
        ("by_type: [1]", "by_type: expected a mapping, got [1]"),
        ("by_type: {CAR: {}}", "by_type: expected one of UNKNOWN, VEHICLE"),
        ("by_type: {VEHICLE: {}}", "missing key by_type.VEHICLE.size"),
        ("by_type: {VEHICLE: {sise: 1, size: 2}}", "unknown key by_type.VEHICLE.sise; known in"),
        ("by_type: {VEHICLE: {size: [1, 2], count: -1}}", "by_type.VEHICLE: count: expected at"),
        ("spare: {count: 2}", "missing key spare.size"),
        ("3", "the file: expected a mapping of fields, got 3"),
        ("name: a\nname: b", "not YAML: key 'name' is there twice"),
        ("name: ]", "not YAML: while parsing"),
        ("{[1]: 2}: 3", "not YAML:"),
    ],
)
def test_mistakes_are_named_with_their_key(tmp_path, text, message):
    with pytest.raises(InvalidInputError) as caught:
        read(tmp_path, text, Whole())
    assert str(caught.value).startswith(f"{tmp_path / 'c.yaml'}: {message}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"none.yaml: no such file"):
        read_configuration(tmp_path / "none.yaml", Whole())


def test_files_change_a_named_configuration_in_turn(tmp_path):
    named = {"plain": Whole(), "other": Whole(name="b")}
    for number, text in enumerate(("name: c", "part: {size: [3, 4]}")):
        (tmp_path / f"{number}.yaml").write_text(text)
    files = [str(tmp_path / f"{number}.yaml") for number in (0, 1)]
    assert choose_configuration(["other"], named, Whole()).name == "b"
    assert choose_configuration([], named, Whole(name="d")).name == "d"
    chosen = choose_configuration([files[0], "other", files[1]], named, Whole())
    assert (chosen.name, chosen.part.size) == ("c", (3, 4))
    with pytest.raises(InvalidInputError, match="expected one name at most, got plain, other"):
        choose_configuration(["plain", "other"], named, Whole())
    with pytest.raises(NotFoundError, match=r"neither a YAML file nor one of .* plain, other"):
        choose_configuration(["third"], named, Whole())


@pytest.mark.parametrize("text", ["[", "3", "count: 3", "size: [1, 2]\ncount: -1", "[" * 9000])
def test_what_a_checkpoint_of_something_else_holds_is_damage(text):
    with pytest.raises(CorruptDataError, match="c: expected the checkpoint of a part") as info:
        stored_configuration(text, Part((0, 0)), "c", "a part")
    assert "\n" not in str(info.value)
    assert stored_configuration("size: [1, 2]\ncount: 3", Part((0, 0)), "c", "a part").count == 3


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(StorageError, match="Is a directory"):
        read_configuration(tmp_path, Whole())


def test_aliases_do_not_blow_up_a_message(tmp_path):
    lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 12)]
    with pytest.raises(InvalidInputError, match="name: expected text, got") as caught:
        read(tmp_path, f"name:\n  - {{{', '.join(lines)}}}".replace("\n  - ", " "), Whole())
    assert len(str(caught.value)) < 1000


def test_other_spellings_of_an_enumeration():
    spellings = {Color: {"r": Color.RED, "b": Color.BLUE}}
    assert change(Whole(), {"color": "b"}, "x", spellings).color is Color.BLUE
    assert plain_values(FULL, spellings)["color"] == "b"
    with pytest.raises(InvalidInputError, match="x: color: expected one of r, b, got 'blue'"):
        change(Whole(), {"color": "blue"}, "x", spellings)


def test_the_first_difference_is_found():
    assert first_difference(FULL, FULL) is None
    assert first_difference(Whole(), FULL) == "name"
    assert first_difference(FULL, change(FULL, {"part": {"count": 9}}, "here")) == "part.count"
    assert first_difference(Whole(), change(Whole(), {"spare": {"size": [1, 1]}}, "x")) == "spare"


@dataclass(frozen=True)
class Painted:
    sensor: Literal["lidar"] = "lidar"
    width: Literal[1, 2] = 1


def test_a_literal_takes_one_of_its_values(tmp_path):
    assert read(tmp_path, "width: 2\n", Painted()) == Painted(width=2)
    for text, message in (
        ("sensor: radar\n", "sensor: expected one of lidar, got 'radar'"),
        ("sensor: [lidar]\n", r"sensor: expected one of lidar, got \['lidar'\]"),
        ("width: true\n", "width: expected one of 1, 2, got True"),
        ("width: 1.0\n", "width: expected one of 1, 2, got 1.0"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            read(tmp_path, text, Painted())


def test_a_device_without_an_end_is_refused():
    with pytest.raises(InvalidInputError, match="expected a file of at most 1 MiB"):
        read_mapping(Path("/dev/zero"))
