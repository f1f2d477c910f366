"""Each example runs, and prints and writes what it promises.

A case is the arguments of a run, in which OUT stands for an empty folder and DATA for a file of
real frames, and a function that checks the lines that were printed and what lies in the folder.
"""

import dataclasses
import json
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import waymo_kit as wk
from tests.exchange.scenes import SEGMENTS, write_scenes
from tests.made_frames import FIRST_TIME, SEGMENT, full_frame, plain_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.evaluation.e2e import check_e2e_submission
from waymo_kit.evaluation.submission import check_submission
from waymo_kit.io import locate
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.simulate import simulate_segment

EXAMPLES = Path(__file__).parents[2] / "examples"
CAMERAS = ["FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT"]


@dataclass(frozen=True)
class Case:
    """One run of an example.

    Attributes:
        example: Name of the script.
        arguments: Arguments of the run, separated by blanks.
        check: Function of the printed lines and the folder OUT.
        needs: Optional package without which the case is skipped.
        prepare: Function that fills OUT before the run.
        is_heavy: Whether the run takes minutes.
    """

    example: str
    arguments: str
    check: Callable[[list[str], Path], None]
    needs: str = "numpy"
    prepare: Callable[[Path], object] = lambda out: None
    is_heavy: bool = False


def size_of(path):
    with Image.open(path) as picture:
        return picture.size


def prepare_transfer_networks(out):
    from tests.cli.test_study_transfer import write_inputs

    write_inputs(out)


def check_transfer_networks(lines, out):
    assert len([line for line in lines if line.startswith("net") and " % of " in line]) == 6
    assert lines[-1].startswith("all, centered: r ")
    assert len(list((out / "study" / "features").glob("*.npz"))) == 6


