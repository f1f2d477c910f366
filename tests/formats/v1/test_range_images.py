import zlib

import numpy as np
import pyarrow as pa
import pytest

from tests.made_frames import CHANNELS, INTEGERS, full_frame, matrix_blob, read_blob
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.range_images import (
    RANGE_IMAGE_FIELDS,
    EncodedRangeImages,
    PixelsOf,
    range_image_batch,
)
from waymo_kit.schema import component_of


@pytest.mark.parametrize("tag", RANGE_IMAGE_FIELDS)
def test_all_lasers_and_returns_are_decoded(tag):
    frame = full_frame()
    batch = range_image_batch(frame, tag, MatrixDecoder())
    batch.validate(full=True)
    assert batch.schema.equals(component_of(tag).schema)
    source = RANGE_IMAGE_FIELDS[tag]
    assert CHANNELS[source.field] in source.channels
    assert source.is_float == (source.field not in INTEGERS)
    assert batch.column("key.laser_name").to_pylist() == [1, 2]
    assert set(batch.column("key.segment_context_name").to_pylist()) == {frame.context.name}
    assert set(batch.column("key.frame_timestamp_micros").to_pylist()) == {frame.timestamp_micros}
    for number in range(1, source.returns + 1):
        path = component_of(tag).column(f"range_image_return{number}")
        for laser, values, shape in zip(
            frame.lasers, batch.column(f"{path}.values"), batch.column(f"{path}.shape"), strict=True
        ):
            expected = read_blob(
                getattr(getattr(laser, f"ri_return{number}"), source.field), source.field
            )
            assert shape.as_py() == list(expected.shape)
            array = values.values.to_numpy()
            assert array.dtype == (np.int32 if tag == "lidar_segmentation" else np.float32)
            assert np.array_equal(array, expected.ravel())


def test_one_laser_can_be_asked_for():
    batch = range_image_batch(full_frame(), "lidar", MatrixDecoder(), laser_name=2)
    assert batch.column("key.laser_name").to_pylist() == [2]


def test_what_is_absent_is_null_and_a_laser_without_data_has_no_row():
    frame = full_frame()
    frame.lasers[0].ri_return2.ClearField("range_image_compressed")
    frame.lasers[1].ri_return1.range_image_compressed = b""
    frame.lasers.add(name=3)
    batch = range_image_batch(frame, "lidar", MatrixDecoder())
    batch.validate(full=True)
    assert batch.column("key.laser_name").to_pylist() == [1, 2]
    for number, expected in ((1, [False, True]), (2, [True, False])):
        for part in ("values", "shape"):
            column = batch.column(f"[LiDARComponent].range_image_return{number}.{part}")
            assert column.is_null().to_pylist() == expected


def test_flow_may_have_five_channels():
    frame = full_frame()
    blob = matrix_blob(np.ones((2, 3, 5), np.float32))
    frame.lasers[0].ri_return1.range_image_flow_compressed = blob
    batch = range_image_batch(frame, "lidar_flow", MatrixDecoder())
    shape = batch.column(component_of("lidar_flow").column("range_image_return1.shape"))
    assert shape[0].as_py() == [2, 3, 5]


def test_a_frame_without_lasers_gives_no_rows():
    frame = full_frame()
    frame.ClearField("lasers")
    batch = range_image_batch(frame, "lidar", MatrixDecoder())
    assert batch.num_rows == 0
    assert pa.Table.from_batches([batch]).schema.equals(component_of("lidar").schema)


def test_an_image_without_pixels_is_a_row():
    frame = full_frame()
    frame.lasers[0].ri_return1.range_image_compressed = matrix_blob(np.empty((0, 20, 4), "f4"))
    batch = range_image_batch(frame, "lidar", MatrixDecoder())
    assert batch.column("[LiDARComponent].range_image_return1.shape")[0].as_py() == [0, 20, 4]
    assert batch.column("[LiDARComponent].range_image_return1.values")[0].as_py() == []


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.ones((3, 4, 5), "f4"), r"a matrix of shape \(3, 4, 5\), expected \(height, width, 4\)"),
        (np.ones((12, 4), "f4"), r"a matrix of shape \(12, 4\), expected"),
        (np.ones((2, 2, 4), "i4"), "16 bytes of floats|cannot fit"),
    ],
)
def test_a_matrix_that_is_no_range_image_is_located(array, complaint):
    frame = full_frame()
    frame.lasers[1].ri_return2.range_image_compressed = matrix_blob(array)
    with pytest.raises(
        CorruptDataError, match=f"^laser FRONT return 2 range_image_c.*: {complaint}"
    ):
        range_image_batch(frame, "lidar", MatrixDecoder())


