import dataclasses
import json

import pytest
import yaml

from tests.evaluation.command import scores
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.evaluation.settings import (
    BREAKDOWN_NAMES,
    EvalSettings,
    Task,
    parse_breakdowns,
    read_settings,
    settings_from,
)
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.let import Alignment
from waymo_kit.metrics.matching import Matcher
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.schema import Difficulty


@pytest.mark.parametrize("task", Task)
def test_settings_survive_json(task):
    settings = EvalSettings.for_task(task)
    values = json.loads(json.dumps(settings.to_json()))
    assert settings_from(values, task, "file") == settings


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
    read = read_settings(tmp_path / "config.yaml", Task.DETECTION)
    assert read == dataclasses.replace(
        EvalSettings.for_task(Task.DETECTION),
        breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.WEATHER),
        levels=(Difficulty.LEVEL_2,),
        overlap=Overlap.IOU_BEV,
        matcher=Matcher.SCORE_FIRST,
        iou_thresholds=(0.8, 0.5, 0.5, 0.5),
        score_cutoffs=(0.0, 0.5),
        recall_delta=0.1,
        point_rules=False,
        bins=20,
    )


def test_the_tolerance_of_let_is_changed_in_part(tmp_path):
    names = {member.name.lower(): member for member in Alignment}
    name = next(iter(names))
    (tmp_path / "c.json").write_text(json.dumps({"tolerance": {"alignment": name}}))
    read = read_settings(tmp_path / "c.json", Task.LET)
    default = EvalSettings.for_task(Task.LET).tolerance
    assert read.tolerance == dataclasses.replace(default, alignment=names[name])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1", "expected settings by name, got list"),
        ("a: [", "neither YAML nor JSON"),
        ("", "expected settings by name, got NoneType"),
        ("iou: 0.5", "unknown setting 'iou'; known are task, breakdowns"),
        ("breakdowns: type", "breakdowns: expected a list of type, range"),
        ("breakdowns: [kind]", "breakdowns: expected one of type, range.*got 'kind'"),
        ("levels: []", "levels: expected a list"),
        ("overlap: 4d", "overlap: expected one of 3d, bev, 2d, got '4d'"),
        ("iou_thresholds: {car: 0.5}", "expected values for some of vehicle"),
        ("iou_thresholds: {vehicle: high}", "iou_thresholds.vehicle: expected float, got 'high'"),
        ("iou_thresholds: {vehicle: 1.5}", ""),
        ("score_cutoffs: 0.5", "expected a list of numbers"),
        ("score_cutoffs: [1, 0]", ""),
        ("bins: true", "bins: expected int, got True"),
        ("bins: 0", "expected bins of at least 1, got 0"),
        ("hota: 1", "hota: expected bool, got 1"),
        ("listing_cutoff: 2", "expected listing_cutoff from 0 to 1"),
        ("recall_delta: .nan", ""),
        ("tolerance: 5", "tolerance: expected settings, got 5"),
        ("tolerance: {sensor: [1]}", "tolerance.sensor: expected 3 numbers"),
        ("tolerance: {reach: 1}", "tolerance: expected values for some of"),
        ("task: tracking", "task: expected one of detection, got 'tracking'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path, text, message):
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(InvalidInputError, match=f"c.yaml: .*{message}"):
        read_settings(tmp_path / "c.yaml", Task.DETECTION)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError, match=r"c.yaml: no such file"):
        read_settings(tmp_path / "c.yaml", Task.DETECTION)


def test_breakdowns_by_name():
    assert parse_breakdowns(",".join(BREAKDOWN_NAMES)) == tuple(BREAKDOWN_NAMES.values())
    assert set(BREAKDOWN_NAMES.values()) == set(Breakdown)
    with pytest.raises(InvalidInputError, match="--breakdowns: type,colour"):
        parse_breakdowns("type,colour")
    with pytest.raises(InvalidInputError, match="--breakdowns"):
        parse_breakdowns(" , ")


def test_the_default_file_is_plain_yaml():
    text = yaml.safe_dump(EvalSettings().to_json())
    assert settings_from(yaml.safe_load(text), Task.DETECTION, "file") == EvalSettings()


def test_within_a_range_is_the_row_of_that_range(drive, tmp_path):
    (tmp_path / "near.yaml").write_text("within: 30\n")
    predictions = tmp_path / "predictions.parquet"
    write_predictions(drive.predictions(), str(predictions), BoxKind.BOX_3D)
    whole = scores(predictions, drive.converted, tmp_path)["metrics"]
    near = scores(predictions, drive.converted, tmp_path, "--config", tmp_path / "near.yaml")
    row, all_ranges = "RANGE_TYPE_VEHICLE_[0, 30)_LEVEL_1", "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_1"
    assert near["metrics"][all_ranges] == whole[row] == near["metrics"][row]
    assert whole[all_ranges] != whole[row]


@pytest.mark.parametrize("values", [{"within": 0}, {"within": 20, "overlap": "2d"}])
def test_a_range_that_cannot_be_is_refused(values):
    with pytest.raises(InvalidInputError, match="within"):
        settings_from(values, Task.DETECTION, "file")
