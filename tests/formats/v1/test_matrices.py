import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.made_frames import matrix_blob
from tests.naive import records as naive
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.inflate import MAX_INFLATED_BYTES
from waymo_kit.formats.v1.matrices import (
    MatrixDecoder,
    decode_varints,
    gather_varints,
)
from waymo_kit.protos import frame_pb2

NUMBERS = st.lists(st.binary(max_size=12) | st.integers(1, 40).map(bytes), max_size=6).map(b"".join)
"""Bytes of varints, good and bad, with runs of zeros."""
INT32 = st.integers(-(2**31), 2**31 - 1)


def decode(message, is_float, dtype=None, slot=0, decoder=None):
    """Decodes wire bytes as the converter does; returns the array."""
    decoder = decoder or MatrixDecoder()
    encoded = decoder.open(zlib.compress(message), is_float=is_float, slot=slot)
    out = np.empty(encoded.size, dtype or (np.float32 if is_float else np.int32))
    encoded.read_into(out)
    return out.reshape(encoded.shape)


def varint(value):
    value %= 2**64
    groups = []
    while value > 127:
        groups.append(value % 128 + 128)
        value //= 128
    return bytes([*groups, value])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def shape(*dims):
    return field(2, field(1, b"".join(map(varint, dims))))


def test_floats_keep_their_bits():
    values = np.array([[[0.0, -0.0, np.inf], [1e-45, np.nan, 3.4e38]]], np.float32)
    values.view(np.uint32)[0, 1, 1] = 0x7FC12345
    decoded = decode(zlib.decompress(matrix_blob(values)), is_float=True)
    assert decoded.shape == (1, 2, 3)
    assert np.array_equal(decoded.view(np.uint32), values.view(np.uint32))


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_integers_decode_into_both_types(dtype):
    values = np.array([[0, 1, 127, 128], [-1, 1 << 20, -(1 << 20), 300]], np.int32)
    decoded = decode(zlib.decompress(matrix_blob(values)), is_float=False, dtype=dtype)
    assert decoded.dtype == dtype
    assert np.array_equal(decoded, values)


@pytest.mark.kernel
@settings(max_examples=100, deadline=None)
@given(NUMBERS, st.integers(0, 12) | st.integers(60, 90))
@example(b"\xff\xff\xff\xff\x07\x80\x80\x80\x80\xf8\xff\xff\xff\xff\x01", 2)
@example(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 1)
@example(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 1)
@example(b"\x80\x00\x7f\xff\xff\xff\xff\x0f", 3)
@example(b"\x05\x85", 2)
def test_varints_equal_the_naive_ones(payload, size):
    expected = naive.decode_varints(payload)
    out = np.full(size, 77, np.int32)
    count = decode_varints(np.frombuffer(payload, np.uint8), out, 1 << 31)
    if expected is None:
        assert count == -1
    else:
        assert count == len(expected)
        filled = min(count, size)
        assert out.tolist() == expected[:filled] + [77] * (size - filled)


@pytest.mark.kernel
@settings(max_examples=100, deadline=None)
@given(NUMBERS, st.integers(1, 7), st.sets(st.integers(0, 30)), st.integers(1, 31))
@example(b"\xff\xff\xff\xff\x07\x80\x80\x80\x80\xf8\xff\xff\xff\xff\x01", 1, {0, 1}, 1)
@example(b"\x80\x00\x7f\xff\xff\xff\xff\x0f", 2, {0, 1}, 2)
@example(bytes(40) + b"\x05" + bytes(40), 6, {5, 6, 7}, 3)
@example(b"\x05\x85", 2, {0}, 1)
def test_gathered_pixels_are_those_of_all_numbers(payload, channels, places, width):
    expected = naive.decode_varints(payload)
    positions = np.array(sorted(places), np.int64)
    pixel = np.stack(np.divmod(positions, width), axis=1).astype(np.int32)
    out = np.zeros((len(positions), channels), np.int32)
    count = gather_varints(np.frombuffer(payload, np.uint8), pixel, width, out)
    if expected is None:
        assert count == -1
    else:
        assert count == len(expected)
        padded = np.zeros((31, channels), np.int32)
        padded.reshape(-1)[: len(expected)] = expected[: padded.size]
        assert np.array_equal(out, padded[positions])


@pytest.mark.kernel
@settings(max_examples=100, deadline=None)
@given(st.lists(INT32, max_size=30))
def test_integers_equal_what_protobuf_wrote(values):
    message = frame_pb2.MatrixInt32(data=values)
    message.shape.dims.extend([len(values), 1])
    decoded = decode(message.SerializeToString(), is_float=False)
    assert decoded.ravel().tolist() == values


@settings(max_examples=300, deadline=None)
@given(data=st.data(), is_float=st.booleans())
def test_any_message_is_read_as_protobuf_reads_it_or_refused(data, is_float):
    """Packed and unpacked data, split shapes, unknown fields, cuts and flips."""
    numbers = st.integers(0, 2**64 - 1)
    single = (
        st.binary(min_size=4, max_size=4).map(lambda b: varint(1 << 3 | 5) + b)
        if is_float
        else numbers.map(lambda n: varint(1 << 3) + varint(n))
    )
    packed = (
        st.lists(st.binary(min_size=4, max_size=4)).map(lambda parts: field(1, b"".join(parts)))
        if is_float
        else st.lists(numbers).map(lambda ns: field(1, b"".join(map(varint, ns))))
    )
    dims = st.lists(st.integers(0, 4), max_size=3).map(lambda ds: shape(*ds))
    one_dim = st.integers(0, 4).map(lambda d: field(2, varint(1 << 3) + varint(d)))
    unknown = st.binary(max_size=5).map(lambda b: field(9, b))
    parts = data.draw(st.lists(single | packed | dims | one_dim | unknown, max_size=5))
    message = bytearray(b"".join(parts))
    if message and data.draw(st.booleans()):
        message[data.draw(st.integers(0, len(message) - 1))] ^= data.draw(st.integers(1, 255))
    kind = frame_pb2.MatrixFloat if is_float else frame_pb2.MatrixInt32
    try:
        decoded = decode(bytes(message), is_float)
    except CorruptDataError:
        return
    expected = kind.FromString(bytes(message))
    assert decoded.shape == tuple(expected.shape.dims)
    values = np.array(expected.data, decoded.dtype)
    assert decoded.ravel().tobytes() == values.tobytes() or np.isnan(values).any()


