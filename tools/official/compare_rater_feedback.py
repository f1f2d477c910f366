"""Compares our rater feedback scores with the official function on random frames.

    python -m tools.official.compare_rater_feedback rater_feedback_utils.py [--write GOLDEN.npz]

The official file is `src/waymo_open_dataset/metrics/python/rater_feedback_utils.py` of
github.com/waymo-research/waymo-open-dataset; it needs NumPy only, and the official package on PyPI
lacks it. Trajectories have 1 to 4 rated ones of 8 to 24 positions; some rest, and predictions lie
near a rated one or far from all. The golden file of tests/metrics is
`--frames 24 --write tests/metrics/golden_rater_feedback.npz`.
"""

import argparse
import runpy
from pathlib import Path

import numpy as np

from waymo_kit.metrics import rater_feedback_score


def drive(rng, steps, speed):
    """Makes the positions of a drive: a curve, sometimes with a stop."""
    pace = np.full(steps, speed / 4) * rng.uniform(0.6, 1.3)
    if rng.random() < 0.3:
        pace[rng.integers(steps) :] = 0
    if rng.random() < 0.1:
        pace[: rng.integers(1, steps)] = 0
    heading = np.cumsum(rng.normal(0, 0.02, steps)) + rng.normal(0, 0.05)
    steps_xy = np.stack([pace * np.cos(heading), pace * np.sin(heading)], axis=1)
    return np.cumsum(steps_xy, axis=0).astype(np.float32).astype(np.float64)


def frames(rng, count):
    """Yields (predicted, rated, ratings, speed)."""
    for _ in range(count):
        speed = float(rng.choice([0.0, rng.uniform(0, 3), rng.uniform(0, 25)]))
        lengths = rng.integers(8, 25, rng.integers(1, 5))
        rated = [drive(rng, int(steps), speed) for steps in lengths]
        ratings = rng.integers(0, 11, len(rated)).astype(np.float64)
        if rng.random() < 0.2:
            predicted = drive(rng, 20, speed)
        else:
            near = rated[rng.integers(len(rated))]
            near = np.concatenate([near, np.repeat(near[-1:], 20, axis=0)])[:20]
            predicted = near + rng.normal(0, 1, (20, 2)) * rng.choice([0.0, 0.3, 1.0, 3.0])
        yield predicted, rated, ratings, speed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("official", type=Path)
    parser.add_argument("--frames", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, metavar="GOLDEN.npz")
    options = parser.parse_args()
    score = runpy.run_path(str(options.official))["get_rater_feedback_score"]
    stored, distances = {}, []
    for number, frame in enumerate(frames(np.random.default_rng(options.seed), options.frames)):
        predicted, rated, ratings, speed = frame
        found = score(predicted[None, None], np.ones((1, 1)), [rated], [ratings], np.array([speed]))
        theirs = float(found["rater_feedback_score"][0])
        distances.append(abs(theirs - rater_feedback_score(predicted, rated, ratings, speed)))
        stored |= {
            f"{number}/predicted": predicted,
            f"{number}/rated": np.concatenate(rated),
            f"{number}/lengths": [len(each) for each in rated],
            f"{number}/ratings": ratings,
            f"{number}/speed": speed,
            f"{number}/score": theirs,
        }
    print(f"{len(distances):,} frames: {sum(d == 0 for d in distances):,} equal, ", end="")
    print(f"largest difference {max(distances):.3g}")
    if options.write:
        np.savez_compressed(options.write, **stored)


if __name__ == "__main__":
    main()
