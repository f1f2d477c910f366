import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made_frames import full_frame
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.protobuf_wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    iter_fields,
    read_varint,
)
from waymo_kit.protos import frame_pb2, label_pb2


def test_fields_have_the_spans_that_protobuf_wrote():
    message = label_pb2.Label(id="an id", num_lidar_points_in_box=300)
    message.box.center_x = 1.5
    data = message.SerializeToString()
    fields = {field.number: field for field in iter_fields(data)}
    assert {number: field.kind for number, field in fields.items()} == {
        1: BYTES,
        4: BYTES,
        7: VARINT,
    }
    assert data[fields[4].start : fields[4].stop] == b"an id"
    assert read_varint(data, fields[7].start) == (300, fields[7].stop)
    (inner,) = iter_fields(data[fields[1].start : fields[1].stop])
    assert inner == (1, FIXED64, 1, 9)


def test_spans_cover_a_whole_frame():
    data = full_frame().SerializeToString()
    fields = list(iter_fields(data))
    assert {field.number for field in fields} == {
        f.number for f in frame_pb2.Frame.DESCRIPTOR.fields
    }
    assert fields[-1].stop == len(data)


@given(st.integers(0, 2**64 - 1))
def test_varints_are_read_as_protobuf_writes_them(value):
    data = frame_pb2.Frame(timestamp_micros=value - (value >> 63 << 64)).SerializeToString()
    assert read_varint(data, 1) == (value, len(data))


def test_bits_beyond_64_are_dropped():
    assert read_varint(b"\xff" * 9 + b"\x7f", 0) == (2**64 - 1, 10)


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80" * 10 + b"\x01"])
def test_a_malformed_varint_is_reported(data):
    with pytest.raises(CorruptDataError, match="malformed varint"):
        read_varint(data, 0)


def test_groups_are_refused_and_fixed32_is_skipped():
    assert list(iter_fields(b"\x0d1234")) == [(1, FIXED32, 1, 5)]
    with pytest.raises(CorruptDataError, match="wire type 3"):
        list(iter_fields(b"\x0b"))


@given(st.binary(max_size=20))
def test_any_bytes_give_fields_or_an_error(data):
    try:
        fields = list(iter_fields(data))
    except CorruptDataError:
        return
    assert all(a.stop <= b.start for a, b in itertools.pairwise(fields))
