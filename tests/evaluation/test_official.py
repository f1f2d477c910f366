"""What the official op is given, and what is said of its answer.

The ops here stand in for the official package, which is rarely installed. One scores the boxes
that it is given; the other answers with what the official op answered to the same boxes, which the
golden files of the metrics hold.
"""

import dataclasses
import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.evaluation.command import run_eval
from tests.golden import detection_cases, tracking_cases
from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.evaluation import (
    CalibrationTask,
    Detection2DTask,
    DetectionTask,
    KeypointsTask,
    LetTask,
    SegmentationTask,
    TrackingTask,
    evaluate,
)
from waymo_kit.evaluation.official import compare_with_official, require_official
from waymo_kit.evaluation.official_op import OFFICIAL_TRACKING_COLUMNS
from waymo_kit.metrics import Frames, GroundTruth, Predictions, evaluate_detections
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.metrics.objects import number_frames
from waymo_kit.metrics.tracking import evaluate_tracks
from waymo_kit.predictions import BoxKind, make_predictions, write_predictions
from waymo_kit.protos import metrics_pb2

INSTALLED = importlib.util.find_spec("waymo_open_dataset") is not None
METRICS = Path(__file__).parents[1] / "metrics"
EVERY = (Breakdown.OBJECT_TYPE, Breakdown.RANGE, Breakdown.SIZE, Breakdown.VELOCITY)


def with_breakdowns(task, *breakdowns):
    return dataclasses.replace(task, config=dataclasses.replace(task.config, breakdowns=breakdowns))


TASKS = {
    "detection": with_breakdowns(DetectionTask(), *EVERY),
    "detection-2d": with_breakdowns(Detection2DTask(), Breakdown.OBJECT_TYPE, Breakdown.SIZE),
    "let": with_breakdowns(LetTask(), *EVERY),
    "tracking": with_breakdowns(TrackingTask(), *EVERY),
}


@pytest.fixture(scope="module")
def results(drive, tmp_path_factory):
    """Our result of each task on the simulated drive."""
    folder = tmp_path_factory.mktemp("predictions")
    write_predictions(drive.predictions(), folder / "3d.parquet")
    write_predictions(drive.predictions_2d(), folder / "2d.parquet", BoxKind.BOX_2D)
    files = {BoxKind.BOX_3D: folder / "3d.parquet", BoxKind.BOX_2D: folder / "2d.parquet"}
    return {name: evaluate(files[task.box_kind], drive.v2, task) for name, task in TASKS.items()}


def row_numbers(config):
    """Breakdown, shard and level of each row, as the op's last output."""
    return np.array(
        [
            [int(breakdown), shard, int(level)]
            for breakdown in config.breakdowns
            for shard in range(len(shard_names(breakdown)))
            for level in config.levels
        ]
    )


class StandIn:
    """An op that keeps what it is given; `answer` makes its outputs."""

    def __call__(self, config, **arguments):
        self.config, self.arguments = metrics_pb2.Config.FromString(config), arguments
        return [SimpleNamespace(numpy=lambda output=output: output) for output in self.answer()]

    detection_metrics = tracking_metrics = __call__

    def install(self, monkeypatch):
        monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
        monkeypatch.setitem(sys.modules, "waymo_open_dataset.metrics.ops.py_metrics_ops", self)
        return self


class ScoringOp(StandIn):
    """Scores the boxes that it is given; `spoil` may change the outputs."""

    def __init__(self, task, spoil=lambda outputs: None):
        self.task, self.spoil = task, spoil

    def answer(self):
        config = self.task.config
        kept = tuple(Breakdown(int(k)) for k in self.config.breakdown_generator_ids)
        config = dataclasses.replace(config, breakdowns=kept)
        is_tracking = "prediction_object_id" in self.arguments
        outputs = (self.score_tracks if is_tracking else self.score_boxes)(config)
        outputs.append(row_numbers(config))
        self.spoil(outputs)
        return outputs

    def score_boxes(self, config):
        frames = [self.arguments[f"{side}_frame_id"] for side in ("prediction", "ground_truth")]
        count = Frames.anonymous(1 + max(frame.max() for frame in frames))
        objects = objects_of(self.arguments, *frames, "detection_difficulty")
        found = evaluate_detections(*objects, count, config)
        counts = (found.true_positives, found.false_positives, found.false_negatives)
        curve = np.stack([found.precision, found.recall, *counts], axis=2)
        return [found.ap, found.aph, found.apl, curve, np.empty(0), np.empty(0)]

    def score_tracks(self, config):
        keys = [
            (self.arguments[f"{side}_sequence_id"], self.arguments[f"{side}_frame_id"], 0)
            for side in ("prediction", "ground_truth")
        ]
        frames, numbers = number_frames(*keys)
        tracks = {
            side: self.arguments[f"{side}_object_id"] for side in ("prediction", "ground_truth")
        }
        objects = objects_of(self.arguments, *numbers, "tracking_difficulty", **tracks)
        rows = evaluate_tracks(*objects, frames, config).as_dict().values()
        for row in rows:  # the official op has zeros there
            if row["OBJECTS"] == 0:
                row.update(dict.fromkeys(OFFICIAL_TRACKING_COLUMNS, 0.0))
        return [np.array([row[name] for row in rows]) for name in OFFICIAL_TRACKING_COLUMNS]


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


