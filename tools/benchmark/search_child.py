"""Measures where the time of a child of a search goes, in CPU seconds on one core.

    python -m tools.benchmark.search_child --config docs/results/search/cells/search.yaml

For a cell of three blocks: building the network and its state, tracing the training step, its first
call, which optimizes the graph, further calls, and an evaluation of 128 images. The rows are
Keras' batch normalization, the fused one, and XLA.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
import time
from pathlib import Path

os.environ |= dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from waymo_kit.configuration import read_configuration
from waymo_kit.detectors.backbones.cell_file import cell_network_text
from waymo_kit.detectors.classification.classifier import create_classifier
from waymo_kit.detectors.classification.image_examples import ImageExample
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.task import ClassificationTask
from waymo_kit.detectors.search.cell_space import PnasSpace
from waymo_kit.detectors.search.settings import SearchSettings
from waymo_kit.detectors.search.training_evaluator import child_network
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.state import create_state

CELL = (0, 1, 0, 0, 2, 1, 0, 1, 1, 1, 2, 1)
"""A cell of three blocks: sep3(0)+sep3(1), sep3(2)+identity(1), max3(1)+identity(1)."""

VARIANTS = {
    "Keras": {"fused_normalization": False, "jit_compile": False},
    "fused": {"fused_normalization": True, "jit_compile": False},
    "XLA": {"fused_normalization": False, "jit_compile": True},
}
CALLS = 10


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, required=True, help="configuration of a search")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    options = parser.parse_args()
    settings = read_configuration(options.config, SearchSettings())
    space = PnasSpace(3, ("sep3", "identity", "max3"))
    print("| step | build | trace | first call | a call | 128 images evaluated |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        cell = Path(folder) / "cell.yaml"
        cell.write_text(cell_network_text(child_network(space, CELL, settings.child)))
        recipe = dataclasses.replace(settings.child.recipe, backbone=f"cell:{cell}")
        measure(recipe)  # The first network of a process pays for what TensorFlow loads.
        for name in options.variants:
            training = dataclasses.replace(recipe.training, **VARIANTS[name])
            seconds = measure(dataclasses.replace(recipe, training=training))
            print(f"| {name} | " + " | ".join(f"{one:.3f}" for one in seconds) + " |", flush=True)


def measure(recipe: Recipe) -> list[float]:
    """Returns the CPU seconds of each part."""
    keras.utils.clear_session()
    backend = create_backend("cpu")
    times = [time.process_time()]
    state = create_state(
        lambda: ClassificationTask(create_classifier(recipe, 10), recipe), recipe.training, backend
    )
    times.append(time.process_time())
    step = backend.compile_step(state.playing(0), state.settings)
    batch = made_up_batch(recipe.training.batch_size, recipe.image_size or 32)
    step._run.get_concrete_function(batch)
    times.append(time.process_time())
    step(batch).read()
    times.append(time.process_time())
    for _ in range(CALLS):
        result = step(batch)
    result.read()
    times.append(time.process_time())
    levels = np.zeros((128, *batch.image.shape[1:]), np.float32)
    state.model.predict_on_batch(levels)
    times.append(time.process_time())
    seconds = np.diff(times)
    seconds[3] /= CALLS
    return list(seconds)


def made_up_batch(size: int, side: int) -> ImageExample:
    random = np.random.default_rng(0)
    batch = ImageExample(
        random.integers(0, 256, (size, side, side, 3), np.uint8),
        random.integers(0, 10, size).astype(np.int32),
        np.ones(size, np.float32),
        np.arange(size),
    )
    return ImageExample(*(keras.ops.convert_to_tensor(array) for array in batch))


if __name__ == "__main__":
    main()
