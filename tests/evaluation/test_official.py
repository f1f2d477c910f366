import dataclasses
import importlib.util
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.evaluation.command import run_eval
from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.official import compare_with_official, require_official
from waymo_kit.evaluation.scoring import OFFICIAL_TRACKING_COLUMNS, DetectionScoring
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.metrics import Frames, GroundTruth, Predictions, evaluate_detections
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.metrics.objects import number_frames
from waymo_kit.metrics.tracking import evaluate_tracks
from waymo_kit.predictions import write_predictions
from waymo_kit.protos import metrics_pb2

INSTALLED = importlib.util.find_spec("waymo_open_dataset") is not None
TASKS = (Task.DETECTION, Task.DETECTION_2D, Task.LET, Task.TRACKING)
BOX_TYPES = {Task.DETECTION_2D: "TYPE_AA_2D"}


def settings_of(task):
    every = (Breakdown.OBJECT_TYPE, Breakdown.RANGE, Breakdown.SIZE, Breakdown.VELOCITY)
    if task is Task.DETECTION_2D:
        every = (Breakdown.OBJECT_TYPE, Breakdown.SIZE)
    return dataclasses.replace(EvalSettings.for_task(task), breakdowns=every)


@pytest.fixture(scope="module")
def results(drive, tmp_path_factory):
    """Our result of each task on the simulated drive."""
    folder, made = tmp_path_factory.mktemp("predictions"), {}
    write_predictions(drive.predictions(), folder / "3d.parquet")
    settings = {task: settings_of(task) for task in TASKS}
    flat = settings[Task.DETECTION_2D].box_kind
    write_predictions(drive.predictions_2d(), folder / "2d.parquet", flat)
    for task in TASKS:
        name = "2d" if task is Task.DETECTION_2D else "3d"
        made[task] = evaluate(str(folder / f"{name}.parquet"), str(drive.v2), settings[task])
    return made


class StandIn:
    """Ops that keep their arguments and answer with our own figures."""

    def __init__(self, result):
        self.result = result
        settings = result.settings
        numbers = [
            [int(breakdown), shard, int(level)]
            for breakdown in settings.breakdowns
            for shard in range(len(shard_names(breakdown)))
            for level in settings.levels
        ]
        if settings.task is Task.TRACKING:
            names = settings.tracking_config().row_names
            figures = [[result.rows[n][c] for n in names] for c in OFFICIAL_TRACKING_COLUMNS]
            self.outputs = [*np.array(figures), np.array(numbers)]
        else:
            ours = DetectionScoring(settings).result(result.state)
            counts = (ours.true_positives, ours.false_positives, ours.false_negatives)
            curve = np.stack([ours.precision, ours.recall, *counts], axis=2)
            empty = np.empty(0)
            self.outputs = [ours.ap, ours.aph, ours.apl, curve, empty, empty, np.array(numbers)]

    def __call__(self, config, **arguments):
        self.config, self.arguments = metrics_pb2.Config.FromString(config), arguments
        return [SimpleNamespace(numpy=lambda output=output: output) for output in self.outputs]

    detection_metrics = tracking_metrics = __call__

    def install(self, monkeypatch):
        """Puts the ops in the place of the official ones."""
        if not INSTALLED:
            monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
        monkeypatch.setitem(sys.modules, "waymo_open_dataset.metrics.ops.py_metrics_ops", self)
        return self


def objects_of(arguments, frame, label_frame, difficulty, **tracks):
    """The boxes that an op is given, as our metrics take them."""
    sides = {
        side: [arguments[f"{side}_{name}"] for name in ("bbox", "type")]
        for side in ("prediction", "ground_truth")
    }
    predictions = Predictions.from_arrays(
        frame,
        *sides["prediction"],
        arguments["prediction_score"],
        in_no_label_zone=arguments["prediction_overlap_nlz"],
        track=tracks.get("prediction", -1),
    )
    labels = GroundTruth.from_arrays(
        label_frame,
        *sides["ground_truth"],
        **{difficulty: arguments["ground_truth_difficulty"]},
        speed=arguments["ground_truth_speed"],
        track=tracks.get("ground_truth", -1),
    )
    return predictions, labels


@pytest.mark.parametrize("task", [Task.DETECTION, Task.DETECTION_2D, Task.LET])
def test_the_detection_op_gets_every_box_in_its_frame(results, task, monkeypatch):
    result = results[task]
    op = StandIn(result).install(monkeypatch)
    (summary,) = compare_with_official(result)
    assert ", 0 differ; largest difference of a figure 0.0e+00" in summary
    given = op.arguments
    frames = (given["prediction_frame_id"], given["ground_truth_frame_id"])
    count = 1 + max(frame.max() for frame in frames)
    again = evaluate_detections(
        *objects_of(given, *frames, "detection_difficulty"),
        Frames.anonymous(count),
        result.settings.detection_config(),
    )
    ours = DetectionScoring(result.settings).result(result.state)
    for name in ("true_positives", "false_positives", "false_negatives", "aph"):
        np.testing.assert_array_equal(getattr(again, name), getattr(ours, name))
    assert ours.true_positives.sum() > 100


