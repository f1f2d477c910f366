"""Trains small classifiers on CIFAR-10 and compares them over several seeds.

    curl -O https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz; mkdir cifar
    tar xzf cifar-10-binary.tar.gz -C cifar --strip-components=1
    python -m tools.models.study_classification calibration --data cifar --runs runs
        --out docs/results
    python -m tools.models.study_classification augmentation --data cifar --runs runs
        --out docs/results
    python -m tools.models.study_classification attention --data cifar --runs runs
        --out docs/results

Interrupted runs are resumed, and finished runs are skipped. After each run, the results of all
finished runs are written. The images for training, for fitting temperatures and for testing are
drawn once, with a seed of their own. All runs of a seed see the same images in the same order.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from waymo_kit.detectors.calibration import Objective
from waymo_kit.detectors.classification.evaluation import Answers, answer
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import ImageSubset, draw_subset
from waymo_kit.detectors.classification.named_recipes import NAMED_RECIPES
from waymo_kit.detectors.classification.post_hoc import compare_post_hoc
from waymo_kit.detectors.classification.recipe import (
    RandomOperations,
    Recipe,
    SoftCalibration,
)
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.training.checkpoints import CheckpointFolder
from waymo_kit.detectors.training.loop import CHECKPOINTS, LOG
from waymo_kit.draw.style import BRIGHT, FAINT, TEXT, new_figure

BASE = dataclasses.replace(NAMED_RECIPES["cifar"], backbone="cifar_resnet8")
PLAIN = dataclasses.replace(BASE, crop=Crop.NONE, flip=False)


def calibrated(objective: Objective, beta: float) -> Recipe:
    """Makes a recipe without augmentation, with a calibration objective beside cross-entropy."""
    return dataclasses.replace(PLAIN, calibration=SoftCalibration(objective, beta))


STUDIES: dict[str, dict[str, Recipe]] = {
    "beta": {
        "cross-entropy": PLAIN,
        **{f"SB-ECE, beta {b:g}": calibrated(Objective.SB_ECE, b) for b in (1.0, 2.0, 4.0)},
        "S-AvUC, beta 1": calibrated(Objective.S_AVUC, 1.0),
    },
    "calibration": {
        "cross-entropy": PLAIN,
        "SB-ECE, beta 1": calibrated(Objective.SB_ECE, 1.0),
        "SB-ECE, beta 2": calibrated(Objective.SB_ECE, 2.0),
    },
    "augmentation": {
        "flips and crops": BASE,
        "RandAugment": dataclasses.replace(BASE, operations=RandomOperations(1, 2.0)),
    },
    "attention": {
        "ResNet": NAMED_RECIPES["cifar-resnet-small"],
        "BoTNet": NAMED_RECIPES["cifar-botnet-small"],
        "HaloNet": NAMED_RECIPES["cifar-halonet-small"],
        "augmented ResNet": NAMED_RECIPES["cifar-aa-small"],
    },
}
"""Recipe of each arm, by study."""

QUESTIONS = {
    "beta": "The weight of the calibration objectives, from one seed that no other study uses. "
    "Metrics are those of the images that methods are fitted to, not of test images.",
    "calibration": "Cross-entropy, cross-entropy with SB-ECE, and post-hoc methods, without "
    "augmentation, which leaves a network overconfident.",
    "augmentation": "Flips and crops, with and without RandAugment (N 1, M 2) after them.",
    "attention": "A ResNet, a BoTNet, a HaloNet and an attention-augmented ResNet of about as many "
    "parameters.",
}
"""Question that each study answers, by study."""

POST_HOC = {
    "beta": ("none",),
    "calibration": ("none", "temperature", "sb-ece", "histogram", "isotonic"),
    "augmentation": ("none", "temperature"),
    "attention": ("none", "temperature"),
}
"""Post-hoc methods of each study, one row of the table each."""

DRAWN = {"beta": "ece", "calibration": "ece", "augmentation": "accuracy", "attention": "accuracy"}
DRAWN_TITLES = {"ece": "ECE", "accuracy": "accuracy"}
FIGURES = ("accuracy", "ece", "ece_equal_mass", "nll", "brier")
SUBSET_SEED = 0


def main() -> None:
    options = parse_options()
    whole = open_images(str(options.data), "train")
    drawn = draw_subset(whole, options.images + options.fit_images, SUBSET_SEED)
    training = ImageSubset(drawn, np.arange(options.images))
    fit = ImageSubset(drawn, np.arange(options.images, options.images + options.fit_images))
    test = fit
    if options.study != "beta":
        test = draw_subset(open_images(str(options.data), "test"), options.test_images, SUBSET_SEED)
    for seed in options.seeds:
        for arm, recipe in STUDIES[options.study].items():
            if options.arms and arm not in options.arms:
                continue
            folder = run_folder(options, arm, seed)
            done = folder / "answers.npz"
            if not done.exists():
                started, used = time.time(), time.process_time()
                keras.backend.clear_session()
                full = with_budget(recipe, options, seed)
                train_classifier(full, training, folder, strategy="cpu", resume=True)
                save_answers(folder, full, fit, test)
                print(
                    f"{options.study} / {arm} / seed {seed}: {time.time() - started:.0f} s, "
                    f"{time.process_time() - used:.0f} s of CPU",
                    flush=True,
                )
            write_results(options)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", choices=list(STUDIES))
    parser.add_argument("--data", type=Path, required=True, help="folder of CIFAR-10")
    parser.add_argument("--runs", type=Path, required=True, help="folder for the runs")
    parser.add_argument("--out", type=Path, required=True, help="folder for results")
    parser.add_argument("--arms", nargs="*", help="arms to train; all by default")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--images", type=int, default=5000, help="number of training images")
    parser.add_argument(
        "--fit-images", type=int, default=2000, help="number of images to fit temperatures on"
    )
    parser.add_argument("--test-images", type=int, default=5000, help="number of test images")
    return parser.parse_args()


def with_budget(recipe: Recipe, options: argparse.Namespace, seed: int) -> Recipe:
    training = dataclasses.replace(
        recipe.training,
        steps=options.steps,
        batch_size=options.batch,
        seed=seed,
        log_every=25,
        checkpoint_every=100,
        keep_checkpoints=1,
        load_threads=1,
    )
    return dataclasses.replace(recipe, training=training)


def run_folder(options: argparse.Namespace, arm: str, seed: int) -> Path:
    budget = f"{options.images}x{options.steps}x{options.batch}"
    return options.runs / options.study / budget / arm.replace(" ", "_") / f"seed{seed}"


def save_answers(folder: Path, recipe: Recipe, fit: ImageSubset, test: ImageSubset) -> None:
    """Writes the logits of the averaged weights atomically."""
    checkpoint = CheckpointFolder(folder / CHECKPOINTS).latest()
    assert checkpoint is not None
    model = load_classifier(checkpoint).model
    arrays = {"parameters": np.array(sum(int(np.prod(w.shape)) for w in model.trainable_weights))}
    for name, images in (("fit", fit), ("test", test)):
        answers = answer(model, images, recipe.crop)
        arrays |= {f"{name}_logits": answers.logits, f"{name}_labels": answers.labels}
    staged = folder / ".answers.npz"
    np.savez(staged, **arrays)
    staged.replace(folder / "answers.npz")


def metrics_of_run(folder: Path, methods: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Returns metrics on the test images, by method."""
    with np.load(folder / "answers.npz") as saved:
        fit = Answers(saved["fit_logits"], saved["fit_labels"])
        test = Answers(saved["test_logits"], saved["test_labels"])
        parameters = int(saved["parameters"])
    found = {}
    for entry in compare_post_hoc(fit, test):
        if entry.method in methods:
            values = {name: getattr(entry.calibration, name) for name in FIGURES}
            values["parameters"] = parameters
            if entry.temperature is not None:
                values["temperature"] = entry.temperature
            found[entry.method] = values
    return found


