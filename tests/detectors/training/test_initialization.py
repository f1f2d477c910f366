"""Weights from another training: what is loaded, what is skipped, and what is said of it."""

import json

import keras
import numpy as np
import pytest

from tests.detectors.training.toy_training import FEATURES, ToySource, ToyTask, toy_settings
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.initialization import ShapeDifference, init_from
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.settings import InitialWeights
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import Player
from waymo_kit.detectors.training.variable_paths import weight_paths
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


@pytest.fixture(scope="module")
def trained(cpu, tmp_path_factory):
    """The last checkpoint of a toy training."""
    folder = tmp_path_factory.mktemp("trained")
    train(create_state(ToyTask, toy_settings(steps=4), cpu), ToySource(), folder)
    return CheckpointFolder(folder / "checkpoints").latest()


class OtherTask(ToyTask):
    """The toy's first layers inside a backbone, another head, and a layer that the toy lacks."""

    def __init__(self):
        inside = keras.Input((4, FEATURES))
        x = keras.layers.BatchNormalization()(keras.layers.Dense(16)(inside))
        backbone = keras.Model(inside, x, name="backbone")
        inputs = keras.Input((4, FEATURES))
        x = keras.layers.Dense(16, name="new")(backbone(inputs))
        self.model = keras.Model(inputs, keras.layers.Dense(3, name="dense_1")(x)[..., :1])
        self.players = (Player(self.model, self.losses),)


def test_what_fits_is_loaded_and_the_rest_is_reported(trained):
    model = keras.Sequential(
        [
            keras.Input((4, FEATURES)),
            keras.layers.Dense(16),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(3),
            keras.layers.Dense(2, name="new"),
        ]
    )
    before = {path: weight.numpy() for path, weight in weight_paths(model).items()}
    report = init_from(model, trained)
    averages = read_checkpoint(trained).players["model"].averages
    fits = ("dense/kernel", "dense/bias", *(p for p in averages if p.startswith("batch")))
    assert report.loaded == fits
    assert report.reshaped == (
        ShapeDifference("dense_1/kernel", (16, 3), (16, 1)),
        ShapeDifference("dense_1/bias", (3,), (1,)),
    )
    assert report.absent == ("new/kernel", "new/bias")
    assert report.unmatched == ()
    assert report.unused == ("dense_1/kernel", "dense_1/bias")
    for path, weight in weight_paths(model).items():
        expected = averages[path] if path in fits else before[path]
        np.testing.assert_array_equal(weight.numpy(), expected, path)
    assert report.lines() == (
        f"{trained}: 6 weights loaded, 2 skipped because their shapes differ, 2 because they are "
        "absent, 0 not asked for; 2 arrays not used",
        "dense_1/kernel: shape (16, 3), got (16, 1)",
        "dense_1/bias: shape (3,), got (1,)",
        "new/kernel: absent",
        "new/bias: absent",
    )
    json.dumps(report.as_dict(), allow_nan=False)


def test_prefixes_lead_from_one_model_to_another(trained):
    model = OtherTask().model
    report = init_from(model, trained, "backbone", target_prefix="backbone/")
    assert report.loaded[:2] == ("backbone/dense/kernel", "backbone/dense/bias")
    assert len(report.loaded) == 6
    assert report.absent == ()
    assert set(report.unmatched) == {"new/kernel", "new/bias", "dense/kernel", "dense/bias"}
    averages = read_checkpoint(trained).players["model"].averages
    np.testing.assert_array_equal(
        weight_paths(model)["backbone/dense/kernel"].numpy(), averages["dense/kernel"]
    )


def test_a_training_starts_from_them_and_keeps_the_report(cpu, trained, tmp_path):
    chosen = InitialWeights(str(trained), "backbone", "backbone/")
    settings = toy_settings(steps=2, init_from=chosen, frozen=("backbone",), checkpoint_every=1)
    state = create_state(OtherTask, settings, cpu)
    result = train(state, ToySource(), tmp_path / "run")
    assert len(result.initialized.loaded) == 6
    stored = json.loads((tmp_path / "run" / "initial_weights.json").read_text())
    assert stored["loaded"] == list(result.initialized.loaded)
    averages = read_checkpoint(trained).players["model"].averages
    arrays = state.players["model"].arrays()
    for group in (arrays.model, arrays.averages):
        for path in result.initialized.loaded:
            np.testing.assert_array_equal(group[path], averages[path.removeprefix("backbone/")])

    CheckpointFolder(tmp_path / "run" / "checkpoints").latest().unlink()
    state = create_state(OtherTask, settings, cpu)
    resumed = train(state, ToySource(), tmp_path / "run", resume=True)
    assert resumed.initialized is None
    assert resumed.loss == result.loss


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pattern": "head"}, "init_from: no weight matches 'head'; there are"),
        ({"source_prefix": "resnet/"}, "init_from: no weight fits. .* such as dense/kernel; look"),
        ({"player": "critic"}, "expected one of the players model, got critic"),
    ],
)
def test_what_cannot_be_loaded_is_told(cpu, trained, tmp_path, changes, message):
    settings = toy_settings(init_from=InitialWeights(str(trained), **changes))
    with pytest.raises(InvalidInputError, match=message):
        train(create_state(ToyTask, settings, cpu), ToySource(), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_an_absent_or_damaged_checkpoint_is_told(trained, tmp_path):
    with pytest.raises(NotFoundError, match=r"none\.npz: no such file"):
        init_from(ToyTask().model, tmp_path / "none.npz")
    (tmp_path / "cut.npz").write_bytes(trained.read_bytes()[:1000])
    with pytest.raises(CorruptDataError, match=r"cut\.npz: expected a checkpoint"):
        init_from(ToyTask().model, tmp_path / "cut.npz")
