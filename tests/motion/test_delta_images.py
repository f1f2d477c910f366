"""Compressed range images of the motion dataset are decoded exactly, or refused in one line."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import records as naive
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.inflate import Inflater
from waymo_kit.formats.motion.delta_images import decode_delta_image, encode_delta_image
from waymo_kit.protos.scenario_pb2 import DeltaEncodedData, DeltaEncodedMetadata

INFLATER = Inflater()


def decode(message):
    data = message if isinstance(message, bytes) else message.SerializeToString()
    return decode_delta_image(zlib.compress(data), INFLATER, "image")


def message(mask=(1, 2, 1), residuals=(5, -7), shape=(2, 1, 2), precision=(0.5, 0.25)):
    return DeltaEncodedData(
        residual=residuals,
        mask=mask,
        metadata=DeltaEncodedMetadata(shape=shape, quant_precision=precision),
    )


@pytest.mark.kernel
@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_an_image_is_that_of_loops(seed):
    random = np.random.default_rng(seed)
    shape = tuple(int(n) for n in random.integers(1, 6, 3))
    total = shape[0] * shape[1] * shape[2]
    mask = []
    while sum(mask) < total:
        mask.append(int(min(total - sum(mask), random.integers(0, 7))))
    size = [10, 200, 2**40][random.integers(3)]
    residuals = random.integers(-size, size, sum(mask[::2])).tolist()
    precision = np.float32(random.uniform(0.001, 1, shape[2])).tolist()
    found = decode(message(mask, residuals, shape, precision))
    expected = naive.decode_delta_image(shape, precision, mask, residuals)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.kernel
@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_what_is_encoded_is_decoded(seed):
    random = np.random.default_rng(seed)
    shape = tuple(int(n) for n in random.integers(1, 6, 3))
    image = random.normal(0, 20, shape) * (random.random(shape) < random.random())
    precision = np.float32(random.uniform(0.001, 1, shape[2])).astype(np.float64)
    found = decode_delta_image(encode_delta_image(image, precision), INFLATER, "image")
    np.testing.assert_array_equal(found, np.round(image / precision) * precision)


def test_a_known_message():
    np.testing.assert_array_equal(decode(message()), [[[2.5, 0.0]], [[0.0, -0.5]]])


def test_numbers_that_are_not_packed():
    whole = message()
    data = b"".join(
        [
            b"\x08\x0a",
            b"\x08\x0d",
            b"\x10\x01\x10\x02\x10\x01",
            b"\x1a" + bytes([whole.metadata.ByteSize()]) + whole.metadata.SerializeToString(),
        ]
    )
    np.testing.assert_array_equal(decode(data), decode(whole))


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (message(mask=(1, 2, 2)), "a mask of more pixels"),
        (message(mask=(2**32 - 1,)), "a mask of more pixels"),
        (message(mask=(1, 2)), "a mask of fewer pixels"),
        (message(residuals=(5,)), "fewer residuals"),
        (message(residuals=(5, 1, 1)), "more residuals"),
        (message(shape=(2, 2)), r"got \(2, 2\)"),
        (message(shape=(2, 0, 2)), r"got \(2, 0, 2\)"),
        (message(shape=(60000, 60000, 2)), r"at most 4194304 values, got \(60000, 60000, 2\)"),
        (message(shape=(1,) * 900), r"got \(1, 1, 1, 1\)"),
        (message(precision=(0.5,)), "expected the precision of 2 channels"),
        (message(precision=(0.5, np.nan)), "expected the precision of 2 channels"),
        (b"", r"got \(\)"),
        (message().SerializeToString()[:-3], "an image ends 3 bytes too early"),
        (b"\x0a\x01\x80" + message().SerializeToString(), "ends within a number"),
        (b"\x12\x0b" + b"\xff" * 10 + b"\x01" + message().SerializeToString(), "malformed varint"),
        (b"\x1a\x03\x12\x01\x00" + message().SerializeToString(), "ends within a number"),
    ],
)
def test_damage_is_named(bad, problem):
    with pytest.raises(CorruptDataError, match=problem):
        decode(bad)


def test_a_blob_that_does_not_inflate():
    with pytest.raises(CorruptDataError, match="do not inflate"):
        decode_delta_image(b"no zlib", INFLATER, "image")
    with pytest.raises(CorruptDataError, match="do not inflate to at most"):
        decode_delta_image(zlib.compress(bytes(64 << 20)), INFLATER, "image")


def test_encoding_checks_its_input():
    with pytest.raises(InvalidInputError, match="a positive precision of each channel"):
        encode_delta_image(np.zeros((2, 2, 3)), [1.0, 1.0])
    with pytest.raises(InvalidInputError, match="a positive precision of each channel"):
        encode_delta_image(np.zeros((2, 2, 1)), [0.0])
