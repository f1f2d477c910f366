"""Results of compiled steps: one vector for all players, so that one transfer reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from waymo_kit.detectors.training.records import PlayerMetrics, StepMetrics
from waymo_kit.errors import InvalidInputError


def read_step_values(
    values: Iterable[float], term_names: Mapping[str, tuple[str, ...]]
) -> StepMetrics:
    """Returns the values of a step as metrics.

    Args:
        values: Values of the players, one after the other: loss, gradient norm, learning rate, the
            largest difference between the counts before and during training, and the terms.
        term_names: Names of the terms by player, in the order of the values.

    Raises:
        InvalidInputError: Gradients were accumulated with counts that differ from those of the
            training pass.
    """
    left = [float(value) for value in values]
    metrics = {}
    for name, terms in term_names.items():
        loss, norm, rate, wrong, *rest = left
        shares, left = rest[: len(terms)], rest[len(terms) :]
        if wrong:
            raise InvalidInputError(
                f"accumulate: the counts of the loss terms {', '.join(terms)} must depend on "
                f"the examples alone, those of a pass outside training differ by {wrong:g}"
            )
        metrics[name] = PlayerMetrics(loss, dict(zip(terms, shares, strict=True)), norm, rate)
    return StepMetrics(metrics)
