"""Train a LiDAR detector on simulated drives, detect on another one, score it beside a baseline.

    python examples/train_detector.py --out detector [--frames 40] [--steps 400]

A few minutes of training show how it is done; docs/guides/train.md says what it takes to be good.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from waymo_kit.detectors import FrameDetector, detect_dataset, load, named_run
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.evaluation import evaluate
from waymo_kit.simulate import simulate_dataset

KINDS = ("VEHICLE", "PEDESTRIAN", "CYCLIST")


def score(detector: FrameDetector, data: Path, out: Path) -> dict[str, float]:
    """AP at LEVEL_1 within 30 m by type; prints how long the detector took."""
    summary = detect_dataset(detector, data, out)
    stages = ", ".join(
        f"{stage} {1e3 * seconds:.0f} ms" for stage, seconds in summary.stages.items()
    )
    print(f"{out.stem}: {summary.detections} detections in {summary.frames} frames; {stages}")
    result = evaluate(out, data, "detection", force=True)
    return {kind: result.rows[f"RANGE_TYPE_{kind}_[0, 30)_LEVEL_1"]["AP"] for kind in KINDS}


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("detector"))
    parser.add_argument("--frames", type=int, default=40, help="of each drive")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--config", default="centerpoint-pillar-small")
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

    detectors = {"detector": load(options.out / "run"), "clusters": ClusterDetector()}
    rows = {
        name: score(detector, unseen, options.out / f"{name}.parquet")
        for name, detector in detectors.items()
    }
    print(f"{'AP/L1 within 30 m':20s}" + "".join(f"{kind:>12s}" for kind in KINDS))
    for name, figures in rows.items():
        print(f"{name:20s}" + "".join(f"{figures[kind]:12.4f}" for kind in KINDS))


if __name__ == "__main__":
    main()
