"""Times the trackers in images beside their public code, in turns.

    python -m tools.benchmark.image_trackers --python PYTHON [--sort CLONE] [--bytetrack CLONE]
        [--oc-sort CLONE] [--mot FOLDER] [--turns 3] [--json OUT.json]

PYTHON and the clones are those of tools/official/public_image_trackers.py. Objects move on straight
lines through an image of 1,920 x 1,080; a tenth of the detections is missing, and scores vary.
`--mot` adds the published detections of the sequences of MOT15 in a folder (SEQUENCE/det.txt).
Time is the processor time of the median frame, and of ours and theirs the best turn.
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image import IMAGE_METHODS, ImageTracker

COUNTS = (10, 30, 100)
FRAMES = 200
PUBLIC = Path(__file__).parents[1] / "official" / "public_image_trackers.py"


def made_detections(objects, seed=0):
    """Rows of left, top, right, bottom and score by frame, of objects that cross the image."""
    random = np.random.default_rng(seed)
    centers = random.uniform((0, 300), (1920, 900), (objects, 2))
    steps = random.normal(0, (3, 0.5), (objects, 2))
    sizes = random.uniform((30, 60), (80, 180), (objects, 2))
    frames = []
    for _ in range(FRAMES):
        centers += steps
        centers[:, 0] %= 1920
        seen = random.random(objects) > 0.1
        noisy = centers[seen] + random.normal(0, 1, (seen.sum(), 2))
        scores = random.uniform(0.3, 1, (seen.sum(), 1))
        frames.append(np.hstack([noisy - sizes[seen] / 2, noisy + sizes[seen] / 2, scores]))
    return frames


def published_detections(folder):
    """Yields such rows of the sequences of MOT15 in a folder, with their names."""
    for path in sorted(folder.glob("*/det.txt")):
        found = np.loadtxt(path, delimiter=",")
        rows = np.hstack([found[:, 2:4], found[:, 2:4] + found[:, 4:6], found[:, 6:7]])
        yield path.parent.name, [rows[found[:, 0] == k] for k in np.unique(found[:, 0])]


def time_ours(name, frames):
    """Seconds of each frame of one of our trackers."""
    tracker, seconds = ImageTracker(IMAGE_METHODS[name]()), []
    for rows in frames:
        boxes = np.hstack([(rows[:, :2] + rows[:, 2:4]) / 2, rows[:, 2:4] - rows[:, :2]])
        detections = ImageBoxes(boxes, 2, scores=rows[:, 4])
        began = time.process_time()
        tracker.update(detections)
        seconds.append(time.process_time() - began)
    return seconds


def time_public(name, clone, python, frames):
    """Seconds of each frame of the public code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "detections.npz"
        np.savez(path, rows=np.concatenate(frames), counts=[len(rows) for rows in frames])
        command = [python, str(PUBLIC), name, str(clone), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """Prints a table, and writes it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", required=True)
    for name in IMAGE_METHODS:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--mot", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    inputs = [(f"{count} objects", made_detections(count)) for count in COUNTS]
    if options.mot is not None:
        inputs += published_detections(options.mot)
    results = []
    print("| detections | a frame | tracker | ours, ms | public, ms | times as fast |")
    print("|---|---:|---|---:|---:|---:|")
    for where, frames in inputs:
        mean = np.mean([len(rows) for rows in frames])
        for name in IMAGE_METHODS:
            clone = getattr(options, name.replace("-", "_"))
            if clone is None:
                continue
            turns = [
                (
                    1e3 * np.median(time_ours(name, frames)),
                    1e3 * np.median(time_public(name, clone, options.python, frames)),
                )
                for _ in range(options.turns)
            ]
            ours, public = (min(times) for times in zip(*turns, strict=True))
            print(f"| {where} | {mean:.1f} | `{name}` | {ours:.3f} | {public:.3f} | "
                  f"{public / ours:.1f} |", flush=True)  # fmt: skip
            results.append({"input": where, "tracker": name, "ours": ours, "public": public})
    if options.json is not None:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
