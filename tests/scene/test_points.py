"""Point clouds are the same from a v1 file and from tables, and equal the naive ones."""

import numpy as np
import pyarrow as pa
import pytest

import waymo_kit as wk
from tests import made_frames
from tests.naive import range_images as naive
from tests.scene.small_scene import make_frame
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, LaserName


def test_points_equal_the_naive_ones(scene):
    frame, message = scene[1], make_frame(1)
    cloud = frame.points()
    parts = []
    for laser in sorted(message.lasers, key=lambda laser: laser.name):
        calibration = next(c for c in message.context.laser_calibrations if c.name == laser.name)
        for number, returned in ((1, laser.ri_return1), (2, laser.ri_return2)):
            image = made_frames.read_blob(returned.range_image_compressed, "range_image_compressed")
            poses = laser.ri_return1.range_image_pose_compressed
            is_moving = laser.name == LaserName.TOP
            low, high = calibration.beam_inclination_min, calibration.beam_inclination_max
            values = list(calibration.beam_inclinations) or [
                low + (high - low) * (i + 0.5) / len(image) for i in range(len(image))
            ]
            points = naive.range_image_points(
                image,
                np.reshape(calibration.extrinsic.transform, (4, 4)),
                values[::-1],
                made_frames.read_blob(poses, "range_image_pose_compressed") if is_moving else None,
                np.reshape(message.pose.transform, (4, 4)),
            )[:, :3]
            parts.append((laser.name, number, points))
    xyz = np.concatenate([points for _, _, points in parts])
    np.testing.assert_allclose(cloud.xyz, xyz, atol=2e-3)
    assert cloud.laser.tolist() == [name for name, _, points in parts for _ in points]
    assert cloud.return_number.tolist() == [number for _, number, points in parts for _ in points]


def test_point_columns_come_from_their_pixels(scene):
    frame = scene[0]
    cloud = frame.points()
    assert len(cloud) > 0
    for i in range(0, len(cloud), 7):
        laser, number = int(cloud.laser[i]), int(cloud.return_number[i])
        row, column = cloud.pixel[i]
        pixel = frame.range_image(laser, number)[row, column]
        assert pixel[0] > 0
        assert cloud.intensity[i] == pixel[1]
        assert cloud.elongation[i] == pixel[2]
        assert cloud.in_no_label_zone[i] == (pixel[3] > 0)
        projection = frame.camera_projection_image(laser, number)[row, column]
        assert cloud.camera_projection[i].tolist() == projection.tolist()


def test_lasers_returns_and_masks_select_points(scene):
    cloud = scene[0].points()
    top = scene[0].points(lasers=["top"], returns=[2])
    mask = (cloud.laser == LaserName.TOP) & (cloud.return_number == 2)
    np.testing.assert_array_equal(cloud[mask].xyz, top.xyz)
    np.testing.assert_array_equal(cloud[mask].camera_projection, top.camera_projection)
    assert len(cloud[:5]) == 5
    with pytest.raises(wk.NotFoundError, match="no LaserName 'LEFT'"):
        scene[0].points(lasers=["LEFT"])


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ({"lasers": ["TOP"]}, {"lasers": "TOP"}),
        ({"lasers": ["TOP"]}, {"lasers": "top"}),
        ({"lasers": [1]}, {"lasers": 1}),
        ({"lasers": [1]}, {"lasers": np.int64(1)}),
        ({"lasers": [1]}, {"lasers": LaserName.TOP}),
        ({"lasers": [1, 2]}, {"lasers": np.array([1, 2])}),
        ({"lasers": [1, 2]}, {"lasers": dict.fromkeys(["TOP", "FRONT"]).keys()}),
        ({"returns": [1]}, {"returns": 1}),
        ({"returns": [2]}, {"returns": np.int8(2)}),
        ({"returns": [1, 2]}, {"returns": np.array([1, 2])}),
        ({"returns": [1, 2]}, {"returns": dict.fromkeys([1, 2]).keys()}),
    ],
)
def test_one_name_or_number_will_do_for_a_list(scene, several, one):
    frame = scene[0]
    expected = frame.points(**several)
    np.testing.assert_array_equal(frame.points(**one).xyz, expected.xyz)


@pytest.mark.parametrize("arguments", [{"lasers": 1.5}, {"returns": None}, {"returns": 1.0}])
def test_what_is_no_name_or_number_says_so(scene, arguments):
    (name,) = arguments
    with pytest.raises(wk.InvalidInputError, match=f"{name}: expected a name or number or several"):
        scene[0].points(**arguments)


def test_an_int_gives_one_point(scene):
    cloud = scene[0].points()
    point = cloud[-1]
    assert point.xyz.tolist() == cloud.xyz[-1].tolist()
    assert point.laser is LaserName(cloud.laser[-1])
    assert (point.return_number, point.intensity) == (cloud.return_number[-1], cloud.intensity[-1])
    assert point.pixel.tolist() == cloud.pixel[-1].tolist()
    assert [each.pixel.tolist() for each in cloud[:3]] == cloud.pixel[:3].tolist()
    with pytest.raises(IndexError, match=f"no row {len(cloud)}"):
        cloud[len(cloud)]


def test_open3d_gets_points_and_colors(scene):
    pytest.importorskip("open3d", reason="needs Open3D: pip install 'waymo-kit[viz]'")
    cloud = scene[0].points()
    converted = cloud.to_open3d()
    np.testing.assert_array_equal(np.asarray(converted.points), cloud.xyz.astype(np.float64))


@pytest.mark.skipif(
    int(pa.__version__.partition(".")[0]) < 26,
    reason="pyarrow before 26 does not read nulls among lists of a fixed size",
)
def test_a_cloud_without_camera_projections_says_so(tmp_path):
    frame = make_frame(0)
    frame.lasers[0].ri_return1.ClearField("camera_projection_compressed")
    made_frames.write_segment(tmp_path / "a.tfrecord", [frame])
    convert_segment(locate(tmp_path / "a.tfrecord"), locate(tmp_path / "tables"), CONVERTED_TAGS)
    for name in ("a.tfrecord", "tables"):
        cloud = wk.open_dataset(tmp_path / name)[0][0].points()
        with pytest.raises(wk.NotFoundError, match="no camera projection of laser TOP return 1"):
            _ = cloud.camera_projection


def test_camera_projections_smaller_than_the_range_image_are_an_error(tmp_path):
    frame = make_frame(0)
    small = made_frames.matrix_blob(np.zeros((1, 2, 6), np.int32))
    frame.lasers[0].ri_return1.camera_projection_compressed = small
    made_frames.write_segment(tmp_path / "a.tfrecord", [frame])
    convert_segment(locate(tmp_path / "a.tfrecord"), locate(tmp_path / "tables"), CONVERTED_TAGS)
    for name in ("a.tfrecord", "tables"):
        cloud = wk.open_dataset(tmp_path / name)[0][0].points()
        with pytest.raises(wk.CorruptDataError, match=r"laser TOP return 1.*there is a pixel"):
            _ = cloud.camera_projection
