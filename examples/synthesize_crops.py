"""Cut objects out of camera images, train a small AC-GAN on them, and synthesize a rare class.

    python examples/synthesize_crops.py --out generated [--dataset DATASET] [--steps 200]

Without a dataset, two short segments are simulated. The same is done on the command line by

    waymo-kit crops --data DATASET --out CROPS --side 32
    waymo-kit train-gan --config steady --data CROPS --size 32 --out RUN
    waymo-kit synthesize RUN --classes cyclist --count 100 --out SYNTHETIC
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np

from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.object_choice import choose_objects
from waymo_kit.detectors.classification.object_crops import write_crops
from waymo_kit.detectors.generative.examples import resized_images
from waymo_kit.detectors.generative.ms_ssim import class_diversity
from waymo_kit.detectors.generative.named_recipes import choose_recipe
from waymo_kit.detectors.generative.neighbors import nearest_neighbors
from waymo_kit.detectors.generative.run import train_gan
from waymo_kit.detectors.generative.synthesis import synthesize
from waymo_kit.detectors.generative.trained_generator import load_generator
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("generated"))
    parser.add_argument("--dataset", help="segments with camera boxes and images")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--count", type=int, default=20, help="images of each class")
    options = parser.parse_args(arguments)
    where = options.dataset or str(options.out / "segments")
    if options.dataset is None:
        simulate_dataset(where, segments=2, frames=2, seed=1)

    dataset = open_dataset(where)
    choice = choose_objects(dataset, per_class=100, min_side=10, seed=0)
    write_crops(dataset, choice, options.out / "crops", size=32)
    images = open_images(str(options.out / "crops"))
    print(f"{len(images.labels)} crops of {', '.join(images.class_names)}")

    recipe = choose_recipe(["steady"], size=32, width=0.1, steps=options.steps)
    training = dataclasses.replace(recipe.training, batch_size=16, average_decay=0.9)
    run = options.out / "run"
    train_gan(dataclasses.replace(recipe, training=training), images, run)

    generator = load_generator(run)
    folder = options.out / "synthetic"
    made = synthesize(generator, images.class_names, options.count, folder)
    print(f"{made} images of {len(images.class_names)} classes after {generator.step} steps")

    real, samples = resized_images(images, 32), resized_images(open_images(str(folder)), 32)
    print(f"{'class':12s} {'MS-SSIM of samples':>18s} {'of real crops':>14s}")
    counts = np.bincount(images.labels)
    for label, name in enumerate(images.class_names):
        if counts[label] < 2:
            print(f"{name:12s} has one crop, which is no pair")
            continue
        values = [
            class_diversity(each.images[each.labels == label], name) for each in (samples, real)
        ]
        print(f"{name:12s} {values[0]:18.3f} {values[1]:14.3f}")
    distance = nearest_neighbors(samples.images, real.images).distance
    print(f"median distance to the nearest crop: {np.median(distance):.1f} levels")


if __name__ == "__main__":
    main()
