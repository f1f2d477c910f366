import dataclasses
import pickle

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.camera.tiny import TINY
from tests.detectors.classification.made_scenes import write_scenes
from waymo_kit.detectors.camera.camera_run import CameraRun
from waymo_kit.detectors.camera.detector import CameraDetector
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.geometry import Masks
from waymo_kit.predictions import (
    BoxKind,
    boxes_to_predictions,
    predictions_to_boxes,
    read_predictions,
    write_predictions,
)
from waymo_kit.scene import open_dataset
from waymo_kit.schema import CameraName


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return write_scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture(scope="module")
def detector():
    keras.utils.set_random_seed(0)
    config = TINY["retinanet"]
    every = dataclasses.replace(config.decoding, min_score=0.001)
    return CameraDetector(create_camera_network(dataclasses.replace(config, decoding=every)), 2)


def test_all_cameras_of_a_frame_are_detected_in(detector, scenes):
    scene = open_dataset(scenes)[0]
    clock = StageClock()
    inputs = [detector.read(frame, clock) for frame in scene]
    together = detector.detect_batch(inputs, clock)
    assert list(clock.seconds) == ["read", "decode", "network"]
    for frame, boxes in zip(scene, together, strict=True):
        assert set(boxes.cameras) == {1, 2}
        left, top = (boxes.array[:, k] - boxes.array[:, k + 2] / 2 for k in (0, 1))
        assert (left >= -1e-6).all()
        assert (top >= -1e-6).all()
        assert (left + boxes.array[:, 2] <= 120 + 1e-6).all()
        assert (top + boxes.array[:, 3] <= 90 + 1e-6).all()
        alone = detector.detect(frame)
        np.testing.assert_allclose(alone.array, boxes.array, atol=1e-3)
        for camera in (1, 2):
            assert (np.diff(boxes.scores[boxes.cameras == camera]) <= 0).all()
        table = boxes_to_predictions(boxes, "segment-0", frame.timestamp_micros)
        assert len(table) == len(boxes)


def test_frames_without_the_camera_have_no_detections(detector, scenes):
    clock = StageClock()
    [found] = detector.detect_batch([[]], clock)
    assert len(found) == 0
    assert found.scores is not None
    other = CameraDetector(detector.network, 2, cameras=[CameraName.SIDE_LEFT])
    assert other.read(open_dataset(scenes)[0][0], clock) == []


def test_a_loaded_network_is_not_sent_to_other_processes(detector):
    with pytest.raises(InvalidInputError, match="expected the folder of the run"):
        pickle.dumps(detector)
    with pytest.raises(InvalidInputError, match="expected the detector of a training run"):
        _ = detector.identity


def test_classes_of_other_data_are_no_predictions():
    config = dataclasses.replace(TINY["retinanet"], classes=("cat",))
    with pytest.raises(InvalidInputError, match="classes: expected names of"):
        CameraDetector(create_camera_network(config))


def test_training_without_data_says_so(tmp_path):
    with pytest.raises(InvalidInputError, match="data: expected a dataset"):
        CameraRun().train(tmp_path)
    with pytest.raises(NotFoundError):
        CameraRun(data=str(tmp_path / "none")).train(tmp_path)


def test_masks_are_in_the_predictions_of_a_network_with_masks(scenes, tmp_path):
    keras.utils.set_random_seed(0)
    config = TINY["mask-rcnn"]
    every = dataclasses.replace(config.decoding, min_score=0.001)
    network = create_camera_network(dataclasses.replace(config, decoding=every))
    detector = CameraDetector(network, 2)
    frame = open_dataset(scenes)[0][0]
    found = detector.detect(frame)
    assert len(found)
    assert (found.image_sizes == (90, 120)).all()
    table = boxes_to_predictions(found, "segment-0", frame.timestamp_micros)
    write_predictions(table, tmp_path / "p.parquet", BoxKind.BOX_2D)
    again = predictions_to_boxes(
        read_predictions(tmp_path / "p.parquet", BoxKind.BOX_2D), None, BoxKind.BOX_2D
    )
    assert again.masks.tolist() == found.masks.tolist()
    pixels = Masks.from_texts(found.masks.tolist(), 90, 120).pixels
    assert pixels.any()
    for mask, box in zip(pixels, found, strict=True):
        left, top, right, bottom = box.edges
        rows, columns = np.nonzero(mask)
        if len(rows):
            # The mask may reach the pixel beyond an edge, as torchvision pastes it.
            assert left - 2 <= columns.min() <= columns.max() <= right + 2
            assert top - 2 <= rows.min() <= rows.max() <= bottom + 2
