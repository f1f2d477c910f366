import pytest

from waymo_kit.formats.tables import thrift


@pytest.mark.parametrize(
    ("value", "kind", "data"),
    [
        (thrift.i32(0), 5, "00"),
        (thrift.i32(-1), 5, "01"),
        (thrift.i64(1), 6, "02"),
        (thrift.i64(150), 6, "ac02"),
        (thrift.i64(-(2**63)), 6, "ffffffffffffffffff01"),
        (thrift.i16(-3), 4, "05"),
        (thrift.byte(-1), 3, "ff"),
        (thrift.binary("é"), 8, "02c3a9"),
        (thrift.boolean(True), 1, ""),
        (thrift.boolean(False), 2, ""),
        (thrift.array([thrift.i32(1), thrift.i32(2)]), 9, "250204"),
        (thrift.array([thrift.i32(0)] * 20), 9, "f514" + "00" * 20),
        (thrift.array([]), 9, "0c"),
        (thrift.struct({}), 12, "00"),
        (thrift.struct({1: thrift.i32(3), 4: thrift.boolean(True)}), 12, "15063100"),
        (thrift.struct({2: thrift.struct({1: thrift.byte(8)})}), 12, "2c13080000"),
    ],
)
def test_values_are_encoded_as_the_protocol_says(value, kind, data):
    assert (value.kind, value.data.hex()) == (kind, data)
