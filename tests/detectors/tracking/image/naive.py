"""Image trackers with full matrices and a loop per object: slow and obvious."""

import numpy as np
import pytest

linear_sum_assignment = pytest.importorskip(
    "scipy.optimize", reason="needs SciPy"
).linear_sum_assignment

TRANSITION = np.eye(7) + np.eye(7, k=4)
OBSERVED = np.eye(4, 7)
NOISE = np.diag([1.0, 1.0, 10.0, 10.0])
DRIFT = np.diag([1.0, 1.0, 1.0, 1.0, 1e-2, 1e-2, 1e-4])


def overlap(box, other, rim=0.0):
    """IoU of two boxes given by center and size."""
    low = np.maximum(box[:2] - box[2:] / 2, other[:2] - other[2:] / 2)
    high = np.minimum(box[:2] + box[2:] / 2, other[:2] + other[2:] / 2)
    shared = np.prod(np.maximum(high - low + rim, 0))
    return shared / (np.prod(box[2:] + rim) + np.prod(other[2:] + rim) - shared)


def measurement(box):
    return np.array([box[0], box[1], box[2] * box[3], box[2] / box[3]])


class Track:
    """One object of SORT."""

    def __init__(self, number, box):
        self.number, self.unseen, self.streak = number, 0, 0
        self.mean = np.append(measurement(box), np.zeros(3))
        self.covariance = np.diag([10.0] * 4 + [1e4] * 3)

    @property
    def box(self):
        x, y, area, ratio = self.mean[:4]
        length = np.sqrt(area * ratio)
        return np.array([x, y, length, area / length])

    def predict(self):
        if self.mean[2] + self.mean[6] <= 0:
            self.mean[6] = 0
        self.mean = TRANSITION @ self.mean
        self.covariance = TRANSITION @ self.covariance @ TRANSITION.T + DRIFT
        self.streak = 0 if self.unseen else self.streak
        self.unseen += 1

    def correct(self, box):
        spread = OBSERVED @ self.covariance @ OBSERVED.T + NOISE
        gain = self.covariance @ OBSERVED.T @ np.linalg.inv(spread)
        self.mean = self.mean + gain @ (measurement(box) - OBSERVED @ self.mean)
        self.covariance = (np.eye(7) - gain @ OBSERVED) @ self.covariance
        self.unseen, self.streak = 0, self.streak + 1


class NaiveSort:
    """SORT of one class, as its paper describes it."""

    def __init__(self, min_overlap=0.3, min_hits=3, max_age=1):
        self.min_overlap, self.min_hits, self.max_age = min_overlap, min_hits, max_age
        self.tracks, self.frame, self.next = [], 0, 1

    def update(self, boxes):
        """Returns {id: box} of the reported objects."""
        self.frame += 1
        for track in self.tracks:
            track.predict()
        found = np.array([[overlap(t.box, box) for box in boxes] for t in self.tracks])
        free = set(range(len(boxes)))
        if found.size:
            near = found > self.min_overlap
            if near.any() and near.sum(0).max() == near.sum(1).max() == 1:
                pairs = zip(*np.nonzero(near), strict=True)
            else:
                pairs = zip(*linear_sum_assignment(-found), strict=True)
            for row, column in pairs:
                if found[row, column] >= self.min_overlap:
                    self.tracks[row].correct(boxes[column])
                    free.remove(column)
        for column in sorted(free):
            self.tracks.append(Track(self.next, boxes[column]))
            self.next += 1
        shown = {
            track.number: track.box
            for track in self.tracks
            if not track.unseen and (track.streak >= self.min_hits or self.frame <= self.min_hits)
        }
        self.tracks = [track for track in self.tracks if track.unseen <= self.max_age]
        return shown
