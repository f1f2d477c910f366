"""Matrices, contexts and images as the protos hold them."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.naive import records as naive
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate.sensors.messages import (
    float_matrix,
    int_matrix,
    jpeg,
    with_context,
    write_varints,
)


@pytest.mark.kernel
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2**31 - 1) | st.sampled_from([0, 127, 128, 16383, 16384])))
def test_varints_are_those_of_the_naive_version(values):
    flat = np.array(values, dtype=np.int32)
    buffer = np.empty(5 * len(flat), dtype=np.uint8)
    size = write_varints(flat, buffer)
    assert buffer[:size].tobytes() == naive.encode_varints(values)


def test_matrices_are_read_by_the_protos():
    random = np.random.default_rng(0)
    numbers = random.normal(size=(3, 5, 4)).astype(np.float32)
    read = frame_pb2.MatrixFloat.FromString(zlib.decompress(float_matrix(numbers)))
    assert list(read.shape.dims) == [3, 5, 4]
    assert np.array_equal(np.array(read.data, np.float32), numbers.ravel())
    integers = random.integers(0, 2000, (2, 3, 6)).astype(np.int32)
    read = frame_pb2.MatrixInt32.FromString(zlib.decompress(int_matrix(integers)))
    assert list(read.shape.dims) == [2, 3, 6]
    assert list(read.data) == integers.ravel().tolist()


def test_a_context_is_put_before_a_frame():
    context = frame_pb2.Context(name="n" * 200)
    frame = frame_pb2.Frame(timestamp_micros=5)
    joined = frame_pb2.Frame.FromString(with_context(context, frame.SerializeToString()))
    frame.context.CopyFrom(context)
    assert joined == frame


def test_images_survive_as_jpeg():
    ramp = np.tile(np.linspace(0, 255, 64).astype(np.uint8)[:, None, None], (1, 48, 4))
    read = np.asarray(Image.open(io.BytesIO(jpeg(ramp, 90))))
    assert read.shape == (64, 48, 3)
    assert np.abs(read.astype(int) - ramp[..., :3]).max() < 8