@pytest.mark.parametrize("name", TASKS)
def test_the_boxes_that_an_op_is_given_score_as_ours_do(results, name, monkeypatch):
    op = ScoringOp(TASKS[name]).install(monkeypatch)
    *notes, summary = compare_with_official(results[name])
    assert ", 0 differ; " in summary
    assert float(summary.split("of a metric ")[1].split(";")[0]) < 1e-6
    assert all("prints zeros" in note for note in notes)
    assert len(op.arguments["prediction_bbox"]) > 100
    rows = results[name].rows
    assert any(row[TASKS[name].ranked_by] > 0 for row in rows.values())


@pytest.mark.parametrize("name", TASKS)
def test_a_box_that_the_op_is_not_given_makes_a_difference(results, name, monkeypatch):
    op = ScoringOp(TASKS[name]).install(monkeypatch)
    task, given = results[name].task, type(results[name].task.official_op()).arguments

    def without_the_best(self, cases):
        arguments = given(self, cases)
        worst = np.argsort(-arguments["prediction_score"], kind="stable")[20:]
        return {
            key: value[np.sort(worst)] if key.startswith("prediction") else value
            for key, value in arguments.items()
        }

    monkeypatch.setattr(type(task.official_op()), "arguments", without_the_best)
    summary = compare_with_official(results[name])[-1]
    assert ", 0 differ" not in summary
    assert len(op.arguments["prediction_bbox"]) == results[name].checks.predictions - 20


class GoldenOp(StandIn):
    """An op that answers with what the official one answered to a case."""

    def __init__(self, outputs):
        self.outputs = outputs

    def answer(self):
        return self.outputs


class AllAreasTask(DetectionTask):
    """Compares APL too, on labels as they are."""

    columns = ("AP", "APH", "APL")


def write_case(case, folder):
    """Writes a golden case as files; returns their paths."""
    predictions, truth, frames = case.predictions, case.ground_truth, case.frames
    names = np.array([name or "segment" for name in frames.segment.tolist()])
    times = frames.timestamp_micros
    flat = predictions.box.shape[1] == 4
    rows = np.argsort(names[predictions.frame], kind="stable")
    table = make_predictions(
        names[predictions.frame][rows].tolist(),
        times[predictions.frame][rows],
        predictions.box[rows],
        predictions.type[rows],
        predictions.score[rows],
        cameras=np.ones(len(rows), int) if flat else None,
        track_ids=[f"{track}" for track in predictions.track[rows]],
        overlap_with_nlz=predictions.in_no_label_zone[rows],
    )
    kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
    write_predictions(table, folder / "p.parquet", kind)
    message = metrics_pb2.Objects()
    for row in range(len(truth)):
        made = message.objects.add(
            context_name=names[truth.frame[row]],
            frame_timestamp_micros=int(times[truth.frame[row]]),
        )
        if flat:
            made.camera_name = 1
        label, box = made.object, truth.box[row].tolist()
        fields = ("center_x", "center_y", "length", "width") if flat else detection_cases.BOX_FIELDS
        for field, value in zip(fields, box, strict=True):
            setattr(label.box, field, value)
        label.type = int(truth.type[row])
        label.id = f"{truth.track[row]}"
        label.detection_difficulty_level = int(truth.detection_difficulty[row])
        label.metadata.speed_x, label.metadata.speed_y = truth.speed[row].tolist()
    (folder / "labels.bin").write_bytes(message.SerializeToString())
    return folder / "p.parquet", folder / "labels.bin"


def official_detection(seed):
    """Our task for a golden detection case, the case, and the official op's outputs."""
    case, stored = detection_cases.make_case(seed), np.load(METRICS / "golden_detection.npz")
    golden = {name: stored[f"{seed}/{name}"] for name in ("counts", "ap", "aph", "apl")}
    counts = golden["counts"].astype(np.float32)
    curve = np.concatenate([np.zeros((*counts.shape[:2], 2), np.float32), counts], axis=2)
    outputs = [golden["ap"], golden["aph"], golden["apl"], curve, row_numbers(case.config)]
    return AllAreasTask(config=case.config, point_rules=False), case, outputs


def official_tracking(seed):
    """The same for a golden tracking case."""
    case, stored = tracking_cases.make_case(seed), np.load(METRICS / "golden_tracking.npz")
    outputs = [*stored[str(seed)].T, row_numbers(case.config)]
    config = dataclasses.replace(case.config, hota=False)
    return TrackingTask(config=config), case, outputs


