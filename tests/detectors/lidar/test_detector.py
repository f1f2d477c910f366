import dataclasses
import pickle

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.lidar.tiny import stacked, tiny_config, tiny_pillars, tiny_points
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.detectors.lidar.detector import LidarDetector
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.nms import Candidates, select_detections
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def detectors():
    """A detector of each head, with a batch of two."""
    keras.utils.set_random_seed(0)
    made = {}
    for head in ("center", "anchor"):
        config = tiny_config(head)
        every = dataclasses.replace(config.decoding, min_score=0.0)
        network = create_network(dataclasses.replace(config, decoding=every))
        made[head] = LidarDetector(network, batch_size=2)
    return made


def test_a_batch_gives_what_single_frames_give(detectors):
    found_by = detectors["center"]
    network = found_by.network
    clock = StageClock()
    frames = [tiny_points(seed) for seed in range(3)]
    inputs = [found_by.prepare(points, clock) for points in frames]
    found = found_by.detect_batch(inputs[:2], clock) + found_by.detect_batch(inputs[2:], clock)
    assert list(clock.seconds) == ["pillars", "network", "nms"]
    assert len(found) == 3
    for points, detections in zip(frames, found, strict=True):
        pillars = stacked([tiny_pillars(network.config, points)])
        candidates = network.head.decode(network.model(tuple(pillars), training=False))
        arrays = [keras.ops.convert_to_numpy(tensor)[0] for tensor in candidates]
        expected = select_detections(Candidates(*arrays), network.config.decoding)
        assert len(expected.scores) > 5
        for name in ("array", "types", "scores", "velocities"):
            one, other = getattr(detections, name), getattr(expected, name)
            np.testing.assert_allclose(one, other, atol=1e-3)


def test_an_anchor_head_knows_no_velocities(detectors):
    clock = StageClock()
    for head, found_by in detectors.items():
        [found] = found_by.detect_batch([found_by.prepare(tiny_points(), clock)], clock)
        assert np.isnan(found.velocities).all() == (head == "anchor")
        assert len(found.velocities)


def test_an_empty_frame_is_no_error(detectors):
    found_by = detectors["center"]
    clock = StageClock()
    [found] = found_by.detect_batch([found_by.prepare(np.zeros((0, 6), np.float32), clock)], clock)
    assert np.isfinite(found.array).all()


def test_a_loaded_network_is_not_sent_to_other_processes(detectors):
    with pytest.raises(InvalidInputError, match="expected the folder of the run"):
        pickle.dumps(detectors["center"])
    with pytest.raises(InvalidInputError, match="expected the detector of a training run"):
        _ = detectors["center"].identity
