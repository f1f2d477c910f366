"""The examples about datasets: made, read, converted, exported and drawn."""

import pytest

import waymo_kit as wk
from tests.examples.cases import CAMERAS, Case, size_of
from tests.exchange.scenes import SEGMENTS, write_scenes
from tests.made_frames import FIRST_TIME, SEGMENT, full_frame, plain_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.evaluation.e2e import check_e2e_submission
from waymo_kit.io import locate


def check_choose_frames(lines, out):
    assert any(line.split()[0] == "vehicle" for line in lines)
    assert lines[-3].endswith(": 4 of 8 frames")
    whole, part = (float(line.split()[-1]) for line in lines[-2:])
    assert part == pytest.approx(1)
    assert whole < 0.8
    assert len(wk.read_subset(out / "even.yaml")) == 2


def check_end_to_end_driving(lines, out):
    cameras = ", ".join(CAMERAS)
    assert lines[:3] == [f"made-00{n}: GO_LEFT, {3 + 3 * n}.0 m/s, {cameras}" for n in range(3)]
    assert 4 <= float(lines[3].split()[-1]) <= 10
    assert lines[4].startswith("ADE ")
    assert lines[5].endswith("submission.tar.gz: 3 frames, 0 problems")
    assert check_e2e_submission(out / "submission.tar.gz").errors == ()
    assert len(wk.open_e2e_dataset(out / "made.tfrecord")) == 3
    assert size_of(out / "frame.png") == (1200, 760)


def check_motion_lidar(lines, _):
    assert lines[0] == "made: 0 tracks, 1 steps with lidar"
    assert int(lines[1].split()[2]) > 10_000
    assert 0 < float(lines[2].split()[-4]) < 5


def check_download_segments(lines, out):
    assert [line.split(":")[0] for line in lines[:2]] == ["first run", "second run"]
    assert ", 0 of " in lines[1]
    assert lines[2] == f"<Dataset {out / 'copy'}, 1 segment>"


def check_draw_road_map(lines, out):
    assert lines[0].split()[1] == "lanes,"
    assert any(line.startswith("vehicle") for line in lines)
    assert size_of(out / "map.png")[0] > 600


def prepare_convert_segments(out):
    write_segment(out / "in" / "good.tfrecord", [plain_frame(i) for i in range(2)])
    (out / "in" / "bad.tfrecord").write_text("no records")


def check_convert_segments(lines, out):
    bad, good = lines
    assert bad.startswith(f"{out}/in/bad.tfrecord was left out: ")
    assert good.startswith(f"{SEGMENT} converted: ")
    assert (out / "tables" / "lidar" / f"{SEGMENT}.parquet").is_file()


def prepare_dataset_coverage(out):
    for name, y in (("training", 0), ("validation", 50)):
        rows = [f"{name}{s},sf,{100 * s + 2 * i},{y}" for s in range(4) for i in range(50)]
        (out / f"{name}.csv").write_text("\n".join(["segment,city,x,y", *rows]) + "\n")


def check_dataset_coverage(lines, out):
    output = "\n".join(lines)
    assert "sf               km2: training 0.077, validation 0.077, both 0.0" in output
    assert "the ratio of the two areas is 1.00" in output
    assert size_of(out / "map.png")[0] > 700


def check_load_scene(lines, _):
    assert ": 3 frames, location_" in lines[0]
    assert sum(line.split()[0] in ("FRONT", "SIDE_LEFT") for line in lines) == 2
    assert lines[-1].startswith("lidar_box: ")


def check_load_scene_of_real_frames(lines, _):
    assert "TOP range image (64, 2650, 4)" in "\n".join(lines)


def check_project_points(lines, out, min_points=100):
    assert [line.split()[0] for line in lines[:5]] == CAMERAS
    assert all(int(line.split()[2]) > min_points for line in lines[:5])
    assert size_of(out / "points.png")[0] > 1800


def check_project_real_points(lines, out):
    check_project_points(lines, out, min_points=15_000)


