"""Train a detector on simulated drives, detect on another one, score it beside a baseline.

    python examples/train_detector.py --out detector [--config retinanet-small] [--steps 400]
        [--backend jax]

The configuration says whether the detector sees LiDAR points or camera images. The baseline needs
no training: clusters of points, projected into the cameras for a detector in images.
A few minutes of training show how it is done; docs/guides/train.md says what it takes to be good.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from waymo_kit.detectors import FrameDetector, detect_dataset, load, named_run
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.detectors.training.packages import TRAINING_BACKENDS, choose_backend
from waymo_kit.evaluation import evaluate
from waymo_kit.predictions import BoxKind
from waymo_kit.simulate import simulate_dataset

KINDS = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
TASKS = {
    BoxKind.BOX_3D: ("detection", "within 30 m", "RANGE_TYPE_{}_[0, 30)_LEVEL_1"),
    BoxKind.BOX_2D: ("detection-2d", "in images", "OBJECT_TYPE_TYPE_{}_LEVEL_1"),
}
"""Kind of boxes -> task, what is scored, and its rows."""


def score(detector: FrameDetector, kind: BoxKind, data: Path, out: Path) -> dict[str, float]:
    """AP at LEVEL_1 by type; prints how long the detector took."""
    summary = detect_dataset(detector, data, out, boxes=kind)
    stages = ", ".join(
        f"{stage} {1e3 * seconds:.0f} ms" for stage, seconds in summary.stages.items()
    )
    print(f"{out.stem}: {summary.detections} detections in {summary.frames} frames; {stages}")
    task, _, row = TASKS[kind]
    result = evaluate(out, data, task, force=True)
    return {name: result.rows[row.format(name)]["AP"] for name in KINDS}


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("detector"))
    parser.add_argument("--frames", type=int, default=40, help="of each drive")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--config", default="centerpoint-pillar-small")
    parser.add_argument("--backend", choices=TRAINING_BACKENDS, help="framework of the network")
    options = parser.parse_args(arguments)
    choose_backend(options.backend)
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

    detectors = {"detector": load(options.out / "run"), "clusters": ClusterDetector()}
    rows = {
        name: score(detector, run.kind, unseen, options.out / f"{name}.parquet")
        for name, detector in detectors.items()
    }
    scored = f"AP/L1 {TASKS[run.kind][1]}"
    print(f"{scored:20s}" + "".join(f"{kind:>12s}" for kind in KINDS))
    for name, figures in rows.items():
        print(f"{name:20s}" + "".join(f"{figures[kind]:12.4f}" for kind in KINDS))


if __name__ == "__main__":
    main()
