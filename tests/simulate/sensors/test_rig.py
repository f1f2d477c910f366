"""The sensors, beside those of the real data."""

import numpy as np
import pytest

from waymo_kit.errors import NotFoundError
from waymo_kit.schema import CameraName, LaserName
from waymo_kit.simulate import rig_of_quality


def test_beams_of_the_top_lidar_are_64_and_uneven():
    for quality in ("full", "fast"):
        top = rig_of_quality(quality).lasers[0]
        assert (top.name, top.rows, len(top.inclinations)) == (LaserName.TOP, 64, 64)
        gaps = np.diff(top.inclinations)
        assert (gaps > 0).all()
        assert gaps.max() > 2.5 * gaps.min()
        assert top.inclination_min < top.inclinations[0]
        assert top.inclination_max > top.inclinations[-1]


def test_fast_is_smaller_but_alike():
    full, fast = rig_of_quality("full"), rig_of_quality("fast")
    for large, small in zip(full.lasers, fast.lasers, strict=True):
        assert small.name == large.name
        assert large.columns >= 4 * small.columns
        assert (small.vehicle_from_laser == large.vehicle_from_laser).all()
    for large, small in zip(full.cameras, fast.cameras, strict=True):
        assert small.name == large.name
        assert small.calibration.width == large.calibration.width // 4
        assert small.calibration.intrinsic[:4] == pytest.approx(large.calibration.intrinsic[:4] / 4)
        assert (small.calibration.intrinsic[4:] == large.calibration.intrinsic[4:]).all()


def test_an_unknown_quality_is_refused():
    with pytest.raises(NotFoundError, match="expected full or fast, got 'best'"):
        rig_of_quality("best")


def matrix(message):
    return np.reshape(message.transform, (4, 4))


def test_lidars_are_like_the_real_ones(full_message, real_message):
    ours, real = (m.context.laser_calibrations for m in (full_message, real_message))
    assert [c.name for c in ours] == [c.name for c in real]
    for made, measured in zip(ours, real, strict=True):
        assert matrix(made.extrinsic)[:3, 3] == pytest.approx(
            matrix(measured.extrinsic)[:3, 3], abs=0.01
        )
        assert len(made.beam_inclinations) == len(measured.beam_inclinations)
        least, greatest = made.beam_inclination_min, made.beam_inclination_max
        if made.name == LaserName.TOP:
            beams = np.array(made.beam_inclinations), np.array(measured.beam_inclinations)
            assert np.degrees(np.abs(beams[0] - beams[1])).max() < 0.4
            assert least == pytest.approx(measured.beam_inclination_min, abs=0.003)
            assert greatest == pytest.approx(measured.beam_inclination_max, abs=0.003)
        else:
            assert least == pytest.approx(measured.beam_inclination_min, abs=1e-12)
            assert greatest == pytest.approx(measured.beam_inclination_max, abs=1e-12)
            turn = matrix(made.extrinsic)[:3, :3].T @ matrix(measured.extrinsic)[:3, :3]
            assert np.degrees(np.arccos((np.trace(turn) - 1) / 2)) < 5


def test_cameras_are_like_the_real_ones(full_message, real_message):
    ours, real = (m.context.camera_calibrations for m in (full_message, real_message))
    assert [c.name for c in ours] == [c.name for c in real]
    for made, measured in zip(ours, real, strict=True):
        assert (made.width, made.height) == (measured.width, measured.height)
        assert made.rolling_shutter_direction == measured.rolling_shutter_direction
        assert made.intrinsic[:4] == pytest.approx(measured.intrinsic[:4], abs=10)
        assert made.intrinsic[4:] == pytest.approx(measured.intrinsic[4:], abs=2e-3)
        assert matrix(made.extrinsic) == pytest.approx(matrix(measured.extrinsic), abs=0.03)
    images = ({i.name: i for i in m.images} for m in (full_message, real_message))
    starts = (m.timestamp_micros * 1e-6 for m in (full_message, real_message))
    (made, start), (measured, real_start) = zip(images, starts, strict=True)
    for name in made:
        assert name in iter(CameraName)
        delays = made[name].pose_timestamp - start, measured[name].pose_timestamp - real_start
        assert delays[0] == pytest.approx(delays[1], abs=1e-3)
        assert made[name].shutter == pytest.approx(measured[name].shutter, abs=1e-3)
        times = [
            i.camera_readout_done_time - i.camera_trigger_time for i in (made[name], measured[name])
        ]
        assert times[0] == pytest.approx(times[1], abs=2e-3)
