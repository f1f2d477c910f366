"""Times the conversion of a v1 file to Parquet tables of the 17 components, with zstd.

    python -m tools.benchmark.convert [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side runs the v1 -> v2 extractors, `to_flatten_dict` and pyarrow's Parquet writer.
Our side is the whole conversion of a segment, with checksums, fsync and manifest.
"""

import tempfile

from tools.benchmark import in_turns
from waymo_kit.convert import convert_segment
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.io import locate
from waymo_kit.schema import PERCEPTION_TAGS


def convert(path):
    with tempfile.TemporaryDirectory() as out:
        convert_segment(locate(path), locate(out), PERCEPTION_TAGS)


if __name__ == "__main__":
    options = in_turns.parse_options(__doc__)
    in_turns.stay_on_one_core()
    with RecordReader(options.file) as reader:
        frames = len(reader)
    with tempfile.TemporaryDirectory() as out:
        official = {"official": f"convert {out}"}
        in_turns.compare(options, "convert", frames, lambda: convert(options.file), official)
