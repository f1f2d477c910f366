"""Renders the report: one HTML page without scripts that needs no other file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jinja2
import numpy as np

from waymo_kit._version import __version__
from waymo_kit.configuration import plain_values
from waymo_kit.detectors.generative.accuracy_score import AccuracyScore
from waymo_kit.detectors.generative.evaluation import GanEvaluation, Memorization
from waymo_kit.detectors.generative.report.pictures import (
    PictureGrid,
    grid,
    interpolation_grid,
    sample_grid,
    shared_noise_grid,
)
from waymo_kit.detectors.generative.report.plots import (
    accuracy_bars,
    class_plot,
    resolution_plot,
    training_plots,
)

_TEMPLATE = "gan.html.jinja"
_COLUMNS = 10
_SHOWN_NEIGHBORS = 10


def render(result: GanEvaluation, score: AccuracyScore | None = None, command: str = "") -> str:
    """Returns the HTML page of an evaluation.

    Args:
        result: Evaluation of a run.
        score: Classification accuracy score; None leaves its section out.
        command: Command line that made the result, empty for none.
    """
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("waymo_kit.detectors.generative.report", ""),
                jinja2.PackageLoader("waymo_kit.evaluation.report", ""),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    generator, seed = result.generator, result.settings.seed
    names = generator.config.class_names
    return environment.get_template(_TEMPLATE).render(
        result=result,
        score=score,
        names=names,
        sets=(result.last, result.real, result.random),
        collapsed=result.last.collapsed(result.real),
        chance=1 / len(names),
        training=training_plots(result),
        details=(resolution_plot(result), class_plot(result), accuracy_bars(result.last)),
        grids=(
            sample_grid(generator, _COLUMNS, seed),
            shared_noise_grid(generator, _COLUMNS, seed),
            interpolation_grid(generator, _COLUMNS, seed),
        ),
        neighbors=_closest(result.memorization),
        settings=_settings(result),
        version=__version__,
        date=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        command=command,
    )


def _closest(found: Memorization) -> PictureGrid:
    """Returns the samples that are nearest to a training image, above these images."""
    order = np.argsort(found.of_samples.distance)[:_SHOWN_NEIGHBORS]
    images = np.stack([found.samples[order], found.nearest[order]])
    return grid("Samples nearest to a training image, and these images", images, ("sample", "real"))


def _settings(result: GanEvaluation) -> list[tuple[str, str]]:
    values: dict[str, Any] = plain_values(result.generator.config.recipe)
    training = values.pop("training")
    shown = {
        **values,
        **training,
        "images per class": result.settings.images,
        "pairs per class": result.settings.pairs,
        "seed of samples": result.settings.seed,
        "judge": result.judge,
        "checkpoint": result.generator.where,
    }
    return [(name, "none" if value is None else str(value)) for name, value in shown.items()]
