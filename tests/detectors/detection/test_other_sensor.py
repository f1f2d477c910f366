"""Boxes that are carried over to the other sensor, on a simulated drive."""

import dataclasses

import numpy as np
import pytest

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.detectors.detection.dataset_detection import detect_dataset
from waymo_kit.detectors.detection.frame_detector import FrameDetector
from waymo_kit.detectors.detection.other_sensor import (
    LiftedDetector,
    ProjectedDetector,
    lift_boxes,
    project_boxes,
    views_of,
)
from waymo_kit.geometry import iou_2d
from waymo_kit.predictions import BoxKind, read_predictions
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_segment


class LabelDetector(FrameDetector):
    """Finds the labels of a frame, in 3D or in images."""

    identity = "labels"
    component = "lidar"

    def __init__(self, kind):
        self.kind = kind

    def read(self, frame, clock):
        if self.kind is BoxKind.BOX_3D:
            return Boxes(frame.boxes.array, frame.boxes.types, scores=1.0)
        parts = [frame.camera(name).boxes for name in frame.cameras]
        found = ImageBoxes.concatenate(parts)
        return dataclasses.replace(found, scores=1.0, ids=None, timestamps_micros=None)

    def detect_batch(self, inputs, clock):
        return list(inputs)


@pytest.fixture(scope="module")
def drive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drive")
    return simulate_segment(folder, 18, frames=1, location="location_sf")


def test_projected_boxes_are_those_of_the_projected_labels(drive):
    frame = open_dataset(drive)[0][0]
    found = ProjectedDetector(LabelDetector(BoxKind.BOX_3D)).detect(frame)
    compared = 0
    for name in frame.cameras:
        mine = found[found.cameras == name]
        expected = frame.camera(name).projected_boxes
        assert len(mine) == len(expected)
        if len(mine):
            best = iou_2d(expected.array, mine.array).max(axis=1)
            # The labels move between the times of the frame and of the image, the boxes do not.
            assert np.median(best) > 0.9
            compared += len(mine)
    assert compared > 10


def test_lifted_boxes_are_near_their_labels(drive):
    frame = open_dataset(drive)[0][0]
    found = LiftedDetector(LabelDetector(BoxKind.BOX_2D)).detect(frame)
    labels = frame.boxes
    assert len(found) > 5
    away = []
    for box in found:
        same = labels.array[labels.types == box.type]
        away.append(np.hypot(*(same[:, :2] - box.array[:2]).T).min())
    assert np.median(away) < 1.5


def test_a_file_of_either_kind_is_written(drive, tmp_path):
    for own, other in ((BoxKind.BOX_3D, BoxKind.BOX_2D), (BoxKind.BOX_2D, BoxKind.BOX_3D)):
        out = tmp_path / f"{other.value}.parquet"
        summary = detect_dataset(LabelDetector(own), drive, out, boxes=other)
        assert len(read_predictions(out, other)) == summary.detections > 0


def test_no_boxes_and_boxes_behind(drive):
    frame = open_dataset(drive)[0][0]
    view = next(view for view in views_of(frame) if view.camera == 1)
    none = Boxes(np.empty((0, 7)), np.empty(0, np.int8), scores=np.empty(0))
    assert len(project_boxes(none, view)) == 0
    behind = Boxes(np.array([[-20.0, 0, 1, 4, 2, 2, 0]]), 1, scores=1.0)
    assert len(project_boxes(behind, view)) == 0
    around = Boxes(np.array([[0.0, 0, 1, 8, 4, 4, 0]]), 1, scores=1.0)
    assert len(project_boxes(around, view)) <= 1
    sky = ImageBoxes(np.array([[240.0, 2, 4, 2]]), 1, scores=1.0, cameras=1)
    assert len(lift_boxes(sky, view, np.empty((0, 3)))) == 0
