"""Scores that the public trackers reach on two sequences of MOT15 with published detections."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import SHARED_DATA
from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image import ByteTrack, ImageTracker, OcSort, Sort
from waymo_kit.geometry import iou_2d
from waymo_kit.metrics import ClearMotRule, measure_clear_mot, measure_identity

FRAMES_PER_SECOND = 25

METHODS = {
    "sort": Sort(),
    "bytetrack": ByteTrack(max_age=FRAMES_PER_SECOND),
    "oc-sort": OcSort(),
    "oc-sort with weak matches": OcSort(weak_matches=True),
}

PUBLIC = {
    ("sort", "TUD-Campus"): (62.7, 60.6, 15, 113, 6),
    ("sort", "TUD-Stadtmitte"): (71.7, 73.5, 22, 295, 10),
    ("bytetrack", "TUD-Campus"): (61.3, 71.3, 31, 104, 4),
    ("bytetrack", "TUD-Stadtmitte"): (69.9, 75.8, 49, 289, 10),
    ("oc-sort", "TUD-Campus"): (58.8, 69.2, 24, 121, 3),
    ("oc-sort", "TUD-Stadtmitte"): (69.6, 73.9, 28, 310, 14),
    ("oc-sort with weak matches", "TUD-Campus"): (58.5, 66.2, 23, 122, 4),
    ("oc-sort with weak matches", "TUD-Stadtmitte"): (69.5, 73.9, 31, 308, 14),
}
"""MOTA, IDF1, false positives, misses and switches of the public code, by py-motmetrics."""


def read(sequence, name):
    folder = Path(os.environ.get("WAYMO_KIT_TESTDATA", SHARED_DATA)) / "public" / "mot"
    path = folder / sequence / name
    if not path.is_file():
        pytest.skip(f"needs {path}")
    return np.loadtxt(path, delimiter=",")


def centered(rows):
    """Left, top, width, height -> center and size."""
    return np.column_stack([rows[:, 2:4] + rows[:, 4:6] / 2, rows[:, 4:6]])


def tracks_of(method, detections, frames):
    """Ids and boxes by frame."""
    tracker = ImageTracker(method)
    for frame in frames:
        rows = detections[detections[:, 0] == frame]
        found = tracker.update(ImageBoxes(centered(rows), 2, scores=rows[:, 6]))
        yield found.ids.astype(int), found.array


@pytest.mark.parametrize(("name", "sequence"), PUBLIC)
def test_scores_are_those_of_the_public_code(name, sequence):
    truth, detections = read(sequence, "gt.txt"), read(sequence, "det.txt")
    frames = np.arange(1, int(truth[:, 0].max()) + 1)
    labels = [truth[(truth[:, 0] == frame) & (truth[:, 6] >= 1)] for frame in frames]
    ids, boxes = zip(*tracks_of(METHODS[name], detections, frames), strict=True)
    similarities = [
        iou_2d(centered(rows), found).clip(0, 1) for rows, found in zip(labels, boxes, strict=True)
    ]
    inputs = [rows[:, 1] for rows in labels], ids, similarities
    counts = measure_clear_mot(*inputs, rule=ClearMotRule.PY_MOTMETRICS)
    idf1 = float(measure_identity(*inputs).idf1)
    mota, public_idf1, *public_counts = PUBLIC[name, sequence]
    found = [int(n) for n in (counts.false_positives, counts.misses, counts.id_switches)]
    assert found == public_counts
    assert abs(100 * float(counts.mota) - mota) <= 0.051
    assert abs(100 * idf1 - public_idf1) <= 0.051


@pytest.mark.parametrize("sequence", ["TUD-Campus", "TUD-Stadtmitte"])
def test_tracks_of_sort_are_those_of_its_code(sequence):
    detections = read(sequence, "det.txt")
    public = read(sequence, "sort_tracks_of_reference.txt")
    frames = np.arange(1, int(detections[:, 0].max()) + 1)
    for frame, (_, boxes) in zip(frames, tracks_of(Sort(), detections, frames), strict=True):
        rows = centered(public[public[:, 0] == frame])
        order, public_order = np.lexsort(boxes.T), np.lexsort(rows.T)
        np.testing.assert_allclose(boxes[order], rows[public_order], atol=0.011)
