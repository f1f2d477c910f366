"""Damaged v1 files, each converted, read and validated in a child with limits.

The mutations are those of `tests/convert/test_fuzz.py` and the ones below. What may come of it:

- `refused`: `convert` raises an error of one line that names the file, leaves nothing behind, and
  `validate` and readers refuse the file too;
- `converted`: the tables give back the frames as protobuf reads them (unless ids repeat),
  `validate` has no problem, and a scene of the file and one of the tables hold the same.

Anything else is a fault.
"""

import gzip
import shutil

import numpy as np

import waymo_kit as wk
from tests.convert import test_fuzz as known
from tests.hostile.harness import SilentChange, run_command
from waymo_kit.convert import convert_segment
from waymo_kit.convert.validate import validate
from waymo_kit.errors import WaymoKitError
from waymo_kit.formats.tfrecord import MAX_RECORD_BYTES, masked_crc32c
from waymo_kit.io import locate
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CONVERTED_TAGS


def prepare(folder):
    known.write(folder / "warm.tfrecord", known.RECORDS)
    assert known.check(folder / "warm.tfrecord", folder / "warm")

    def check(seed):
        rng = np.random.default_rng(seed)
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        path, out = folder / f"{seed}.tfrecord", folder / f"out-{seed}"
        mutate(rng, path)
        try:
            return outcome(path, out, mutate)
        finally:
            path.unlink()
            shutil.rmtree(out, ignore_errors=True)

    return check


def outcome(path, out, mutate):
    is_good = converts(path, out) if mutate in REPEATS_IDS else known.check(path, out)
    problems = [problem for checked in validate(path) for problem in checked.problems]
    if is_good == bool(problems):
        raise SilentChange(f"converted: {is_good}, validate: {problems}")
    code, _, err = run_command("info", path)
    assert code in (0, 2), err
    if not is_good:
        read_all(path)
        raise SilentChange("convert refuses what a scene reads")
    if read_all(path) != read_all(out):
        raise SilentChange("a scene of the file and one of the tables differ")
    return "converted"


def converts(path, out):
    """Whether a file is converted; an error is one line that begins with the file."""
    try:
        convert_segment(locate(path), locate(out), CONVERTED_TAGS)
    except WaymoKitError as error:
        assert str(error).startswith(f"{path}: "), error
        assert "\n" not in str(error)
        assert list(out.rglob("*.parquet")) == []
        return False
    return True


def read_all(root):
    """The labels, poses and range images of a scene."""
    scene = wk.open_dataset(root)[0]
    values = [scene.table(tag).to_pylist() for tag in CONVERTED_TAGS]
    scene.close()
    return repr((scene.timestamps_micros.tolist(), values))


def with_frame(rng, path, change):
    """Changes one frame as a message."""
    records = list(known.RECORDS)
    index = int(rng.integers(len(records)))
    frame = frame_pb2.Frame.FromString(records[index])
    change(frame)
    records[index] = frame.SerializeToString()
    known.write(path, records)


def unset_fields(rng, path):
    """Fields of labels, poses and calibrations that are not set."""

    def change(frame):
        message = (
            frame.laser_labels[0],
            frame.laser_labels[0].box,
            frame.laser_labels[1].metadata,
            frame.camera_labels[0].labels[0],
            frame.camera_labels[0].labels[0].box,
            frame.context.stats,
            frame.context.laser_calibrations[0],
            frame.images[0],
            frame,
        )[rng.integers(9)]
        for field, _ in message.ListFields():
            if rng.random() < 0.3:
                message.ClearField(field.name)

    with_frame(rng, path, change)


def bad_boxes(rng, path):
    def change(frame):
        label = (*frame.laser_labels, *frame.camera_labels[0].labels)[rng.integers(4)]
        name = ("center_x", "center_y", "length", "width")[rng.integers(4)]
        setattr(label.box, name, [np.nan, np.inf, -np.inf, -3.0, 0.0, 1e300][rng.integers(6)])

    with_frame(rng, path, change)


def odd_ids(rng, path):
    def change(frame):
        ids = ["", "x", "\x1b[31m", "../../x", "a" * 5000]
        for label in frame.laser_labels:
            label.id = ids[rng.integers(len(ids))]

    with_frame(rng, path, change)


def doubled_messages(rng, path):
    def change(frame):
        names = ("laser_labels", "images", "lasers", "map_features", "no_label_zones")
        repeated = getattr(frame, names[rng.integers(len(names))])
        repeated.add().CopyFrom(repeated[0])

    with_frame(rng, path, change)


def odd_zones(rng, path):
    def change(frame):
        zone = frame.no_label_zones[0]
        axis = (zone.x, zone.y)[rng.integers(2)]
        if rng.integers(2):
            del axis[int(rng.integers(len(axis))) :]
        else:
            axis.append([np.nan, 0.0][rng.integers(2)])

    with_frame(rng, path, change)


def whole_file(path, records):
    known.write(path, records)
    return path.read_bytes()


def long_records(rng, path):
    """Records that announce more than there is, or more than is allowed."""
    data = bytearray(whole_file(path, known.RECORDS))
    length = (2**63, MAX_RECORD_BYTES + 1, len(data), 2**32)[rng.integers(4)]
    header = length.to_bytes(8, "little")
    data[:12] = header + masked_crc32c(header).to_bytes(4, "little")
    path.write_bytes(data)


def packed(rng, path):
    """A gzip file that is whole, cut, or expands a thousandfold."""
    data = whole_file(path, known.RECORDS)
    kind = rng.integers(4)
    if kind == 0:
        path.write_bytes(gzip.compress(data, 1))
    elif kind == 1:
        path.write_bytes(gzip.compress(data, 1)[: int(rng.integers(20, 5000))])
    elif kind == 2:
        path.write_bytes(gzip.compress(bytes(200 << 20), 1))
    else:
        path.write_bytes(gzip.compress(data + whole_file(path, [bytes(64 << 20)] * 2), 1))


def other_messages(rng, path):
    """Records of other datasets."""
    example = b"\x0a\x0f\x0a\x0d\x0a\x05image\x12\x04\x0a\x02\x0a\x00"
    e2e = frame_pb2.Frame.FromString(known.RECORDS[0]).SerializeToString()
    size = len(e2e)
    head = bytes([0x0A, size & 127 | 128, size >> 7 & 127 | 128, size >> 14])
    known.write(path, [[example, head + e2e, b"\x09" + bytes(8)][rng.integers(3)]])


REPEATS_IDS = (odd_ids, doubled_messages)
"""Mutations after which ids do not tell labels apart, so that no frame can be rebuilt by them."""

MUTATIONS = (
    *known.MUTATIONS,
    unset_fields,
    bad_boxes,
    odd_ids,
    doubled_messages,
    odd_zones,
    long_records,
    packed,
    other_messages,
)
