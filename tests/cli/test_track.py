import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.evaluation.command import run_command, scores
from waymo_kit.detectors.tracking import dataset_tracking as segment_module
from waymo_kit.predictions import make_predictions, read_predictions, write_predictions
from waymo_kit.scene import open_dataset
from waymo_kit.schema import CameraName
from waymo_kit.schema.predictions import (
    OVERLAP_WITH_NLZ,
    SCORE,
    SEGMENT,
    TIMESTAMP,
    TRACK_ID,
    BoxKind,
)
from waymo_kit.simulate import simulate_dataset

TRACKERS = ("kalman", "greedy", "two-stage")


class World:
    """Two short simulated drives, and their labels as detections."""

    def __init__(self, folder):
        self.folder, self.v1, self.data = folder, folder / "v1", folder / "data"
        simulate_dataset(self.v1, 2, 6, seed=3)
        tags = "lidar_box,vehicle_pose,stats"
        assert run_command("convert", self.v1, "--out", self.data, "--components", tags) == 0
        tables = []
        for scene in open_dataset(self.data):
            for frame in scene:
                found = frame.boxes
                count = len(found.array)
                ones = np.ones(count)
                micros = frame.timestamp_micros
                tables.append(make_predictions(scene.name, micros, found.array, found.types, ones))
        self.table = pa.concat_tables(tables)
        self.detections = folder / "detections.parquet"
        write_predictions(self.table, self.detections)

    def track(self, out, *arguments, detections=None, data=None):
        return run_command(
            "track",
            "--preds",
            detections or self.detections,
            "--data",
            data or self.data,
            "--out",
            out,
            *arguments,
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("track"))


@pytest.mark.parametrize("tracker", TRACKERS)
def test_perfect_detections_give_perfect_tracks(world, tmp_path, tracker):
    out = tmp_path / "tracks.parquet"
    assert world.track(out, "--tracker", tracker) == 0
    result = scores(out, world.data, tmp_path, "--task", "tracking", "--breakdowns", "type")
    rows = [row for row in result["metrics"].values() if row["MOTA"] is not None]
    assert len(rows) >= 6
    for row in rows:
        assert row["MOTA"] >= 0.98
        assert row["MISMATCH"] == 0


def test_tables_and_v1_files_and_any_order_of_rows_give_the_same(world, tmp_path):
    shuffled = world.table.take(np.random.default_rng(0).permutation(len(world.table)))
    write_predictions(shuffled, tmp_path / "shuffled.arrow")
    assert world.track(tmp_path / "a.parquet") == 0
    assert world.track(tmp_path / "b.parquet", data=world.v1) == 0
    assert world.track(tmp_path / "c.parquet", detections=tmp_path / "shuffled.arrow") == 0
    first = (tmp_path / "a.parquet").read_bytes()
    assert (tmp_path / "b.parquet").read_bytes() == first
    assert (tmp_path / "c.parquet").read_bytes() == first


@pytest.mark.parametrize("ending", ["bin", "arrow"])
def test_every_format_holds_the_same_tracks(world, tmp_path, ending):
    assert world.track(tmp_path / "a.parquet") == 0
    assert world.track(tmp_path / f"a.{ending}") == 0
    tracks = read_predictions(tmp_path / f"a.{ending}")
    # A .bin file cannot leave open whether a box overlaps a no-label zone.
    names = [name for name in tracks.column_names if name != OVERLAP_WITH_NLZ]
    assert tracks.select(names).equals(read_predictions(tmp_path / "a.parquet").select(names))
    assert tracks.column(TRACK_ID).null_count == 0


