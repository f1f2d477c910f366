"""Segmentation and keypoints end to end: component tables on both sides."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from tests.evaluation.browser import lay_out
from tests.evaluation.command import run_eval, scores
from waymo_kit.metrics import KeypointMetric, PanopticMetric, Poses, SegmentationMetric, pair_poses
from waymo_kit.metrics.keypoint_matching import match_by_error
from waymo_kit.metrics.keypoint_types import LASER_KEYPOINTS
from waymo_kit.metrics.panoptic import panoptic_label
from waymo_kit.schema import component_of

SEGMENTS = ("one", "two")
TIMES = (1_000_000, 1_100_000)
DIVISOR = 1000


def write_table(root, tag, segment, rows):
    """Writes rows whose values are named without the component's prefix."""
    component = component_of(tag)
    full = [
        {
            (name if name.startswith("key.") else component.column(name)): v
            for name, v in row.items()
        }
        for row in rows
    ]
    (root / tag).mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(full, component.schema)
    pq.write_table(table, root / tag / f"{segment}.parquet")


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def keys(segment, time, **more):
    named = {f"key.{name}": value for name, value in more.items()}
    return {"key.segment_context_name": segment, "key.frame_timestamp_micros": time, **named}


class Labeled:
    """Random labels and predictions of both kinds of segmentation, on disk and as arrays."""

    def __init__(self, root, skipped=None):
        rng = np.random.default_rng(0)
        self.lidar, self.camera = SegmentationMetric(), PanopticMetric()
        for segment in SEGMENTS:
            tables = {(side, tag): [] for side in ("truth", "preds") for tag in ("lidar", "camera")}
            for time in TIMES:
                truth, guess = (rng.integers(0, 23, (2, 6, 9)) for _ in range(2))
                guess = np.where(rng.random(guess.shape) < 0.6, truth, guess)
                for side, classes in (("truth", truth), ("preds", guess)):
                    row = keys(segment, time, laser_name=1)
                    for number in (1, 2):
                        image = np.stack([np.zeros((6, 9), int), classes[number - 1]], axis=-1)
                        row[f"range_image_return{number}.values"] = image.ravel().tolist()
                        row[f"range_image_return{number}.shape"] = list(image.shape)
                    if (side, segment, time) != ("preds", *(skipped or ())):
                        tables[side, "lidar"].append(row)
                missing = skipped == (segment, time)
                for number in range(2):
                    self.lidar.update(None if missing else guess[number], truth[number])
                for camera in (1, 2):
                    self._add_camera(rng, tables, segment, time, camera)
            for (side, tag), rows in tables.items():
                write_table(root / side, f"{tag}_segmentation", segment, rows)

    def _add_camera(self, rng, tables, segment, time, camera):
        label, guess = (
            (rng.integers(1, 29, (5, 7)) * DIVISOR + rng.integers(0, 4, (5, 7))).astype(np.uint16)
            for _ in range(2)
        )
        guess = np.where(rng.random(guess.shape) < 0.6, label, guess)
        covered = rng.integers(1, 3, (5, 7)).astype(np.uint8)
        mapping = ([1, 2, 3], [11 * camera, 12, 13], [True, True, False])
        for side, image in (("truth", label), ("preds", guess)):
            row = keys(segment, time, camera_name=camera) | {
                "panoptic_label_divisor": DIVISOR,
                "panoptic_label": png(image),
            }
            for name, values in zip(("local", "global"), mapping, strict=False):
                row[f"instance_id_to_global_id_mapping.{name}_instance_ids"] = values
            row["instance_id_to_global_id_mapping.is_tracked"] = mapping[2]
            if side == "truth":
                row |= {"sequence_id": f"seq-{segment}", "num_cameras_covered": png(covered)}
            tables[side, "camera"].append(row)
        stored, tracked = panoptic_label(label, DIVISOR, *mapping)
        self.camera.update(
            panoptic_label(guess, DIVISOR, *mapping)[0],
            stored,
            sequence=segment,
            cameras_covered=covered,
            is_tracked=tracked,
        )


