"""Times v1 file -> Parquet tables of the 17 perception components, compressed with zstd.

    python tools/benchmark/convert.py [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side runs the v1 -> v2 extractors, `to_flatten_dict` and pyarrow's Parquet writer.
Ours is the whole conversion of a segment, with checksums, fsync and manifest.
"""

import tempfile

import in_turns

from waymo_kit.convert import convert_segment
from waymo_kit.io import RecordReader, locate
from waymo_kit.schema import PERCEPTION_TAGS


def frame_count(path):
    with RecordReader(path) as reader:
        return len(reader)


def convert(path):
    with tempfile.TemporaryDirectory() as out:
        convert_segment(locate(path), locate(out), PERCEPTION_TAGS)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as official_out:
        in_turns.main(__doc__, "convert", frame_count, convert, f"convert {official_out}")
