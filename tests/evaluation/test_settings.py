import dataclasses
import json

import numpy as np
import pyarrow.compute as pc
import pytest
import yaml

from tests.evaluation.command import scores
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.evaluation import TASKS, DetectionTask, LetTask, TrackingTask, evaluate
from waymo_kit.evaluation.settings import (
    BREAKDOWN_NAMES,
    change_settings,
    read_settings,
    settings_values,
    with_breakdowns,
)
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.let import Alignment
from waymo_kit.metrics.matching import Matcher
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.scene import open_dataset
from waymo_kit.scene.map_places import MapPlaces
from waymo_kit.schema import Difficulty
from waymo_kit.schema.predictions import TIMESTAMP


@pytest.mark.parametrize("name", TASKS)
def test_settings_survive_json(name):
    task = TASKS[name]()
    values = json.loads(json.dumps(settings_values(task)))
    assert change_settings(task, values, "file") == task


def test_a_file_changes_what_it_names(tmp_path):
    (tmp_path / "config.yaml").write_text(
        "breakdowns: [type, weather]\n"
        "levels: [LEVEL_2]\n"
        "overlap: bev\n"
        "matcher: score_first\n"
        "iou_thresholds: {vehicle: 0.8}\n"
        "score_cutoffs: [0, 0.5]\n"
        "recall_delta: 0.1\n"
        "point_rules: false\n"
        "bins: 20\n"
    )
    read = read_settings(tmp_path / "config.yaml", DetectionTask())
    assert read.config == DetectionConfig(
        breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.WEATHER),
        levels=(Difficulty.LEVEL_2,),
        overlap=Overlap.IOU_BEV,
        matcher=Matcher.SCORE_FIRST,
        iou_thresholds=(0.8, 0.5, 0.5, 0.5),
        score_cutoffs=(0.0, 0.5),
        recall_delta=0.1,
    )
    assert read == DetectionTask(config=read.config, point_rules=False, bins=20)


def test_the_tolerance_of_let_is_changed_in_part(tmp_path):
    names = {member.name.lower(): member for member in Alignment}
    name = next(iter(names))
    (tmp_path / "c.json").write_text(json.dumps({"tolerance": {"alignment": name}}))
    read = read_settings(tmp_path / "c.json", LetTask())
    default = LetTask().config.tolerance
    assert read.config.tolerance == dataclasses.replace(default, alignment=names[name])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1", "the file: expected a mapping of fields, got"),
        ("a: [", "not YAML"),
        ("iou: 0.5", "unknown setting 'iou'; those of the task detection are breakdowns, levels"),
        ("hota: true", "unknown setting 'hota'"),
        ("breakdowns: type", "breakdowns: expected a list, got 'type'"),
        ("breakdowns: [kind]", r"breakdowns\[0\]: expected one of type, range.*got 'kind'"),
        ("levels: []", "expected levels to be at least one"),
        ("overlap: 4d", "overlap: expected one of 3d, bev, 2d, got '4d'"),
        ("iou_thresholds: {car: 0.5}", "expected values for some of vehicle.* got 'car'"),
        ("iou_thresholds: {vehicle: high}", r"iou_thresholds\[0\]: expected a finite number"),
        ("iou_thresholds: {vehicle: 1.5}", "expected iou_thresholds to be four numbers in"),
        ("iou_thresholds: [0.5]", "iou_thresholds: expected a list of 4"),
        ("score_cutoffs: 0.5", "score_cutoffs: expected a list, got 0.5"),
        ("score_cutoffs: [1, 0]", "expected score_cutoffs to be ascending numbers"),
        ("score_cutoffs: [.nan]", r"score_cutoffs\[0\]: expected a finite number, got nan"),
        ("score_cutoffs: [0, .inf]", r"score_cutoffs\[1\]: expected a finite number, got inf"),
        ("within: .inf", "within: expected a finite number, got inf"),
        ("within: -.inf", "within: expected a finite number, got -inf"),
        ("within: .nan", "within: expected a finite number, got nan"),
        ("min_precision: .inf", "min_precision: expected a finite number, got inf"),
        ("tolerance: {sensor: [0, 0, .nan]}", r"tolerance.sensor\[2\]: expected a finite number"),
        ("bins: true", "bins: expected a whole number, got True"),
        ("bins: 0", "expected bins of at least 1, got 0"),
        ("point_rules: 1", "point_rules: expected true or false, got 1"),
        ("listing_cutoff: 2", "expected listing_cutoff from 0 to 1"),
        ("recall_delta: .nan", "recall_delta: expected a finite number, got nan"),
        ("tolerance: 5", "tolerance: expected a mapping of fields, got 5"),
        ("tolerance: {sensor: [1]}", "tolerance.sensor: expected a list of 3"),
        ("tolerance: {reach: 1}", "unknown key tolerance.reach"),
        ("task: tracking", "task: expected detection, got 'tracking'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path, text, message):
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(InvalidInputError, match=f"c.yaml: .*{message}"):
        read_settings(tmp_path / "c.yaml", DetectionTask())


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError, match=r"c.yaml: no such file"):
        read_settings(tmp_path / "c.yaml", DetectionTask())


