"""`waymo-kit tune-tracker`: settings of a tracker that suit a detector's scores and boxes."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from waymo_kit.cli import options, output
from waymo_kit.detectors.tracking import METHODS, configured_method, write_method
from waymo_kit.detectors.tracking.labeled_split import LabeledSplit
from waymo_kit.detectors.tracking.tuning import (
    CLASSES,
    MAX_PASSES,
    Setting,
    tracker_settings,
    tune,
)
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError


@click.command(
    epilog=options.example(
        "waymo-kit tune-tracker --preds preds.parquet --data training/ --out tracker.yaml",
        "waymo-kit tune-tracker -p train.parquet -d training/ --validation-preds val.parquet "
        "--validation validation/ --tracker greedy --out tracker.yaml",
    )
)
@options.preds(required=True)
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE")
@options.tracker()
@options.config()
@options.validation()
@click.option(
    "--validation-preds",
    metavar="PATH",
    help="Predictions on the dataset of --validation, given as --preds is.",
)
@options.engine
@options.json_path()
def command(
    preds: str,
    data: str,
    out: str,
    tracker: str | None,
    configs: tuple[str, ...],
    validation: str | None,
    validation_preds: str | None,
    engine: Engine,
    json_path: str | None,
) -> None:
    """Fit the settings of a tracker to a detector, on labeled data.

    A deterministic search chooses, for each class, the score cutoffs, the gate, and the hits and
    ages of tracks that give the highest MOTA (LEVEL_2) on these data. `waymo-kit track --config`
    takes the file. With --validation, the figures of other data are shown, too; they choose
    nothing.
    """
    if (validation is None) != (validation_preds is None):
        raise InvalidInputError("--validation and --validation-preds: expected both or neither")
    name, first = configured_method(configs, tracker)
    if name not in METHODS:
        known = ", ".join(METHODS)
        raise InvalidInputError(f"--tracker: expected a tracker of 3D boxes ({known}), got {name}")
    others = np.full((2, max(CLASSES.values()) + 1), math.nan)
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        with output.progress("tune-tracker", "passes over segments") as bar:
            split = LabeledSplit(preds, data, folder, engine, MAX_PASSES + 1, bar.update)
            settings = tracker_settings(first, split.scores, split.types)
            tuned, _ = tune(first, settings, split.mota)
            own = split.mota([first, tuned])
        if validation is not None and validation_preds is not None:
            with output.progress("validate") as bar:
                other = LabeledSplit(validation_preds, validation, folder, engine, 1, bar.update)
                others = other.mota([first, tuned])
    write_method(out, name, tuned)
    changes = _changes(settings, first, tuned)
    if json_path != options.STDOUT:
        _print_report(name, own, others, changes, out)
    report = {
        "tracker": name,
        "metric": "MOTA",
        "fitted_on": _figures(own),
        "validation": _figures(others) if validation is not None else None,
        "changes": changes,
    }
    output.write_json(report, json_path)


def _changes(
    settings: Sequence[Setting], first: Any, tuned: Any
) -> dict[str, dict[str, tuple[float, float]]]:
    """Returns the old and the new value of the settings that differ, by class and name."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for kind in CLASSES:
        for setting in settings:
            old, new = (
                setting.get(getattr(getattr(method, setting.field), kind))
                for method in (first, tuned)
            )
            if old != new:
                found.setdefault(kind, {})[setting.name] = old, new
    return found


def _figures(mota: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    return {
        name: {"before": mota[0, kind].item(), "after": mota[1, kind].item()}
        for name, kind in CLASSES.items()
        if not np.isnan(mota[0, kind])
    }


def _print_report(
    name: str,
    own: NDArray[np.float64],
    others: NDArray[np.float64],
    changes: dict[str, dict[str, tuple[float, float]]],
    out: str,
) -> None:
    output.line(f"tune-tracker: {name}, MOTA (LEVEL_2) -> {out}")
    has_others = bool(np.isfinite(others).any())
    headings = ["fitted on", "after", *(["validation", "after"] if has_others else [])]
    rows = []
    for kind, number in CLASSES.items():
        figures = [*own[:, number], *(others[:, number] if has_others else [])]
        if np.isfinite(figures).any():
            cells = ["-" if math.isnan(each) else f"{each:.4f}" for each in figures]
            rows.append(output.Row(kind.upper(), cells))
    output.table(headings, rows)
    for kind, changed in changes.items():
        text = ", ".join(f"{name} {old:g} -> {new:g}" for name, (old, new) in changed.items())
        output.line(f"{kind}: {text}")
