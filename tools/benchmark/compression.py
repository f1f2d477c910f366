"""Measures size and CPU time of the large tables with other compressions and encodings.

    python -m tools.benchmark.compression [FILE] [--repeats N] [--json OUT.json]

Writes and reads lidar, lidar_camera_projection and lidar_pose of all frames of FILE in memory, with
one row group per frame: with the writer of `waymo-kit convert`, and with that of pyarrow.
"""

import argparse
import json
import time
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tools.benchmark.in_turns import cpu_name, stay_on_one_core
from tools.paths import DATA
from waymo_kit.formats.tables.long_lists import LongListWriter
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import parse_frame
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.schema import component_of

NAME = "key.segment_context_name"
TAGS = ("lidar", "lidar_camera_projection", "lidar_pose")

CHOICES = {
    "zstd 3, own writer": {},
    "zstd 3": {"compression": "zstd", "compression_level": 3},
    "zstd 1": {"compression": "zstd", "compression_level": 1},
    "zstd 9": {"compression": "zstd", "compression_level": 9},
    "zstd 3, dictionaries": {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": True,
    },
    "zstd 3, byte stream split": {
        "compression": "zstd",
        "compression_level": 3,
        "use_byte_stream_split": True,
    },
    "lz4": {"compression": "lz4"},
    "snappy": {"compression": "snappy"},
    "snappy, dictionaries (pyarrow's default)": {"compression": "snappy", "use_dictionary": True},
    "gzip 6": {"compression": "gzip", "compression_level": 6},
}


def batches_of(path):
    """Returns the record batches of all frames of a file, by tag."""
    decoder = MatrixDecoder()
    with RecordReader(path) as reader:
        frames = [parse_frame(reader, record) for record in reader.stream()]
    return {tag: [component_batch(frame, tag, decoder, b"") for frame in frames] for tag in TAGS}


def write(batches, schema, options):
    sink = pa.BufferOutputStream()
    if not options:
        writer = LongListWriter(sink, schema, statistics=[], level=3)
        for batch in batches:
            writer.write_batch(batch)
        writer.close()
        return sink.getvalue()
    options = {"use_dictionary": [NAME], "write_statistics": False} | options
    with pq.ParquetWriter(sink, schema, **options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return sink.getvalue()


def read(buffer):
    file = pq.ParquetFile(pa.BufferReader(buffer))
    for group in range(file.num_row_groups):
        file.read_row_group(group, use_threads=False)


def cpu_seconds(work, repeats):
    """Returns the minimum CPU time of several runs, and the last result."""
    least = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        result = work()
        least = min(least, time.process_time() - started)
    return least, result


def measure(tables, options, repeats):
    """Returns kilobytes and CPU milliseconds to write and to read, per frame, over all tables."""
    total = [0.0, 0.0, 0.0]
    for tag, batches in tables.items():
        schema = component_of(tag).schema
        written, buffer = cpu_seconds(partial(write, batches, schema, options), repeats)
        seen, _ = cpu_seconds(partial(read, buffer), repeats)
        for index, value in enumerate((buffer.size / 1e3, 1e3 * written, 1e3 * seen)):
            total[index] += value / len(batches)
    return [round(value, 1) for value in total]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    default = DATA / "wod" / "composite_4frames.tfrecord"
    parser.add_argument(
        "file", nargs="?", default=str(default), help="path of a v1 file [%(default)s]"
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    stay_on_one_core()
    tables = batches_of(options.file)
    result = {name: measure(tables, choice, options.repeats) for name, choice in CHOICES.items()}
    print("| compression | kB/frame | write, CPU ms/frame | read, CPU ms/frame |")
    print("|---|---:|---:|---:|")
    for name, (size, written, seen) in result.items():
        print(f"| {name} | {size:,.0f} | {written:.0f} | {seen:.0f} |")
    if options.json:
        about = {"file": options.file, "cpu": cpu_name(), "kb_write_ms_read_ms": result}
        Path(options.json).write_text(json.dumps(about, indent=1))


if __name__ == "__main__":
    main()