def vehicles_and_a_pedestrian(index):
    """Three vehicles: near and slow, near and fast, far and fast; and a pedestrian."""
    frame = plain_frame(index)
    label = frame.laser_labels[0]
    for x, speed, kind in ((3, 1, 1), (-20, 6, 1), (40, -7, 1), (1, 9, 2)):
        made = frame.laser_labels.add()
        made.CopyFrom(label)
        made.type = kind
        made.box.center_x, made.box.center_y = x, 0
        made.metadata.speed_x, made.metadata.speed_y = 0, speed
    del frame.laser_labels[:-4]
    return frame


def prepare_export_dataset(out):
    write_scenes(out / "scenes")


def check_export_dataset(lines, out):
    assert lines[0].startswith("openpcdet: 4 frames in ")
    assert lines[1].endswith(f" is {SEGMENTS[0]} at {FIRST_TIME}, camera 0")
    assert lines[3].endswith(f" is {SEGMENTS[0]} at {FIRST_TIME}, camera 1")
    assert (out / "coco" / "annotations" / "boxes_train.json").is_file()


def prepare_read_tables(out):
    frames = [vehicles_and_a_pedestrian(index) for index in range(2)]
    source = write_segment(out / "a.tfrecord", frames)
    convert_segment(locate(source), locate(out / "tables"), ["lidar_box"])


def check_read_tables(lines, _):
    assert lines == [f"{SEGMENT}: 6 boxes of vehicles, 4 within 30 m, 4 faster than 5 m/s"]


def prepare_scale_out(out):
    write_segment(out / "a.tfrecord", [full_frame(index) for index in range(2)])


def check_scale_out(lines, _):
    first, *counts = lines
    assert first.startswith(f"{SEGMENT}: ")
    assert first.endswith(" s, 0 retries")
    labels = sum(len(full_frame(index).laser_labels) for index in range(2))
    assert sum(int(line.split()[1].replace(",", "")) for line in counts) == labels > 0


def check_simulate_segments(lines, out):
    printed = "\n".join(lines)
    assert len(list(out.glob("segment-*_with_camera_labels.tfrecord"))) == 3
    for time_of_day in ("location_sf, Day", "location_phx, Dawn/Dusk", "location_other, Night"):
        assert time_of_day in printed
    assert printed.count("  2 frames, ") == 3
    assert printed.count("FRONT        480 x 320, ") == 3


DATASET_CASES = [
    Case("choose_frames", "--out OUT/even.yaml", check_choose_frames, "duckdb"),
    Case(
        "convert_segments",
        "OUT/in OUT/tables",
        check_convert_segments,
        prepare=prepare_convert_segments,
    ),
    Case(
        "dataset_coverage",
        "OUT/training.csv OUT/validation.csv --map OUT/map.png",
        check_dataset_coverage,
        "matplotlib",
        prepare_dataset_coverage,
    ),
    Case("download_segments", "--out OUT/copy", check_download_segments),
    Case("draw_road_map", "--out OUT/map.png", check_draw_road_map, "matplotlib"),
    Case("end_to_end_driving", "--out OUT", check_end_to_end_driving, "matplotlib"),
    Case(
        "export_dataset",
        "OUT/scenes --out OUT",
        check_export_dataset,
        prepare=prepare_export_dataset,
    ),
    Case("load_scene", "", check_load_scene),
    Case("load_scene", "DATA", check_load_scene_of_real_frames),
    Case("motion_lidar", "", check_motion_lidar),
    Case("project_points", "--out OUT/points.png", check_project_points, "matplotlib"),
    Case("project_points", "DATA --out OUT/points.png", check_project_real_points, "matplotlib"),
    Case("read_tables", "OUT/tables", check_read_tables, prepare=prepare_read_tables),
    Case("scale_out", "OUT", check_scale_out, prepare=prepare_scale_out),
    Case("simulate_segments", "--out OUT --frames 2", check_simulate_segments),
]
