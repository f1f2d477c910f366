import pytest

from waymo_kit.errors import NotFoundError
from waymo_kit.protos import frame_pb2, label_pb2
from waymo_kit.schema import CameraName, Difficulty, LaserName, ObjectType, parse_name


@pytest.mark.parametrize(
    ("ours", "proto", "prefix"),
    [
        (LaserName, frame_pb2.LaserName.Name, ""),
        (CameraName, frame_pb2.CameraName.Name, ""),
        (ObjectType, label_pb2.Label.Type, "TYPE_"),
        (Difficulty, label_pb2.Label.DifficultyLevel, ""),
    ],
)
def test_numbers_are_those_of_the_protos(ours, proto, prefix):
    assert {f"{prefix}{member.name}": member.value for member in ours} == dict(proto.items())


@pytest.mark.parametrize("value", [CameraName.SIDE_LEFT, 4, "SIDE_LEFT", "side_left"])
def test_parse_name_takes_members_numbers_and_names(value):
    assert parse_name(CameraName, value) is CameraName.SIDE_LEFT


@pytest.mark.parametrize("value", ["roof", 9, -1, ""])
def test_parse_name_lists_what_there_is(value):
    with pytest.raises(NotFoundError, match=r"known are TOP, FRONT, SIDE_LEFT, SIDE_RIGHT, REAR$"):
        parse_name(LaserName, value)
