"""`waymo-kit select`, and `--subset` of the commands that take a dataset."""

import json
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from google.protobuf import text_format

import waymo_kit as wk
from tests.evaluation.submission.made_submission import made_details
from waymo_kit.cli import options
from waymo_kit.convert import convert_segment
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import locate
from waymo_kit.predictions import boxes_to_predictions, read_predictions, write_predictions
from waymo_kit.simulate import simulate_dataset

pytest.importorskip("duckdb", reason="needs waymo-kit[query]")
TAGS = ("lidar", "lidar_pose", "lidar_calibration", "lidar_box", "vehicle_pose", "stats")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two segments of four frames: tables, v1 files, and predictions right in odd frames only."""
    root = tmp_path_factory.mktemp("select")
    simulate_dataset(root / "v1", segments=2, frames=4, seed=5)
    for path in sorted((root / "v1").glob("*.tfrecord")):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    parts = []
    for scene in wk.open_dataset(root / "tables"):
        for frame in scene:
            boxes = frame.boxes[frame.boxes.num_points > 0]
            boxes = boxes[boxes.types != wk.ObjectType.SIGN]
            array = boxes.array.copy()
            array[:, 0] += 0 if frame.index % 2 else 50
            times = boxes.timestamps_micros
            made = wk.Boxes(array, boxes.types, scores=0.9, timestamps_micros=times)
            parts.append(boxes_to_predictions(made, scene.name))
    write_predictions(pa.concat_tables(parts), root / "preds.parquet")
    return root


@pytest.fixture
def odd(folder, kit, tmp_path):
    """Subset of the odd frames."""
    out = tmp_path / "odd.yaml"
    code, shown, _ = kit("select", "frame % 2 = 1", "--data", folder / "tables", "--out", out)
    assert (code, shown) == (0, f"select: 4 frames of 2 segments -> {out}\n")
    return out


def test_eval_scores_the_chosen_frames_alone(folder, kit, odd, tmp_path):
    def score(*more):
        command = ("eval", "--preds", folder / "preds.parquet", "--gt", folder / "tables")
        code, _, errors = kit(*command, "--json", tmp_path / "r.json", *more)
        assert code == 0, errors
        return json.loads((tmp_path / "r.json").read_text())

    part, whole = score("--subset", odd), score()
    assert (part["inputs"]["frames"], whole["inputs"]["frames"]) == (4, 8)
    assert part["inputs"]["predictions"] < whole["inputs"]["predictions"]
    name = next(name for name in part["metrics"] if "VEHICLE_LEVEL_2" in name)
    assert part["metrics"][name]["AP"] == pytest.approx(1)
    assert whole["metrics"][name]["AP"] < 0.8


def test_a_subset_of_segments_leaves_out_predictions_elsewhere(folder, kit, tmp_path):
    name = wk.open_dataset(folder / "tables").segments[0]
    wk.Subset({name: None}).write(tmp_path / "first.yaml")
    code, _, errors = kit(
        "eval", "--preds", folder / "preds.parquet", "--gt", folder / "tables",
        "--subset", tmp_path / "first.yaml", "--json", tmp_path / "r.json",
    )  # fmt: skip
    assert code == 0, errors
    assert json.loads((tmp_path / "r.json").read_text())["inputs"]["segments"] == 1


@pytest.mark.parametrize("form", ["tables", "v1"])
def test_detect_reads_the_chosen_frames_alone(folder, kit, odd, tmp_path, form):
    out = tmp_path / "p.parquet"
    code, _, errors = kit(
        "detect", "--baseline", "clusters", "--data", folder / form, "--subset", odd, "--out", out
    )
    assert code == 0, errors
    found = read_predictions(out)
    chosen = {time for times in wk.read_subset(odd).frames.values() for time in times}
    assert set(found.column("key.frame_timestamp_micros").to_pylist()) == chosen


def test_info_and_coverage_take_a_subset(folder, kit, odd):
    _, shown, _ = kit("info", folder / "tables", "--subset", odd, "--json")
    assert (json.loads(shown)["segments"], json.loads(shown)["frames"]) == (2, 4)
    code, _, errors = kit("coverage", folder / "tables", "--subset", odd)
    assert code == 0, errors


@pytest.fixture
def first(folder, tmp_path):
    """Name of the first segment, and the subset of its second frame."""
    scene = wk.open_dataset(folder / "tables")[0]
    wk.Subset({scene.name: (scene.timestamps_micros[1],)}).write(tmp_path / "first.yaml")
    return scene.name, tmp_path / "first.yaml"


def test_convert_and_validate_take_the_segments_of_a_subset(folder, kit, first, tmp_path):
    name, subset = first
    out = tmp_path / "part"
    command = ("convert", folder / "v1", "--components", "stats", "--out", out)
    assert kit(*command, "--subset", subset)[0] == 0
    part = wk.open_dataset(out)
    assert (part.segments, len(part[0])) == ([name], 4)
    for form, files in (("v1", 1), ("tables", 1 + len(TAGS))):
        _, shown, _ = kit("validate", folder / form, "--subset", subset, "--json")
        assert sum(json.loads(shown)["files"].values()) == files, form
        _, shown, _ = kit("validate", folder / form, "--json")
        assert sum(json.loads(shown)["files"].values()) == 2 * files, form
    wk.Subset({"9_9_9_9_9": None}).write(tmp_path / "none.yaml")
    code, _, errors = kit(*command, "--subset", tmp_path / "none.yaml")
    assert code == 2
    assert "none of the 1 segments is in the files" in errors
    code, _, errors = kit("validate", folder / "tables", "--subset", tmp_path / "none.yaml")
    assert (code, "no file to check" in errors) == (2, True)
    code, _, errors = kit("convert", f"{folder}/v1#{subset}", folder / "v1", "--out", out)
    assert (code, "expected the same subset behind each path" in errors) == (2, True)


def test_damage_in_other_segments_is_not_looked_at(folder, kit, first, tmp_path):
    name, subset = first
    shutil.copytree(folder / "tables", tmp_path / "bad")
    (other,) = (p for p in (tmp_path / "bad" / "stats").iterdir() if name not in p.name)
    other.write_bytes(b"damaged")
    (tmp_path / "bad" / "stats" / "x").touch()
    assert kit("validate", tmp_path / "bad")[0] == 1
    assert kit("validate", tmp_path / "bad", "--subset", subset)[0] == 0


def test_predictions_in_other_formats_are_those_of_the_chosen_frames(folder, kit, odd, tmp_path):
    chosen = {time for times in wk.read_subset(odd).frames.values() for time in times}
    data = ("--data", folder / "tables")
    everything, part = tmp_path / "all.pkl", tmp_path / "part.pkl"
    for out, more in ((everything, ()), (part, ("--subset", odd))):
        command = ("predictions", "export", "--preds", folder / "preds.parquet", "--out", out)
        assert kit(*command, "--to", "openpcdet", *data, *more)[0] == 0
    tables = []
    for source, more in ((part, ()), (everything, ("--subset", odd))):
        command = ("predictions", "import", source, "--from", "openpcdet", *data)
        assert kit(*command, *more, "--out", tmp_path / "p.parquet")[0] == 0
        tables.append(read_predictions(tmp_path / "p.parquet"))
    assert tables[0].equals(tables[1])
    assert set(tables[0].column("key.frame_timestamp_micros").to_pylist()) == chosen


def test_a_submission_is_checked_against_the_chosen_frames(folder, kit, odd, tmp_path):
    (tmp_path / "d.txtpb").write_text(text_format.MessageToString(made_details()))
    chosen = pa.array([t for times in wk.read_subset(odd).frames.values() for t in times])
    table = read_predictions(folder / "preds.parquet")
    write_predictions(
        table.filter(pc.is_in(table.column("key.frame_timestamp_micros"), chosen)),
        tmp_path / "p.parquet",
    )
    out, data = tmp_path / "s.tar.gz", ("--data", folder / "tables")
    command = ("submission", "build", "--details", tmp_path / "d.txtpb", *data, "--out", out)
    code, shown, _ = kit(*command, "--preds", folder / "preds.parquet", "--subset", odd)
    assert (code, "4 frames not in" in shown) == (1, True)
    code, shown, _ = kit(*command, "--preds", tmp_path / "p.parquet", "--subset", odd)
    assert (code, "0 errors, 0 warnings" in shown) == (0, True), shown
    _, shown, _ = kit("submission", "validate", out, *data, "--subset", odd)
    assert "0 errors, 0 warnings" in shown
    _, shown, _ = kit("submission", "validate", out, *data)
    assert "4 frames of " in shown


def test_whole_segments_and_json(folder, kit, tmp_path):
    out = tmp_path / "all.yaml"
    question = "SELECT segment FROM segments"
    code, shown, _ = kit("select", question, "-d", folder / "tables", "-o", out, "--json")
    assert code == 0
    assert json.loads(shown) == {
        "subset": str(out), "segments": 2, "whole_segments": 2, "frames": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("select", "color = 1", "-o", "OUT"), "color = 1: "),
        (("select", "frame > 9", "-o", "OUT"), "no frame fits frame > 9"),
        (("select", "true", "-o", "OUT/x/y.yaml"), "OUT/x/y.yaml"),
        (
            ("detect", "--baseline", "clusters", "--subset", "x.txt", "-o", "p.parquet"),
            "x.txt: exp",
        ),
        (("detect", "--baseline", "clusters", "--subset", "x.yaml", "-o", "p.parquet"), "no such"),
    ],
)
def test_errors_are_one_line(folder, kit, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "OUT").touch()
    code, _, errors = kit(*arguments, "--data", folder / "tables")
    assert code == 2
    assert message in errors
    assert len(errors.strip().splitlines()) == 1


def test_a_command_without_a_dataset_takes_no_subset():
    command = options.subset("data")(lambda data: data)
    with pytest.raises(InvalidInputError, match="--subset: expected --data with it"):
        command(data=None, subset="odd.yaml")
