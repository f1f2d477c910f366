"""Checkpoints: they hold everything, and damaged or foreign ones are told."""

import json

import keras
import numpy as np
import pytest

from waymo_kit.detectors.training import checkpoints as module
from waymo_kit.detectors.training.checkpoints import (
    Checkpoint,
    CheckpointFolder,
    PlayerArrays,
    assign_values,
    read_checkpoint,
    values_of,
    write_checkpoint,
)
from waymo_kit.detectors.training.initialization import load_averages
from waymo_kit.detectors.training.variable_paths import variable_paths, weight_paths
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, OutputError


def small_model(units=2):
    return keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(units), keras.layers.BatchNormalization()]
    )


def made(step=7, values=12):
    rng = np.random.default_rng(step)
    arrays = {
        f"layer_{k}/kernel": rng.normal(size=(k % 3 + 1, 2)).astype(np.float32)
        for k in range(values)
    }
    model = {**arrays, "count": np.array(5, np.int64), "drop/seed": np.array([1, 2], np.uint32)}
    first = dict(list(arrays.items())[:3])
    players = {
        "model": PlayerArrays(model, {"iterations": np.array(step), **first}, first),
        "critic": PlayerArrays(first, {}, first),
    }
    return Checkpoint(
        step, 3, "steps: 9\n", players, "steps: 9\n", 0.5, {"AP": 0.25, "APH": float("nan")}
    )


def assert_equal(one, other):
    for name in ("step", "seed", "config", "settings", "loss"):
        assert getattr(one, name) == getattr(other, name)
    np.testing.assert_equal(dict(one.metrics), dict(other.metrics))
    assert list(one.players) == list(other.players)
    for name, player in one.players.items():
        for group in ("model", "optimizer", "averages"):
            ours, theirs = getattr(player, group), getattr(other.players[name], group)
            assert list(ours) == list(theirs)
            for path, a in ours.items():
                assert a.dtype == theirs[path].dtype
                assert a.shape == theirs[path].shape
                np.testing.assert_array_equal(a, theirs[path])


def test_reads_back_what_was_written(tmp_path):
    write_checkpoint(made(), tmp_path / "c.npz")
    assert_equal(read_checkpoint(tmp_path / "c.npz"), made())
    assert [path.name for path in tmp_path.iterdir()] == ["c.npz"]


def test_every_damaged_byte_is_found_or_harmless(tmp_path):
    path = tmp_path / "c.npz"
    write_checkpoint(made(), path)
    whole = path.read_bytes()
    found = 0
    for position in range(0, len(whole), 97):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x41]) + whole[position + 1 :])
        try:
            assert_equal(read_checkpoint(path), made())
        except CorruptDataError as error:
            assert "\n" not in str(error)
            assert str(path) in str(error)
            found += 1
    assert found > 20


