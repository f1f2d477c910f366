"""Makes a run small enough to come with the package: configuration, averaged weights, metrics.

    waymo-kit eval --preds preds.parquet --gt test/ --config near.yaml --json scores.json
    python -m tools.models.ship_checkpoint RUN --scores test=scores.json

Writes the last checkpoint of the run into the folder from which `--checkpoint pretrained` reads.
The state of the optimizer and the weights that are not averaged stay behind, so that the result
runs, and starts other trainings (`init_from`), but does not resume.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace
from pathlib import Path

from waymo_kit.detectors.detection.trained import PRETRAINED_FOLDER
from waymo_kit.detectors.training.checkpoints import (
    BEST,
    CHECKPOINTS,
    CONFIG,
    CheckpointFolder,
    PlayerArrays,
    read_checkpoint,
    write_checkpoint,
)


def ship(run: Path, scores: dict[str, Path], folder: Path) -> Path:
    """Writes a run's last checkpoint without what only training needs.

    Args:
        run: Folder of the run.
        scores: Files of `waymo-kit eval --json` by the name of the drives; their metrics become
            those of the checkpoint.
        folder: Folder of the result.

    Returns:
        The path of the new checkpoint.
    """
    last = CheckpointFolder(run / CHECKPOINTS).latest()
    if last is None:
        raise SystemExit(f"{run}: expected the folder of a training run with a checkpoint")
    whole = read_checkpoint(last)
    small = replace(
        whole,
        players={
            name: PlayerArrays({}, {}, player.averages) for name, player in whole.players.items()
        },
        metrics={key: value for name in scores for key, value in _metrics(name, scores[name])},
    )
    path = folder / CHECKPOINTS / BEST
    path.parent.mkdir(parents=True, exist_ok=True)
    write_checkpoint(small, path)
    shutil.copyfile(run / CONFIG, folder / CONFIG)
    return path


def _metrics(drives: str, path: Path) -> list[tuple[str, float]]:
    rows = json.loads(path.read_text())["metrics"]
    return [
        (f"{drives} {name} {figure}", value)
        for name, row in rows.items()
        for figure, value in row.items()
        if value is not None
    ]


def main() -> None:
    """Ships a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--scores", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--out", type=Path, default=PRETRAINED_FOLDER)
    args = parser.parse_args()
    scores = {name: Path(file) for name, file in (item.split("=", 1) for item in args.scores)}
    path = ship(args.run, scores, args.out)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