def test_breakdowns_by_name():
    task = with_breakdowns(DetectionTask(), ",".join(BREAKDOWN_NAMES))
    assert task.config.breakdowns == tuple(BREAKDOWN_NAMES.values())
    assert set(BREAKDOWN_NAMES.values()) == set(Breakdown)
    assert with_breakdowns(TrackingTask(), " size ").config.breakdowns == (Breakdown.SIZE,)
    for text in ("type,color", " , ", "type,type"):
        with pytest.raises(InvalidInputError, match=r"--breakdowns: .*expected"):
            with_breakdowns(DetectionTask(), text)


def test_the_default_file_is_plain_yaml():
    text = yaml.safe_dump(settings_values(DetectionTask()))
    assert change_settings(DetectionTask(), yaml.safe_load(text), "file") == DetectionTask()


def test_an_empty_file_changes_nothing(tmp_path):
    (tmp_path / "c.yaml").write_text("")
    assert read_settings(tmp_path / "c.yaml", LetTask()) == LetTask()


def test_within_a_range_is_the_row_of_that_range(drive, tmp_path):
    (tmp_path / "near.yaml").write_text("within: 30\n")
    predictions = tmp_path / "predictions.parquet"
    write_predictions(drive.predictions(), str(predictions), BoxKind.BOX_3D)
    whole = scores(predictions, drive.converted, tmp_path)["metrics"]
    near = scores(predictions, drive.converted, tmp_path, "--config", tmp_path / "near.yaml")
    row, all_ranges = "RANGE_TYPE_VEHICLE_[0, 30)_LEVEL_1", "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_1"
    assert near["metrics"][all_ranges] == whole[row] == near["metrics"][row]
    assert whole[all_ranges] != whole[row]


def test_boxes_are_scored_by_where_they_are_on_the_road_map(drive, tmp_path):
    table = drive.predictions()
    path = tmp_path / "predictions.parquet"
    write_predictions(table, str(path), BoxKind.BOX_3D)
    settings = ({}, {"on_road": True}, {"on_road": False}, {"lane_distance": 2.0})
    found = [
        evaluate(path, drive.converted, change_settings(DetectionTask(), each, "file")).checks
        for each in settings
    ]
    predictions = [checks.predictions_of_type.sum() for checks in found]
    labels = [checks.labels_of_type.sum() for checks in found]
    expected = np.zeros(4)
    for scene in open_dataset(drive.converted):
        here = table.filter(pc.equal(table.column(0), scene.name))
        boxes, times = box_array(here, BoxKind.BOX_3D), here.column(TIMESTAMP).to_numpy()
        places = MapPlaces.of(scene).of_boxes(boxes, times)
        assert places.is_known.all()
        on_road = places.is_on_road
        near = places.lane_distances <= 2
        expected += [len(boxes), on_road.sum(), (~on_road).sum(), near.sum()]
    assert predictions == expected.tolist()
    assert labels[0] == labels[1] + labels[2]
    assert 0 < labels[3] < labels[0]
    assert 0 < predictions[1] < predictions[0]


def test_labels_without_maps_cannot_be_chosen_by_map(drive, tmp_path):
    path = tmp_path / "predictions.parquet"
    write_predictions(drive.predictions(), str(path), BoxKind.BOX_3D)
    task = DetectionTask(on_road=True)
    with pytest.raises(NotFoundError, match="no road map of segment"):
        evaluate(path, drive.bin, task)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"within": 0}, "within"),
        ({"within": 20, "overlap": "2d"}, "within"),
        ({"lane_distance": -1}, "lane_distance"),
        ({"on_road": True, "overlap": "2d"}, "on_road"),
    ],
)
def test_a_part_that_cannot_be_is_refused(values, name):
    with pytest.raises(InvalidInputError, match=name):
        change_settings(DetectionTask(), values, "file")