@pytest.mark.parametrize("length", [0, 10, 500, 2000])
def test_a_cut_off_file_is_told(tmp_path, length):
    path = tmp_path / "c.npz"
    write_checkpoint(made(), path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(CorruptDataError, match="expected a checkpoint, the file is damaged"):
        read_checkpoint(path)


def test_other_files_are_told(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    (tmp_path / "text.npz").write_text("hello")
    np.save(tmp_path / "array.npy", np.zeros(3))
    for name in ("other.npz", "text.npz", "array.npy"):
        with pytest.raises(CorruptDataError, match=name):
            read_checkpoint(tmp_path / name)
    with pytest.raises(NotFoundError, match=r"none.npz: no such file"):
        read_checkpoint(tmp_path / "none.npz")


def test_the_checkpoint_of_another_model_changes_nothing():
    model, other = small_model(), small_model(units=4)
    variables = variable_paths(model)
    before = values_of(variables)
    with pytest.raises(InvalidInputError, match=r"c\.npz: the checkpoint of another model or"):
        assign_values(variables, values_of(variable_paths(other)), "c.npz")
    without = {path: value for path, value in before.items() if path != "dense/bias"}
    with pytest.raises(InvalidInputError, match="it has no array dense/bias"):
        assign_values(variables, without, "c.npz")
    with pytest.raises(InvalidInputError, match="its array extra belongs to no variable"):
        assign_values(variables, {**before, "extra": np.zeros(2)}, "c.npz")
    as_text = {**before, "dense/bias": np.array(["a", "b"])}
    with pytest.raises(InvalidInputError, match="expected dtype float32 for dense/bias, got <U1"):
        assign_values(variables, as_text, "c.npz")
    for path, value in values_of(variables).items():
        np.testing.assert_array_equal(value, before[path])


def test_a_detector_takes_the_averages():
    model = small_model()
    values = {
        path: np.full(w.shape, n, np.float32)
        for n, (path, w) in enumerate(weight_paths(model).items())
    }
    player = PlayerArrays(values_of(variable_paths(model)), {}, values)
    load_averages(Checkpoint(1, 0, "", {"model": player}), model, "c.npz")
    assert [float(w.numpy().flat[0]) for w in model.weights] == list(range(6))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_refused(value):
    model = small_model()
    values = values_of(weight_paths(model))
    values["dense/kernel"][1, 1] = value
    checkpoint = Checkpoint(1, 0, "", {"model": PlayerArrays({}, {}, values)})
    with pytest.raises(CorruptDataError, match=r"c\.npz: expected finite weights, dense/kern"):
        load_averages(checkpoint, model, "c.npz")


def test_a_compressed_archive_is_refused(tmp_path):
    """A few bytes could stand for more than memory holds."""
    path = tmp_path / "c.npz"
    np.savez_compressed(path, facts=np.array("{}"), a=np.zeros(10_000_000, np.uint8))
    assert path.stat().st_size < 20_000
    with pytest.raises(CorruptDataError, match=r"its part facts\.npy is not stored as it is"):
        read_checkpoint(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("step", "7"),
        ("step", -1),
        ("step", None),
        ("seed", 1e300),
        ("config", None),
        ("metrics", {"AP": "high"}),
        ("metrics", []),
        ("players", {"model": {}}),
        ("players", [1]),
        ("loss", "low"),
    ],
)
def test_facts_of_a_wrong_type_are_told(tmp_path, monkeypatch, key, value):
    path = tmp_path / "c.npz"
    dumps = json.dumps
    monkeypatch.setattr(module.json, "dumps", lambda facts, **o: dumps({**facts, key: value}))
    write_checkpoint(made(), path)
    with pytest.raises(CorruptDataError, match=r"c\.npz: expected a checkpoint"):
        read_checkpoint(path)


def test_the_last_ones_and_the_best_are_kept(tmp_path):
    folder = CheckpointFolder(tmp_path / "deep" / "checkpoints", keep=2)
    assert folder.latest() is None
    assert not folder.best.exists()
    for step in (5, 10, 90, 100, 1000):
        folder.save(made(step), is_best=step == 10)
    names = sorted(path.name for path in folder.folder.iterdir())
    assert names == ["best.npz", "step-000000100.npz", "step-000001000.npz"]
    assert folder.latest().name == "step-000001000.npz"
    assert read_checkpoint(folder.best).step == 10


def test_a_failing_disk_leaves_the_old_file(tmp_path, monkeypatch):
    folder = CheckpointFolder(tmp_path, keep=1)
    folder.save(made(1))

    def fail(*arguments, **values):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.np, "savez", fail)
    with pytest.raises(OutputError, match=r"step-000000002.npz: No space left on device"):
        folder.save(made(2))
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000001.npz"]
    assert read_checkpoint(folder.latest()).step == 1


def test_what_a_killed_process_has_left_is_removed(tmp_path):
    folder = CheckpointFolder(tmp_path, keep=1)
    (tmp_path / ".step-000000003.npz.4711").write_bytes(b"half")
    assert folder.latest() is None
    folder.save(made(4))
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000004.npz"]


def test_whole_numbers_may_be_of_another_type_if_they_fit():
    """As counters and random states are on other backends."""
    variable = keras.Variable(np.int32(3), dtype="int32", trainable=False)
    assign_values({"iterations": variable}, {"iterations": np.array(7, np.int64)}, "c")
    assert int(variable.numpy()) == 7
    for value in (np.array(2**31, np.int64), np.array(7.0)):
        with pytest.raises(InvalidInputError, match="expected dtype int32 for iterations, got "):
            assign_values({"iterations": variable}, {"iterations": value}, "c")