def test_counts_are_written_and_printed(world, tmp_path, capsys):
    one = world.table.filter(
        pc.equal(world.table.column(SEGMENT), open_dataset(world.data)[0].name)
    )
    write_predictions(one, tmp_path / "one.parquet")
    arguments = ("--json", tmp_path / "t.json", "--tracker", "greedy")
    assert world.track(tmp_path / "a.bin", *arguments, detections=tmp_path / "one.parquet") == 0
    report = json.loads((tmp_path / "t.json").read_text())
    seconds = report.pop("seconds")
    tracks = read_predictions(tmp_path / "a.bin")
    objects = len(set(tracks.column(TRACK_ID).to_pylist()))
    expected = {"segments": 1, "skipped_segments": 1, "frames": 6, "detections": len(one)}
    counted = {
        "tracker": "greedy",
        "offline": False,
        **expected,
        "objects": objects,
        "boxes": len(tracks),
    }
    counted["estimated_poses"] = 0
    (work,) = report.pop("work")
    assert report == counted
    assert seconds > 0
    assert (work["status"], work["retries"]) == ("made", 0)
    assert work["segment"] == open_dataset(world.data)[0].name
    assert (work["frames"], work["inputs"], work["boxes"]) == (6, len(one), len(tracks))
    assert work["bytes_in"] > 1000
    assert work["bytes_out"] > 1000
    assert work["seconds"] > 0
    printed = capsys.readouterr()
    assert f"{len(one):,} detections in 6 frames of 1 segment" in printed.out
    assert "no detections in 1 segment" in printed.err


@pytest.mark.parametrize("tracker", TRACKERS)
def test_workers_write_what_one_writes(world, tmp_path, tracker):
    report = tmp_path / "t.json"
    arguments = ("--tracker", tracker, "--json", report)
    assert world.track(tmp_path / "1.parquet", *arguments) == 0
    alone = json.loads(report.read_text())
    assert world.track(tmp_path / "2.parquet", *arguments, "--workers", "2") == 0
    both = json.loads(report.read_text())
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    assert [each["segment"] for each in both["work"]] == world.table.column(
        SEGMENT
    ).unique().sort().to_pylist()
    for name in ("segments", "frames", "detections", "objects", "boxes"):
        assert alone[name] == both[name] > 0
        totals = {"detections": "inputs"}.get(name, name)
        assert name == "segments" or both[name] == sum(each[totals] for each in both["work"])


def test_data_without_poses_are_tracked_with_a_warning(world, tmp_path, capsys):
    tags = "lidar_box,stats"
    data = tmp_path / "data"
    assert run_command("convert", world.v1, "--out", data, "--components", tags) == 0
    assert world.track(tmp_path / "with.parquet") == 0
    assert "warning" not in capsys.readouterr().err
    report = tmp_path / "t.json"
    assert world.track(tmp_path / "without.parquet", "--json", report, data=data) == 0
    assert "12 frames without a pose of the vehicle" in capsys.readouterr().err
    assert json.loads(report.read_text())["estimated_poses"] == 12
    ids = [
        read_predictions(tmp_path / f"{name}.parquet").column(TRACK_ID).to_pylist()
        for name in ("with", "without")
    ]
    assert ids[0] == ids[1]


def test_offline_tracks_differ_and_have_one_score_each(world, tmp_path):
    assert world.track(tmp_path / "a.parquet", "--json", tmp_path / "a.json") == 0
    assert world.track(tmp_path / "b.parquet", "--offline", "--json", tmp_path / "b.json") == 0
    reports = [json.loads((tmp_path / f"{name}.json").read_text()) for name in "ab"]
    assert [report["offline"] for report in reports] == [False, True]
    tracks = read_predictions(tmp_path / "b.parquet")
    scores = tracks.group_by([SEGMENT, TRACK_ID]).aggregate([(SCORE, "count_distinct")])
    assert set(scores.column(f"{SCORE}_count_distinct").to_pylist()) == {1}
    assert not tracks.equals(read_predictions(tmp_path / "a.parquet"))


def test_a_killed_run_goes_on(world, tmp_path, monkeypatch):
    names = open_dataset(world.data).segments
    tracked, track_segment = [], segment_module.track_segment

    def breaking(tracker, table, frames, where, offline):
        tracked.append(frames.name)
        if len(tracked) == 2:
            raise KeyboardInterrupt
        return track_segment(tracker, table, frames, where, offline)

    monkeypatch.setattr(segment_module, "track_segment", breaking)
    assert world.track(tmp_path / "a.parquet") == 130
    assert world.track(tmp_path / "a.parquet") == 0
    assert tracked == [names[0], names[1], names[1]]
    assert world.track(tmp_path / "b.parquet", "--overwrite") == 0
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_least_score_leaves_detections_out(world, tmp_path):
    assert world.track(tmp_path / "a.parquet", "--min-score", "1") == 0
    assert len(read_predictions(tmp_path / "a.parquet")) > 0
    halved = world.table.set_column(
        world.table.column_names.index("[PredictionComponent].score"),
        "[PredictionComponent].score",
        pa.array(np.full(len(world.table), 0.5)),
    )
    write_predictions(halved, tmp_path / "halved.parquet")
    arguments = (tmp_path / "b.parquet", "--min-score", "0.6")
    assert world.track(*arguments, detections=tmp_path / "halved.parquet") == 0
    assert len(read_predictions(tmp_path / "b.parquet")) == 0


