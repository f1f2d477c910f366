"""Times what the viewer's server does for a frame: points, boxes and their edges in the cameras.

    python -m tools.benchmark.viewer DATA [--preds P ...] [--repeats 5]

DATA is a dataset of a few frames, best as large as real ones (`waymo-kit simulate --quality full`).
Prints CPU milliseconds for each frame, the best of the repeats, and the bytes of each answer: cold,
where each is made from the tables, and warm, where the server has kept it. The floor is reading the
range images of the frame alone. Files are in the page cache, and kernels are compiled.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tools.benchmark.in_turns import stay_on_one_core
from waymo_kit.errors import NotFoundError
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.viewed import open_viewed

DRAWN = ("points", "boxes", "wireframes")
OTHERS = ("image_boxes", "projections", "cameras/1/image")
READ = ("lidar", "lidar_pose", "lidar_segmentation")


def frame_cost(frames, work):
    """CPU milliseconds for each frame of one pass of `work`, a function of the frame's index."""
    began = time.process_time()
    for frame in range(frames):
        work(frame)
    return 1e3 * (time.process_time() - began) / frames


def main():
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--preds", action="append", default=[])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    stay_on_one_core()
    with tempfile.TemporaryDirectory() as scratch:
        viewed = open_viewed(options.data, options.preds, scratch=Path(scratch))
        cold, warm = ViewerAnswers(viewed, max_kept_bytes=0), ViewerAnswers(viewed)
        segment = viewed.dataset.segments[0]
        scene = viewed.dataset[0]
        frames = len(scene)
        count = len(scene[0].points())
        print(f"{frames} frames; the first has {count:,} points and {len(scene[0].boxes)} labels")

        def content(answers, frame, parts):
            of_frame = f"{answers.stamp}/segments/{segment}/frames/{frame}"
            return sum(len(answers.get(f"{of_frame}/{part}", {}).body) for part in parts)

        def read(frame):
            for tag in READ:
                try:
                    images = scene.source.range_images(tag, frame)
                except NotFoundError:
                    continue
                for laser in images.lasers:
                    for number in (1, 2) if tag != "lidar_pose" else (1,):
                        images.image(laser, number)

        def row(name, size, *works):
            for work in works:
                frame_cost(frames, work)
            best = [min(frame_cost(frames, work) for _ in range(options.repeats)) for work in works]
            times = "".join(f"{milliseconds:9.2f}" for milliseconds in best)
            print(f"{name:<28} {size:>12,} bytes{times}")

        print(f"{'CPU ms a frame':<46} {'cold':>8} {'warm':>8}")
        for parts in (*((part,) for part in DRAWN), DRAWN, *((part,) for part in OTHERS)):
            row(
                ", ".join(parts),
                content(warm, 0, parts),
                lambda frame, parts=parts: content(cold, frame, parts),
                lambda frame, parts=parts: content(warm, frame, parts),
            )
        row("floor: reading range images", 0, read)
        warm.close()


if __name__ == "__main__":
    main()
