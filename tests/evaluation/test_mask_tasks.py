"""Instance and panoptic segmentation end to end: predictions with masks, panoptic labels."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import run_eval, scores
from tests.evaluation.test_component_tasks import DIVISOR, keys, png, write_table
from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Masks
from waymo_kit.metrics.instances import InstanceMetric, Instances
from waymo_kit.metrics.panoptic import PanopticMetric, panoptic_label
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import MASK, MASK_SIZE, BoxKind

SEGMENTS, TIMES, CAMERAS = ("one", "two"), (1_000_000, 1_100_000), (1, 3)
HEIGHT, WIDTH = 40, 60
CLASSES = {2: 1, 4: 1, 9: 2, 11: 4}
"""Class of panoptic labels -> type."""


def made_label(rng):
    """Returns an (H, W) panoptic label of rectangles."""
    label = np.full((HEIGHT, WIDTH), 20 * DIVISOR, np.uint16)
    for instance, semantic in enumerate(rng.choice(list(CLASSES), 5), 1):
        top, left = rng.integers(0, [25, 40])
        value = semantic * DIVISOR + (instance if instance < 5 else 0)
        label[top : top + rng.integers(5, 15), left : left + rng.integers(5, 20)] = value
    return label


class Drive:
    """Labels and predictions on disk, and what they are."""

    def __init__(self, root):
        rng = np.random.default_rng(0)
        self.images, tables = [], []
        self.preds, self.truth = root / "preds.parquet", root / "truth"
        for segment in SEGMENTS:
            rows = []
            for time in TIMES:
                for camera in CAMERAS:
                    label = made_label(rng)
                    row = keys(segment, time, camera_name=camera)
                    rows.append(
                        row
                        | {
                            "panoptic_label_divisor": DIVISOR,
                            "panoptic_label": png(label),
                            "instance_id_to_global_id_mapping.local_instance_ids": [1, 2],
                            "instance_id_to_global_id_mapping.global_instance_ids": [7, 8],
                            "instance_id_to_global_id_mapping.is_tracked": [True, True],
                        }
                    )
                    found = made_detections(rng, label, time, camera)
                    self.images.append((segment, label, found))
                    tables.append(boxes_to_predictions(found, segment))
            write_table(self.truth, "camera_segmentation", segment, rows)
        write_predictions(pa.concat_tables(tables), self.preds, BoxKind.BOX_2D)


def made_detections(rng, label, time, camera):
    """Returns detections near the instances of a label."""
    values = [v for v in np.unique(label).tolist() if v // DIVISOR in CLASSES]
    shifts = rng.integers(-2, 3, (len(values), 2))
    pixels = [np.roll(label == v, shift, (0, 1)) for v, shift in zip(values, shifts, strict=True)]
    masks = Masks.encode(np.array(pixels).reshape(-1, HEIGHT, WIDTH))
    left, size = masks.boxes[:, :2], masks.boxes[:, 2:]
    count = len(values)
    return ImageBoxes(
        np.concatenate([left + size / 2, size], axis=1),
        np.array([CLASSES[v // DIVISOR] for v in values], np.int8),
        ids=[f"{camera}-{v % DIVISOR}" if v % DIVISOR < 3 else "" for v in values],
        scores=np.round(rng.random(count), 2),
        cameras=camera,
        timestamps_micros=time,
        masks=masks.texts,
        image_sizes=np.tile([HEIGHT, WIDTH], (count, 1)),
    )


@pytest.fixture(scope="module")
def drive(tmp_path_factory):
    return Drive(tmp_path_factory.mktemp("masks"))


def test_instance_segmentation_is_that_of_the_arrays(drive, tmp_path):
    metric = InstanceMetric()
    for _, label, found in drive.images:
        values = [v for v in np.unique(label).tolist() if v // DIVISOR in CLASSES]
        pixels = np.array([label == v for v in values]).reshape(-1, HEIGHT, WIDTH)
        truth = Masks.encode(pixels)
        edges = found.array[:, :2] - found.array[:, 2:] / 2
        boxes = np.concatenate([edges, found.array[:, 2:]], axis=1)
        masks = Masks.from_texts(found.masks.tolist(), HEIGHT, WIDTH)
        scored = np.float32(found.scores).astype(float)
        metric.update(
            Instances(boxes, found.types, masks, scored),
            Instances(
                truth.boxes,
                [CLASSES[v // DIVISOR] for v in values],
                truth,
                is_crowd=[v % DIVISOR == 0 for v in values],
            ),
        )
    arguments = (drive.preds, drive.truth, tmp_path, "--task", "instance-segmentation")
    found = scores(*arguments)
    result = metric.result()
    for name, part in (("MASK", result.mask), ("BOX", result.box)):
        expected = {**part.figures(), "LABELS": part.labels.sum()}
        known = {key: value for key, value in expected.items() if not np.isnan(value)}
        row = found["metrics"][name]
        assert {key: row[key] for key in known} == pytest.approx(known, abs=1e-12)
        assert all(row[key] is None for key in expected.keys() - known)
    assert 0.1 < found["metrics"]["MASK"]["AP"] < 1
    assert found["metrics"]["MASK_VEHICLE"]["LABELS"] > 0
    again = scores(*arguments, "--workers", "2")
    assert again["metrics"] == found["metrics"]


def test_panoptic_is_the_merge_of_the_masks(drive, tmp_path):
    metric = PanopticMetric()
    by_segment = {}
    for segment, label, found in drive.images:
        numbers = by_segment.setdefault(segment, {})
        merged = np.zeros((HEIGHT, WIDTH), int)
        masks = Masks.from_texts(found.masks.tolist(), HEIGHT, WIDTH).pixels
        ids = [name or object() for name in found.ids]
        for name in ids:
            numbers.setdefault(name, len(numbers) + 1)
        for row in np.argsort(-np.float32(found.scores), kind="stable"):
            free = masks[row] & (merged == 0)
            if np.float32(found.scores[row]) >= 0.3 and free.sum() >= 0.5 * masks[row].sum() > 0:
                semantic = {1: 2, 2: 9, 4: 10}[int(found.types[row])]
                merged[free] = semantic * 100_000 + numbers[ids[row]]
        stored, tracked = panoptic_label(label, DIVISOR, [1, 2], [7, 8], [True, True])
        metric.update(merged, stored, sequence=segment, is_tracked=tracked)
    (tmp_path / "config.yaml").write_text("min_score: 0.3\n")
    arguments = ("--task", "panoptic", "--config", tmp_path / "config.yaml")
    rows = scores(drive.preds, drive.truth, tmp_path, *arguments)["metrics"]
    result = metric.result()
    expected = {"WSTQ": result.wstq, "WAQ": result.waq, "MIOU": result.miou}
    assert rows["CAMERA"] == pytest.approx(expected, abs=1e-12)
    assert rows["CAMERA"]["WSTQ"] > 0


@pytest.mark.parametrize("task", ["instance-segmentation", "panoptic"])
def test_predictions_without_masks_say_so(drive, tmp_path, capsys, task):
    _, _, found = drive.images[0]
    boxes = dataclasses.replace(found, masks=None, image_sizes=None)
    write_predictions(boxes_to_predictions(boxes, "one"), tmp_path / "p.parquet", BoxKind.BOX_2D)
    paths = ("--gt", drive.truth, "--task", task)
    assert run_eval("--preds", tmp_path / "p.parquet", *paths) == 2
    assert "expected masks of all predictions" in capsys.readouterr().err
    other = dataclasses.replace(found, image_sizes=np.tile([WIDTH, HEIGHT], (len(found), 1)))
    write_predictions(boxes_to_predictions(other, "one"), tmp_path / "q.parquet", BoxKind.BOX_2D)
    assert run_eval("--preds", tmp_path / "q.parquet", *paths) == 2
    message = "expected masks of 40 x 60 pixels as the label, got 60 x 40"
    assert message in capsys.readouterr().err


def test_damaged_masks_are_named(drive):
    table = boxes_to_predictions(drive.images[0][2], "one")
    position = table.schema.get_field_index
    texts = table.column(MASK).to_pylist()
    cut = pa.array([texts[0], texts[1][:-1], *texts[2:]], pa.string())
    with pytest.raises(InvalidInputError, match=r"row 1, column .*mask.runs: expected run lengths"):
        conform_predictions(table.set_column(position(MASK), MASK, cut), BoxKind.BOX_2D, "x")
    lost = pa.array([None, *texts[1:]], pa.string())
    with pytest.raises(InvalidInputError, match=r"row 0, column .*mask.height: expected null"):
        conform_predictions(table.set_column(position(MASK), MASK, lost), BoxKind.BOX_2D, "x")
    sides = pa.array([0] * len(texts), pa.int32())
    name = MASK_SIZE[1]
    with pytest.raises(InvalidInputError, match=r"row 0, column .*mask.width: expected a side"):
        conform_predictions(table.set_column(position(name), name, sides), BoxKind.BOX_2D, "x")
