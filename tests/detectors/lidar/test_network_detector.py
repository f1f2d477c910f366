import dataclasses

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import stacked, tiny_config, tiny_pillars, tiny_points  # noqa: E402
from waymo_kit.detectors.detection.stage_clock import StageClock  # noqa: E402
from waymo_kit.detectors.lidar.detector import create_detector  # noqa: E402
from waymo_kit.detectors.lidar.network_detector import NetworkDetector  # noqa: E402
from waymo_kit.detectors.lidar.nms import Candidates  # noqa: E402


@pytest.fixture(scope="module")
def detectors():
    """A detector by model, with a batch of two."""
    keras.utils.set_random_seed(0)
    made = {}
    for model in ("centerpoint-pillar", "pointpillars"):
        config = tiny_config(model)
        every = dataclasses.replace(config.decoding, min_score=0.0)
        detector = create_detector(dataclasses.replace(config, decoding=every))
        made[model] = detector, NetworkDetector(detector, batch_size=2)
    return made


def test_a_batch_gives_what_single_frames_give(detectors):
    detector, found_by = detectors["centerpoint-pillar"]
    clock = StageClock()
    frames = [tiny_points(seed) for seed in range(3)]
    inputs = [found_by.prepare(points, clock) for points in frames]
    found = found_by.detect(inputs[:2], clock) + found_by.detect(inputs[2:], clock)
    assert list(clock.seconds) == ["pillars", "network", "suppression"]
    assert len(found) == 3
    for points, detections in zip(frames, found, strict=True):
        pillars = stacked([tiny_pillars(detector.config, points)])
        candidates = detector.decode(detector.network(tuple(pillars), training=False))
        arrays = [keras.ops.convert_to_numpy(tensor)[0] for tensor in candidates]
        expected = detector.suppress(Candidates(*arrays))
        assert len(expected.scores) > 5
        for one, other in zip(detections, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-3)


def test_an_anchor_head_knows_no_velocities(detectors):
    clock = StageClock()
    for model, (_, found_by) in detectors.items():
        [found] = found_by.detect([found_by.prepare(tiny_points(), clock)], clock)
        assert np.isnan(found.velocities).all() == (model == "pointpillars")
        assert len(found.velocities)


def test_an_empty_frame_is_no_error(detectors):
    _, found_by = detectors["centerpoint-pillar"]
    clock = StageClock()
    [found] = found_by.detect([found_by.prepare(np.zeros((0, 6), np.float32), clock)], clock)
    assert np.isfinite(found.boxes).all()
