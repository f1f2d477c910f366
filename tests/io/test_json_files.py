import json
import math
import os
import threading

import numpy as np
import pytest

from tests.object_store import ObjectStore
from waymo_kit.errors import CorruptDataError, NotFoundError, OutputError
from waymo_kit.io import json_text, read_json, write_json


def test_what_is_written_is_valid_json(tmp_path):
    values = {
        "ap": math.nan,
        "loss": [math.inf, -math.inf, 0.5],
        "pose": np.array([1.0, np.nan]),
        "count": np.int64(7),
        "pair": (True, None),
    }
    write_json(values, tmp_path / "new" / "a.json")
    text = (tmp_path / "new" / "a.json").read_text()
    assert json.loads(text, parse_constant=pytest.fail) == {
        "ap": None,
        "loss": [None, None, 0.5],
        "pose": [1.0, None],
        "count": 7,
        "pair": [True, None],
    }
    assert text == json_text(values)
    assert text.endswith("}\n")
    assert read_json(tmp_path / "new" / "a.json")["count"] == 7


def test_a_file_is_replaced_whole_and_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_json([1], tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "[\n 1\n]\n"
    with pytest.raises(TypeError):
        write_json({"a": object()}, tmp_path / "real.json")
    assert (tmp_path / "real.json").read_text() == "[\n 1\n]\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


def test_a_pipe_is_written_to_as_it_is(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_json({}, tmp_path / "pipe")
    reader.join()
    assert read == ["{}\n"]


def test_a_folder_in_the_way_is_an_error(tmp_path):
    with pytest.raises(OutputError, match="Is a directory"):
        write_json({}, tmp_path)


def test_an_object_store_gets_one_upload():
    store = ObjectStore()
    write_json({"a": 1}, store.location("bucket/a.json"))
    assert store.files == {"bucket/a.json": b'{\n "a": 1\n}\n'}


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"format":' + b"9" * 5000 + b"}",
        b"\xff",
        b"",
        b"{",
        b'"\\ud800',
        b'"\\uDc00"',
    ],
)
def test_what_is_no_json_is_refused_in_one_line(tmp_path, data):
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(
        CorruptDataError, match=r"a.json: no JSON file that can be read: "
    ) as caught:
        read_json(tmp_path / "a.json")
    assert "\n" not in str(caught.value)
    with pytest.raises(NotFoundError):
        read_json(tmp_path / "none.json")
