"""Children that are trained: failures, sharing, and searches that are killed."""

import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from PIL import Image

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification import run as classifier_run
from waymo_kit.detectors.search.cell_space import PnasSpace
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.settings import (
    CHILD_RECIPE,
    ChildSettings,
    EvolutionSettings,
    SearchSettings,
)
from waymo_kit.detectors.search.training_evaluator import TrainingEvaluator
from waymo_kit.detectors.training.loop import TrainingResult
from waymo_kit.detectors.training.records import NonFiniteLossError
from waymo_kit.engine import LocalEngine
from waymo_kit.errors import CorruptDataError, InvalidInputError

ONE, OTHER = (0, 1, 0, 4), (0, 0, 5, 6)
MIRRORED = (1, 0, 4, 0)
"""`ONE` with its paths the other way round: the same cell."""


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Folder of two classes of images: dark and bright ones."""
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for name, low in (("bright", 128), ("dark", 0)):
        (folder / name).mkdir()
        for number in range(20):
            levels = generator.integers(low, low + 128, (8, 8, 3), np.uint8)
            Image.fromarray(levels).save(folder / name / f"{number}.png")
    return folder


def child_settings(**training):
    training = {"steps": 4, "batch_size": 8, "checkpoint_every": 1, **training}
    recipe = dataclasses.replace(
        CHILD_RECIPE,
        image_size=8,
        training=dataclasses.replace(CHILD_RECIPE.training, **training),
    )
    return ChildSettings(
        cells=3, filters=2, stem_filters=2, train_images=24, reward_images=16, recipe=recipe
    )


@pytest.fixture
def evaluator(images, tmp_path):
    return TrainingEvaluator(PnasSpace(1), child_settings(), str(images), tmp_path, LocalEngine())


def test_a_child_is_trained_once_whatever_the_order_of_its_paths(evaluator, monkeypatch):
    trained = []

    def train(recipe, training, folder, **options):
        trained.append(recipe.backbone)
        return TrainingResult(4, 0.5, {"top1": 0.25 * len(trained)})

    monkeypatch.setattr(classifier_run, "train_classifier", train)
    children = evaluator.evaluate([ONE, OTHER])
    assert [child.accuracy for child in children] == [0.25, 0.5]
    assert [child.examples for child in children] == [32, 32]
    (again,) = evaluator.evaluate([MIRRORED])
    assert again.accuracy == 0.25
    assert len(set(trained)) == len(trained) == 2


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NonFiniteLossError("step 3: loss nan"), "diverged: step 3: loss nan"),
        (MemoryError(), "out of memory: no details"),
        (type("ResourceExhaustedError", (Exception,), {})("OOM\nmore"), "out of memory: OOM"),
    ],
)
def test_a_child_that_fails_counts_as_0_with_its_reason(evaluator, monkeypatch, error, reason):
    def train(*arguments, **options):
        raise error

    monkeypatch.setattr(classifier_run, "train_classifier", train)
    (child,) = evaluator.evaluate([ONE])
    assert (child.accuracy, child.failure) == (0.0, reason)


def test_other_errors_end_the_search(evaluator, monkeypatch):
    def train(*arguments, **options):
        raise InvalidInputError("no disk")

    monkeypatch.setattr(classifier_run, "train_classifier", train)
    with pytest.raises(InvalidInputError, match="no disk"):
        evaluator.evaluate([ONE])


def test_too_few_images_are_refused(images, tmp_path):
    settings = dataclasses.replace(child_settings(), train_images=30)
    evaluator = TrainingEvaluator(PnasSpace(1), settings, str(images), tmp_path, LocalEngine())
    with pytest.raises(InvalidInputError, match="expected 30 images to train on and 16"):
        evaluator.evaluate([ONE])


def test_a_damaged_result_is_named(evaluator, monkeypatch, tmp_path):
    monkeypatch.setattr(
        classifier_run, "train_classifier", lambda *a, **k: TrainingResult(4, 0.5, {"top1": 1.0})
    )
    evaluator.evaluate([ONE])
    (path,) = tmp_path.glob("*/result.json")
    path.write_text("{}")
    with pytest.raises(CorruptDataError, match=r"result\.json: not the result of this child"):
        evaluator.evaluate([ONE])


@pytest.mark.heavy
def test_real_children_learn_and_diverge(images, tmp_path):
    settings = child_settings(steps=40)
    arguments = (str(images), tmp_path, LocalEngine())
    (child,) = TrainingEvaluator(PnasSpace(1), settings, *arguments).evaluate([ONE])
    assert child.accuracy > 0.8
    assert not list(tmp_path.glob("*/run/checkpoints"))
    wild = child_settings(learning_rate=1e30, clip_norm=None, warmup=0.0, log_every=1)
    (child,) = TrainingEvaluator(PnasSpace(1), wild, *arguments).evaluate([ONE])
    assert child.accuracy == 0
    assert child.failure.startswith("diverged: step")


@pytest.mark.heavy
def test_a_search_killed_at_ten_moments_finds_the_same_children(images, tmp_path):
    (tmp_path / "search.yaml").write_text(configuration_text(kill_settings(images)))

    def start(folder):
        command = [sys.executable, "-m", "waymo_kit", "search", "--workers", "2"]
        command += ["--config", tmp_path / "search.yaml", "--out", tmp_path / folder]
        return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)

    def children(folder):
        lines = (tmp_path / folder / "children.jsonl").read_text().splitlines()
        values = [json.loads(line) for line in lines]
        return [(one["decisions"], one["accuracy"], one["failure"]) for one in values]

    began = time.monotonic()
    assert start("whole").wait() == 0
    seconds = time.monotonic() - began
    assert len(children("whole")) == 6
    chance = random.Random(0)
    kills = {"search": 0, "worker": 0}
    number, ends, process = 0, 0, start("killed-0")
    while process is not None:
        moment = chance.uniform(0.1, 0.5) * seconds if sum(kills.values()) < 10 else None
        try:
            assert process.wait(moment) == 0
        except subprocess.TimeoutExpired:
            # Three deaths on one child would be taken for its own fault: one per run of the search.
            workers = worker_processes(process.pid) if number % 2 == 0 else []
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
                kills["worker"] += 1
            else:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                kills["search"] += 1
                process = start(f"killed-{ends}")
            number += 1
        else:
            # A search that ends in spite of the kills is followed by another.
            assert children(f"killed-{ends}") == children("whole")
            ends += 1
            process = start(f"killed-{ends}") if sum(kills.values()) < 10 else None
    print(f"{kills} kills, {ends} searches of {seconds:.0f} s")
    assert min(kills.values()) > 0


def kill_settings(images):
    """Returns a search whose later children depend on all before: tiny ones, two at a time."""
    return SearchSettings(
        strategy="evolution",
        space="pnas",
        data=str(images),
        blocks=2,
        operations=("sep3", "identity", "max3"),
        budget=Budget(models=6),
        evolution=EvolutionSettings(population_size=3, sample_size=2, batch_size=2),
        child=child_settings(steps=6),
    )


def worker_processes(parent):
    """Returns the ids of the worker processes of a search."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
