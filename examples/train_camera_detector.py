"""Train a detector in camera images on simulated drives, detect on another one, score it.

    python examples/train_camera_detector.py --out camera [--config retinanet-small] [--steps 400]

A few minutes of training show how it is done; the weights start from random numbers.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from waymo_kit.detectors import detect_dataset, named_run
from waymo_kit.evaluation import evaluate
from waymo_kit.simulate import simulate_dataset

KINDS = ("VEHICLE", "PEDESTRIAN", "CYCLIST")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("camera"))
    parser.add_argument("--frames", type=int, default=20, help="of each drive")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--config", default="retinanet-small")
    options = parser.parse_args(arguments)
    training, unseen = options.out / "training", options.out / "unseen"
    simulate_dataset(training, segments=2, frames=options.frames, seed=1)
    simulate_dataset(unseen, segments=1, frames=options.frames, seed=2)

    run = named_run(options.config)
    settings = dataclasses.replace(
        run.training, steps=options.steps, log_every=max(options.steps // 10, 1)
    )
    run = dataclasses.replace(run, data=str(training), training=settings)
    result = run.train(options.out / "run")
    print(f"step {result.step}: loss {result.loss:.3f}")

    predictions = options.out / "predictions.parquet"
    summary = detect_dataset(options.out / "run", unseen, predictions)
    stages = ", ".join(
        f"{stage} {1e3 * seconds:.0f} ms" for stage, seconds in summary.stages.items()
    )
    print(f"{summary.detections} detections in {summary.frames} frames; {stages}")
    rows = evaluate(predictions, unseen, "detection-2d", force=True).rows
    for kind in KINDS:
        row = rows.get(f"OBJECT_TYPE_TYPE_{kind}_LEVEL_1")
        if row is not None:
            print(f"{kind:12s} AP/L1 {row['AP']:.4f}")


if __name__ == "__main__":
    main()
