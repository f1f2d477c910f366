"""Published scores of two MOT15 sequences, whose files come with the py-motmetrics package.

The annotations are under the MOT Challenge's own license, so they are read from there: install
`motmetrics==1.4.0`. It is not imported.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from waymo_kit.geometry import iou_2d
from waymo_kit.metrics import ClearMotRule, measure_clear_mot, measure_hota, measure_identity

PUBLISHED = {
    "TUD-Campus": {"mota": 0.526462, "idf1": 0.557659, "switches": 7, "fragmentations": 7},
    "TUD-Stadtmitte": {"mota": 0.564014, "idf1": 0.644619, "switches": 7, "fragmentations": 6},
}
"""From the documentation of py-motmetrics."""

TRACKEVAL = {
    "TUD-Campus": (0.391397437845, 0.418047030143, 0.369120681208, 0.770052227022),
    "TUD-Stadtmitte": (
        0.3978490169927877,
        0.3922675723693166,
        0.4088407518112996,
        0.737521177178062,
    ),
}
"""HOTA, DetA, AssA and LocA that TrackEval 1.3.0 gives for the same files."""


@pytest.fixture(scope="module", params=list(PUBLISHED))
def sequence(request):
    """Name, and identities and IoU by frame."""
    package = importlib.util.find_spec("motmetrics")
    if package is None:
        pytest.skip("needs the files of the motmetrics package")
    folder = Path(package.origin).parent / "data" / request.param
    truth = np.loadtxt(folder / "gt.txt", delimiter=",")
    truth = truth[truth[:, 6] >= 1]
    found = np.loadtxt(folder / "test.txt", delimiter=",")
    times = np.union1d(truth[:, 0], found[:, 0])
    sides = [[rows[rows[:, 0] == time] for time in times] for rows in (truth, found)]
    similarities = [
        iou_2d(centered(labels), centered(predictions)).clip(0, 1)
        for labels, predictions in zip(*sides, strict=True)
    ]
    return request.param, [*([rows[:, 1] for rows in side] for side in sides), similarities]


def centered(rows):
    """Left, top, width, height -> center and size."""
    return np.column_stack([rows[:, 2:4] + rows[:, 4:6] / 2, rows[:, 4:6]])


@pytest.mark.parametrize("rule", ClearMotRule)
def test_clear_mot(sequence, rule):
    name, frames = sequence
    counts = measure_clear_mot(*frames, rule=rule)
    assert counts.mota_mot_challenge == pytest.approx(PUBLISHED[name]["mota"], abs=5e-7)
    assert counts.id_switches == PUBLISHED[name]["switches"]
    assert counts.fragmentations == PUBLISHED[name]["fragmentations"]


def test_identity(sequence):
    name, frames = sequence
    assert measure_identity(*frames).idf1 == pytest.approx(PUBLISHED[name]["idf1"], abs=5e-7)


def test_hota(sequence):
    name, frames = sequence
    counts = measure_hota(*frames)
    found = (counts.hota, counts.det_a, counts.ass_a, counts.loc_a)
    assert found == pytest.approx(TRACKEVAL[name], abs=1e-9)
