"""Correlation of accuracy on ImageNet with accuracy on targets, in log-odds, with intervals.

Kornblith et al. 2019, section 3.1: accuracies become log-odds, those of each target are centered,
and their mean over the targets is compared with ImageNet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kendalltau, spearmanr

from waymo_kit.errors import InvalidInputError

POOLED = "all, centered"
"""Name of the correlation of the mean over all targets."""

_LEAST_NETWORKS = 3


@dataclass(frozen=True)
class Interval:
    """A percentile interval of a bootstrap.

    Attributes:
        low: 2.5th percentile.
        high: 97.5th percentile.
    """

    low: float
    high: float


@dataclass(frozen=True)
class Correlation:
    """Correlation of accuracy on ImageNet with accuracy on a target.

    Attributes:
        target: Name of the target, or `POOLED`.
        networks: Number of networks.
        images: Number of test images.
        pearson: Correlation of the log-odds.
        over_images: Interval of it over draws of the test images, for these networks.
        over_networks: Interval of it over draws of the networks and of the images.
        spearman: Rank correlation.
        kendall: Share of pairs of networks in the same order less that in the other one.
    """

    target: str
    networks: int
    images: int
    pearson: float
    over_images: Interval
    over_networks: Interval
    spearman: float
    kendall: float


def log_odds(accuracies: ArrayLike, count: int) -> NDArray[np.float64]:
    """Returns log(p / (1 - p)) of accuracies on a number of images.

    Accuracies of 0 and 1 are moved by half an image, so that they stay finite.
    """
    shares = np.clip(np.asarray(accuracies, np.float64), 0.5 / count, 1 - 0.5 / count)
    logits: NDArray[np.float64] = np.log(shares) - np.log1p(-shares)
    return logits


def correlate(
    is_right: Mapping[str, NDArray[np.bool_]],
    imagenet: Sequence[float],
    *,
    draws: int = 2000,
    seed: int = 0,
) -> tuple[Correlation, ...]:
    """Returns the correlation of each target with ImageNet, and that of all together.

    Args:
        is_right: Target -> (M, N) whether each of M networks was right on each of N test images.
        imagenet: (M,) accuracies on ImageNet in (0, 1).
        draws: Number of draws of the bootstrap.
        seed: Seed of the draws.

    Raises:
        InvalidInputError: There are fewer than three networks or no target, or their numbers
            differ.
    """
    networks = len(imagenet)
    if networks < _LEAST_NETWORKS or not is_right:
        raise InvalidInputError(
            f"expected {_LEAST_NETWORKS} or more networks of known accuracy on ImageNet and one or "
            f"more targets, got {networks} and {len(is_right)}"
        )
    for name, table in is_right.items():
        if table.ndim != 2 or len(table) != networks or not table.size:
            raise InvalidInputError(
                f"{name}: expected answers of {networks} networks, got shape {table.shape}"
            )
    source = log_odds(imagenet, 50_000)
    random = np.random.default_rng(seed)
    drawn = {name: _drawn_log_odds(table, draws, random) for name, table in is_right.items()}
    found = {name: log_odds(table.mean(axis=1), table.shape[1]) for name, table in is_right.items()}
    chosen = _drawn_networks(networks, draws, random)
    counts = {name: table.shape[1] for name, table in is_right.items()}
    results = [
        _correlation(name, source, found[name], drawn[name], chosen, counts[name])
        for name in is_right
    ]
    pooled = np.mean([_centered(values) for values in found.values()], axis=0)
    pooled_draws = np.mean([_centered(values) for values in drawn.values()], axis=0)
    total = sum(counts.values())
    results.append(_correlation(POOLED, source, pooled, pooled_draws, chosen, total))
    return tuple(results)


def _correlation(
    name: str,
    source: NDArray[np.float64],
    values: NDArray[np.float64],
    drawn: NDArray[np.float64],
    chosen: NDArray[np.int64],
    images: int,
) -> Correlation:
    rows = np.arange(len(drawn))[:, None]
    return Correlation(
        name,
        len(source),
        images,
        float(_pearson(source[None], values[None])[0]),
        _interval(_pearson(np.broadcast_to(source, drawn.shape), drawn)),
        _interval(_pearson(source[chosen], drawn[rows, chosen])),
        *_rank_correlations(source, values),
    )


def _rank_correlations(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float]:
    """Returns Spearman's and Kendall's correlation; 0 where all values are equal."""
    if min(np.ptp(one), np.ptp(other)) < 1e-12:
        return 0.0, 0.0
    return float(spearmanr(one, other).statistic), float(kendalltau(one, other).statistic)


def _drawn_log_odds(
    table: NDArray[np.bool_], draws: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Returns (draws, M) log-odds on images drawn with replacement, the same for all networks."""
    images = table.shape[1]
    accuracies = np.empty((draws, len(table)))
    answers = table.T.astype(np.float64)
    for draw in range(draws):
        weights = np.bincount(random.integers(0, images, images), minlength=images)
        accuracies[draw] = weights @ answers / images
    return log_odds(accuracies, images)


def _drawn_networks(networks: int, draws: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Returns (draws, M) networks drawn with replacement, of which three at least differ."""
    chosen = random.integers(0, networks, (draws, networks))
    while True:
        few = [k for k, row in enumerate(chosen) if len(set(row)) < _LEAST_NETWORKS]
        if not few:
            return chosen
        chosen[few] = random.integers(0, networks, (len(few), networks))


def _centered(values: NDArray[np.float64]) -> NDArray[np.float64]:
    centered: NDArray[np.float64] = values - values.mean(axis=-1, keepdims=True)
    return centered


def _pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the correlations of the rows of two tables; 0 where a row is constant."""
    one, other = _centered(one), _centered(other)
    scale = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    products = (one * other).sum(axis=1)
    return np.divide(products, scale, out=np.zeros_like(products), where=scale > 1e-12)


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(low), float(high))
