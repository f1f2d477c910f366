"""Calibration under shift: how images are divided, and what the tables say."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.crop_images import INDEX_NAME, INDEX_SCHEMA, CropImages
from waymo_kit.detectors.study.calibration_shift import ShiftScore, ShiftTrial, draw_images
from waymo_kit.detectors.study.shift_tables import Column, difference, shift_tables
from waymo_kit.errors import InvalidInputError


@pytest.fixture
def crops(tmp_path):
    """Crops of six segments by day and two by night."""
    rows = []
    for number in range(32):
        segment = number // 4
        kind = 1 + number % 2
        name = {1: "vehicle", 2: "pedestrian"}[kind]
        file = f"{name}/{number:016x}.png"
        (tmp_path / name).mkdir(exist_ok=True)
        Image.fromarray(np.full((8, 8, 3), 7 * number, np.uint8)).save(tmp_path / file)
        rows.append(
            {
                "file": file,
                "type": kind,
                "segment": f"segment-{segment}",
                "timestamp_micros": number,
                "camera": 1,
                "object_id": str(number),
                "time_of_day": "Night" if segment >= 6 else "Day",
                "location": "location_sf",
                "weather": "sunny",
                "center_x": 1.0,
                "center_y": 1.0,
                "length": 1.0,
                "width": 1.0,
            }
        )
    rows.sort(key=lambda row: row["file"])
    pq.write_table(pa.Table.from_pylist(rows, INDEX_SCHEMA), tmp_path / INDEX_NAME)
    return CropImages(tmp_path)


def test_images_to_fit_on_are_not_learned_from():
    data = colored_images(60)
    images = draw_images(data, colored_images(30, seed=1), fit_images=20, test_images=10)
    learned, fitted = images.training.indices, images.fit.indices
    assert sorted([*learned, *fitted]) == list(range(60))
    assert len(fitted) == 20
    assert {len(test.images.labels) for test in images.tests} == {10}
    assert len(images.tests) == 1 + 12 * 5


def test_crops_are_divided_by_segment_and_value(crops):
    images = draw_images(crops, crops, fit_images=6, where="time_of_day=Day")

    def segments(part):
        rows = part.indices
        while hasattr(part.whole, "indices"):
            part = part.whole
            rows = part.indices[rows]
        return set(np.array(crops.index.column("segment"))[rows])

    learned, fitted = segments(images.training), segments(images.fit)
    assert not learned & fitted
    assert learned | fitted == {f"segment-{k}" for k in range(6)}
    night = images.tests[-1]
    assert (night.name, night.family, night.severity) == ("time_of_day=Night", "time_of_day", 0)
    assert len(night.images.labels) == 8
    assert len(images.tests[0].images.labels) == 24


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("time_of_day", "expected COLUMN=VALUE, got 'time_of_day'"),
        ("time_of_day=Dusk", "no crop has time_of_day=Dusk; there are Day, Night"),
        ("season=Summer", "expected one of file, .*, got 'season'"),
    ],
)
def test_a_condition_that_fits_no_crop_is_refused(crops, where, message):
    with pytest.raises(InvalidInputError, match=message):
        draw_images(crops, crops, fit_images=6, where=where)


def test_what_cannot_be_divided_is_refused(crops):
    data = colored_images(12)
    with pytest.raises(InvalidInputError, match="which have a weather; these images have none"):
        draw_images(data, data, fit_images=4, where="weather=rain")
    with pytest.raises(InvalidInputError, match="on 1 to 11 images, got 12 of 12"):
        draw_images(data, data, fit_images=12)
    with pytest.raises(InvalidInputError, match="red, green, blue, got red, green"):
        draw_images(data, colored_images(12, classes=2), fit_images=4)
    with pytest.raises(InvalidInputError, match="got 8 segments with 32 images in all"):
        draw_images(crops, crops, fit_images=31)


def made_trial(loss, seed, ece):
    """A trial whose ECE on corrupted images is given; its NLL is ten times the ECE."""
    score = ShiftScore("clean", "clean", 0, "none", 1.0, 100, 0.5, 0.1, 1.0, 0.2)
    corrupted = dataclasses.replace(score, name="fog", family="weather", ece=ece, nll=10 * ece)
    scores = [score, *(dataclasses.replace(corrupted, severity=k) for k in (1, 2))]
    return ShiftTrial(
        loss,
        seed,
        tuple(
            dataclasses.replace(score, post_hoc=name)
            for score in scores
            for name in ("none", "temperature", "sb-ece")
        ),
    )


def test_differences_are_those_of_pairs_of_seeds():
    trials = [made_trial("cross-entropy", k, 0.3 + 0.1 * k) for k in range(3)]
    trials += [made_trial("sb-ece", k, 0.2 + 0.1 * k + 0.001 * k) for k in range(3)]
    found = difference(trials, "sb-ece", "ece", "none", Column("all", severities=(1, 2)))
    assert found.mean == pytest.approx(-0.099)
    # Student's t with two degrees of freedom times the standard error of 0, 0.001, 0.002.
    assert found.half_width == pytest.approx(4.302653 * 0.001 / np.sqrt(3), rel=1e-5)
    assert found.verdict == "lower"
    one = difference(
        trials[:1] + trials[3:4], "sb-ece", "ece", "none", Column("all", severities=(0, 1, 2))
    )
    assert one.verdict == "one seed, no interval"


def test_tables_show_each_loss_and_temperature():
    trials = [made_trial(loss, k, 0.2) for loss in ("cross-entropy", "focal") for k in (0, 1)]
    tables = shift_tables(trials)
    ece = tables["ECE, mean ± standard deviation over seeds"]
    headings = ["clean", "severity 1", "severity 2", "all corruptions"]
    assert ece[0] == ["loss", "temperature", "seeds", *headings]
    assert ece[1] == ["cross-entropy", "none", "2", "0.1000 ± 0.0000", *["0.2000 ± 0.0000"] * 3]
    assert len(ece) == 1 + 2 * 3
    assert len(tables["accuracy, mean ± standard deviation over seeds"]) == 1 + 2
    last = tables["Difference from cross-entropy with 95 % interval over seeds"][-1]
    assert last == ["focal", "sb-ece", "NLL", *["+0.0000 ± 0.0000, equal within the interval"] * 2]
