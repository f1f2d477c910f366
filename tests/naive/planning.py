"""Metrics of planned trajectories."""

import itertools
import math


def average_displacement(predicted, truth, steps):
    """Mean distance over the first steps, one position at a time."""
    found = []
    for first, second in zip(predicted, truth, strict=True):
        total = 0.0
        for step in range(steps):
            total += math.dist(first[step], second[step])
        found.append(total / steps)
    return found


def rater_feedback_score(predicted, rated, ratings, speed):
    """The score of one frame, one rated trajectory and one time at a time."""
    scale = min(1.0, max(0.5, 0.5 + 0.5 * (speed - 1.4) / (11 - 1.4)))
    best, is_trusted = {11: 0.0, 19: 0.0}, False
    for path, rating in list(zip(rated, ratings, strict=True))[:3]:
        points = [(0.0, 0.0), *map(tuple, path)]
        points += [points[-1]] * 20
        inside = 0
        for step, side in ((11, 1.0), (19, 1.8)):
            ahead = (1.0, 0.0)
            for before, after in itertools.pairwise(points[: step + 2]):
                if math.dist(before, after) > 0:
                    length = math.dist(before, after)
                    ahead = ((after[0] - before[0]) / length, (after[1] - before[1]) / length)
            dx = predicted[step][0] - points[step + 1][0]
            dy = predicted[step][1] - points[step + 1][1]
            forward = abs(dx * ahead[0] + dy * ahead[1]) / (4 * side * scale)
            sideways = abs(dy * ahead[0] - dx * ahead[1]) / (side * scale)
            distance = max(forward, sideways)
            inside += distance <= 1
            best[step] = max(best[step], rating * 0.1 ** max(0.0, distance - 1))
        is_trusted = is_trusted or inside == 2
    score = (best[11] + best[19]) / 2
    return score if is_trusted else max(4.0, score)
