"""Training: exact resume, two devices as one, and what a run is refused."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.generative.tiny_gan import tiny_images, tiny_recipe
from tests.detectors.training.stopping import Stop, StopError
from waymo_kit.detectors.classification.labeled_images import ImageSubset
from waymo_kit.detectors.generative.recipe import Normalization, SourceObjective
from waymo_kit.detectors.generative.run import train_gan
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.log import read_log
from waymo_kit.errors import InvalidInputError

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("tiny_gan.py")


def last(folder):
    return read_checkpoint(CheckpointFolder(folder / "checkpoints").latest())


@pytest.mark.parametrize(
    "changes",
    [
        {"activation_noise": 0.1},
        {"normalization": Normalization.SPECTRAL, "objective": SourceObjective.HINGE, "flip": True},
    ],
)
def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path, changes):
    """Dropout, noise, flips and statistics included: every bit of both players is the same."""
    recipe = tiny_recipe(**changes)

    def run(name, **options):
        return train_gan(recipe, tiny_images(), tmp_path / name, strategy="cpu", **options)

    run("whole")
    with pytest.raises(StopError):
        run("stopped", observers=[Stop(4)])
    run("stopped", resume=True)
    ours, theirs = last(tmp_path / "whole"), last(tmp_path / "stopped")
    assert list(ours.players) == ["discriminator", "generator"]
    for name, player in ours.players.items():
        for group in ("model", "optimizer", "averages"):
            for path, value in getattr(player, group).items():
                found = getattr(theirs.players[name], group)[path]
                np.testing.assert_array_equal(found, value, path)
    one, other = (read_log(tmp_path / name / "log.jsonl") for name in ("whole", "stopped"))
    assert [line["loss"] for line in one] == [line["loss"] for line in other]


def start(folder, *options, **variables):
    environment = {k: v for k, v in os.environ.items() if k not in ("TF_CONFIG", "TPU_NAME")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_NUM_INTRAOP_THREADS": "1",
        **variables,
    }
    return subprocess.Popen(
        [sys.executable, SCRIPT, folder, *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_mirrored_devices_train_as_one(tmp_path):
    processes = [
        start(tmp_path / "one"),
        start(tmp_path / "two", "--strategy", "mirrored", "--cpu-devices", "2"),
    ]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], "\n".join(outputs)
    one, other = (
        [
            [terms for player in line["players"].values() for terms in player["terms"].values()]
            for line in read_log(tmp_path / name / "log.jsonl")
        ]
        for name in ("one", "two")
    )
    assert np.shape(one) == (6, 6)
    np.testing.assert_allclose(other, one, rtol=0, atol=1e-4)


@pytest.mark.heavy
def test_it_trains_on_jax_too(tmp_path):
    pytest.importorskip("jax", reason="needs waymo-kit[jax]")
    process = start(tmp_path / "run", KERAS_BACKEND="jax")
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 0, output
    lines = read_log(tmp_path / "run" / "log.jsonl")
    assert len(lines) == 6
    assert all(0 < line["loss"] < 10 for line in lines)


@pytest.mark.heavy
def test_xla_compiles_the_step_with_the_same_losses(tmp_path):
    """Static shapes: the whole step of both players is one program."""
    losses = []
    for compiles in (False, True):
        recipe = tiny_recipe(dropout=0.0, training={"jit_compile": compiles, "steps": 3})
        folder = tmp_path / str(compiles)
        train_gan(recipe, tiny_images(), folder, strategy="cpu")
        losses.append([line["loss"] for line in read_log(folder / "log.jsonl")])
    np.testing.assert_allclose(losses[1], losses[0], atol=1e-4)


def test_wrong_images_and_runs_are_refused(tmp_path):
    images, recipe = tiny_images(), tiny_recipe(training={"steps": 1})
    light = ImageSubset(images, np.flatnonzero(images.labels == 1))
    with pytest.raises(InvalidInputError, match="class dark: expected 1 or more images, got 0"):
        train_gan(recipe, light, tmp_path / "empty", strategy="cpu")
    train_gan(recipe, images, tmp_path / "run", strategy="cpu")
    with pytest.raises(InvalidInputError, match=r"another recipe\.noise, 6; got 7"):
        other = dataclasses.replace(recipe, noise=7)
        train_gan(other, images, tmp_path / "run", strategy="cpu", resume=True)
    with pytest.raises(InvalidInputError, match="another images_digest, "):
        train_gan(recipe, tiny_images(seed=1), tmp_path / "run", strategy="cpu", resume=True)


def test_one_image_per_class_is_enough_to_train(tmp_path):
    recipe = tiny_recipe(training={"steps": 1, "batch_size": 2})
    result = train_gan(recipe, tiny_images(2), tmp_path / "run", strategy="cpu")
    assert result.step == 1