@pytest.mark.parametrize("skipped", [None, ("two", TIMES[1])])
def test_segmentation_equals_the_metrics_of_the_arrays(tmp_path, skipped):
    expected = Labeled(tmp_path, skipped)
    arguments = ("--task", "segmentation")
    found = scores(tmp_path / "preds", tmp_path / "truth", tmp_path, *arguments)
    rows, lidar, camera = found["metrics"], expected.lidar.result(), expected.camera.result()
    assert rows["LIDAR"] == {"MIOU": lidar.miou}
    assert rows["CAMERA"] == {"WSTQ": camera.wstq, "WAQ": camera.waq, "MIOU": camera.miou}
    assert rows["LIDAR_TYPE_CAR"]["IOU"] == lidar.iou[lidar.classes == 1][0]
    assert 0 < lidar.miou < 1
    assert 0 < camera.wstq < 1
    named = {finding["name"]: finding["message"] for finding in found["findings"]}
    if skipped:
        assert "1 of 12 frames have no predictions" in named["empty_frames"]
        assert "segment two at 1100000, laser TOP" in named["empty_frames"]
    else:
        assert named == {}


def test_a_segmentation_prediction_of_another_shape_is_named(tmp_path, capsys):
    Labeled(tmp_path)
    path = tmp_path / "preds" / "lidar_segmentation" / "one.parquet"
    table = pq.read_table(path).to_pylist()
    column = component_of("lidar_segmentation").column
    table[1][column("range_image_return2.shape")] = [9, 6, 2]
    pq.write_table(pa.Table.from_pylist(table, component_of("lidar_segmentation").schema), path)
    arguments = ("--task", "segmentation")
    assert run_eval("-p", tmp_path / "preds", "-g", tmp_path / "truth", *arguments) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "segment one at 1100000, laser TOP: return 2: expected a prediction of shape" in message


def test_the_labels_of_a_real_frame_against_themselves(wod_data, tmp_path):
    frame = wod_data / "camera_only_1frame.tfrecord"
    rows = scores(frame, frame, tmp_path, "--task", "segmentation")["metrics"]
    assert rows["CAMERA"]["WSTQ"] == pytest.approx(1)
    assert rows["CAMERA"]["MIOU"] == 1
    assert "LIDAR" not in rows


def people(rng, count):
    """Boxes and keypoints of some people: (N, 7) and (N, 14, 3)."""
    boxes = np.column_stack(
        [rng.uniform(-20, 20, (count, 3)), np.tile([1, 1, 1.8, 0.3], (count, 1))]
    )
    return boxes, boxes[:, None, :3] + rng.normal(0, 0.4, (count, len(LASER_KEYPOINTS), 3))


def keypoint_row(segment, time, name, points, occluded):
    row = keys(segment, time, laser_object_id=name)
    row["lidar_keypoints[*].type"] = [int(kind) for kind in LASER_KEYPOINTS]
    for axis, values in zip("xyz", points.T, strict=True):
        row[f"lidar_keypoints[*].keypoint_3d.location_m.{axis}"] = values.tolist()
    row["lidar_keypoints[*].keypoint_3d.visibility.is_occluded"] = occluded.tolist()
    return row


def write_people(root):
    """Labels and predictions of people; returns the scorer that has seen them all."""
    rng, scorer = np.random.default_rng(1), KeypointMetric()
    for segment in SEGMENTS:
        labels, boxes, guesses = [], [], []
        for time in TIMES:
            box, points = people(rng, 5)
            occluded = rng.random(points.shape[:2]) < 0.2
            moved = (points + rng.normal(0, 0.1, points.shape))[1:]
            for k in range(5):
                labels.append(keypoint_row(segment, time, f"p{k}", points[k], occluded[k]))
                row = keys(segment, time, laser_object_id=f"p{k}") | {"type": 2}
                names = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z")
                for name, value in zip((*names, "heading"), box[k], strict=True):
                    row[f"box.{name}"] = value
                boxes.append(row)
            nothing = np.zeros(len(LASER_KEYPOINTS), bool)
            guesses += [
                keypoint_row(segment, time, f"g{k}", one, nothing) for k, one in enumerate(moved)
            ]
            truth = Poses(points, np.where(occluded, 1, 2), box)
            found = Poses(moved, np.full(moved.shape[:2], 2))
            scorer.update(*pair_poses(truth, found, match_by_error(truth, found)))
        guesses.append(keypoint_row(segment, 7, "late", points[0], nothing))
        write_table(root / "truth", "lidar_hkp", segment, labels)
        write_table(root / "truth", "lidar_box", segment, boxes)
        write_table(root / "preds", "lidar_hkp", segment, guesses)
    return scorer


