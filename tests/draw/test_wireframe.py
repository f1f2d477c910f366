import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import cameras as naive
from waymo_kit.draw import box_wireframes
from waymo_kit.draw.wireframe import _cut
from waymo_kit.geometry import (
    CameraCalibration,
    box_corners,
    make_transform,
    pixel_rays,
    project_points_global_shutter,
    rotation_from_euler,
    transform_points,
)

MOUNT = make_transform(rotation_from_euler(0.01, 0.02, 0.7), [1.5, 0.1, 2.0])
CAMERA = CameraCalibration(
    np.array([2050, 2050, 950, 640, 0.04, -0.33, 0.001, -0.001, 0]), MOUNT, 1920, 1280
)


def project(points):
    return project_points_global_shutter(points, CAMERA)


def ahead(depth, u=960.0, v=640.0):
    """A place in the vehicle frame that the camera sees at a pixel."""
    return transform_points(MOUNT, pixel_rays(CAMERA, [[u, v]]) * depth)[0]


def test_box_in_view_has_its_twelve_edges_and_its_heading():
    box = [*ahead(20), 4, 2, 1.5, 0.7]
    lines, owner = box_wireframes([box], CAMERA, project)
    assert lines.shape[0] == 13
    assert owner.tolist() == [0] * 13
    corners = project(box_corners([box])[0])[0]
    pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4)]
    pairs += [(k, k + 4) for k in range(4)]
    for line, (start, stop) in zip(lines, pairs, strict=False):
        np.testing.assert_allclose(line[[0, -1]], corners[[start, stop]], atol=1e-9)
    bottom = project(box_corners([box])[0, :4].mean(axis=0, keepdims=True))[0]
    front = project(box_corners([box])[0, [0, 3]].mean(axis=0, keepdims=True))[0]
    np.testing.assert_allclose(lines[12, [0, -1]], np.concatenate([bottom, front]), atol=1e-9)


def test_lines_follow_the_lens():
    box = [*ahead(8, 300, 200), 4, 2, 1.5, 0.7]
    lines, _ = box_wireframes([box], CAMERA, project)
    chord = lines[:, -1] - lines[:, 0]
    middle = lines[:, lines.shape[1] // 2] - lines[:, 0]
    bulge = np.abs(chord[:, 0] * middle[:, 1] - chord[:, 1] * middle[:, 0])
    assert (bulge / np.linalg.norm(chord, axis=1)).max() > 0.5


def test_boxes_behind_or_beside_the_camera_have_no_lines():
    behind, beside = ahead(-20), ahead(20) + [0, 80, 0]
    boxes = [[*behind, 4, 2, 1.5, 0], [*beside, 4, 2, 1.5, 0], [*ahead(20), 4, 2, 1.5, 0]]
    lines, owner = box_wireframes(boxes, CAMERA, project)
    assert set(owner.tolist()) == {2}
    assert np.isfinite(lines).all()


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_line_ends_at_a_corner_or_outside_of_the_image(seed):
    """So nothing is missing, however a box lies to the camera: it may reach behind or around it."""
    rng = np.random.default_rng(seed)
    box = [*rng.uniform(-8, 8, 2), rng.uniform(0, 3), *rng.uniform(0.5, 20, 3), rng.uniform(-4, 4)]
    lines, _ = box_wireframes([box], CAMERA, project)
    assert np.isfinite(lines).all()
    corners = box_corners([box])[0]
    joints = [*corners, corners[:4].mean(axis=0), corners[[0, 3]].mean(axis=0)]
    known = project(joints)[0]
    for u, v in lines[:, [0, -1]].reshape(-1, 2):
        outside = not (0 <= u <= CAMERA.width and 0 <= v <= CAMERA.height)
        assert outside or np.nanmin(np.hypot(*(known - [u, v]).T)) < 1e-6


def test_wall_from_ahead_to_behind_is_drawn_to_the_border():
    """The long edges of a box along the vehicle's left cross the image's border."""
    camera = CameraCalibration(CAMERA.intrinsic, np.eye(4), 1920, 1280)
    lines, _ = box_wireframes(
        [[0, 4, 0, 60, 0.5, 3, 0]],
        camera,
        lambda points: project_points_global_shutter(points, camera),
    )
    along = lines[np.ptp(lines[..., 0], axis=1) > 300]
    assert len(along) == 5
    assert (along[..., 0].min(axis=1) < 0).all()


def test_no_boxes_no_lines():
    lines, owner = box_wireframes([], CAMERA, project)
    assert lines.shape[::2] == (0, 2)
    assert owner.shape == (0,)


@pytest.mark.kernel
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32 - 1))
def test_segments_are_cut_where_the_slow_way_cuts_them(seed):
    rng = np.random.default_rng(seed)
    segments, planes = rng.normal(size=(6, 2, 3)), rng.normal(size=(5, 4))
    planes[:, 3] += 1
    points, kept = np.empty((6, 3, 3)), np.empty(6, np.int64)
    count = _cut(segments, planes, points, kept)
    expected = naive.cut_at_planes(segments, planes)
    length = expected[:, 1] - expected[:, 0]
    assert set(np.flatnonzero(length > 1e-4)) <= set(kept[:count].tolist())
    for n, line in zip(kept[:count], points, strict=False):
        if length[n] > 1e-4:
            start, stop = segments[n]
            shares = [*expected[n], expected[n].mean()]
            places = start + np.array(shares)[[0, 2, 1], None] * (stop - start)
            assert np.abs(line - places).max() < 1e-3