def test_integers_that_a_float_cannot_hold_are_refused():
    for value in (2**24, -(2**24)):
        message = field(1, varint(value)) + shape(1)
        assert decode(message, is_float=False, dtype=np.float32).tolist() == [value]
    for value in (2**24 + 1, -(2**24) - 2, 2**31 - 1, -(2**31)):
        message = field(1, varint(value)) + shape(1)
        assert decode(message, is_float=False).tolist() == [value]
        with pytest.raises(CorruptDataError, match=r"an integer beyond .-16777216 in a matrix of"):
            decode(message, is_float=False, dtype=np.float32)


def test_valid_messages_of_every_form_are_accepted():
    numbers = [1, -2, 300, 4]
    packed = b"".join(map(varint, numbers))
    unpacked = b"".join(varint(1 << 3) + varint(n) for n in numbers)
    for message in (
        field(1, packed) + shape(2, 2),
        shape(2, 2) + field(1, packed),
        field(1, packed[:1]) + field(9, b"unknown") + shape(2) + shape(2) + field(1, packed[1:]),
        unpacked + field(2, varint(1 << 3) + varint(2) + varint(1 << 3) + varint(2)),
    ):
        assert decode(message, is_float=False).tolist() == [[1, -2], [300, 4]]


@pytest.mark.parametrize(
    ("message", "is_float", "complaint"),
    [
        (b"", True, "non-negative dimensions, not \\[\\]"),
        (field(1, bytes(8)) + shape(-2, -1), True, "non-negative dimensions, not \\[-1, -1\\]"),
        (field(1, bytes(8)) + shape(3), True, "shape \\(3,\\) cannot fit in 8 bytes"),
        (field(1, bytes(8)) + shape(1), True, "8 bytes of floats for a matrix of shape \\(1,\\)"),
        (field(1, bytes(7)) + shape(1), True, "ends within a number"),
        (field(1, bytes(3)) + field(1, bytes(5)) + shape(2), True, "ends within a number"),
        (field(1, b"\x80") + field(1, b"\x01") + shape(1), False, "ends within a number"),
        (field(1, bytes(8)) + shape(2**31 - 1, 2**31 - 1), False, "cannot fit in 8 bytes"),
        (field(1, bytes(8)) + shape(7), False, "8 integers in a matrix of shape \\(7,\\)"),
        (field(1, b"\x80" * 10 + b"\x01") + shape(2), False, "a malformed varint in a matrix of"),
        (field(1, b"\x01" * 9)[:-1] + b"", False, "a matrix ends 1 bytes too early"),
        (b"\x0b", False, "wire type 3"),
        (shape(*[1] * 9) + field(1, b"\x01"), False, "more than 8 dimensions"),
        (field(1, b"\x01") * 1001, False, "more than 1000 pieces"),
        (field(9, b""), False, "non-negative"),
    ],
)
def test_what_is_wrong_is_said(message, is_float, complaint):
    with pytest.raises(CorruptDataError, match=complaint):
        decode(message, is_float)


@pytest.mark.parametrize(
    "blob", [b"", b"no zlib", zlib.compress(b"x")[:-1], zlib.compress(b"")[:3]]
)
def test_a_broken_blob_is_reported(blob):
    with pytest.raises(CorruptDataError, match=f"^{len(blob)} bytes of zlib data do not inflate"):
        MatrixDecoder().open(blob, is_float=True, slot=0)


def test_a_wrong_checksum_is_found():
    blob = bytearray(matrix_blob(np.ones((2, 2, 2), np.float32)))
    blob[-1] ^= 1
    with pytest.raises(CorruptDataError, match="zlib"):
        MatrixDecoder().open(bytes(blob), is_float=True, slot=0)


@pytest.mark.parametrize(
    "bomb",
    [bytes(200 << 20), field(1, bytes(MAX_INFLATED_BYTES // 2)) + shape(MAX_INFLATED_BYTES // 2)],
    ids=["inflates", "decodes"],
)
def test_a_bomb_costs_little_memory(bomb):
    blob = zlib.compress(bomb, 1)
    del bomb
    tracemalloc.start()
    with pytest.raises(CorruptDataError, match=r"inflate to at most|too large"):
        MatrixDecoder().open(blob, is_float=False, slot=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MAX_INFLATED_BYTES


def test_matrices_of_any_size_follow_each_other_in_a_slot():
    decoder = MatrixDecoder()
    rng = np.random.default_rng(0)
    for rows in (3, 50, 1, 0, 400, 2):
        values = rng.normal(size=(rows, 5, 4)).astype(np.float32)
        message = zlib.decompress(matrix_blob(values))
        assert np.array_equal(decode(message, True, slot="a", decoder=decoder), values)
