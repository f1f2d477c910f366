"""Every task of `eval` can be a task of a phase; masks and 2D tracks from the file to the score."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from tests.evaluation.test_component_tasks import keys, write_table
from tests.evaluation.test_mask_tasks import CAMERAS, HEIGHT, SEGMENTS, TIMES, WIDTH, Drive
from tests.web.leaderboard.people import run_all
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation import evaluate
from waymo_kit.evaluation.tasks import TASKS
from waymo_kit.geometry import Masks
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema.predictions import MASK, MASK_SIZE, BoxKind
from waymo_kit.web.leaderboard import submissions
from waymo_kit.web.leaderboard.benchmark import (
    TASK_NAMES,
    default_settings,
    read_benchmark,
    write_benchmark,
)
from waymo_kit.web.leaderboard.jobs import JOBS
from waymo_kit.web.leaderboard.jobs.tasks import ranked_score, task_of, task_view
from waymo_kit.web.leaderboard.local_check import check_file
from waymo_kit.web.leaderboard.worker import Worker

NEW = {
    "tracking-2d": "MOTA/L2",
    "instance-segmentation": "AP",
    "panoptic": "WSTQ",
}
"""Task -> column that ranks."""


class Boxes2D:
    """Labels of boxes in images, and predictions of them that are a little off."""

    def __init__(self, root):
        rng = np.random.default_rng(1)
        self.preds, self.truth = root / "preds.parquet", root / "truth"
        parts = []
        for segment in SEGMENTS:
            rows = []
            for time in TIMES:
                for camera in CAMERAS:
                    boxes = rng.uniform((100, 100, 40, 40), (900, 600, 80, 80), (4, 4))
                    for number, box in enumerate(boxes):
                        rows.append(_box_row(segment, time, camera, number, box))
                    moved = boxes + rng.normal(0, 3, boxes.shape)
                    names = [f"{camera}-{k}" for k in range(4)]
                    scores = rng.uniform(0.3, 1, 4)
                    made = make_predictions(
                        segment, time, moved, 1, scores, cameras=camera, track_ids=names
                    )
                    parts.append(made)
            write_table(self.truth, "camera_box", segment, rows)
        write_predictions(pa.concat_tables(parts), self.preds, BoxKind.BOX_2D)


def _box_row(segment, time, camera, number, box):
    values = dict(zip(("center.x", "center.y", "size.x", "size.y"), box, strict=True))
    return {
        **keys(segment, time, camera_name=camera, camera_object_id=f"{camera}-{number}"),
        **{f"box.{name}": value for name, value in values.items()},
        "type": 1,
        "difficulty_level.detection": 1,
        "difficulty_level.tracking": 1,
    }


@pytest.fixture(scope="module")
def drives(tmp_path_factory):
    """Labels and predictions of each new task."""
    masks = Drive(tmp_path_factory.mktemp("masks"))
    boxes = Boxes2D(tmp_path_factory.mktemp("boxes"))
    return {name: boxes if name == "tracking-2d" else masks for name in NEW}


def run(job, **values):
    return JOBS[job](values, lambda stage, percent: None)


def checked(drive, task, folder, path=None, **changes):
    """Runs `describe_labels` and `check`; returns what both gave."""
    folder.mkdir(exist_ok=True)
    frames = str(folder / "frames.parquet")
    described = run("describe_labels", labels=str(drive.truth), tasks=[task], frames=frames)
    path = path or drive.preds
    values = {
        "path": str(path),
        "filename": path.name,
        "task": task,
        "settings": {},
        "frames": frames,
        "max_rows": 10_000,
        "max_expansion": 100,
        "min_coverage": 0.9,
        "output": str(folder),
    }
    return described, run("check", **{**values, **changes})


def scored(drive, task, folder, *, path=None, has_diagnostics, min_labels=0):
    """Checks and scores predictions."""
    _, found = checked(drive, task, folder, path)
    return run(
        "score",
        path=found["path"],
        labels=str(drive.truth),
        task=task,
        settings={},
        private=[SEGMENTS[0]],
        segments=list(SEGMENTS),
        min_labels=min_labels,
        has_diagnostics=has_diagnostics,
        result=str(folder / "result.json"),
        report=str(folder / "report.html"),
        filename="preds.parquet",
        phase="test",
    )


def test_every_task_of_eval_can_be_one_of_a_phase():
    assert tuple(TASKS) == TASK_NAMES
    for name in TASK_NAMES:
        view = task_view(name, default_settings(name))
        assert view["ranked_by"]
        assert view["takes_tables"] == (name in ("segmentation", "keypoints"))
    assert {name: task_view(name, {})["ranked_by"] for name in NEW} == NEW


@pytest.mark.parametrize("task", NEW)
def test_the_score_is_that_of_eval(drives, task, tmp_path):
    drive = drives[task]
    found = scored(drive, task, tmp_path / "out", has_diagnostics=True)
    assert (tmp_path / "out" / "report.html").stat().st_size > 1000
    assert json.loads((tmp_path / "out" / "result.json").read_text())["metrics"]
    values = []
    for part, segment in (("public", SEGMENTS[1]), ("private", SEGMENTS[0])):
        only = tmp_path / f"{part}.parquet"
        table = pq.read_table(drive.preds)
        kept = np.array(table.column("key.segment_context_name").to_pylist()) == segment
        write_predictions(table.filter(pa.array(kept)), only, BoxKind.BOX_2D)
        labels = tmp_path / part
        for source in drive.truth.rglob(f"{segment}.parquet"):
            target = labels / source.parent.name / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        expected = evaluate(only, labels, task_of(task, {}))
        row, column, _ = ranked_score(expected.task, expected.rows)
        assert found["splits"][part]["value"] == expected.rows[row][column]
        values.append(expected.rows[row][column])
    assert all(0 < value < 1 for value in values)


@pytest.mark.parametrize("task", NEW)
def test_hidden_labels_give_neither_counts_nor_labeled_frames(drives, task, tmp_path):
    found = scored(drives[task], task, tmp_path / "out", has_diagnostics=False)
    assert "LABELS" not in str(found["splits"])
    assert not (tmp_path / "out" / "report.html").exists()
    names = {finding["name"] for finding in found["findings"]}
    assert not names & {"empty_frames", "unknown_frames"} or task == "tracking-2d"


@pytest.mark.parametrize("task", ["instance-segmentation", "panoptic"])
def test_masks_of_a_wrong_size_do_not_tell_which_images_have_labels(drives, task, tmp_path):
    table = pq.read_table(drives[task].preds)
    place = table.schema.get_field_index(MASK_SIZE[0])
    taller = pa.array([HEIGHT + 1] * table.num_rows, table.schema.field(place).type)
    empty = Masks.encode(np.zeros((1, HEIGHT + 1, WIDTH), bool)).texts * table.num_rows
    table = table.set_column(place, table.schema.field(place), taller)
    place = table.schema.get_field_index(MASK)
    table = table.set_column(place, table.schema.field(place), pa.array(empty))
    path = tmp_path / "taller.parquet"
    write_predictions(table, path, BoxKind.BOX_2D)
    for is_open in (True, False):
        with pytest.raises(InvalidInputError, match="expected masks of 40 x 60 pixels") as caught:
            scored(drives[task], task, tmp_path / "out", path=path, has_diagnostics=is_open)
        assert ("camera" in str(caught.value)) == is_open


def test_rows_of_few_objects_are_left_out(drives, tmp_path):
    task = "instance-segmentation"
    found = scored(drives[task], task, tmp_path / "out", has_diagnostics=False, min_labels=10_000)
    assert found["splits"]["public"]["value"] is None


@pytest.mark.parametrize("task", NEW)
def test_kernels_of_each_task_are_compiled_beforehand(drives, task):
    run(
        "compile_kernels",
        labels=str(drives[task].truth),
        task=task,
        settings={},
        segment=SEGMENTS[0],
        with_profile=True,
    )


def test_labels_are_told_apart_by_their_digest(drives, tmp_path):
    described, found = checked(drives["panoptic"], "panoptic", tmp_path / "one")
    assert found["coverage"] == 1.0
    changed = Drive(tmp_path)
    source = changed.truth / "camera_segmentation" / f"{SEGMENTS[0]}.parquet"
    table = pq.read_table(source)
    pq.write_table(table.slice(1), source)
    other, _ = checked(changed, "panoptic", tmp_path / "two", min_coverage=0.0)
    assert other["digest"] != described["digest"]


def _changed(table, row, *values):
    """Changes the mask, and height and width of its image, in a row."""
    for name, value in zip((MASK, *MASK_SIZE), values, strict=True):
        place = table.schema.get_field_index(name)
        found = table.column(place).to_pylist()
        found[row] = value
        field = table.schema.field(place)
        table = table.set_column(place, field, pa.array(found, field.type))
    return table


@pytest.mark.parametrize("task", ["instance-segmentation", "panoptic"])
def test_files_without_masks_or_of_two_sizes_are_refused_here_and_there(drives, task, tmp_path):
    drive = drives[task]
    table = pq.read_table(drive.preds)
    no_mask, sizes = tmp_path / "no_mask.parquet", tmp_path / "sizes.parquet"
    write_predictions(_changed(table, 3, None, None, None), no_mask, BoxKind.BOX_2D)
    wider = Masks.encode(np.eye(HEIGHT, WIDTH + 1, dtype=bool)[None]).texts[0]
    write_predictions(_changed(table, 3, wider, HEIGHT, WIDTH + 1), sizes, BoxKind.BOX_2D)
    for path, words in ((no_mask, "1 of .* have no mask"), (sizes, "expected one size")):
        with pytest.raises(InvalidInputError, match=words):
            checked(drive, task, tmp_path / "out", path)
        with pytest.raises(InvalidInputError, match=words):
            check_file(path, task, takes_tables=False, most=1 << 20)
    found = check_file(drive.preds, task, takes_tables=False, most=1 << 20)
    assert found == f"{table.num_rows} predictions in 2 segments"


def test_hidden_labels_confirm_a_new_best_unless_the_host_says_otherwise(tmp_path):
    made = write_benchmark(tmp_path / "b.yaml", labels="x", check_labels="y", validation_labels="z")
    confirmed = {phase.name: phase.confirms_new_best for phase in made.phases}
    assert confirmed == {"check": False, "validation": False, "test": True}


@pytest.mark.heavy
@pytest.mark.parametrize("task", NEW)
def test_a_submission_is_checked_and_scored_in_confined_processes(
    drives, task, site, people, tmp_path
):
    drive = drives[task]
    path = tmp_path / "benchmark.yaml"
    phase = {
        "name": "test",
        "labels": str(drive.truth),
        "tasks": [task],
        "min_labels": 1,
        "confirms_new_best": True,
    }
    path.write_text(yaml.safe_dump({"seed": "0123456789abcdef", "phases": [phase]}))
    worker = Worker(site, read_benchmark(path))
    worker.publish()
    ada, team = people.team()
    made = people.submit(ada, team, drive.preds, task=task)
    run_all(worker)
    summary = submissions.view(site, ada, made).summary
    assert summary.state == "done"
    rows = evaluate(drive.preds, drive.truth, task_of(task, {})).rows
    row, column, _ = ranked_score(task_of(task, {}), rows)
    assert summary.value == round(rows[row][column], 4)
    again = people.submit(ada, team, drive.preds, task=task)
    run_all(worker)
    value = submissions.view(site, ada, again).summary.value
    assert value == (None if task == "tracking-2d" else summary.value)  # masks have no intervals
