"""Curves fitted to some segments and measured on others that differ."""

import json

import numpy as np
import pytest

from tests.evaluation.command import run_command
from waymo_kit.detectors.calibration import ScoredBoxes, ScoreMethod
from waymo_kit.detectors.study.score_shift import (
    groups_of,
    limit_findings,
    score_shift_tables,
    study_score_shift,
    values_of,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_segment


def boxes_of(seed, bias, count=400):
    """Boxes whose scores claim the share of right ones, but for a bias of the logits."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 1.5, count)
    right = random.random(count) < 1 / (1 + np.exp(-logits))
    scores = (1 / (1 + np.exp(-(logits + bias)))).astype(np.float32)
    return ScoredBoxes(scores, right, np.full(count, 1, np.uint8))


BOXES = {f"day-{k}": boxes_of(k, 2.0) for k in range(8)}
BOXES |= {f"night-{k}": boxes_of(100 + k, -1.0) for k in range(4)}
GROUPS = {segment: segment.partition("-")[0] for segment in BOXES}


def test_a_curve_of_one_kind_of_segments_does_not_hold_for_another():
    scores = study_score_shift(BOXES, GROUPS, "day", methods=[ScoreMethod.PLATT], seeds=(0, 1))
    own = [score for score in scores if score.type == "VEHICLE"]
    assert {(s.group, s.segments) for s in own} == {("day", 4), ("night", 4)}
    assert max(values_of(own, "day", "platt", "ece")) < 0.06
    assert min(values_of(own, "day", "none", "ece")) > 0.25
    assert min(values_of(own, "night", "platt", "ece")) > 0.3
    assert max(values_of(own, "night", "none", "ece")) < 0.25
    (heads, *rows) = score_shift_tables(scores)["VEHICLE, mean ± standard deviation over divisions"]
    assert heads[2:] == ["day (4 segments, 1,600 boxes)", "night (4 segments, 1,600 boxes)"]
    assert [row[:2] for row in rows] == [
        ["precision", "none"],
        ["ECE", "none"],
        ["ECE", "platt"],
        ["NLL", "none"],
        ["NLL", "platt"],
    ]


def test_temperatures_at_their_limit_are_told():
    """Scores that are the lower, the more often they are right, are flattened as far as may be."""
    inverted = {
        name: ScoredBoxes(1 - boxes.score, boxes.is_true_positive, boxes.type)
        for name, boxes in BOXES.items()
    }
    methods = [ScoreMethod.TEMPERATURE, ScoreMethod.ISOTONIC]
    scores = study_score_shift(inverted, GROUPS, "day", methods=methods, seeds=(0, 1))
    assert {(s.method, s.type) for s in scores if s.is_at_limit} == {("temperature", "VEHICLE")}
    (finding,) = limit_findings(scores)
    assert finding.message.startswith(
        "temperature: the temperature of VEHICLE is at its limit in 2"
    )
    assert not limit_findings(study_score_shift(BOXES, GROUPS, "day", methods=methods))


def test_boxes_that_curves_were_fitted_to_are_not_measured():
    """Isotonic regression has no error on what it was fitted to, but has some elsewhere."""
    methods = [ScoreMethod.ISOTONIC]
    scores = study_score_shift(BOXES, GROUPS, "day", methods=methods, score_bins=1000)
    assert min(values_of(scores, "day", "isotonic", "ece")) > 0.01


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ({k: v for k, v in BOXES.items() if "day" in k}, "segments other than day too, got none"),
        (
            {k: v for k, v in BOXES.items() if "night" in k or k == "day-0"},
            "expected predictions for two or more segments of day",
        ),
        (
            {k: (v if "night" in k else boxes_of(0, 0.0, count=5)) for k, v in BOXES.items()},
            "expected 50 or more boxes of a type in 4 segments of day",
        ),
    ],
)
def test_too_little_to_compare_is_refused(boxes, message):
    with pytest.raises(InvalidInputError, match=message):
        study_score_shift(boxes, GROUPS, "day")


@pytest.fixture(scope="module")
def drives(tmp_path_factory):
    """Two segments by day and one at night, with predictions made of their labels."""
    root = tmp_path_factory.mktemp("drives")
    for index, time in enumerate(("Day", "Day", "Night")):
        simulate_segment(root / "v1", seed=5, index=index, frames=2, time_of_day=time)
    random, columns = np.random.default_rng(0), []
    for scene in open_dataset(root / "v1"):
        for frame in scene:
            boxes = frame.boxes.array.copy()
            boxes[random.random(len(boxes)) < 0.4, 0] += 30
            columns += [
                (scene.name, frame.timestamp_micros, box, kind, random.uniform(0.1, 1))
                for box, kind in zip(boxes, frame.boxes.types, strict=True)
            ]
    segments, times, boxes, types, scores = map(list, zip(*columns, strict=True))
    table = make_predictions(segments, times, np.array(boxes), types, scores)
    write_predictions(table, root / "p.parquet")
    return root


def run(drives, out, *more):
    where = "--preds", drives / "p.parquet", "--gt", drives / "v1", "--out", out
    return run_command("study", "score-shift", *where, *more)


def test_the_command_writes_tables_and_a_picture(drives, tmp_path, capsys):
    methods = "--methods", "platt,temperature"
    assert run(drives, tmp_path / "out", "--where", "time_of_day=Day", *methods) == 0
    assert "Night" in capsys.readouterr().out
    scores = json.loads((tmp_path / "out" / "table.json").read_text())["scores"]
    assert {score["group"] for score in scores} == {"Day", "Night"}
    assert {score["method"] for score in scores} == {"none", "platt", "temperature"}
    assert {score["seed"] for score in scores} == {0, 1, 2}
    assert "| ECE | platt | 0." in (tmp_path / "out" / "table.md").read_text()
    assert (tmp_path / "out" / "shift.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--where", "time_of_day=Noon"), "no segment has time_of_day=Noon; there are Day, Night"),
        (("--where", "color=red"), "expected COLUMN=VALUE with one of location, time_of_day"),
        (("--where", "time_of_day=Night"), "for two or more segments of Night"),
        (("--where", "time_of_day=Day", "--methods", "magic"), "--methods: expected some of temp"),
    ],
)
def test_wrong_arguments_are_named(drives, tmp_path, capsys, arguments, message):
    assert run(drives, tmp_path / "out", *arguments) != 0
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_segments_have_the_values_of_their_column(drives):
    groups, value = groups_of(open_dataset(drives / "v1"), "time_of_day=Night")
    assert value == "Night"
    assert sorted(groups.values()) == ["Day", "Day", "Night"]
