"""Files of another kind are recognized by the commands that expect a dataset."""

import numpy as np
import pytest

from tests.made_frames import full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.io import locate
from waymo_kit.predictions import make_predictions, write_predictions

TAKEN = "which `waymo-kit eval` takes as --preds"
EXPECTED = {
    "p.parquet": f"a predictions table, {TAKEN}",
    "p.arrow": f"a predictions table, {TAKEN}",
    "p.bin": f"an official .bin file of objects, {TAKEN}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("foreign")
    box = np.array([[10.0, 2, 1, 4, 2, 1.5, 0.2]] * 3)
    table = make_predictions(["a_b_1_000_2_000"] * 3, [7, 8, 9], box, [1, 2, 4], [0.9, 0.5, 0.1])
    for name in EXPECTED:
        write_predictions(table, root / name)
    return root


@pytest.mark.parametrize("command", ["info", "validate", "convert"])
@pytest.mark.parametrize("name", EXPECTED)
def test_a_predictions_file_is_no_dataset(kit, folder, tmp_path, command, name):
    more = ("--out", tmp_path / "out") if command == "convert" else ()
    code, out, err = kit(command, folder / name, *more)
    assert code in (1, 2)
    (line,) = [line for line in (out + err).splitlines() if "expected" in line]
    assert line.endswith(f", got {EXPECTED[name]}")
    assert str(folder / name) in line
    assert "download" not in err


def test_a_component_table_is_part_of_a_dataset(kit, tmp_path):
    source = write_segment(tmp_path / "a.tfrecord", [full_frame(0)])
    convert_segment(locate(source), locate(tmp_path / "d"), ["stats"])
    (table,) = (tmp_path / "d" / "stats").iterdir()
    code, out, _ = kit("info", table)
    assert code == 0
    assert out.splitlines()[1].split() == ["segments", "1"]
    moved = tmp_path / "moved.parquet"
    moved.write_bytes(table.read_bytes())
    code, _, err = kit("info", moved)
    assert code == 2
    assert (
        "got a component table; a dataset is the folder with the folders of its components" in err
    )
    assert kit("validate", moved)[0] == 2


def nested(number, data):
    """A field of bytes, short enough for a length of one byte."""
    assert len(data) < 128
    return bytes([number << 3 | 2, len(data)]) + data


@pytest.mark.parametrize("kind", ["a tf.train.Example", "an E2EDFrame"])
def test_records_of_another_kind_are_named(kit, tmp_path, kind):
    feature = nested(1, b"image/width") + nested(2, nested(3, b"\x0a\x01\x05"))
    record = nested(1, nested(1, feature))
    if kind == "an E2EDFrame":
        small = full_frame(0)
        for field in (
            "lasers",
            "images",
            "laser_labels",
            "camera_labels",
            "projected_lidar_labels",
        ):
            small.ClearField(field)
        data = small.SerializeToString()
        length = len(data)
        size = bytes([length & 127 | 128, length >> 7])
        assert length < 1 << 14
        record = b"\x0a" + size + data + nested(2, b"\x08\x01")
    with RecordWriter(tmp_path / "a.tfrecord") as writer:
        writer.write(record)
    for command in ("info", "validate", "convert"):
        more = ("--out", tmp_path / "out") if command == "convert" else ()
        code, out, err = kit(command, tmp_path / "a.tfrecord", *more)
        assert code in (1, 2)
        assert kind in out + err
        assert "download" not in err