def test_a_matrix_with_too_few_values_is_located():
    frame = full_frame()
    blob = matrix_blob(np.full((1, 2, 6), 300, "i4"))
    message = bytearray(zlib.decompress(blob))
    message[message.index(b"\x12\x06") + 3] = 2
    frame.lasers[0].ri_return1.camera_projection_compressed = zlib.compress(message)
    with pytest.raises(
        CorruptDataError, match=r"^laser TOP return 1 camera_proj.*: 12 integers in a"
    ):
        range_image_batch(frame, "lidar_camera_projection", MatrixDecoder())


def test_a_laser_that_is_there_twice_is_refused():
    frame = full_frame()
    frame.lasers.add().CopyFrom(frame.lasers[0])
    with pytest.raises(CorruptDataError, match="laser TOP is there twice"):
        range_image_batch(frame, "lidar", MatrixDecoder())


def row_major(*pixels):
    return np.array(pixels, np.int32).reshape(-1, 2)


@pytest.mark.parametrize("pixel", [row_major((0, 0), (0, 7), (3, 2), (7, 19)), row_major()])
def test_camera_projections_of_some_pixels_are_those_of_the_whole_image(pixel):
    frame = full_frame()
    image = read_blob(
        frame.lasers[0].ri_return2.camera_projection_compressed, "camera_projection_compressed"
    )
    found = np.zeros((len(pixel), 6), np.int32)
    images = EncodedRangeImages(frame, "lidar_camera_projection", MatrixDecoder())
    assert images.read_pixels_into(PixelsOf(1, 2, pixel), found)
    assert np.array_equal(found, image[pixel[:, 0], pixel[:, 1]])


def test_range_images_that_are_not_there_are_none():
    frame = full_frame()
    frame.lasers[0].ri_return1.ClearField("camera_projection_compressed")
    images = EncodedRangeImages(frame, "lidar_camera_projection", MatrixDecoder())
    assert images.image(1, 2) is not None
    for laser in (1, 5):
        assert images.image(laser, 1) is None
        assert not images.read_pixels_into(
            PixelsOf(laser, 1, row_major()), np.zeros((0, 6), np.int32)
        )
    assert EncodedRangeImages(frame, "lidar_pose", MatrixDecoder()).image(1, 2) is None


@pytest.mark.parametrize("tag", RANGE_IMAGE_FIELDS)
def test_single_images_are_those_of_the_table(tag):
    frame = full_frame()
    images = EncodedRangeImages(frame, tag, MatrixDecoder())
    (row, *_) = range_image_batch(frame, tag, MatrixDecoder()).to_pylist()
    prefix = component_of(tag).column("range_image_return1")
    image = images.image(row["key.laser_name"], 1)
    assert list(image.shape) == row[f"{prefix}.shape"]
    assert image.ravel().tolist() == row[f"{prefix}.values"]
    stored = component_of(tag).schema.field(f"{prefix}.values").type.value_type
    assert image.dtype == pa.array([], stored).to_numpy(zero_copy_only=False).dtype


@pytest.mark.parametrize(
    ("pixel", "array", "complaint"),
    [
        ((8, 0), None, r"shape \(8, 20, 6\), but there is a pixel \(8, 0\)"),
        ((0, 20), None, r"shape \(8, 20, 6\), but there is a pixel \(0, 20\)"),
        ((0, 0), np.zeros((8, 20, 4), np.int32), r"expected \(height, width, 6\)"),
    ],
)
def test_camera_projections_that_do_not_fit_are_located(pixel, array, complaint):
    frame = full_frame()
    if array is not None:
        frame.lasers[0].ri_return1.camera_projection_compressed = matrix_blob(array)
    with pytest.raises(
        CorruptDataError, match=rf"laser TOP return 1 camera_projection_compressed: .*{complaint}"
    ):
        images = EncodedRangeImages(frame, "lidar_camera_projection", MatrixDecoder())
        images.read_pixels_into(PixelsOf(1, 1, row_major(pixel)), np.zeros((1, 6), np.int32))
