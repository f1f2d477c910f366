"""Times decoding a v1 record to points and camera projections, of all lasers and returns.

    python -m tools.benchmark.decode [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

Reads a segment as users do, from its first frame to its last: a file that repeats the frames of
FILE ten times. Each turn of a side reads that file once. The official side is
`parse_range_image_and_camera_projection` on the frames of a TFRecordDataset and, for each return,
`convert_range_image_to_point_cloud`.
"""

import tempfile
from pathlib import Path

import waymo_kit as wk
from tools.benchmark import in_turns
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.protos import frame_pb2

TIMES_OVER = 10


def decode(path):
    for scene in wk.open_dataset(path):
        for frame in scene:
            cloud = frame.points()
            assert len(cloud.camera_projection) == len(cloud.xyz)


def repeat_frames(source, target):
    """Writes a file that repeats the frames of another ten times, with distinct timestamps."""
    with RecordReader(source) as reader, RecordWriter(target) as writer:
        for number in range(TIMES_OVER * len(reader)):
            frame = frame_pb2.Frame.FromString(reader[number % len(reader)])
            frame.timestamp_micros += number
            writer.write(frame.SerializeToString())


def main():
    options = in_turns.parse_options(__doc__, repeats=3)
    in_turns.stay_on_one_core()
    with tempfile.TemporaryDirectory() as folder:
        segment = Path(folder) / Path(options.file).name
        repeat_frames(options.file, segment)
        options.file = str(segment)
        frames = len(wk.open_dataset(segment)[0])
        in_turns.compare(options, "decode", frames, lambda: decode(segment), {"official": "decode"})


if __name__ == "__main__":
    main()
