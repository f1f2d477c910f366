"""Camera projections of points, against every point in every camera."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.geometry.camera import CameraPose, project_points
from waymo_kit.geometry.transforms import make_transform, rotation_from_euler
from waymo_kit.simulate import rig_of_quality
from waymo_kit.simulate.sensors.projections import camera_projections


def cameras_on_the_move(random):
    pose = make_transform(
        rotation_from_euler(*random.uniform(-0.02, 0.02, 2), random.uniform(-3, 3)),
        random.uniform(-50, 50, 3),
    )
    cameras = sorted(rig_of_quality("fast").cameras, key=lambda camera: camera.name)
    return pose, [
        (
            camera,
            CameraPose(
                pose,
                random.uniform(-15, 15, 3),
                random.uniform(-0.3, 0.3, 3),
                0.0,
                camera.shutter,
                -camera.readout / 2,
                camera.readout / 2,
            ),
        )
        for camera in cameras
    ]


@pytest.mark.kernel
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_first_two_cameras_that_see_a_point_are_named(seed):
    random = np.random.default_rng(seed)
    pose, shots = cameras_on_the_move(random)
    angle, reach = random.uniform(-np.pi, np.pi, 300), random.uniform(1.0, 75, 300)
    around = np.column_stack(
        [reach * np.cos(angle), reach * np.sin(angle), random.uniform(-1, 8, 300)]
    )
    points = around @ pose[:3, :3].T + pose[:3, 3]
    found = camera_projections(points, shots)
    seen = [(camera, *project_points(points, camera.calibration, at)) for camera, at in shots]
    for n in range(len(points)):
        expected = []
        for camera, pixels, valid in seen:
            if valid[n]:
                expected += [int(camera.name), *(int(value) for value in pixels[n])]
        expected = (expected + [0] * 6)[:6]
        assert found[n].tolist() == expected
    assert (found[:, 0] > 0).mean() > 0.3
