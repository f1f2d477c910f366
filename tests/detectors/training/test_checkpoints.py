"""Checkpoints: they hold everything, and damaged or foreign ones are told."""

import keras
import numpy as np
import pytest

from waymo_kit.detectors.training import checkpoints as module
from waymo_kit.detectors.training.checkpoints import (
    Checkpoint,
    CheckpointFolder,
    assign_values,
    load_averages,
    read_checkpoint,
    values_of,
    write_checkpoint,
)
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, OutputError


def small_model(units=2):
    return keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(units), keras.layers.BatchNormalization()]
    )


def made(step=7, values=12):
    rng = np.random.default_rng(step)
    arrays = tuple(rng.normal(size=(k % 3 + 1, 2)).astype(np.float32) for k in range(values))
    return Checkpoint(
        step,
        3,
        "steps: 9\n",
        model=(*arrays, np.array(5, np.int64), np.array([1, 2], np.uint32)),
        optimizer=arrays[:3],
        averages=arrays[:2],
        metrics={"AP": 0.25},
    )


def assert_equal(one, other):
    assert (one.step, one.seed, one.config) == (other.step, other.seed, other.config)
    assert dict(one.metrics) == dict(other.metrics)
    for group in ("model", "optimizer", "averages"):
        for a, b in zip(getattr(one, group), getattr(other, group), strict=True):
            assert a.dtype == b.dtype
            assert a.shape == b.shape
            np.testing.assert_array_equal(a, b)


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
    before = values_of(model.variables)
    with pytest.raises(InvalidInputError, match=r"c\.npz: the checkpoint of another model: expec"):
        assign_values(model.variables, values_of(other.variables), "c.npz")
    with pytest.raises(InvalidInputError, match="expected 6 arrays, got 5"):
        assign_values(model.variables, before[:-1], "c.npz")
    for value, same in zip(before, values_of(model.variables), strict=True):
        np.testing.assert_array_equal(value, same)


def test_a_detector_takes_the_averages():
    model = small_model()
    values = [np.full(w.shape, n, np.float32) for n, w in enumerate(model.weights)]
    checkpoint = Checkpoint(1, 0, "", values_of(model.variables), (), values)
    load_averages(checkpoint, model, "c.npz")
    assert [float(w.numpy().flat[0]) for w in model.weights] == list(range(6))


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