def write_results(options: argparse.Namespace) -> None:
    folder = options.out / f"classification_{options.study}"
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    methods = POST_HOC[options.study]
    rows: dict[str, list[dict[str, float]]] = {}
    for arm in STUDIES[options.study]:
        for seed in options.seeds:
            run = run_folder(options, arm, seed)
            if not (run / "answers.npz").exists():
                continue
            for method, values in metrics_of_run(run, methods).items():
                title = arm if method == "none" else f"{arm}, then {method}"
                rows.setdefault(title, []).append({"seed": seed, **values})
            log = (run / LOG).read_text(encoding="utf-8")
            name = f"{arm.replace(' ', '_')}_seed{seed}.jsonl"
            (folder / "logs" / name).write_text(log, encoding="utf-8")
    budget = {k: getattr(options, k) for k in ("steps", "batch", "images", "fit_images")}
    report = {**budget, "test_images": options.test_images, "rows": rows}
    (folder / "results.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(page(options, rows), encoding="utf-8")
    draw(rows, DRAWN[options.study], folder / "figure.png")


def page(options: argparse.Namespace, rows: dict[str, list[dict[str, float]]]) -> str:
    command = (
        f"python -m tools.models.study_classification {options.study} --data cifar --runs runs "
        f"--out docs/results --seeds {' '.join(map(str, options.seeds))} --steps {options.steps} "
        f"--batch {options.batch} --images {options.images} --fit-images {options.fit_images} "
        f"--test-images {options.test_images}"
    )
    reported = f"{options.test_images:,} test images" if options.study != "beta" else "the latter"
    lines = [
        f"# Study: {options.study}",
        "",
        QUESTIONS[options.study],
        "",
        f"CIFAR-10, {options.images:,} training images, {options.steps:,} steps of "
        f"{options.batch} images; post-hoc methods fitted to {options.fit_images:,} other training "
        f"images; metrics on {reported}, mean ± standard deviation over seeds.",
        "",
        "<!-- not run: trains for hours -->",
        "```bash",
        command,
        "```",
        "",
        "| | seeds | parameters | accuracy | ECE | ECE, equal mass | NLL | Brier |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for title, runs in rows.items():
        cells = [spread([run[name] for run in runs]) for name in FIGURES]
        lines.append(
            f"| {title} | {len(runs)} | {runs[0]['parameters']:,} | " + " | ".join(cells) + " |"
        )
    return "\n".join([*lines, "", "![](figure.png)", ""])


def spread(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.4f}"
    return f"{np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}"


def draw(rows: dict[str, list[dict[str, float]]], name: str, path: Path) -> None:
    """Plots a dot for each seed and a line at their mean."""
    height = 0.8 + 0.32 * len(rows)
    figure = new_figure(8, height, 130)
    axes = figure.add_axes((0.34, 0.6 / height, 0.63, 1 - 0.75 / height), facecolor="none")
    for row, runs in enumerate(rows.values()):
        values = [run[name] for run in runs]
        axes.plot(values, [row] * len(values), "o", color="#56b4e9", ms=6, alpha=0.9)
        axes.plot([np.mean(values)] * 2, [row - 0.3, row + 0.3], color=BRIGHT, lw=2)
    axes.set_yticks(range(len(rows)), list(rows), color=BRIGHT, fontsize=8)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel(f"{DRAWN_TITLES[name]} on test images", color=TEXT)
    axes.tick_params(colors=TEXT)
    axes.grid(axis="x", color=FAINT)
    for spine in axes.spines.values():
        spine.set_color(FAINT)
    figure.savefig(path, facecolor=figure.get_facecolor())


if __name__ == "__main__":
    main()
