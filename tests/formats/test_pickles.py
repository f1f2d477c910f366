"""Pickles of results are read without calling what they name."""

import io
import os
import pickle
import pickletools
import struct
import sys
import types
from collections import OrderedDict

import numpy as np
import pytest

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.pickles import PickledBoxes, read_pickle, write_pickle

ARRAYS = {
    "floats": np.arange(12, dtype=np.float32).reshape(3, 4),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big": np.arange(4, dtype=">i4"),
    "names": np.array(["Vehicle", "Cyclist"]),
    "objects": np.array(["a", None, 3], object),
    "empty": np.zeros((0, 9)),
    "flags": np.array([True, False]),
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_pickle_writes_is_read(protocol):
    content = [
        {"frame": {"n": 3, "score": np.float32(0.25), "t": np.int64(7)}, **ARRAYS},
        OrderedDict(a=(1, "x", b"\x00\xff", None, True)),
    ]
    found = read_pickle(pickle.dumps(content, protocol), "r.pkl")
    assert found[0]["frame"] == {"n": 3, "score": 0.25, "t": 7}
    assert found[1] == {"a": (1, "x", b"\x00\xff", None, True)}
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[0][name], array)
        assert found[0][name].dtype == array.dtype


def test_what_is_written_is_read_by_pickle_and_by_us():
    content = {"a": ARRAYS["floats"], "b": [ARRAYS["names"], ARRAYS["empty"], 3, "x"]}
    data = write_pickle(content)
    for found in (pickle.loads(data), read_pickle(data, "r.pkl")):
        np.testing.assert_array_equal(found["a"], content["a"])
        assert found["a"].dtype == np.float32
        assert found["b"][1].shape == (0, 9)
        np.testing.assert_array_equal(found["b"][0], content["b"][0])
    pickle.loads(data)["a"][0, 0] = 5  # what others load can be changed in place
    names = [
        argument for opcode, argument, _ in pickletools.genops(data) if "UNICODE" in opcode.name
    ]
    assert not {name for name in names if "_core" in str(name)}


def tensor_storage(values):
    """What torch writes for the numbers of a tensor inside of a pickle (`_load_from_bytes`)."""
    file = io.BytesIO()

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            kinds = {"f": FloatStorage, "i": LongStorage}
            if value is values:
                return ("storage", kinds[values.dtype.kind], "77", "cpu", values.size, None)
            return None

    for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(part, file, protocol=2)
    Pickler(file, protocol=2).dump(values)
    pickle.dump(["77"], file, protocol=2)
    file.write(struct.pack("<q", values.size) + values.tobytes())
    return file.getvalue()


