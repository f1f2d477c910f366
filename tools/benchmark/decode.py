"""Times v1 record -> points and camera projections of all lasers and both returns.

    python -m tools.benchmark.decode [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

Reads a segment as users do, from its first frame to its last: a file of the frames of FILE, ten
times over. A turn of either side streams that file once. The official side is
`parse_range_image_and_camera_projection` on the frames of a TFRecordDataset and, for each return,
`convert_range_image_to_point_cloud`.
"""

import tempfile
from pathlib import Path

import waymo_kit as wk
from tools.benchmark import in_turns

TIMES_OVER = 10


def decode(path):
    for scene in wk.open_dataset(path):
        for frame in scene:
            cloud = frame.points()
            assert len(cloud.camera_projection) == len(cloud.xyz)


def main():
    options = in_turns.parse_options(__doc__, repeats=3)
    in_turns.stay_on_one_core()
    with tempfile.TemporaryDirectory() as folder:
        segment = Path(folder) / Path(options.file).name
        segment.write_bytes(Path(options.file).read_bytes() * TIMES_OVER)
        options.file = str(segment)
        frames = len(wk.open_dataset(segment)[0])
        in_turns.compare(options, "decode", frames, lambda: decode(segment), {"official": "decode"})


if __name__ == "__main__":
    main()
