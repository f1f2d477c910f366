"""Made-up drives: positions of a vehicle, meters."""

import numpy as np


def drive(rng, steps=30, longest=6.0, extent=300.0):
    """A path that turns and stops, with a step now and then that is too long to be joined."""
    heading = rng.uniform(-np.pi, np.pi) + np.cumsum(rng.normal(0, rng.uniform(0, 0.3), steps))
    length = np.maximum(rng.uniform(-1, longest, steps), 0)
    length[rng.random(steps) < 0.03] = rng.uniform(0, 200)
    step = length[:, None] * np.column_stack([np.cos(heading), np.sin(heading)])
    return rng.uniform(-extent, extent, 2) + np.cumsum(step, axis=0)


def jitter(rng, poses, noise):
    """A vehicle that stands, as a noisy localiser sees it, then creeps away."""
    creep = np.maximum(np.arange(poses) - poses // 2, 0)[:, None] * rng.uniform(-0.1, 0.1, 2)
    return creep + rng.normal(0, noise, (poses, 2))