def complaint(world, table, folder, capsys, name="p.parquet", **options):
    write_predictions(table, folder / name, **options)
    capsys.readouterr()
    assert world.track(folder / "out.parquet", detections=folder / name) == 2
    assert not (folder / "out.parquet").exists()
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_segment_that_the_data_lack_is_named(world, tmp_path, capsys):
    strange = make_predictions("1_2_3_4_5", 10, np.ones((1, 7)), 1, [0.5])
    line = complaint(world, pa.concat_tables([world.table, strange]), tmp_path, capsys)
    assert "1 of 3 segments are not in" in line
    assert "1_2_3_4_5" in line


def test_a_time_that_the_data_lack_is_named(world, tmp_path, capsys):
    times = world.table.column(TIMESTAMP).to_numpy().copy()
    times[7] += 3
    place = world.table.column_names.index(TIMESTAMP)
    wrong = world.table.set_column(place, TIMESTAMP, pa.array(times))
    line = complaint(world, wrong, tmp_path, capsys)
    assert f"got {times[7]}" in line
    assert world.table.column(SEGMENT)[7].as_py() in line


def test_boxes_of_images_are_refused(world, tmp_path, capsys):
    from waymo_kit.predictions import BoxKind

    flat = make_predictions("a", 10, np.ones((1, 4)), 1, [0.5], cameras=1)
    line = complaint(world, flat, tmp_path, capsys, kind=BoxKind.BOX_2D)
    assert "3D predictions must have" in line


def test_a_name_of_no_format_is_refused_before_the_work(world, tmp_path, capsys):
    assert world.track(tmp_path / "out.csv") == 2
    assert "out.csv: expected a name that ends with" in capsys.readouterr().err


@pytest.fixture(scope="module")
def image_world(tmp_path_factory):
    """A simulated drive, and its camera labels as detections."""
    folder = tmp_path_factory.mktemp("images")
    simulate_dataset(folder, 1, 6, seed=3)
    tables = []
    for scene in open_dataset(folder):
        for frame in scene:
            for name in frame.cameras:
                found = frame.camera(name).boxes
                if len(found):
                    micros = frame.timestamp_micros
                    scores = np.full(len(found), 0.9)
                    boxes = found.array, found.types, scores
                    tables.append(make_predictions(scene.name, micros, *boxes, cameras=name))
    detections = folder / "detections.parquet"
    write_predictions(pa.concat_tables(tables), detections, BoxKind.BOX_2D)
    return folder, detections


@pytest.mark.parametrize("tracker", ["sort", "bytetrack", "oc-sort"])
def test_boxes_in_images_are_followed_in_each_camera(image_world, tmp_path, tracker):
    data, detections = image_world
    out = tmp_path / "tracks.parquet"
    command = ("track", "--preds", detections, "--data", data, "--out", out, "--tracker", tracker)
    assert run_command(*command) == 0
    tracks = read_predictions(out, BoxKind.BOX_2D)
    assert len(tracks) > 50
    names = tracks.column(TRACK_ID).to_pylist()
    cameras = tracks.column("key.camera_name").to_pylist()
    assert all(
        name.startswith(f"{CameraName(c).name}-") for name, c in zip(names, cameras, strict=True)
    )
    assert len(set(names)) < 0.5 * len(names)


def test_image_trackers_refuse_3d_boxes(world, tmp_path, capsys):
    assert world.track(tmp_path / "a.parquet", "--tracker", "sort") != 0
    assert "camera" in capsys.readouterr().err
    assert not (tmp_path / "a.parquet").exists()
