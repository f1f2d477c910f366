import json
import sys

import numpy as np
import pyarrow.compute as pc
import pytest

from tests.evaluation.command import run_command, scores
from waymo_kit.evaluation import DetectionTask, evaluate
from waymo_kit.metrics import Breakdown, DetectionConfig
from waymo_kit.predictions import BoxKind, make_predictions, read_predictions, write_predictions
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema.predictions import SCORE, SEGMENT, TYPE

SEGMENTS, FRAMES, BOXES = 12, 4, 30
TYPES = {1: 3.0, 2: 0.4, 4: 1.6}
"""Type -> what the logits of its scores are multiplied by."""


def grid(count):
    """Boxes (N, 7) that do not touch each other."""
    boxes = np.zeros((count, 7))
    boxes[:, 0], boxes[:, 1] = 6 * (np.arange(count) % 6) + 3, 4 * (np.arange(count) // 6)
    boxes[:, 3:6] = [4, 2, 1.5]
    return boxes


class World:
    """Labels on a grid, and predictions right as often as they should say but do not."""

    def __init__(self, folder, flat=False):
        random = np.random.default_rng(7)
        self.labels, self.preds = folder / "labels.bin", folder / "p.parquet"
        self.segments = [f"{k}_1000_000_1020_000" for k in range(SEGMENTS)]
        message, columns = metrics_pb2.Objects(), []
        for segment in self.segments:
            for time in range(FRAMES):
                types = random.choice(list(TYPES), BOXES)
                for box, kind in zip(grid(BOXES), types, strict=True):
                    self._add(message, segment, time, box, kind, flat)
                logits = random.normal(0.3, 1.5, BOXES)
                boxes = grid(BOXES)
                boxes[random.random(BOXES) > 1 / (1 + np.exp(-logits)), 1] += 60
                factors = np.array([TYPES[kind] for kind in types])
                columns.append((segment, time, boxes, types, 1 / (1 + np.exp(-logits * factors))))
        self.labels.write_bytes(message.SerializeToString())
        joined = [np.concatenate(parts) for parts in list(zip(*columns, strict=True))[2:]]
        boxes, types, values = joined
        table = make_predictions(
            np.repeat([segment for segment, *_ in columns], BOXES),
            np.repeat([time for _, time, *_ in columns], BOXES),
            boxes[:, [0, 1, 3, 4]] if flat else boxes,
            types,
            values,
            cameras=1 if flat else None,
        )
        self.kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
        self.table = table.take(np.random.default_rng(0).permutation(len(table)))
        write_predictions(self.table, self.preds, self.kind)

    def _add(self, message, segment, time, box, kind, flat):
        made = message.objects.add(context_name=segment, frame_timestamp_micros=time)
        made.object.type = kind
        made.object.num_lidar_points_in_box = 10
        names = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
        for name, value in zip(names, box, strict=True):
            if not flat or name in ("center_x", "center_y", "length", "width"):
                setattr(made.object.box, name, value)
        if flat:
            made.camera_name = 1

    def calibrate(self, out, *arguments):
        """Runs the command; returns its exit code."""
        return run_command(
            "calibrate", "-p", self.preds, "-g", self.labels, "--out", out, *arguments
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


def calibrated(world, folder, *arguments):
    """Report and rescaled table of a run that must succeed."""
    out, report = folder / "out.parquet", folder / "report.json"
    assert world.calibrate(out, "--json", report, *arguments) == 0
    return json.loads(report.read_text()), read_predictions(out, world.kind)


@pytest.mark.parametrize("method", ["temperature", "sb-ece", "platt"])
def test_scores_mean_what_they_say_on_other_segments(world, tmp_path, method, capsys):
    report, _ = calibrated(world, tmp_path, "--method", method)
    printed = capsys.readouterr()
    assert not {*report["fit_segments"]} & {*report["report_segments"]}
    assert sorted(report["fit_segments"] + report["report_segments"]) == sorted(world.segments)
    for name, kind in (("VEHICLE", 1), ("PEDESTRIAN", 2), ("CYCLIST", 4)):
        row = report["rows"][name]
        assert row["temperature"] == pytest.approx(TYPES[kind], rel=0.3)
        assert row["after"]["ece"] < row["before"]["ece"]
        assert row["after"]["nll"] < row["before"]["nll"]
        assert row["after"]["precision"] == row["before"]["precision"]
        shown = f"{row['before']['ece']:.4f}  {row['after']['ece']:.4f}"
        assert any(name in line and shown in line for line in printed.out.splitlines())
    assert report["rows"]["SIGN"]["before"]["count"] == 0
    assert report["rows"]["SIGN"]["temperature"] is report["rows"]["SIGN"]["before"]["ece"] is None
    assert "SIGN" not in printed.out


def test_figures_are_those_of_eval(world, tmp_path):
    report, table = calibrated(world, tmp_path)
    for side, predictions in (("before", world.table), ("after", table)):
        chosen = pc.is_in(predictions.column(SEGMENT), pc.cast(report["report_segments"], "string"))
        write_predictions(predictions.filter(chosen), tmp_path / f"{side}.parquet")
        rows = scores(
            tmp_path / f"{side}.parquet", world.labels, tmp_path, "--task", "calibration"
        )["metrics"]
        for name, row in report["rows"].items():
            official = rows["ALL" if name == "ALL" else f"OBJECT_TYPE_TYPE_{name}"]
            for figure in ("ece", "brier", "nll", "count"):
                wanted = official[figure.upper()]
                assert row[side][figure] == (wanted and pytest.approx(wanted, abs=1e-12))


def test_only_scores_change_and_each_by_its_types_temperature(world, tmp_path):
    report, table = calibrated(world, tmp_path)
    given = read_predictions(world.preds)
    assert table.drop_columns([SCORE]).equals(given.drop_columns([SCORE]))
    before, after = (t.column(SCORE).to_numpy().astype(float) for t in (given, table))
    types = table.column(TYPE).to_numpy()
    names = {1: "VEHICLE", 2: "PEDESTRIAN", 4: "CYCLIST"}
    temperature = np.array([report["rows"][names[kind]]["temperature"] for kind in types])
    wanted = 1 / (1 + (1 / before - 1) ** (1 / temperature))
    assert after == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("method", ["temperature", "sb-ece", "platt"])
@pytest.mark.parametrize("kind", TYPES)
def test_average_precision_of_a_type_stays(world, tmp_path, kind, method):
    """With a cutoff at every score; the official cutoffs are fixed scores."""
    _, table = calibrated(world, tmp_path, "--method", method)
    results = []
    for predictions in (read_predictions(world.preds), table):
        some = predictions.filter(pc.equal(predictions.column(TYPE), kind))
        config = DetectionConfig(
            breakdowns=(Breakdown.OBJECT_TYPE,),
            score_cutoffs=tuple(np.unique(some.column(SCORE).to_numpy()).astype(float)),
        )
        result = evaluate(some, world.labels, DetectionTask(config=config))
        results.append((len(config.score_cutoffs), result.rows))
    (cutoffs, before), (same_cutoffs, after) = results
    assert cutoffs == same_cutoffs > 400
    assert before == after
    assert max(row["AP"] for row in after.values()) > 0.3


def test_official_average_precision_moves_little(world, tmp_path):
    _, table = calibrated(world, tmp_path)
    write_predictions(table, tmp_path / "p.parquet")
    before, after = (
        scores(path, world.labels, tmp_path, "--breakdowns", "type")["metrics"]
        for path in (world.preds, tmp_path / "p.parquet")
    )
    assert before != after
    for name, row in before.items():
        assert after[name]["AP"] == pytest.approx(row["AP"], abs=0.02)


def test_split_follows_the_fraction_and_the_seed(world, tmp_path):
    first, _ = calibrated(world, tmp_path, "--fit-fraction", "0.25")
    again, _ = calibrated(world, tmp_path, "--fit-fraction", "0.25")
    other, _ = calibrated(world, tmp_path, "--fit-fraction", "0.25", "--seed", "1")
    assert len(first["fit_segments"]) == 3
    assert first == again
    assert first["fit_segments"] != other["fit_segments"]
    assert first["rows"]["ALL"]["fitted_on"] == 3 * FRAMES * BOXES


def test_boxes_of_images(tmp_path):
    world = World(tmp_path, flat=True)
    config = tmp_path / "flat.yaml"
    config.write_text("overlap: 2d\npoint_rules: false\n")
    report, table = calibrated(world, tmp_path, "--config", config)
    row = report["rows"]["VEHICLE"]
    assert row["after"]["ece"] < 0.6 * row["before"]["ece"]
    assert table.num_rows == SEGMENTS * FRAMES * BOXES


def test_what_is_not_calibrated_is_said(world, tmp_path, capsys):
    few = world.table.slice(0, 200)
    sure = make_predictions("nowhere", 5, grid(3), 3, [0.1, 0.5, 0.9])
    write_predictions(few, tmp_path / "few.parquet")
    write_predictions(sure, tmp_path / "sure.parquet")
    arguments = ("-g", world.labels, "--out", tmp_path / "out.arrow")
    assert run_command("calibrate", "-p", tmp_path, *arguments) == 0
    notes = capsys.readouterr().err
    assert "no calibration for PEDESTRIAN: expected 50 or more boxes to fit to" in notes
    assert "1 segment that the ground truth lacks, such as nowhere, are rescaled" in notes
    table = read_predictions(tmp_path / "out.arrow")
    assert sorted(table.column(SCORE).to_pylist()) == sorted(
        few.column(SCORE).to_pylist() + sure.column(SCORE).to_pylist()
    )


def test_a_temperature_at_its_limit_is_a_warning(tmp_path, capsys):
    world = World(tmp_path)
    extreme = 1 / (1 + (1 / world.table.column(SCORE).to_numpy().astype(float) - 1) ** 20)
    column = world.table.column_names.index(SCORE)
    table = world.table.set_column(column, SCORE, [extreme])
    write_predictions(table, world.preds)
    assert world.calibrate(tmp_path / "out.parquet") == 0
    assert "temperature of VEHICLE is at its limit, 10: no temperature" in capsys.readouterr().err


def test_what_s_avuc_does_to_scores_is_said(world, tmp_path, capsys):
    """Alone it prefers certain answers to right ones: its temperatures are too low."""
    report, _ = calibrated(world, tmp_path, "--method", "s-avuc")
    row = report["rows"]["VEHICLE"]
    assert row["temperature"] < 0.5 * TYPES[1]
    notes = capsys.readouterr().err
    assert (
        "the scores of VEHICLE are calibrated worse than before on the segments reported on"
        in notes
    )
    assert f"ECE {row['before']['ece']:.4f} -> {row['after']['ece']:.4f}" in notes
    assert "distinct scores of VEHICLE became equal to others in float32" in notes


def test_one_segment_cannot_be_split(world, tmp_path, capsys):
    one = world.table.filter(pc.equal(world.table.column(SEGMENT), world.segments[0]))
    write_predictions(one, tmp_path / "one.parquet")
    arguments = ("-g", world.labels, "--out", tmp_path / "out.parquet")
    assert run_command("calibrate", "-p", tmp_path / "one.parquet", *arguments) == 2
    error = capsys.readouterr().err
    assert "expected predictions for two or more segments" in error
    assert "got 1" in error
    assert not (tmp_path / "out.parquet").exists()


def test_frames_that_are_not_those_of_the_labels_stop_it(world, tmp_path, capsys):
    times = world.table.column_names.index("key.frame_timestamp_micros")
    later = world.table.set_column(
        times, world.table.column_names[times], pc.add(world.table.column(times), 100)
    )
    write_predictions(later, tmp_path / "later.parquet")
    arguments = ("-p", tmp_path / "later.parquet", "-g", world.labels, "-o", tmp_path / "o.bin")
    assert run_command("calibrate", *arguments) == 2
    assert "no prediction belongs to a frame of the ground truth" in capsys.readouterr().err
    assert run_command("calibrate", *arguments, "--force") == 0


def test_platt_adds_a_bias_of_each_type(world, tmp_path):
    report, table = calibrated(world, tmp_path, "--method", "platt")
    before = read_predictions(world.preds).column(SCORE).to_numpy().astype(float)
    types = table.column(TYPE).to_numpy()
    for name, kind in (("VEHICLE", 1), ("PEDESTRIAN", 2), ("CYCLIST", 4)):
        row = report["rows"][name]
        assert abs(row["bias"]) > 1e-3
        logits = np.log(before / (1 - before))[types == kind] / row["temperature"] + row["bias"]
        after = table.column(SCORE).to_numpy()[types == kind]
        assert after == pytest.approx(1 / (1 + np.exp(-logits)), rel=1e-5)
    assert report["rows"]["ALL"]["bias"] is None


def test_isotonic_keeps_the_order_and_says_how_many_scores_are_equal(world, tmp_path, capsys):
    pytest.importorskip("sklearn", reason="needs waymo-kit[train]")
    report, table = calibrated(world, tmp_path, "--method", "isotonic")
    printed = capsys.readouterr()
    assert "distinct scores of VEHICLE became equal to others\n" in printed.err
    row = report["rows"]["VEHICLE"]
    assert row["after"]["ece"] < row["before"]["ece"]
    assert 1 < row["levels"] < 100
    assert any(
        "VEHICLE" in line and f" {row['levels']} " in line for line in printed.out.split("\n")
    )
    before = read_predictions(world.preds).column(SCORE).to_numpy()
    for kind in TYPES:
        rows = table.column(TYPE).to_numpy() == kind
        after = table.column(SCORE).to_numpy()[rows][np.argsort(before[rows])]
        assert (np.diff(after) >= 0).all()
        assert ((after >= 0) & (after <= 1)).all()


def test_isotonic_without_scikit_learn_is_one_line(world, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sklearn.isotonic", None)
    assert world.calibrate(tmp_path / "o.parquet", "--method", "isotonic") == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "isotonic calibration needs scikit-learn: pip install" in line
    assert "[train]" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "scores.csv"), "--out: expected a name that ends with .parquet, .arrow"),
        (("-o", "o.parquet", "--method", "beta"), "Invalid value for '--method'"),
        (("-o", "o.parquet", "--fit-fraction", "1"), "Invalid value for '--fit-fraction'"),
        (("-o", "o.parquet", "--config", "none.yaml"), "none.yaml: no such file"),
        ((), "Missing option '--out'"),
    ],
)
def test_wrong_options_are_named(world, arguments, message, capsys):
    assert run_command("calibrate", "-p", world.preds, "-g", world.labels, *arguments) == 2
    assert message in capsys.readouterr().err
