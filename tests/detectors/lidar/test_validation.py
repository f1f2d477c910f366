"""Early scores: right for a detector that is right, and of boxes on the grid alone."""

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import tiny_config  # noqa: E402
from waymo_kit.detectors.detection.frame_detector import Detections, FrameDetections  # noqa: E402
from waymo_kit.detectors.lidar import validation as module  # noqa: E402
from waymo_kit.detectors.lidar.config import Grid  # noqa: E402
from waymo_kit.detectors.lidar.validation import Validation  # noqa: E402
from waymo_kit.schema import ObjectType  # noqa: E402

GRID = Grid(x_min=-40.96, y_min=-40.96, columns=128, rows=128, pillar_size=0.64)


def evaluated(monkeypatch, dataset, change=lambda boxes: boxes, grid=GRID, every=1):
    """Figures of a detector that knows the labels, and how many boxes it had."""
    counts = []

    def detect_frames(detector, dataset, stride):
        for scene in dataset:
            for frame in scene[::stride]:
                labels = frame.boxes
                counts.append(len(labels.array))
                yield FrameDetections(
                    scene.name,
                    frame.timestamp_micros,
                    Detections(
                        change(labels.array),
                        np.full(len(labels.array), 0.9, np.float32),
                        labels.types.astype(np.int32),
                        np.zeros((len(labels.array), 2)),
                    ),
                )

    monkeypatch.setattr(module, "detect_frames", detect_frames)
    monkeypatch.setattr(module, "LidarDetector", lambda network, batch_size: None)

    validation = Validation(dataset, tiny_config("centerpoint-pillar", grid=grid), every=every)
    return validation(None), len(counts)


def test_labels_as_detections_are_nearly_perfect(dataset, monkeypatch):
    """Not quite: labels without a point, which do not count, are false positives here."""
    figures, frames = evaluated(monkeypatch, dataset)
    assert frames == 8
    assert figures["VEHICLE_LEVEL_2_AP"] > 0.8
    assert figures["VEHICLE_LEVEL_2_APH"] == pytest.approx(figures["VEHICLE_LEVEL_2_AP"])
    kinds = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
    for figure in ("LEVEL_1_AP", "LEVEL_2_APH"):
        assert figures[figure] == pytest.approx(
            np.mean([figures[f"{kind.name}_{figure}"] for kind in kinds])
        )


def test_headings_count_in_aph_alone(dataset, monkeypatch):
    right, _ = evaluated(monkeypatch, dataset)
    turned, _ = evaluated(monkeypatch, dataset, lambda boxes: boxes + [0, 0, 0, 0, 0, 0, np.pi])
    assert turned["VEHICLE_LEVEL_2_AP"] == pytest.approx(right["VEHICLE_LEVEL_2_AP"])
    assert turned["VEHICLE_LEVEL_2_APH"] < 0.01


def test_boxes_beside_the_grid_do_not_count(dataset, monkeypatch):
    """A detector that is wrong there, and nowhere else, has the same figures."""
    right, _ = evaluated(monkeypatch, dataset)

    def wrong_outside(boxes):
        is_outside = (np.abs(boxes[:, :2]) > 41).any(axis=1)
        assert is_outside.any()
        return boxes * np.where(is_outside, 2.0, 1.0)[:, None] ** [1, 1, 0, 0, 0, 0, 0]

    beside, _ = evaluated(monkeypatch, dataset, wrong_outside)
    assert beside == right


def test_frames_may_be_left_out(dataset, monkeypatch):
    figures, frames = evaluated(monkeypatch, dataset, every=2)
    assert frames == 4
    assert figures["VEHICLE_LEVEL_2_AP"] > 0.8
