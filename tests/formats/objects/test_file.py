import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.predictions.made_predictions import made_table, message_of
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.objects import wire as wire
from waymo_kit.formats.objects.file import (
    encode_predictions,
    iter_object_batches,
    prediction_table,
    read_message,
)
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema.predictions import TRACK_ID

NUMBER = st.floats(allow_nan=False, width=64)
TEXT = st.text(max_size=4)


@st.composite
def any_object(draw):
    """An `Object` with any fields set, also ones that the reader has no use for."""
    o = metrics_pb2.Object()
    box = o.object.box
    for box in [o.object.box, *([o.object.camera_synced_box] if draw(st.booleans()) else [])]:
        box.SetInParent()
        for name in ("center_x", "center_y", "center_z", "length", "width", "height", "heading"):
            if draw(st.booleans()):
                setattr(box, name, draw(NUMBER))
    for name in ("speed_x", "speed_y", "speed_z", "accel_x"):
        if draw(st.booleans()):
            setattr(o.object.metadata, name, draw(NUMBER))
    o.object.type = draw(st.integers(0, 4))
    o.object.id = draw(TEXT)
    o.object.most_visible_camera_name = draw(TEXT)
    o.object.association.laser_object_id = draw(TEXT)
    if draw(st.booleans()):
        o.object.num_lidar_points_in_box = draw(st.integers(-3, 2**31 - 1))
        o.object.num_top_lidar_points_in_box = draw(st.integers(0, 300))
        o.object.detection_difficulty_level = draw(st.integers(0, 2))
        o.object.tracking_difficulty_level = draw(st.integers(0, 2))
        o.score = draw(st.floats(0, 1, width=32))
        o.overlap_with_nlz = draw(st.booleans())
        o.camera_name = draw(st.integers(0, 5))
    o.context_name = draw(st.text(min_size=1, max_size=4))
    o.frame_timestamp_micros = draw(st.integers(-(2**63), 2**63 - 1))
    return o


def columns_of(o):
    """What the kernel must find in an object."""

    def box(b):
        return [b.center_x, b.center_y, b.center_z, b.length, b.width, b.height, b.heading]

    label = o.object
    numbers = [*box(label.box), label.metadata.speed_x, label.metadata.speed_y]
    integers = [
        label.type,
        o.camera_name,
        o.frame_timestamp_micros,
        o.overlap_with_nlz,
        label.detection_difficulty_level,
        label.tracking_difficulty_level,
        label.num_lidar_points_in_box,
        label.num_top_lidar_points_in_box,
    ]
    strings = [o.context_name, label.id, label.most_visible_camera_name]
    return [*numbers, *box(label.camera_synced_box)], integers, strings, np.float32(o.score)


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(st.lists(any_object(), max_size=4), st.integers(1, 3), st.booleans())
def test_parsing_finds_what_protobuf_finds(made, batch_objects, with_zone):
    message = metrics_pb2.Objects(objects=made)
    if with_zone:
        message.no_label_zone_objects.add(context_name="z").zone.x.append(1.0)
    data = np.frombuffer(message.SerializeToString(), np.uint8)
    batches = list(iter_object_batches(data, "file", batch_objects))
    parsed = [
        (
            batch.numbers[k].tolist(),
            batch.columns.integers[k].tolist(),
            [
                names[k].as_py()
                for names in (batch.context_name, batch.id, batch.most_visible_camera)
            ],
            batch.score[k],
        )
        for batch in batches
        for k in range(len(batch.score))
    ]
    assert parsed == [columns_of(o) for o in made]
    zones = [zone for batch in batches for zone in batch.zones]
    assert zones == [z.SerializeToString() for z in message.no_label_zone_objects]


@pytest.mark.kernel
@pytest.mark.parametrize("flat", [False, True])
def test_encoding_writes_the_bytes_that_protobuf_writes(flat):
    kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
    table = made_table(flat=flat, segments=("a", "b" * 200))
    ids = pa.array([name and name + "ü" * 70 for name in table.column(TRACK_ID).to_pylist()])
    table = table.set_column(table.schema.get_field_index(TRACK_ID), TRACK_ID, ids)
    assert encode_predictions(table, kind) == message_of(table).SerializeToString()


