"""Cut objects out of camera images, train a small classifier of them, and see how sure it is.

    python examples/train_classifier.py --out classifier [--dataset DATASET] [--steps 30]

Without a dataset, two short segments are simulated. The same is done on the command line by

    waymo-kit crops --data DATASET --out CROPS --side 32
    waymo-kit train-classifier --config cifar --data CROPS --out RUN
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np

from waymo_kit.detectors.classification.evaluation import answer, metrics_of
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import ImageSubset
from waymo_kit.detectors.classification.named_recipes import recipe_for
from waymo_kit.detectors.classification.object_choice import choose_objects
from waymo_kit.detectors.classification.object_crops import write_crops
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("classifier"))
    parser.add_argument("--dataset", help="segments with camera boxes and images")
    parser.add_argument("--steps", type=int, default=30)
    options = parser.parse_args(arguments)
    where = options.dataset or str(options.out / "segments")
    if options.dataset is None:
        simulate_dataset(where, segments=2, frames=2, seed=1)

    dataset = open_dataset(where)
    choice = choose_objects(dataset, per_class=100, min_side=10, seed=0)
    index = write_crops(dataset, choice, options.out / "crops", size=32)
    images = open_images(str(options.out / "crops"))
    print(f"{index.num_rows} crops of {', '.join(images.class_names)}")

    segments = np.array(index.column("segment").to_pylist())
    is_last = segments == sorted(set(segments))[-1]
    training, held_out = (ImageSubset(images, np.flatnonzero(m)) for m in (~is_last, is_last))
    recipe = recipe_for("cifar_resnet8")
    settings = dataclasses.replace(
        recipe.training, steps=options.steps, batch_size=16, average_decay=0.9, log_every=10
    )
    run = options.out / "run"
    train_classifier(dataclasses.replace(recipe, training=settings), training, run)

    classifier = load_classifier(run / "checkpoints" / f"step-{options.steps:09d}.npz")
    answers = answer(classifier.model, held_out, classifier.config.recipe.crop)
    metrics = metrics_of(answers)
    print(f"on a segment that it has not seen, {len(answers.labels)} crops:")
    for name in ("top1", "confidence", "ece", "nll"):
        print(f"  {name:10s} {metrics[name]:.3f}")


if __name__ == "__main__":
    main()
