"""The examples about predictions: scored, compared, shown and submitted."""

import dataclasses
import json
import runpy

import numpy as np

import waymo_kit as wk
from tests.examples.cases import EXAMPLES, Case, size_of
from waymo_kit.evaluation.submission import check_submission
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.simulate import simulate_segment


def check_leaderboard_demo(lines, out):
    ranked = [line.strip() for line in lines if line.startswith("  ")]
    names = {line.partition(" (")[0].partition(". ")[2] for line in ranked}
    assert names == {"Clusters", "Clusters, small cells", "Clusters + tracks"}
    scores = [float(line.rpartition(" ")[2]) for line in ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert (out / "site" / "leaderboard.db").exists()


def check_build_submission(lines, out):
    assert check_submission(out / "s.tar.gz").errors == ()
    first, _, rest = "\n".join(lines).partition("with 3 boxes only: 1 error")
    assert " boxes in 4 frames" in first
    assert "error: 1 of 2 segments of /testing have no box" in rest


def check_compare_models(lines, _):
    words = [line.split() for line in lines]
    assert words[0][:4] == ["APH", "of", "3", "segments,"]
    near = next(row for row in words if row[0].startswith("RANGE") and "30)_LEVEL_2" in row)
    far, sharp, low, _, high = near[-5:]
    assert float(far) < float(sharp)
    assert 0 < float(low) < float(high)


def check_evaluate_predictions(lines, out):
    printed = "\n".join(lines)
    rows = json.loads((out / "result.json").read_text())["metrics"]
    vehicles = rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert 0.3 < vehicles["AP"] < 1
    assert f"AP {vehicles['AP']:.4f}  APH {vehicles['APH']:.4f}" in printed
    for kind in ("TP ", "FP ", "FN "):
        assert kind in printed
    assert "Worst false positives" in (out / "report.html").read_text()


def check_score_calibration(lines, out):
    before, after = (float(line.split()[2]) for line in lines if line.startswith("  ALL"))
    assert before > 0.1
    assert after < 0.02
    assert size_of(out / "reliability.png")[0] > 700


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


def check_track_metrics(lines, _):
    head, *rows = (line.split() for line in lines)
    lasting, renaming = ({k: float(v) for k, v in zip(head, x[1:], strict=True)} for x in rows)
    assert lasting["IDF1"] == 1
    assert lasting["MISMATCH"] == 0
    assert renaming["MISMATCH"] > 0
    assert renaming["IDF1"] < renaming["MOTA"] < lasting["MOTA"]
    assert renaming["ASSA"] < renaming["DETA"]


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


EVALUATION_CASES = [
    Case("build_submission", "--out OUT/s.tar.gz", check_build_submission),
    Case("compare_models", "--segments 3 --frames 2", check_compare_models),
    Case("evaluate_predictions", "--out OUT --frames 2", check_evaluate_predictions),
    Case(
        "leaderboard_demo",
        "--home OUT/site --bind 127.0.0.1:0 --once --no-open",
        check_leaderboard_demo,
        "fastapi",
        is_heavy=True,
    ),
    Case("score_calibration", "--out OUT/reliability.png", check_score_calibration, "matplotlib"),
    Case("score_masks", "--out OUT --frames 2", check_score_masks, "matplotlib"),
    Case(
        "score_panoptic",
        "OUT/drives OUT/masks.parquet --out OUT",
        check_score_panoptic,
        "matplotlib",
        prepare_score_panoptic,
    ),
    Case("track_metrics", "", check_track_metrics),
    Case(
        "view_predictions",
        "OUT/drives OUT/p.parquet --seconds 0",
        check_view_predictions,
        "uvicorn",
        prepare=prepare_view_predictions,
    ),
]
