"""Times v1 record -> range images, camera projections and pixel poses as arrays.

    python tools/benchmark/decode.py [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side is `parse_range_image_and_camera_projection` on frames of a TFRecordDataset.
"""

import in_turns

from waymo_kit.convert.frames import parse_frame
from waymo_kit.convert.matrix import MatrixDecoder
from waymo_kit.convert.range_images import range_image_batch
from waymo_kit.io import RecordReader


def frame_count(path):
    with RecordReader(path) as reader:
        return len(reader)


def decode(path):
    decoder = MatrixDecoder()
    with RecordReader(path) as reader:
        for record in reader.stream():
            frame = parse_frame(reader, record)
            for tag in ("lidar", "lidar_camera_projection", "lidar_pose"):
                range_image_batch(frame, tag, decoder)


if __name__ == "__main__":
    in_turns.main(__doc__, "decode", frame_count, decode, "decode")
