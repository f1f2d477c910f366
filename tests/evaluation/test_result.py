import json
import math

import pytest

from tests.evaluation.command import scores
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.result import read_result
from waymo_kit.predictions import write_predictions


@pytest.fixture(scope="module")
def written(drive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("result")
    write_predictions(drive.predictions(), folder / "p.parquet")
    return scores(folder / "p.parquet", drive.converted, folder, "--task", "tracking")


@pytest.fixture
def read(tmp_path, written):
    """Reads the result after a change of its file's content."""

    def run(change=lambda values: None):
        values = json.loads(json.dumps(written))
        values = change(values) or values
        (tmp_path / "result.json").write_text(json.dumps(values))
        return read_result(str(tmp_path / "result.json"))

    return run


def test_layout_of_the_file(written, drive):
    assert next(iter(written)) == "metrics"
    assert written["task"] == "tracking"
    assert written["ground_truth"] == str(drive.converted)
    inputs = written["inputs"]
    assert (inputs["segments"], inputs["frames"]) == (2, 8)
    assert sum(inputs["labels_of_type"].values()) == inputs["scored_labels"] == drive.num_labels
    assert inputs["labels"] == drive.num_labels
    assert sum(inputs["predictions_of_type"].values()) == inputs["predictions"]
    assert set(written["segments"]) == set(drive.segments)


def test_a_result_is_read_back(read, written):
    stored = read()
    for name, row in written["metrics"].items():
        for column, value in row.items():
            found = stored.rows[name][column]
            assert math.isnan(found) if value is None else found == value
    assert stored.task.name == "tracking"


def test_the_states_of_the_segments_give_the_rows(read, written):
    stored = read()
    one, other = stored.segments.values()
    rows = stored.task.rows(one.merge(other))
    row = rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    known = stored.rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert {name: known[name] for name in row} == row
    assert "HOTA" in known
    assert "HOTA" not in row, "its counts are too large to keep"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            lambda v: v.update(format=0),
            CorruptDataError,
            "format 0, expected 1: written by another",
        ),
        (lambda v: v.pop("metrics") and None, CorruptDataError, "not a result of waymo-kit eval"),
        (lambda v: v.update(task="driving"), CorruptDataError, "not a result"),
        (
            lambda v: v["config"].update(bins="x"),
            InvalidInputError,
            "bins: expected a whole number",
        ),
        (lambda v: v.update(segments={"s": {"a": 1}}), CorruptDataError, "segment s: the state"),
        (lambda v: [1, 2], CorruptDataError, "not a result"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(read, change, error, message):
    with pytest.raises(error, match=f"result.json: .*{message}"):
        read(change)


def test_files_that_are_none(tmp_path):
    with pytest.raises(NotFoundError, match=r"nothing.json: no such file"):
        read_result(str(tmp_path / "nothing.json"))
    (tmp_path / "text.json").write_text("AP: 1")
    with pytest.raises(CorruptDataError, match=r"text.json: not JSON"):
        read_result(str(tmp_path / "text.json"))
