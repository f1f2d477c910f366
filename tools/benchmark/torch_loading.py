"""Times `to_torch` beside our own training pipeline, on the same work.

    python -m tools.benchmark.torch_loading DATASET [--frames N] [--repeats N] [--json OUT.json]

Both sides read the first returns and labels of frames from tables and make the pillars of
centerpoint-pillar, two frames a batch. Without workers, ours reads and joins them on this thread;
with two, it is `training_batches` with two threads, and `to_torch` has two processes. Nothing is
cached. The sides take turns, so that other processes disturb all of them, and the ratio is the
median over the turns; the seconds until the first batch are given apart. Needs PyTorch and
TensorFlow.
"""

import argparse
import json
import platform
import statistics
import time
from pathlib import Path

import numpy as np

import waymo_kit as wk
from tools.benchmark import in_turns
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.lidar.pillars import make_pillars
from waymo_kit.scene.scene_pool import ScenePool

CONFIG = NAMED_CONFIGS["centerpoint-pillar"]
BATCH = 2
AHEAD = 8
"""Batches before the timed ones: more than either side loads ahead while the other one runs."""


def pillars_of(points, seed):
    return make_pillars(points, CONFIG.grid, *CONFIG.points.capacity, seed)


class OurSource:
    """An `ExampleSource` that reads as `LidarSource` does, without a cache."""

    def __init__(self, dataset):
        self.scenes = ScenePool(dataset)
        self.places = dataset.frames().places.tolist()

    def __len__(self):
        return len(self.places)

    def load(self, index, epoch):
        position, frame = self.places[index]
        with self.scenes.borrow(position) as scene:
            found = load_labeled_points(scene[frame], CONFIG.points)
        return pillars_of(found.points, index)


def torch_pillars(sample, rng):
    """Makes pillars of a sample; a transform."""
    np.tanh(sample.points[:, 3], out=sample.points[:, 3])
    return pillars_of(sample.points, sample.frame)._asdict()


def started(make):
    """An iterator of batches, and the seconds until its first one."""
    start = time.perf_counter()
    batches = make()
    next(batches)
    return batches, time.perf_counter() - start


def rate(batches, frames):
    """Frames per second of an iterator of batches, after some that are not timed."""
    for _ in range(AHEAD):
        next(batches)
    start = time.perf_counter()
    for _ in range(frames // BATCH):
        next(batches)
    return frames / (time.perf_counter() - start)


def endless(batches):
    while True:
        yield from batches


def ours_here(source):
    """Batches of our source on this thread, joined as `training_batches` joins them."""
    while True:
        for index in range(0, len(source) - 1, BATCH):
            examples = [source.load(index + k, 0) for k in range(BATCH)]
            yield [np.stack(arrays) for arrays in zip(*examples, strict=True)]


def compare(makers, frames, repeats):
    """Lets sides take turns; returns the figures of each, with its median ratio to `ours`."""
    sides, seconds, rates = {}, {}, {name: [] for name in makers}
    for name, make in makers.items():
        sides[name], seconds[name] = started(make)
    for _ in range(repeats):
        for name, side in sides.items():
            rates[name].append(rate(side, frames))
    return {
        name: {
            "frames_per_second": round(statistics.median(found), 1),
            "ratio": round(
                statistics.median(a / b for a, b in zip(found, rates["ours"], strict=True)), 2
            ),
            "first_batch_seconds": round(seconds[name], 2),
        }
        for name, found in rates.items()
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("dataset", help="path of tables")
    parser.add_argument("--frames", type=int, default=40, help="frames of a turn [%(default)s]")
    parser.add_argument("--repeats", type=int, default=5, help="number of turns [%(default)s]")
    parser.add_argument("--json", metavar="OUT.json", help="file to write the result to")
    options = parser.parse_args()

    dataset = wk.open_dataset(options.dataset)
    source = OurSource(dataset)
    frames = dataset.frames(lasers=CONFIG.points.lasers, returns=1)

    def torch_batches(workers, start_method=None):
        made = frames.to_torch(torch_pillars).batches(
            BATCH, collate="pad", workers=workers, start_method=start_method
        )
        return endless(made)

    def tf_batches():
        from waymo_kit.detectors.training.tensorflow.batches import training_batches

        return iter(training_batches(source, BATCH, 0, threads=2))

    # PyTorch's sides begin: TensorFlow's threads must not run where processes are forked.
    groups = {
        "no workers": {"torch": lambda: torch_batches(0), "ours": lambda: ours_here(source)},
        "2 workers": {
            "fork": lambda: torch_batches(2, "fork"),
            "spawn": lambda: torch_batches(2, "spawn"),
            "ours": tf_batches,
        },
    }
    result = {"benchmark": "torch loading", "frames": options.frames, "groups": {}}
    for name, makers in groups.items():
        result["groups"][name] = compare(makers, options.frames, options.repeats)
        print(name, result["groups"][name], flush=True)
    result |= {"cpu": in_turns.cpu_name(), "python": platform.python_version()}
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