def golden_cases():
    """The cases that files can hold: scores from 0 to 1 and boxes in every frame."""
    for make, cases, name in (
        (official_detection, detection_cases, "golden_detection"),
        (official_tracking, tracking_cases, "golden_tracking"),
    ):
        seeds = sorted({int(key.split("/")[0]) for key in np.load(METRICS / f"{name}.npz")})
        for seed in seeds:
            case = cases.make_case(seed)
            scores = case.predictions.score
            if len(scores) and scores.min() >= 0 and scores.max() <= 1 and len(case.ground_truth):
                yield pytest.param(make, seed, id=f"{name}-{seed}")


@pytest.mark.parametrize(("make", "seed"), list(golden_cases()))
def test_the_official_answers_to_golden_cases_agree_with_our_files(
    make, seed, monkeypatch, tmp_path
):
    task, case, outputs = make(seed)
    result = evaluate(*write_case(case, tmp_path), task, force=True)
    GoldenOp(outputs).install(monkeypatch)
    lines = compare_with_official(result)
    assert ", 0 differ" in lines[-1], lines
    spoiled = [output.copy() for output in outputs]
    known = np.flatnonzero(spoiled[0] > 0)
    spoiled[0][known[:1]] += 0.01
    GoldenOp(spoiled).install(monkeypatch)
    assert (", 1 differ" in compare_with_official(result)[-1]) == (len(known) > 0)


@pytest.mark.parametrize("name", TASKS)
def test_the_op_is_given_the_settings(results, name, monkeypatch):
    result = results[name]
    op = ScoringOp(TASKS[name]).install(monkeypatch)
    compare_with_official(result)
    settings, config = result.task.config, op.config
    assert list(config.breakdown_generator_ids) == [int(b) for b in settings.breakdowns]
    assert len(config.difficulties) == len(settings.breakdowns)
    assert list(config.difficulties[0].levels) == [int(level) for level in settings.levels]
    assert list(config.iou_thresholds)[1:] == pytest.approx(settings.iou_thresholds)
    assert list(config.score_cutoffs) == pytest.approx(settings.score_cutoffs)
    box_type = "TYPE_AA_2D" if name == "detection-2d" else "TYPE_3D"
    assert config.box_type == metrics_pb2.Config(box_type=box_type).box_type
    assert config.let_metric_config.enabled == (name == "let")


def test_each_difference_is_a_line(results, monkeypatch):
    def spoil(outputs):
        outputs[1][2] += 0.25
        outputs[3][1, 30, 3] += 2

    result = results["detection"]
    ScoringOp(TASKS["detection"], spoil).install(monkeypatch)
    name = result.task.config.row_names
    metric, counts, summary = compare_with_official(result)
    ours = result.rows[name[2]]["APH"]
    assert metric == (
        f"{name[2]} APH: ours {ours:.6f}, official {ours + 0.25:.6f}, difference -2.5e-01"
    )
    assert counts.startswith(f"{name[1]} at score cutoff 0.3: ours TP ")
    assert ", 2 differ; largest difference of a metric 2.5e-01" in summary


def test_zeros_for_a_best_mota_of_zero_are_no_difference(results, monkeypatch):
    def spoil(outputs):
        for output in outputs[:-1]:
            output[0] = 0

    result = results["tracking"]
    row = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_1"
    rows = {**result.rows, row: {**result.rows[row], "MOTA": -0.5}}
    result = dataclasses.replace(result, rows=rows)
    ScoringOp(TASKS["tracking"], spoil).install(monkeypatch)
    line, *_, summary = compare_with_official(result)
    assert line == f"{row}: ours MOTA -0.500000; the official op prints zeros for 0 or less"
    assert ", 0 differ" in summary


def test_breakdowns_that_the_op_cannot_know_are_named(results, monkeypatch):
    inputs = (results["let"].predictions, results["let"].ground_truth)
    kinds = (Breakdown.OBJECT_TYPE, Breakdown.CAMERA, Breakdown.WEATHER)
    task = with_breakdowns(LetTask(), *kinds)
    ScoringOp(task).install(monkeypatch)
    camera, weather, summary = compare_with_official(evaluate(*inputs, task))
    assert camera == "not compared: CAMERA, since the official op does not take cameras"
    assert weather == "not compared: WEATHER, which the official op does not have"
    assert summary.startswith("official op: 4 rows, ")
    with pytest.raises(InvalidInputError, match="not compared: WEATHER"):
        compare_with_official(evaluate(*inputs, with_breakdowns(task, Breakdown.WEATHER)))


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
        require_official(DetectionTask())


@pytest.mark.parametrize("task", [CalibrationTask(), SegmentationTask(), KeypointsTask()])
def test_tasks_that_the_op_does_not_score_are_refused(task):
    with pytest.raises(InvalidInputError, match=f"does not score the task {task.name}"):
        require_official(task)


@pytest.mark.skipif(not INSTALLED, reason="the official package is not installed")
@pytest.mark.filterwarnings("ignore")  # of the old TensorFlow
@pytest.mark.parametrize("name", TASKS)
def test_the_official_op_agrees(results, name):
    lines = compare_with_official(results[name])
    assert ", 0 differ" in lines[-1], lines