def test_keypoints_equal_the_metrics_of_the_arrays(tmp_path):
    expected = write_people(tmp_path).result()
    found = scores(tmp_path / "preds", tmp_path / "truth", tmp_path, "--task", "keypoints")
    for score in expected:
        row = found["metrics"][score.group]
        figures = (score.pem, score.oks_ap, score.mpjpe, score.recall)
        names = ("PEM", "OKS_AP", "MPJPE", "RECALL")
        assert [row[name] for name in names] == pytest.approx(figures, rel=1e-12)
    assert 0 < found["metrics"]["ALL"]["OKS_AP"] < 1
    (finding,) = found["findings"]
    assert finding["severity"] == "note"
    assert "2 of 18 predictions have no label" in finding["message"]
    assert "segment one at 7" in finding["message"]


def test_a_person_without_a_box_is_named(tmp_path, capsys):
    write_people(tmp_path)
    path = tmp_path / "truth" / "lidar_box" / "two.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    preds = tmp_path / "preds"
    assert run_eval("-p", preds, "-g", tmp_path / "truth", "--task", "keypoints") == 2
    message = capsys.readouterr().err
    assert "segment two at 1000000: person p0 has keypoints but no box" in message


@pytest.mark.parametrize("task", ["segmentation", "keypoints"])
def test_the_report(task, tmp_path):
    Labeled(tmp_path) if task == "segmentation" else write_people(tmp_path)
    page = tmp_path / "page.html"
    arguments = ("--task", task, "--report", page)
    rows = scores(tmp_path / "preds", tmp_path / "truth", tmp_path, *arguments)["metrics"]
    found, said = lay_out(page.read_text(), 390, tmp_path)
    assert said == []
    assert found["width"] <= 390
    classes = sum(row.get("IOU") is not None for row in rows.values())
    assert len(found["plots"]) == (5 if task == "segmentation" else 12)
    words = [text for plot in found["plots"] for text, _ in plot["words"]]
    bars = classes + 4 if task == "segmentation" else 12 * len(rows)
    assert len(words) == 2 * bars
    for plot in found["plots"]:
        assert plot["marks"] > 0
        assert plot["letters"] >= 9
        assert all(plot["box"][0] - 12 <= start for _, (start, *_) in plot["words"]), plot["words"]


@pytest.mark.parametrize(
    "task", ["segmentation", pytest.param("keypoints", marks=pytest.mark.heavy)]
)
def test_workers_change_no_digit(task, tmp_path, importing_workers):
    Labeled(tmp_path) if task == "segmentation" else write_people(tmp_path)
    texts = []
    for workers in (1, 2):
        arguments = ("--task", task, "--workers", workers)
        scores(tmp_path / "preds", tmp_path / "truth", tmp_path, *arguments)
        texts.append((tmp_path / "result.json").read_bytes())
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["metrics"]


@pytest.mark.parametrize("task", ["segmentation", "keypoints"])
def test_a_dataset_without_such_labels_is_an_error(task, tmp_path, capsys):
    Labeled(tmp_path) if task == "segmentation" else write_people(tmp_path)
    labels = tmp_path / "bare"
    write_table(labels, "stats", "one", [keys("one", 5)])
    assert run_eval("-p", tmp_path / "preds", "-g", labels, "--task", task) == 2
    assert "the ground truth has no" in capsys.readouterr().err