def check_leaderboard_demo(lines, out):
    ranked = [line.strip() for line in lines if line.startswith("  ")]
    names = {line.partition(" (")[0].partition(". ")[2] for line in ranked}
    assert names == {"Clusters", "Clusters, small cells", "Clusters + tracks"}
    scores = [float(line.rpartition(" ")[2]) for line in ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert (out / "site" / "leaderboard.db").exists()


def check_augment_images(lines, out):
    names = [line.split()[0] for line in lines[:-1]]
    assert len(names) == 16
    assert {"invert", "cutout", "solarize_add"} < set(names)
    left = {line.split()[0]: int(line.split()[1]) for line in lines[:-1]}
    assert left["invert"] == left["cutout"] > left["translate_x"] > 0
    assert size_of(out / "sheet.png") == (4 * 220, 4 * 160)


def check_backbone_features(lines, _):
    assert lines[0] == "resnet50 at 64 x 96: 23,561,152 parameters"
    assert [line.split() for line in lines[1:]] == [
        ["stride_4", "16", "x", "24", "x", "256"],
        ["stride_8", "8", "x", "12", "x", "512"],
        ["stride_16", "4", "x", "6", "x", "1024"],
        ["stride_32", "2", "x", "3", "x", "2048"],
    ]


def check_build_submission(lines, out):
    assert check_submission(out / "s.tar.gz").errors == ()
    first, _, rest = "\n".join(lines).partition("with 3 boxes only: 1 error")
    assert " boxes in 4 frames" in first
    assert "error: 1 of 2 segments of /testing have no box" in rest


def check_calibrate_scores(lines, out):
    rows = [line.split() for line in lines]
    figures = {(row[0], row[1]): [float(cell) for cell in row[2:]] for row in rows[1:9]}
    for method in ("temperature", "sb-ece", "platt"):
        for kind, factor in (("VEHICLE", 2.5), ("PEDESTRIAN", 0.5)):
            temperature, before, after, *_ = figures[method, kind]
            assert abs(temperature / factor - 1) < 0.1
            assert after < 0.3 * before
    temperature, before, after, *_ = figures["s-avuc", "VEHICLE"]
    assert temperature < 1
    assert after > before
    for name in ("before", "after"):
        assert min(size_of(out / f"vehicles_{name}.png")) > 300


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


def check_compare_models(lines, _):
    words = [line.split() for line in lines]
    assert words[0][:4] == ["APH", "of", "3", "segments,"]
    near = next(row for row in words if row[0].startswith("RANGE") and "30)_LEVEL_2" in row)
    far, sharp, low, _, high = near[-5:]
    assert float(far) < float(sharp)
    assert 0 < float(low) < float(high)


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


def check_demo(lines, out):
    commands = [line.split()[2] for line in lines if line.startswith("$")]
    expected = ["simulate", "convert", "info", "train", "detect", "eval", "track", "eval"]
    assert commands == expected
    assert "VEHICLE" in "\n".join(lines)
    assert "MOTA" in "\n".join(lines)
    assert [len(scene) for scene in wk.open_dataset(out / "tables")] == [2, 2]
    for name in ("frame.png", "tracks.png"):
        assert size_of(out / name)[0] >= 1200


def check_evaluate_predictions(lines, out):
    printed = "\n".join(lines)
    rows = json.loads((out / "result.json").read_text())["metrics"]
    vehicles = rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert 0.3 < vehicles["AP"] < 1
    assert f"AP {vehicles['AP']:.4f}  APH {vehicles['APH']:.4f}" in printed
    for kind in ("TP ", "FP ", "FN "):
        assert kind in printed
    assert "Worst false positives" in (out / "report.html").read_text()


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


def check_score_calibration(lines, out):
    before, after = (float(line.split()[2]) for line in lines if line.startswith("  ALL"))
    assert before > 0.1
    assert after < 0.02
    assert size_of(out / "reliability.png")[0] > 700


def check_simulate_segments(lines, out):
    printed = "\n".join(lines)
    assert len(list(out.glob("segment-*_with_camera_labels.tfrecord"))) == 3
    for time_of_day in ("location_sf, Day", "location_phx, Dawn/Dusk", "location_other, Night"):
        assert time_of_day in printed
    assert printed.count("  2 frames, ") == 3
    assert printed.count("FRONT        480 x 320, ") == 3


def prepare_score_panoptic(out):
    main = runpy.run_path(str(EXAMPLES / "score_masks.py"))["main"]
    main(["--out", str(out), "--frames", "3"])


def check_score_masks(lines, out):
    rows = {line.split()[0]: line.split()[1:] for line in lines[:-1]}
    labels = {name: int(row[-2]) for name, row in rows.items()}
    assert labels["MASK"] == labels["BOX"] > labels["MASK_PEDESTRIAN"] > labels["MASK_CYCLIST"] > 0
    assert 0.3 < float(rows["MASK"][1]) < float(rows["MASK"][3]) < 0.9
    assert size_of(out / "masks.png") == (1650, 544)


def check_score_panoptic(lines, out):
    *_, detections, tracks, _ = (line.split() for line in lines)
    assert (detections[0], tracks[0]) == ("detections", "tracks")
    wstq, waq, miou, cars = (np.array([detections, tracks])[:, 1:].astype(float)).T
    assert wstq[1] > wstq[0] > 0
    assert waq[1] > 1.5 * waq[0]
    assert miou[0] == miou[1]
    assert cars.min() > 0.8
    assert size_of(out / "panoptic.png") == (1650, 544)


def check_search_cell(lines, out):
    assert [line.split()[0] for line in lines[:3]] == ["pnas", "evolution", "random"]
    assert float(lines[0].split()[-1]) > 0.9
    assert lines[3].endswith("parameters")
    assert (out / "cell.png").exists()
    assert (out / "curves.png").exists()


def check_corrupt_images(lines, out):
    changes = {line.split()[0]: [float(x) for x in line.split()[-5:]] for line in lines[:-1]}
    assert len(changes) == 12
    assert all(change[4] > change[0] > 0 for change in changes.values())
    assert size_of(out / "sheet.png") == (112 + 6 * 96, 12 * 96)


def check_study_cities(_, out):
    table = (out / "domain-gap" / "table.md").read_text()
    assert all(f"| {city} |" in table for city in ("SF", "PHX", "OTHER"))
    assert (out / "domain-gap" / "domain-gap.png").exists()


def check_track_metrics(lines, _):
    head, *rows = (line.split() for line in lines)
    lasting, renaming = ({k: float(v) for k, v in zip(head, x[1:], strict=True)} for x in rows)
    assert lasting["IDF1"] == 1
    assert lasting["MISMATCH"] == 0
    assert renaming["MISMATCH"] > 0
    assert renaming["IDF1"] < renaming["MOTA"] < lasting["MOTA"]
    assert renaming["ASSA"] < renaming["DETA"]


def check_track_objects(lines, out):
    assert lines[0].startswith("frame  10:")
    words = next(line.split() for line in lines if line.startswith("vehicle"))
    assert float(words[words.index("MOTA") + 1]) > 0.8
    assert float(words[words.index("MISMATCH") + 1]) == 0
    assert size_of(out / "tracks.png") == (1720, 978)


def check_tune_tracker(lines, _):
    rows = [line.split() for line in lines if "MOTA" in line]
    fitted = [(float(row[-3]), float(row[-1])) for row in rows if row[0] == "fitted"]
    assert all(after >= before for before, after in fitted)
    assert sum(after - before for before, after in fitted) > 0.05
    assert any(row[0] == "other" for row in rows)
    assert "tracker: greedy" in lines


def check_track_in_images(lines, _):
    assert lines[0].split() == ["tracker", "MOTA", "IDF1", "MISS", "FP", "MISMATCH"]
    found = {name: list(map(float, figures)) for name, *figures in map(str.split, lines[1:])}
    assert set(found) == {"sort", "bytetrack", "oc-sort"}
    assert all(mota > 0.1 and idf1 > 0.3 for mota, idf1, *_ in found.values())
    assert found["oc-sort"][0] > found["bytetrack"][0]  # with weak detections it has no use for
    assert found["bytetrack"][4] < found["sort"][4]


def check_train_pointnet(lines, _):
    pedestrians, others = (int(word[:-1]) for word in lines[-1].split() if word.endswith("%"))
    assert pedestrians > 80
    assert others > 80


def check_train_classifier(lines, out):
    assert "vehicle" in lines[0]
    assert "crops of" in lines[0]
    figures = {line.split()[0]: float(line.split()[1]) for line in lines[2:]}
    assert 0 <= figures["top1"] <= 1
    assert 0 <= figures["ece"] <= 1
    assert (out / "run" / "checkpoints" / "step-000000004.npz").exists()


def check_synthesize_crops(lines, out):
    assert "crops of" in lines[0]
    assert "after 3 steps" in lines[1]
    names = [line.split()[0] for line in lines[3:-1]]
    assert "vehicle" in names
    assert len(list((out / "synthetic" / "vehicle").glob("*.png"))) == 4
    assert float(lines[-1].split()[-2]) > 0


def check_train_detector(lines, out):
    assert lines[0].startswith("step 2: loss ")
    assert "detections in 2 frames; read" in lines[1]
    assert "network" in lines[1]
    rows = {line.split()[0]: [float(cell) for cell in line.split()[1:]] for line in lines[-2:]}
    assert rows.keys() == {"detector", "clusters"}
    assert all(0 <= figure <= 1 for row in rows.values() for figure in row)
    assert (out / "run" / "config.yaml").exists()


def check_pretrained_detector(lines, out):
    assert lines[0].startswith("first frame: ")
    assert "vehicles within 30 m: AP " in lines[1]
    assert 0.2 < float(lines[1].split()[5]) <= 1
    assert (out / "predictions.parquet").exists()


def prepare_view_predictions(out):
    path = simulate_segment(out / "drives", seed=4, frames=2)
    with wk.open_dataset(path)[0] as scene:
        boxes = scene.boxes[::2]
        scored = dataclasses.replace(boxes, scores=np.full(len(boxes), 0.5))
        write_predictions(boxes_to_predictions(scored, scene.name), out / "p.parquet")


def check_view_predictions(lines, out):
    assert lines[0].startswith("open http://127.0.0.1:")
    (segment,) = wk.open_dataset(out / "drives").segments
    count, rest = lines[1].split(" ", 1)
    assert int(count) > 0
    assert rest.startswith("missed labels: http://127.0.0.1:")
    assert f"#segment={segment}&" in rest


CASES = [
    Case(
        "augment_images", "--policy efficientnet --out OUT/sheet.png", check_augment_images, "keras"
    ),
    Case(
        "backbone_features",
        "DATA --backbone resnet50 --size 64 96",
        check_backbone_features,
        "keras",
    ),
    Case("build_submission", "--out OUT/s.tar.gz", check_build_submission),
    Case("calibrate_scores", "--out OUT", check_calibrate_scores, "matplotlib"),
    Case("choose_frames", "--out OUT/even.yaml", check_choose_frames, "duckdb"),
    Case(
        "leaderboard_demo",
        "--home OUT/site --bind 127.0.0.1:0 --once --no-open",
        check_leaderboard_demo,
        "fastapi",
        is_heavy=True,
    ),
    Case("compare_models", "--segments 3 --frames 2", check_compare_models),
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
    Case("demo", "--out OUT --frames 2 --steps 100", check_demo, "tensorflow"),
    Case("download_segments", "--out OUT/copy", check_download_segments),
    Case("end_to_end_driving", "--out OUT", check_end_to_end_driving, "matplotlib"),
    Case("draw_road_map", "--out OUT/map.png", check_draw_road_map, "matplotlib"),
    Case("corrupt_images", "--out OUT/sheet.png", check_corrupt_images, "scipy"),
    Case("evaluate_predictions", "--out OUT --frames 2", check_evaluate_predictions),
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
    Case("score_masks", "--out OUT --frames 2", check_score_masks, "matplotlib"),
    Case(
        "score_panoptic",
        "OUT/drives OUT/masks.parquet --out OUT",
        check_score_panoptic,
        "matplotlib",
        prepare_score_panoptic,
    ),
    Case("score_calibration", "--out OUT/reliability.png", check_score_calibration, "matplotlib"),
    Case("search_cell", "--out OUT --models 40", check_search_cell, "tensorflow"),
    Case("simulate_segments", "--out OUT --frames 2", check_simulate_segments),
    Case(
        "study_cities",
        "--out OUT --frames 2 --steps 2",
        check_study_cities,
        "tensorflow",
        is_heavy=True,
    ),
    Case("track_in_images", "--out OUT --frames 10", check_track_in_images),
    Case("track_metrics", "", check_track_metrics),
    Case(
        "track_objects",
        "--frames 10 --picture OUT/tracks.png",
        check_track_objects,
        "matplotlib",
    ),
    Case("tune_tracker", "--frames 6", check_tune_tracker),
    Case("train_pointnet", "", check_train_pointnet, "torch"),
    Case(
        "synthesize_crops",
        "--out OUT --steps 3 --count 4",
        check_synthesize_crops,
        "tensorflow",
    ),
    Case(
        "transfer_networks",
        "--networks OUT/networks.yaml --datasets OUT/datasets.yaml --out OUT/study",
        check_transfer_networks,
        "tensorflow",
        prepare=prepare_transfer_networks,
        is_heavy=True,
    ),
    Case("train_classifier", "--out OUT --steps 4", check_train_classifier, "tensorflow"),
    Case(
        "train_detector",
        "--out OUT --frames 2 --steps 2 --config retinanet-small",
        check_train_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "train_detector",
        "--out OUT --frames 2 --steps 2 --backend tensorflow",
        check_train_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "pretrained_detector",
        "--out OUT --frames 4",
        check_pretrained_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "view_predictions",
        "OUT/drives OUT/p.parquet --seconds 0",
        check_view_predictions,
        "uvicorn",
        prepare=prepare_view_predictions,
    ),
]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.heavy] if case.is_heavy else []) for case in CASES],
    ids=[case.check.__name__.removeprefix("check_") for case in CASES],
)
def test_an_example_does_what_it_says(case, tmp_path, capfd, request):
    pytest.importorskip(case.needs)
    arguments = case.arguments
    if "DATA" in arguments:
        folder = request.getfixturevalue("wod_data")
        arguments = arguments.replace("DATA", str(folder / "composite_4frames.tfrecord"))
    case.prepare(tmp_path)
    main = runpy.run_path(str(EXAMPLES / f"{case.example}.py"))["main"]
    main(arguments.replace("OUT", str(tmp_path)).split())
    case.check(capfd.readouterr().out.splitlines(), tmp_path)


def test_every_example_is_run():
    assert {case.example for case in CASES} == {path.stem for path in EXAMPLES.glob("*.py")}