class Named:
    """Pickles a call of a function under the name of another library."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        value.__module__, value.__qualname__, value.__name__ = name, key, key
        setattr(made, key, value)
    for end in range(name.count(".") + 1):
        parent = ".".join(name.split(".")[: end + 1])
        sys.modules.setdefault(parent, types.ModuleType(parent))
    sys.modules[name] = made
    return made


class FloatStorage:
    pass


class LongStorage:
    pass


class LiDARInstance3DBoxes:
    def __init__(self, tensor):
        self.tensor, self.box_dim, self.with_yaw = tensor, 7, True


@pytest.fixture
def torch_names(monkeypatch):
    """Modules with the names that pickles of mmdetection3d have; nothing of torch is installed."""
    before = dict(sys.modules)

    def _rebuild_tensor_v2():
        raise AssertionError("called")

    def _load_from_bytes():
        raise AssertionError("called")

    module("torch", FloatStorage=FloatStorage, LongStorage=LongStorage)
    utils = module("torch._utils", _rebuild_tensor_v2=_rebuild_tensor_v2)
    storage = module("torch.storage", _load_from_bytes=_load_from_bytes)
    boxes = module(
        "mmdet3d.structures.bbox_3d.lidar_box3d", LiDARInstance3DBoxes=LiDARInstance3DBoxes
    )
    yield utils, storage, boxes
    for name in set(sys.modules) - set(before):
        del sys.modules[name]
    sys.modules.update(before)


def tensor(names, values):
    utils, storage, _ = names
    flat = values.ravel()
    strides = tuple(step // values.itemsize for step in values.strides)
    loaded = Named(storage._load_from_bytes, tensor_storage(flat))
    return Named(utils._rebuild_tensor_v2, loaded, 0, values.shape, strides, False, OrderedDict())


def test_tensors_and_boxes_are_read_without_torch(torch_names):
    boxes = np.arange(14, dtype=np.float32).reshape(2, 7)
    labels = np.array([2, 0], np.int64)
    content = [
        {
            "pred_instances_3d": {
                "bboxes_3d": LiDARInstance3DBoxes(tensor(torch_names, boxes)),
                "labels_3d": tensor(torch_names, labels),
                "scores_3d": tensor(torch_names, np.zeros(0, np.float32)),
            }
        }
    ]
    data = pickle.dumps(content, protocol=4)
    for name in [name for name in sys.modules if name.startswith(("torch", "mmdet3d"))]:
        del sys.modules[name]
    (found,) = read_pickle(data, "r.pkl")
    found = found["pred_instances_3d"]
    assert isinstance(found["bboxes_3d"], PickledBoxes)
    assert found["bboxes_3d"].class_name == "LiDARInstance3DBoxes"
    np.testing.assert_array_equal(found["bboxes_3d"].array, boxes)
    np.testing.assert_array_equal(found["labels_3d"], labels)
    assert found["scores_3d"].shape == (0,)
    assert "torch" not in sys.modules


CANARY = []


def sing(*arguments):
    CANARY.append(arguments)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "call",
    [
        Named(sing, 1),
        Named(os.system, "touch /tmp/waymo-kit-canary"),
        Named(eval, "CANARY.append(1)"),
        Named(getattr, "x", "upper"),
        Named(np.load, "x"),
        Named(np.fromfile, "x"),
        Named(pickle.loads, b"x"),
        Named(__import__, "os"),
    ],
    ids=lambda call: call.call[0].__name__,
)
def test_a_malicious_pickle_never_runs(call, protocol, tmp_path):
    before = set(tmp_path.iterdir())
    for content in (call, [call], {"a": [1, call]}, {"boxes_lidar": call}):
        with pytest.raises(InvalidInputError, match="not data of results and was not called"):
            read_pickle(pickle.dumps(content, protocol), "r.pkl")
    assert CANARY == []
    assert set(tmp_path.iterdir()) == before


def test_names_with_dots_and_inner_pickles_do_not_help(torch_names):
    dotted = b"\x80\x04\x8c\x05numpy\x8c\x0cndarray.dump\x93."
    with pytest.raises(InvalidInputError, match=r"numpy\.ndarray\.dump"):
        read_pickle(dotted, "r.pkl")
    _, storage, _ = torch_names
    utils = torch_names[0]
    evil = pickle.dumps(Named(sing, 2), 2) * 5
    loaded = Named(storage._load_from_bytes, evil)
    content = Named(utils._rebuild_tensor_v2, loaded, 0, (1,), (1,), False, OrderedDict())
    with pytest.raises(InvalidInputError, match="was not called"):
        read_pickle(pickle.dumps(content, 4), "r.pkl")
    assert CANARY == []


def test_bombs_are_refused():
    huge = b"\x80\x02r\xff\xff\xff\x7fN."  # LONG_BINPUT far beyond the objects
    nested = b"\x80\x04" + b"]" * 3 + b"(" * 100_000 + b"N" + b"t" * 100_000 + b"."
    state = (1, (10**12,), np.dtype("f4"), False, b"1234")
    array = pickle.dumps(np.zeros(1, np.float32), 2)
    for data in (huge, nested):
        with pytest.raises(CorruptDataError):
            read_pickle(data, "r.pkl")
    assert b"K\x01K\x01" in array
    with pytest.raises(CorruptDataError, match="bytes for an array"):
        read_pickle(array.replace(b"K\x01K\x01\x85", b"K\x01J\xff\xff\xff\x7f\x85", 1), "r.pkl")
    assert state[1] == (10**12,)


@pytest.mark.parametrize("bad", [b"\xff\xff\xff\x7f", b"\x00\xd8\x00\x00"])
def test_texts_that_are_no_unicode_are_refused(bad):
    good = np.array(["Vehicle", "é😀"])
    for value, order in ((good, "<"), (good.astype(">U7"), ">"), (good[1], "<")):
        data = pickle.dumps(value, 4)
        letter = bytes([0xE9, 0, 0, 0]) if order == "<" else bytes([0, 0, 0, 0xE9])
        assert letter in data
        assert read_pickle(data, "r.pkl").tolist() == value.tolist()
        bad_letter = bad if order == "<" else bad[::-1]
        with pytest.raises(CorruptDataError, match="Unicode does not have"):
            read_pickle(data.replace(letter, bad_letter), "r.pkl")
    with pytest.raises(CorruptDataError, match="surrogates not allowed"):
        read_pickle(pickle.dumps(["\ud800"]), "r.pkl")


def test_lists_that_hold_themselves_are_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(CorruptDataError, match="contains itself"):
        read_pickle(pickle.dumps(loop), "r.pkl")
    shared = [1]
    for _ in range(60):
        shared = [shared, shared]
    found = read_pickle(pickle.dumps(shared), "r.pkl")  # 2**60 values, made once each
    assert found[0] is found[1]


def test_damage_gives_one_line():
    data = pickle.dumps([{**ARRAYS, "x": {"y": (1, 2)}}], 4)
    random = np.random.default_rng(0)
    for _ in range(300):
        bad = bytearray(data)
        for _ in range(random.integers(1, 4)):
            bad[random.integers(len(bad))] = random.integers(256)
        bad = (
            bytes(bad[: random.integers(1, len(bad) + 1)]) if random.random() < 0.3 else bytes(bad)
        )
        try:
            read_pickle(bad, "r.pkl")
        except (CorruptDataError, InvalidInputError) as error:
            assert str(error).startswith("r.pkl: ")
            assert "\n" not in str(error)
