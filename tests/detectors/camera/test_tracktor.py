import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.camera.tiny import TINY
from tests.detectors.classification.made_scenes import write_scenes
from waymo_kit.detectors.camera.detector import CameraDetector, CameraImage
from waymo_kit.detectors.camera.image_fit import fit_image
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.camera.tracktor import Tracktor, TracktorDetector
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import boxes_to_predictions
from waymo_kit.scene import open_dataset
from waymo_kit.schema import CameraName

IMAGE = CameraImage(CameraName.FRONT, np.zeros((64, 96, 3), np.uint8), fit_image(64, 96, (64, 96)))


@pytest.fixture(scope="module")
def detector():
    keras.utils.set_random_seed(0)
    config = TINY["faster-rcnn"]
    every = dataclasses.replace(config.decoding, min_score=0.001)
    return CameraDetector(create_camera_network(dataclasses.replace(config, decoding=every)))


class Script(TracktorDetector):
    """Runs on made answers of the network: (moved boxes and scores, detections and scores)."""

    def play(self, *answers):
        self._answers = list(answers)
        return [self.update(IMAGE) for _ in answers]

    def _run(self, image, before):
        moved, scores, found, found_scores = self._answers.pop(0)
        tracks = before._replace(
            boxes=np.array(moved, np.float32).reshape(-1, 4), scores=np.array(scores, np.float32)
        )
        count = len(found_scores)
        detections = type(before)(
            np.array(found, np.float32).reshape(-1, 4),
            np.zeros(count, np.int32),
            np.array(found_scores, np.float32),
            np.zeros(count, np.int64),
        )
        return tracks, detections


def ids(frames):
    return [list(frame.ids) for frame in frames]


def test_tracks_start_go_on_and_end(detector):
    script = Script(detector)
    a, b, c = [0, 0, 20, 20], [40, 10, 60, 30], [70, 30, 90, 60]
    frames = script.play(
        ([], [], [a, b, c], [0.9, 0.8, 0.4]),  # the third one is too weak
        ([[2, 0, 22, 20], b], [0.9, 0.3], [[3, 0, 23, 20], c], [0.9, 0.7]),
        ([[4, 0, 24, 20], c], [0.9, 0.9], [], []),
    )
    assert ids(frames) == [["FRONT-1", "FRONT-2"], ["FRONT-1", "FRONT-3"], ["FRONT-1", "FRONT-3"]]
    assert frames[2].array[0].tolist() == [14, 10, 20, 20]
    script.reset()
    assert ids(script.play(([], [], [a], [0.9]))) == [["FRONT-1"]]


def test_of_two_tracks_in_one_place_the_better_one_goes_on(detector):
    a, b = [0, 0, 20, 20], [40, 10, 60, 30]
    frames = Script(detector).play(
        ([], [], [a, b], [0.9, 0.9]), ([a, [1, 0, 21, 20]], [0.6, 0.8], [], [])
    )
    assert ids(frames)[1] == ["FRONT-2"]


def test_cameras_and_frames_of_a_scene(detector, tmp_path):
    scene = open_dataset(write_scenes(tmp_path))[0]
    tracker = TracktorDetector(detector, Tracktor(0.0, 0.001, max_tracks=8))
    clock = StageClock()
    frames = [tracker.detect_batch([tracker.read(frame, clock)], clock)[0] for frame in scene]
    assert all(set(frame.cameras) == {1, 2} for frame in frames)
    assert set(frames[0].ids) & set(frames[1].ids)
    assert all(len(set(frame.ids)) == len(frame) <= 16 for frame in frames)
    table = boxes_to_predictions(frames[1], "segment-0", 1)
    assert table.num_rows == len(frames[1])
    tracker.reset()
    again = tracker.detect_batch([tracker.read(scene[0], clock)], clock)[0]
    np.testing.assert_allclose(again.array, frames[0].array)


def test_the_head_at_proposals_gives_the_detections_of_the_network(detector):
    """Regressing the proposals themselves is what the second stage does."""
    network = detector.network
    rng = np.random.default_rng(0)
    images, sizes = rng.integers(0, 255, (1, 64, 96, 3)).astype(np.uint8), np.array([[64, 96]])
    outputs = network.features(images, sizes, training=False)
    proposals = network.proposals.propose(outputs.proposals, sizes, training=False)
    found = network.decode(outputs, sizes)
    for label in range(3):
        labels = np.full(proposals.boxes.shape[:2], label, np.int32)
        moved, scores = network.regress(outputs, proposals.boxes, labels, sizes)
        moved, scores = np.asarray(moved[0]), np.asarray(scores[0])
        mine = np.asarray(found.labels[0]) == label
        for box, score in zip(found.boxes[0][mine], found.scores[0][mine], strict=True):
            if score > 0:
                away = np.abs(moved - np.asarray(box)).max(axis=1) + np.abs(scores - float(score))
                assert away.min() < 1e-3


def test_networks_without_a_box_head_are_refused():
    retinanet = CameraDetector(create_camera_network(TINY["retinanet"]))
    with pytest.raises(InvalidInputError, match="tracktor: expected a detector whose box head"):
        TracktorDetector(retinanet)
    with pytest.raises(InvalidInputError, match="min_score: expected 0 to 1"):
        Tracktor(min_score=2)
