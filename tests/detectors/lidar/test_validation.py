"""Early scores: right for a detector that is right, and of boxes within reach alone."""

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import tiny_config
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.frame_detector import FrameDetections
from waymo_kit.detectors.lidar import validation as module
from waymo_kit.detectors.lidar.validation import Validation
from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation import DetectionTask, evaluate
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.schema import ObjectType

REACH = 40.0


def evaluated(monkeypatch, dataset, change=lambda boxes: boxes, reach=REACH, stride=1):
    """Metrics of a detector that knows the labels, and its detections."""
    found = []

    def detect_frames(detector, dataset, stride):
        for scene in dataset:
            for frame in scene[::stride]:
                labels = frame.boxes
                boxes = Boxes(change(labels.array), labels.types, scores=0.9)
                found.append(FrameDetections(scene.name, frame.timestamp_micros, boxes))
                yield found[-1]

    monkeypatch.setattr(module, "detect_frames", detect_frames)
    monkeypatch.setattr(module, "LidarDetector", lambda network, batch_size: None)
    validation = Validation(dataset, tiny_config("center"), reach, stride=stride)
    return validation(None), found


def test_labels_as_detections_are_nearly_perfect(dataset, monkeypatch):
    """Not quite: labels without a point, which do not count, are false positives here."""
    metrics, found = evaluated(monkeypatch, dataset)
    assert len(found) == 8
    assert metrics["VEHICLE_LEVEL_2_AP"] > 0.8
    assert metrics["VEHICLE_LEVEL_2_APH"] == pytest.approx(metrics["VEHICLE_LEVEL_2_AP"])
    kinds = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
    for name in ("LEVEL_1_AP", "LEVEL_2_APH"):
        assert metrics[name] == pytest.approx(
            np.mean([metrics[f"{kind.name}_{name}"] for kind in kinds])
        )


def test_headings_count_in_aph_alone(dataset, monkeypatch):
    right, _ = evaluated(monkeypatch, dataset)
    turned, _ = evaluated(monkeypatch, dataset, lambda boxes: boxes + [0, 0, 0, 0, 0, 0, np.pi])
    assert turned["VEHICLE_LEVEL_2_AP"] == pytest.approx(right["VEHICLE_LEVEL_2_AP"])
    assert turned["VEHICLE_LEVEL_2_APH"] < 0.01


def test_boxes_beyond_the_reach_do_not_count(dataset, monkeypatch):
    """A detector that is wrong there, and nowhere else, has the same metrics."""
    right, _ = evaluated(monkeypatch, dataset)

    def wrong_outside(boxes):
        is_outside = np.linalg.norm(boxes[:, :3], axis=1) > 41
        assert is_outside.any()
        return boxes * np.where(is_outside, 2.0, 1.0)[:, None] ** [1, 1, 0, 0, 0, 0, 0]

    beside, _ = evaluated(monkeypatch, dataset, wrong_outside)
    assert beside == right


def test_metrics_are_those_of_the_command_within_the_reach(dataset, monkeypatch, tmp_path):
    """Training and studies have one definition of what a detector can see."""
    noise = np.random.default_rng(0)
    metrics, found = evaluated(
        monkeypatch,
        dataset,
        lambda boxes: boxes + noise.normal(0, [*[0.15] * 3, 0, 0, 0, 0.2], boxes.shape),
    )
    tables = [boxes_to_predictions(f.boxes, f.segment, f.timestamp_micros) for f in found]
    write_predictions(pa.concat_tables(tables), tmp_path / "p.parquet")
    task = DetectionTask(config=DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE,)), within=REACH)
    rows = evaluate(tmp_path / "p.parquet", dataset.where, task, force=True).rows
    for kind in ("VEHICLE", "PEDESTRIAN"):
        for level in ("LEVEL_1", "LEVEL_2"):
            row = rows[f"OBJECT_TYPE_TYPE_{kind}_{level}"]
            for metric in ("AP", "APH"):
                assert metrics[f"{kind}_{level}_{metric}"] == row[metric]
    assert 0 < metrics["VEHICLE_LEVEL_1_AP"] < 1


def test_frames_may_be_left_out(dataset, monkeypatch):
    metrics, found = evaluated(monkeypatch, dataset, stride=2)
    assert len(found) == 4
    assert metrics["VEHICLE_LEVEL_2_AP"] > 0.8


def test_a_detector_that_finds_nothing_scores_zero(dataset, monkeypatch):
    monkeypatch.setattr(module, "detect_frames", lambda detector, dataset, stride: iter(()))
    monkeypatch.setattr(module, "LidarDetector", lambda network, batch_size: None)
    metrics = Validation(dataset, tiny_config("center"), REACH)(None)
    assert set(metrics.values()) == {0.0}


def test_validation_data_without_labels_are_an_error_at_once(dataset):
    with pytest.raises(NotFoundError, match=r"no label of VEHICLE, .* within 0.1 m to evaluate on"):
        Validation(dataset, tiny_config("center"), 0.1)
