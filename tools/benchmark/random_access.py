"""Times reading the points of one random frame from component tables (lidar and poses).

    python -m tools.benchmark.random_access [FILE] [--official PYTHON] [--repeats N] [--json OUT]

FILE, a v1 file, is converted first; both sides read the same tables. Each turn opens the dataset
again and computes the points of another frame, with all lasers and both returns.

The official side follows the v2 tutorial: it reads with dask and the library's component classes,
and calls `v2.convert_range_image_to_point_cloud`. `official` selects the rows of the frame with a
mask, as the tutorial does; `official_filtered` uses filters that skip the other row groups.
"""

import random
import tempfile

import waymo_kit as wk
from tools.benchmark import in_turns
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate

TAGS = ("lidar", "lidar_pose", "lidar_calibration", "vehicle_pose")


if __name__ == "__main__":
    options = in_turns.parse_options(__doc__, repeats=10)
    in_turns.stay_on_one_core()
    with tempfile.TemporaryDirectory() as root:
        segment = convert_segment(locate(options.file), locate(root), TAGS).manifest.segment
        indices = random.Random(0)
        frames = len(wk.open_dataset(root)[0])

        def ours():
            for scene in wk.open_dataset(root):
                assert len(scene[indices.randrange(frames)].points())

        official = {
            "official": f"frame {root} {segment}",
            "official_filtered": f"frame_filtered {root} {segment}",
        }
        in_turns.compare(options, "random access", 1, ours, official)
