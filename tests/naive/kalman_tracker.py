"""A Kalman filter by integration, and a tracker of boxes in plain Python."""

import math

import numpy as np

from tests.naive.boxes import box_overlap


def kalman_matrix(blocks):
    """The 10 x 10 covariance of x, y, z, length, width, height, heading and three velocities."""
    matrix = np.zeros((10, 10))
    for k, (variance, with_velocity, of_velocity) in enumerate(blocks):
        matrix[k, k] = variance
        if k < 3:
            matrix[k, 7 + k] = matrix[7 + k, k] = with_velocity
            matrix[7 + k, 7 + k] = of_velocity
    return matrix


def kalman_predict(mean, matrix, drift, seconds, steps=400):
    """Many short steps, in each of which the random walks make a small move."""
    step = seconds / steps
    transition = np.eye(10)
    transition[:3, 7:] = step * np.eye(3)
    noise = np.diag([0.0] * 3 + list(drift[3:]) + list(drift[:3])) * step
    for _ in range(steps):
        mean = transition @ mean
        matrix = transition @ (matrix + noise / 2) @ transition.T + noise / 2
    return mean, matrix


def kalman_correct(mean, matrix, box, variances):
    """The textbook update, with the heading's residual between right angles."""
    measure = np.eye(7, 10)
    residual = box - mean[:7]
    residual[6] = math.remainder(residual[6], 2 * np.pi)
    opposed = abs(residual[6]) > np.pi / 2
    residual[6] = math.remainder(residual[6], np.pi) if opposed else residual[6]
    gain = matrix @ measure.T @ np.linalg.inv(measure @ matrix @ measure.T + np.diag(variances))
    return mean + gain @ residual, (np.eye(10) - gain @ measure) @ matrix, opposed


AB3DMOT_SETTINGS = {1: (-0.2, False, 3, 2), 2: (-0.4, True, 1, 4), 4: (None, False, 3, 4)}


class PlainTracker:
    """One object after the other, with 10 x 10 matrices, one frame a unit of time.

    Weng et al., "3D Multi-Object Tracking: A Baseline and New Evaluation Metrics", IROS 2020.
    """

    def __init__(self, least, greedy, hits, age):
        self.least, self.greedy, self.hits, self.age = least, greedy, hits, age
        self.tracks, self.frames, self.count = [], 0, 0
        self.transition = np.eye(10)
        self.transition[:3, 7:] = np.eye(3)
        self.measure = np.eye(7, 10)
        self.process = np.diag([1.0] * 7 + [0.01] * 3)

    def update(self, boxes, scores):
        """Lists id, score and box of the objects of a frame."""
        self.frames += 1
        for track in self.tracks:
            track["x"] = self.transition @ track["x"]
            track["P"] = self.transition @ track["P"] @ self.transition.T + self.process
            track["age"] += 1
        pairs = self.pair(boxes)
        for t, d in pairs:
            track = self.tracks[t]
            turn = math.remainder(boxes[d][6] - track["x"][6], 2 * np.pi)
            if abs(turn) > np.pi / 2:
                track["x"][6] += np.pi
            residual = boxes[d] - track["x"][:7]
            residual[6] = math.remainder(residual[6], 2 * np.pi)
            spread = self.measure @ track["P"] @ self.measure.T + np.eye(7)
            gain = track["P"] @ self.measure.T @ np.linalg.inv(spread)
            track["x"] = track["x"] + gain @ residual
            track["P"] = (np.eye(10) - gain @ self.measure) @ track["P"]
            track.update(age=0, hits=track["hits"] + 1, score=scores[d])
        for d in sorted(set(range(len(boxes))) - {d for _, d in pairs}):
            start = np.append(boxes[d], [0.0, 0.0, 0.0])
            spread = np.diag([10.0] * 7 + [1e4] * 3)
            new = {"id": self.count, "x": start, "P": spread, "age": 0, "hits": 1}
            self.tracks.append({**new, "score": scores[d]})
            self.count += 1
        early = self.frames <= self.hits
        shown = [
            (track["id"], track["score"], track["x"][:7].copy())
            for track in self.tracks
            if track["age"] < self.age and (track["hits"] >= self.hits or early)
        ]
        self.tracks = [track for track in self.tracks if track["age"] < self.age]
        return shown

    def pair(self, boxes):
        """Tracks and detections that belong together."""
        if not self.tracks or not len(boxes):
            return []
        states = np.array([track["x"][:7] for track in self.tracks])
        if self.least is None:
            gaps = states[:, None, :3] - boxes[None, :, :3]
            affinity, least = -np.linalg.norm(gaps, axis=2), -2.0
        else:
            affinity = np.array([[box_overlap(a, b, "giou") for b in boxes] for a in states])
            least = self.least
        if self.greedy:
            pairs, used = [], (set(), set())
            for place in np.argsort(-affinity, axis=None):
                t, d = divmod(int(place), len(boxes))
                if t not in used[0] and d not in used[1]:
                    pairs.append((t, d))
                    used[0].add(t)
                    used[1].add(d)
        else:
            from scipy.optimize import linear_sum_assignment

            pairs = list(zip(*linear_sum_assignment(-affinity), strict=True))
        return [(t, d) for t, d in pairs if affinity[t, d] >= least]