def test_the_tracking_op_gets_every_box_in_its_sequence(results, monkeypatch):
    result = results[Task.TRACKING]
    op = StandIn(result).install(monkeypatch)
    compare_with_official(result)
    given = op.arguments
    keys = [
        (given[f"{side}_sequence_id"], given[f"{side}_frame_id"], 0)
        for side in ("prediction", "ground_truth")
    ]
    frames, numbers = number_frames(*keys)
    tracks = {side: given[f"{side}_object_id"] for side in ("prediction", "ground_truth")}
    objects = objects_of(given, *numbers, "tracking_difficulty", **tracks)
    again = evaluate_tracks(*objects, frames, result.settings.tracking_config()).as_dict()
    for name, row in again.items():
        if row["OBJECTS"]:
            assert {key: result.rows[name][key] for key in row} == pytest.approx(row, nan_ok=True)
    assert len(set(keys[0][0])) == 2


@pytest.mark.parametrize("task", TASKS)
def test_the_op_is_told_the_settings(results, task, monkeypatch):
    result = results[task]
    op = StandIn(result).install(monkeypatch)
    compare_with_official(result)
    settings, config = result.settings, op.config
    assert list(config.breakdown_generator_ids) == [int(b) for b in settings.breakdowns]
    assert len(config.difficulties) == len(settings.breakdowns)
    assert list(config.difficulties[0].levels) == [int(level) for level in settings.levels]
    assert list(config.iou_thresholds)[1:] == pytest.approx(settings.iou_thresholds)
    assert list(config.score_cutoffs) == pytest.approx(settings.score_cutoffs)
    expected = metrics_pb2.Config(box_type=BOX_TYPES.get(task, "TYPE_3D"))
    assert config.box_type == expected.box_type
    assert config.let_metric_config.enabled == (task is Task.LET)


def test_each_difference_is_a_line(results, monkeypatch):
    result = results[Task.DETECTION]
    op = StandIn(result).install(monkeypatch)
    op.outputs[1] = op.outputs[1] + np.where(np.arange(len(op.outputs[1])) == 2, 0.25, 0)
    op.outputs[3][1, 30, 3] += 2
    name = result.settings.detection_config().row_names
    figure, counts, summary = compare_with_official(result)
    ours = result.rows[name[2]]["APH"]
    assert figure == (
        f"{name[2]} APH: ours {ours:.6f}, official {ours + 0.25:.6f}, difference -2.5e-01"
    )
    assert counts.startswith(f"{name[1]} at score cutoff 0.3: ours TP ")
    assert ", 2 differ; largest difference of a figure 2.5e-01" in summary


def test_zeros_for_a_best_mota_of_zero_are_no_difference(results, monkeypatch):
    result = results[Task.TRACKING]
    row = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_1"
    rows = {**result.rows, row: {**result.rows[row], "MOTA": -0.5}}
    result = dataclasses.replace(result, rows=rows)
    op = StandIn(result).install(monkeypatch)
    for output in op.outputs[:-1]:
        output[0] = 0
    line, summary = compare_with_official(result)
    assert line == f"{row}: ours MOTA -0.500000; the official op prints zeros for 0 or less"
    assert ", 0 differ" in summary


def test_breakdowns_that_the_op_cannot_know_are_named(results, monkeypatch):
    result = results[Task.LET]
    settings = dataclasses.replace(
        result.settings, breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.CAMERA, Breakdown.WEATHER)
    )
    ours = evaluate(result.predictions, result.ground_truth, settings)
    op = StandIn(dataclasses.replace(results[Task.LET], settings=settings, state=ours.state))
    shown = len(shard_names(Breakdown.OBJECT_TYPE))
    op.install(monkeypatch).outputs = [output[:shown] for output in op.outputs]
    camera, weather, summary = compare_with_official(ours)
    assert camera == "not compared: CAMERA, since the official op is not told the cameras"
    assert weather == "not compared: WEATHER, which the official op does not have"
    assert summary.startswith("official op: 4 rows, ")
    only = dataclasses.replace(settings, breakdowns=(Breakdown.WEATHER,))
    with pytest.raises(InvalidInputError, match="not compared: WEATHER"):
        compare_with_official(evaluate(result.predictions, result.ground_truth, only))


@pytest.mark.skipif(INSTALLED, reason="the official package is here")
def test_without_the_package_the_flag_says_how_to_get_it(drive, tmp_path, capsys):
    arguments = ("-p", tmp_path / "none.parquet", "-g", drive.v2, "--official")
    assert run_eval(*arguments) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "pip install" in message
    assert "[official]'" in message
    assert "Python 3.10 and 3.11 on Linux x86-64" in message
    with pytest.raises(MissingDependencyError):
        require_official(EvalSettings())


@pytest.mark.parametrize("task", [Task.CALIBRATION, Task.SEGMENTATION, Task.KEYPOINTS])
def test_tasks_that_the_op_does_not_score_are_refused(task):
    with pytest.raises(InvalidInputError, match=f"does not score the task {task.value}"):
        require_official(EvalSettings.for_task(task))


@pytest.mark.skipif(not INSTALLED, reason="the official package is not installed")
@pytest.mark.filterwarnings("ignore")  # of the old TensorFlow
@pytest.mark.parametrize("task", TASKS)
def test_the_official_op_agrees(results, task):
    lines = compare_with_official(results[task])
    assert ", 0 differ" in lines[-1], lines
