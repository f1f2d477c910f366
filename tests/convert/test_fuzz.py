"""Damaged inputs: each gives a clear error or a correct result, in bounded time and memory."""

import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.made_frames import (
    CHANNELS,
    FIRST_TIME,
    FRAME_STEP,
    INTEGERS,
    full_frame,
    matrix_blob,
    plain_frame,
)
from tests.rebuilt_frames import canonical, rebuild
from waymo_kit.convert import convert_segment
from waymo_kit.convert.validate import validate
from waymo_kit.errors import WaymoKitError
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.io import locate
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CONVERTED_TAGS

QUICK, ALL = 60, 1000
LONGEST_SECONDS = 20
LARGEST_GROWTH_BYTES = 600 << 20
"""How much the peak memory of the process may grow over all inputs."""

FRAMES = [plain_frame(0), full_frame(1), plain_frame(2)]
RECORDS = [frame.SerializeToString() for frame in FRAMES]


def write(path, records):
    with RecordWriter(path) as writer:
        for record in records:
            writer.write(record)


def flip_bits(rng, path):
    """Bits anywhere in the file: nearly always a wrong CRC."""
    write(path, RECORDS)
    content = bytearray(path.read_bytes())
    for at in rng.integers(0, len(content), rng.integers(1, 4)):
        content[at] ^= 1 << rng.integers(8)
    path.write_bytes(content)


def cut_file(rng, path):
    write(path, RECORDS)
    content = path.read_bytes()
    start, stop = np.sort(rng.integers(0, len(content), 2))
    kinds = (content[:start], content[:start] + content[stop:], content + content[start:stop])
    path.write_bytes(kinds[rng.integers(3)])


def damaged(rng, data):
    """Bytes with bits flipped, a part cut out, repeated or filled, or a length changed."""
    data = bytearray(data)
    kind = rng.integers(5)
    at = int(rng.integers(0, max(len(data), 1)))
    size = int(rng.integers(1, 50))
    if kind == 0:
        for place in rng.integers(0, max(len(data), 1), rng.integers(1, 6)):
            data[place : place + 1] = bytes([rng.integers(256)])
    elif kind == 1:
        del data[at : at + size]
    elif kind == 2:
        data[at:at] = data[at : at + size]
    elif kind == 3:
        data[at : at + size] = rng.bytes(size)
    else:
        del data[at:]
    return bytes(data)


def damage_record(rng, path):
    """The CRCs are right, so that the damage reaches protobuf."""
    records = list(RECORDS)
    index = rng.integers(len(records))
    # Most of a record is a few long fields: aim at the rest of it half of the time.
    data = records[index]
    if rng.random() < 0.5:
        split = int(rng.integers(0, 3000))
        records[index] = damaged(rng, data[:split]) + data[split:]
    else:
        records[index] = damaged(rng, data)
    write(path, records)


def with_blob(rng, path, change):
    """Replaces one compressed matrix of one frame."""
    frame = frame_pb2.Frame.FromString(RECORDS[rng.integers(3)])
    laser = frame.lasers[rng.integers(len(frame.lasers))]
    image = (laser.ri_return1, laser.ri_return2)[rng.integers(2)]
    field = list(CHANNELS)[rng.integers(len(CHANNELS))]
    if not getattr(image, field):
        image, field = laser.ri_return1, "range_image_compressed"
    setattr(image, field, change(getattr(image, field), field))
    records = [frame.SerializeToString() if r[:3000] == frame_head(frame) else r for r in RECORDS]
    write(path, records)


def frame_head(frame):
    """The start of the record that a frame comes from: up to its timestamp."""
    (index,) = [i for i, f in enumerate(FRAMES) if f.timestamp_micros == frame.timestamp_micros]
    return RECORDS[index][:3000]


def damage_blob(rng, path):
    with_blob(rng, path, lambda blob, field: damaged(rng, blob))


def damage_matrix(rng, path):
    """The zlib stream is right, so that the damage reaches the matrix."""
    with_blob(rng, path, lambda blob, _: zlib.compress(damaged(rng, zlib.decompress(blob))))


