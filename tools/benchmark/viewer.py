"""Times what the viewer's server does for a frame: points, boxes and their edges in the cameras.

    python -m tools.benchmark.viewer DATA [--preds P ...] [--repeats 5]

DATA is a dataset of a few frames, best as large as real ones (`waymo-kit simulate --quality full`).
Prints CPU milliseconds for each frame, the best of the repeats, and the bytes of each answer. The
files are in the page cache, and the kernels are compiled.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tools.benchmark.in_turns import stay_on_one_core
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.viewed import open_viewed

PARTS = ("points", "boxes", "wireframes", "image_boxes", "projections", "cameras/1/image")


def cost(answers, segment, frames, part):
    """Returns CPU seconds and mean bytes of one pass over the frames."""
    size, began = 0, time.process_time()
    for frame in range(frames):
        path = f"{answers.stamp}/segments/{segment}/frames/{frame}/{part}"
        size += len(answers.get(path, {}).body)
    return (time.process_time() - began) / frames, size / frames


def main():
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--preds", action="append", default=[])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    stay_on_one_core()
    with tempfile.TemporaryDirectory() as scratch:
        answers = ViewerAnswers(open_viewed(options.data, options.preds, scratch=Path(scratch)))
        segment = answers.viewed.dataset.segments[0]
        with answers.viewed.dataset[0] as scene:
            frames, points = len(scene), len(scene[0].points())
            boxes = len(scene[0].boxes)
        print(f"{frames} frames; the first has {points:,} points and {boxes} labels")
        total = 0.0
        for part in PARTS:
            cost(answers, segment, 1, part)
            runs = [cost(answers, segment, frames, part) for _ in range(options.repeats)]
            seconds, size = min(runs)
            total += seconds if part in ("points", "boxes", "wireframes") else 0
            print(f"{part:<16} {1e3 * seconds:7.2f} ms {size:12,.0f} bytes")
        print(f"points, boxes and edges: {1e3 * total:.2f} ms of CPU a frame")
        answers.close()


if __name__ == "__main__":
    main()
