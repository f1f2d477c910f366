"""Training on JAX gives what training on TensorFlow gives, on one device and several.

TensorFlow trains in this process. JAX trains all toys in one process of its own, whose CPU is split
into four devices; those that TensorFlow trains as well start from the same checkpoint of step 0.
"""

import functools
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax", reason="needs waymo-kit[jax]")

from tests.detectors.training.toy_training import (
    ToySource,
    ToyTask,
    TwoPlayers,
    toy_augmented,
    toy_classification,
    toy_images,
    toy_recipe,
    toy_settings,
)
from waymo_kit.detectors.classification.image_examples import ImageExamples
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.state import create_state

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("jax_training.py")
STEPS = 20


def steps_of(folder):
    """Loss, terms and gradient norm of each step, of all players."""
    rows = []
    for line in read_log(folder / "log.jsonl"):
        players = line.get("players", {"model": line}).values()
        rows.append([v for p in players for v in (p["loss"], *p["terms"].values())])
        rows[-1] += [p["gradient_norm"] for p in players]
    return rows


def largest_difference(one, other):
    """Largest difference of the losses, terms and gradient norms of two runs, step by step."""
    ours, theirs = steps_of(one), steps_of(other)
    assert len(ours) == len(theirs) == STEPS
    return max(np.abs(np.subtract(a, b)).max() for a, b in zip(ours, theirs, strict=True))


def last_checkpoint(folder):
    return read_checkpoint(CheckpointFolder(folder / CHECKPOINTS).latest())


def arrays_of(checkpoint):
    return {
        f"{name}/{group}/{path}": value
        for name, player in checkpoint.players.items()
        for group in ("model", "optimizer", "averages")
        for path, value in getattr(player, group).items()
    }


def assert_same_weights(one, other, tolerance):
    ours, theirs = (arrays_of(last_checkpoint(folder)) for folder in (one, other))
    assert ours.keys() == theirs.keys()
    for path, value in ours.items():
        np.testing.assert_allclose(theirs[path], value, rtol=0, atol=tolerance, err_msg=path)


def trainings():
    """Trainings that both backends do: name -> task, settings, source, folders on JAX."""
    recipe, images = toy_recipe(), toy_images()
    return {
        "toy": (ToyTask, toy_settings(), ToySource(), ("toy-1", "toy-2", "toy-4")),
        "players": (TwoPlayers, toy_settings(), ToySource(), ("players-1", "players-4")),
        "accumulated": (ToyTask, toy_settings(accumulate=2), ToySource(), ("accumulated",)),
        "classifier": (
            functools.partial(toy_classification, recipe),
            recipe.training,
            ImageExamples(images, recipe.image_size, recipe),
            ("classifier-1", "classifier-2"),
        ),
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder with all runs; those of TensorFlow are named "tensorflow-" and their name."""
    home = tmp_path_factory.mktemp("backends")
    for name, (create_task, settings, source, folders) in trainings().items():
        state = create_state(create_task, settings, create_backend("cpu"))
        start = state.checkpoint("", math.nan, {})
        for folder in folders:
            CheckpointFolder(home / folder / CHECKPOINTS).save(start)
        train(state, source, home / f"tensorflow-{name}")
    done = subprocess.run(
        [sys.executable, SCRIPT, home],
        env={
            **{k: v for k, v in os.environ.items() if k not in ("TF_CONFIG", "TPU_NAME")},
            "PYTHONPATH": str(ROOT),
            "KERAS_BACKEND": "jax",
            "JAX_PLATFORMS": "cpu",
        },
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def facts(home):
    return json.loads((home / "facts.json").read_text())


@pytest.mark.parametrize("name", trainings())
def test_losses_and_gradients_are_those_of_tensorflow(home, name):
    folder = trainings()[name][-1][0]
    assert largest_difference(home / f"tensorflow-{name}", home / folder) < 1e-4


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("toy-1", "toy-2"),
        ("toy-1", "toy-4"),
        ("players-1", "players-4"),
        ("classifier-1", "classifier-2"),
    ],
)
def test_several_devices_train_as_one(home, one, several):
    """Batch statistics, mixed images and the order of examples are those of the whole batch."""
    assert largest_difference(home / one, home / several) < 1e-4


def test_weights_are_on_all_devices(facts):
    assert facts["replicas"] == 4
    assert [facts[f"devices of a weight on {count}"] for count in (1, 2, 4)] == [1, 2, 4]
    assert facts["mean"] == 7


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(home, facts):
    """With dropout; every bit of losses, weights, optimizer and random states is the same."""
    assert facts["stopped"] == "the disk is gone"
    assert steps_of(home / "resumed") == steps_of(home / "whole")
    assert_same_weights(home / "resumed", home / "whole", 0)


def test_tensorflow_goes_on_from_a_checkpoint_of_jax(home, tmp_path):
    """Ten more steps of what JAX has trained equal those of what TensorFlow has trained."""
    logs = []
    for number, name in enumerate(("tensorflow-toy", "toy-1")):
        folder = tmp_path / str(number)
        checkpoint = CheckpointFolder(home / name / CHECKPOINTS).latest()
        (folder / CHECKPOINTS).mkdir(parents=True)
        (folder / CHECKPOINTS / checkpoint.name).write_bytes(checkpoint.read_bytes())
        state = create_state(ToyTask, toy_settings(steps=30), create_backend("cpu"))
        assert train(state, ToySource(), folder, resume=True).step == 30
        logs.append(steps_of(folder))
    assert len(logs[0]) == 10
    np.testing.assert_allclose(logs[0], logs[1], rtol=0, atol=1e-4)


def test_dropout_goes_on_from_a_checkpoint_of_jax(home, tmp_path):
    """Random states of JAX are whole numbers of another type, which TensorFlow takes."""
    state = create_state(functools.partial(ToyTask, dropout=0.3), toy_settings())
    stored = last_checkpoint(home / "whole")
    state.restore(stored, "whole")
    for path, value in arrays_of(state.checkpoint("", 0.0, {})).items():
        np.testing.assert_array_equal(value, arrays_of(stored)[path], path)


def test_augmented_images_are_those_of_tensorflow(home):
    """But for a pixel of a thousand: the compiler joins products and sums, which rounds once."""
    images = np.load(home / "augmented.npy")
    difference = np.abs(images.astype(int) - toy_augmented())
    assert images.shape == (160, 8, 8, 3)
    assert np.mean(difference > 0) < 2e-3
    assert difference.max() <= 8


def test_what_a_step_would_lose_is_an_error(facts):
    assert facts["stray"].startswith("expected a loss that changes variables of the players'")


def test_scalars_for_tensorboard_are_written(home):
    (events,) = (home / "toy-1" / "tensorboard").iterdir()
    assert b"training/gradient_norm" in events.read_bytes()