def odd_matrix(rng, path):
    """Shapes that do not fit: negative, huge, too few, too many, too large a product."""
    dims = [
        (-1, 4, 4),
        (2**31 - 1, 2**31 - 1, 4),
        (2**31 - 1, 1, 4),
        (0, 0, 4),
        (0, 2**31 - 1, 6),
        (4, 10),
        (1, 1, 1, 4),
        (),
        (160, 1, 4),
        (4, 10, 4),
        (10, 4, 6),
    ][rng.integers(11)]

    def change(blob, field):
        kind = frame_pb2.MatrixInt32 if field in INTEGERS else frame_pb2.MatrixFloat
        message = kind.FromString(zlib.decompress(blob))
        message.shape.dims[:] = dims
        return zlib.compress(message.SerializeToString())

    with_blob(rng, path, change)


def bomb(rng, path):
    """A blob that inflates a thousandfold, as noise, as numbers, or as millions of fields."""
    size = int(rng.integers(30, 120)) << 20
    kind = rng.integers(3)
    content = bytes(size) if kind == 0 else b"\x08\x00" * (size // 2)
    if kind == 2:
        matrix = frame_pb2.MatrixInt32(shape=frame_pb2.MatrixShape(dims=[size // 4, 1, 4]))
        length = b"".join(bytes([(size >> 7 * i & 127) | (128 if i < 3 else 0)]) for i in range(4))
        content = matrix.SerializeToString() + b"\x0a" + length + bytes(size)
    blob = zlib.compress(content, 1)
    with_blob(rng, path, lambda *_: blob)


def many_blobs(rng, path):
    """Fifty lasers, each with a matrix that is just small enough."""
    frame = frame_pb2.Frame.FromString(RECORDS[0])
    blob = matrix_blob(np.zeros((400, 2500, 4), np.float32))
    del frame.lasers[:]
    for number in range(50):
        laser = frame.lasers.add(name=number % 6)
        laser.ri_return1.range_image_compressed = laser.ri_return2.range_image_compressed = blob
    write(path, [frame.SerializeToString(), *RECORDS[1:]])


def break_text(rng, path):
    """A text that is not UTF-8."""
    frame = FRAMES[rng.integers(3)]
    texts = [b"time_of_day", b"laser-object", b"location", b"sequence_id", b"made_up", b"FRONT"]
    text = texts[rng.integers(len(texts))]
    records = [
        r.replace(text, bytes([int(rng.integers(128, 256))]) + text[1:], int(rng.integers(1, 9)))
        if r == frame.SerializeToString()
        else r
        for r in RECORDS
    ]
    write(path, records)


def shuffle(rng, path):
    """Frames out of order, twice, or of another segment."""
    records = [RECORDS[i] for i in rng.integers(0, 3, rng.integers(1, 6))]
    if rng.random() < 0.3:
        stranger = frame_pb2.Frame.FromString(records[-1])
        stranger.context.name = ("other", "", "../x", "a" * 300)[rng.integers(4)]
        stranger.timestamp_micros += int(rng.integers(-5, 5))
        records.insert(int(rng.integers(len(records))), stranger.SerializeToString())
    write(path, records)


def odd_values(rng, path):
    """Scalars at the edge of their types, and lists of odd lengths."""
    frame = frame_pb2.Frame.FromString(RECORDS[rng.integers(3)])
    label = frame.laser_labels[0]
    (
        lambda: setattr(frame, "timestamp_micros", [-(2**63), 2**63 - 1, 0][rng.integers(3)]),
        lambda: frame.pose.transform.extend(rng.normal(size=rng.integers(1, 20))),
        lambda: frame.pose.ClearField("transform"),
        lambda: setattr(label.box, "center_x", [np.nan, np.inf, -0.0, 1e308][rng.integers(4)]),
        lambda: setattr(label, "num_lidar_points_in_box", -(2**31)),
        lambda: frame.context.camera_calibrations[0].intrinsic.append(1),
        lambda: frame.no_label_zones[0].x.append(1),
        lambda: setattr(frame.map_features[0], "id", -(2**63)),
        lambda: setattr(frame.projected_lidar_labels[0].labels[0], "id", "x" * 200_000),
        lambda: setattr(label, "most_visible_camera_name", "\0\n" * 1000),
    )[rng.integers(10)]()
    frames = {f.timestamp_micros: f for f in [*FRAMES, frame]}
    write(path, [frames[time].SerializeToString() for time in sorted(frames)])


MUTATIONS = (
    flip_bits,
    cut_file,
    damage_record,
    damage_record,
    damage_blob,
    damage_matrix,
    odd_matrix,
    bomb,
    many_blobs,
    break_text,
    shuffle,
    odd_values,
)


def check(path, out):
    """Converts one input; returns whether it was accepted.

    An error must be one line that begins with the file. A result must be the frames, read by
    protobuf, as far as the file holds them.
    """
    try:
        manifest = convert_segment(locate(path), locate(out), CONVERTED_TAGS).manifest
    except WaymoKitError as error:
        assert str(error).startswith(f"{path}: "), error
        assert "\n" not in str(error)
        assert list(out.rglob("*.parquet")) == []
        assert not (out / "_manifest").exists()
        return False
    with RecordReader(path) as reader:
        frames = [frame_pb2.Frame.FromString(data) for data in reader]
    frames.sort(key=lambda frame: frame.timestamp_micros)
    assert manifest.frames == len(frames)
    if all(frame.timestamp_micros in TIMES for frame in frames):
        tables = {
            tag: pq.ParquetFile(out / tag / f"{manifest.segment}.parquet").read()
            for tag in CONVERTED_TAGS
        }
        for index, frame in enumerate(frames):
            assert comparable(rebuild(tables, index)) == comparable(frame)
    return True


TIMES = {FIRST_TIME + i * FRAME_STEP for i in range(3)}


def comparable(frame):
    return repr(canonical(frame))


def fuzz(folder, start, stop):
    """Checks the inputs of some seeds; prints what came of them."""
    accepted, slowest = 0, 0.0
    for seed in range(start, stop):
        rng = np.random.default_rng(seed)
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        path, out = Path(folder) / f"{seed}.tfrecord", Path(folder) / f"out-{seed}"
        mutate(rng, path)
        began = time.monotonic()
        try:
            good = check(path, out)
            problems = [line for checked in validate(path) for line in checked.problems]
            assert good != bool(problems), problems
        except Exception as error:
            raise AssertionError(f"seed {seed}: {mutate.__name__}: {error!r}") from error
        accepted += good
        slowest = max(slowest, time.monotonic() - began)
        path.unlink()
    return accepted, slowest


def fuzz_in_process(folder, start, stop):
    code = f"from tests.convert.test_fuzz import report; report({str(folder)!r}, {start}, {stop})"
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    accepted, slowest, growth = map(float, done.stdout.split())
    assert slowest < LONGEST_SECONDS
    assert growth < LARGEST_GROWTH_BYTES
    assert 0 < accepted < stop - start
    print(f"{accepted:.0f} accepted, slowest {slowest:.1f} s, memory +{growth / 2**20:.0f} MiB")


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def report(folder, start, stop):
    """Runs in a process of its own: its peak memory is that of the inputs alone."""
    Path(folder, "warm").mkdir()
    write(Path(folder, "warm.tfrecord"), RECORDS)
    check(Path(folder, "warm.tfrecord"), Path(folder, "warm"))
    before = peak_bytes()
    accepted, slowest = fuzz(folder, start, stop)
    print(accepted, slowest, peak_bytes() - before)


def test_some_damaged_inputs(tmp_path):
    fuzz_in_process(tmp_path, 0, QUICK)


@pytest.mark.heavy
def test_a_thousand_damaged_inputs(tmp_path):
    fuzz_in_process(tmp_path, 0, ALL)