@pytest.mark.kernel
def test_a_message_cut_anywhere_is_an_error_or_a_shorter_message():
    table = made_table(frames=1, per_frame=1)
    whole = encode_predictions(table, BoxKind.BOX_3D)
    half = len(encode_predictions(table.slice(0, 1), BoxKind.BOX_3D))
    for size in range(len(whole)):
        data = np.frombuffer(whole[:size], np.uint8)
        try:
            count = sum(len(batch.score) for batch in iter_object_batches(data, "p.bin"))
        except CorruptDataError as error:
            assert str(error).startswith(f"p.bin: object {int(size > half)}")
        else:
            assert (size, count) in [(0, 0), (half, 1)]


@pytest.mark.kernel
def test_fields_of_other_wire_types_and_numbers_are_skipped_and_the_last_one_counts():
    o = metrics_pb2.Object(context_name="first", frame_timestamp_micros=7)
    o.object.box.center_x = 1.0
    extra = b"\x7a\x02hi" + b"\x11" + bytes(8) + b"\x22\x01s"  # field 15; field 2 as fixed64; name
    body = o.SerializeToString() + extra
    data = np.frombuffer(b"\x0a" + bytes([len(body)]) + body, np.uint8)
    (batch,) = iter_object_batches(data, "p.bin")
    assert batch.context_name.to_pylist() == ["s"]
    assert batch.score.tolist() == [1.0]
    assert batch.box()[0].tolist() == [1.0, 0, 0, 0, 0, 0, 0]


@pytest.mark.kernel
@pytest.mark.parametrize(
    "data",
    [b"\x0b", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x00\x00", b"\xff" * 12],
)
def test_what_is_no_message_is_an_error(data):
    with pytest.raises(CorruptDataError, match=r"p.bin: object 0 at byte 0"):
        list(iter_object_batches(np.frombuffer(data, np.uint8), "p.bin"))


@pytest.mark.parametrize(
    ("clear", "expected"),
    [
        ("object", "object.box"),
        ("context_name", "context_name"),
        ("frame_timestamp_micros", "frame_timestamp_micros"),
    ],
)
def test_an_object_that_lacks_a_field_is_named(clear, expected):
    message = message_of(made_table())
    message.objects[17].ClearField(clear)
    data = np.frombuffer(message.SerializeToString(), np.uint8)
    with pytest.raises(InvalidInputError, match=f"p.bin: object 17: expected {expected}"):
        list(iter_object_batches(data, "p.bin", 10))


def test_names_that_are_not_utf8_are_an_error():
    data = encode_predictions(made_table(segments=("xyzzy",)), BoxKind.BOX_3D)
    broken = np.frombuffer(data.replace(b"xyzzy", b"xy\xff\xffy"), np.uint8)
    with pytest.raises(CorruptDataError, match="not UTF-8"):
        list(iter_object_batches(broken, "p.bin"))


@pytest.mark.parametrize("flat", [False, True])
def test_the_two_kinds_of_boxes_are_told_apart(flat):
    data = message_of(made_table(flat=flat)).SerializeToString()
    (batch,) = iter_object_batches(np.frombuffer(data, np.uint8), "p.bin")
    other = BoxKind.BOX_3D if flat else BoxKind.BOX_2D
    with pytest.raises(InvalidInputError, match=r"object 0: expected .*camera_name"):
        prediction_table(batch, other)


def test_the_official_fixture(wod_data):
    location = locate(wod_data / "fake_predictions.bin")
    message = metrics_pb2.Objects.FromString(location.read_bytes())
    (batch,) = iter_object_batches(read_message(location), str(location))
    expected = [columns_of(o) for o in message.objects]
    assert batch.numbers.tolist() == [numbers for numbers, _, _, _ in expected]
    assert batch.columns.integers.tolist() == [integers for _, integers, _, _ in expected]
    assert batch.id.to_pylist() == [strings[1] for _, _, strings, _ in expected]
    assert batch.score.tolist() == [score for _, _, _, score in expected]
    assert (batch.columns.present & wire.HAS_SYNCED_BOX != 0).all()
