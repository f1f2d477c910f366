"""Multinomial logistic regression on fixed features, for many penalties in turn.

The loss is the sum of the cross-entropies plus penalty / 2 times the squared norm of the weights
(not of the biases), as in scikit-learn with C = 1 / penalty. Features are rotated onto their
principal axes once, which changes neither loss nor penalty; there a diagonal preconditioner makes
L-BFGS converge in few iterations, at each penalty and from the optimum of the one before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.optimize import minimize

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel

PENALTIES = tuple(float(value) for value in np.logspace(-6, 5, 45))
"""Penalties of Kornblith et al. 2019: 45 from 1e-6 to 1e5, evenly spaced in the logarithm."""

_MIN_CURVATURE = 1e-9
_RANK_TOLERANCE = 1e-12
_MEMORY = 20
_MIN_CHANGE = 0.5
"""Smallest ratio of two mean curvatures that count as the same."""


@dataclass(frozen=True)
class LogisticModel:
    """A fitted regression.

    Attributes:
        weights: (D, K) float64 weights.
        biases: (K,) float64 biases.
        penalty: Penalty that it was fitted with.
        objective: Value of the loss with its penalty.
        iterations: Number of iterations of L-BFGS.
        has_converged: Whether the gradient became small enough within them.
    """

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    penalty: float
    objective: float
    iterations: int
    has_converged: bool

    def logits(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """Returns logits (N, K) of features (N, D)."""
        return features @ self.weights + self.biases


@kernel
def softmax_residuals(logits, labels):
    """Replaces logits by softmax minus the one-hot label, and returns what the loss needs.

    Args:
        logits: (N, K) float64 logits; changed in place.
        labels: (N,) int64 classes.

    Returns:
        Sum of the cross-entropies, and the mean of p (1 - p) over all probabilities p.
    """
    total, curvature = 0.0, 0.0
    count, classes = logits.shape
    for row in range(count):
        highest = logits[row, 0]
        for column in range(1, classes):
            highest = max(highest, logits[row, column])
        right = logits[row, labels[row]] - highest
        weight = 0.0
        for column in range(classes):
            value = math.exp(logits[row, column] - highest)
            logits[row, column] = value
            weight += value
        total += math.log(weight) - right
        for column in range(classes):
            share = logits[row, column] / weight
            curvature += share * (1.0 - share)
            logits[row, column] = share
        logits[row, labels[row]] -= 1.0
    return total, curvature / (count * classes)


class LogisticProblem:
    """Features and labels that regressions of several penalties are fitted to.

    Args:
        features: (N, D) finite features.
        labels: (N,) integers in [0, classes).
        classes: Number of classes.

    Attributes:
        rotated: (N, R) centered features on their principal axes.
        variances: (R,) sums of squares of these.
        labels: (N,) int64 classes.
        classes: Number of classes.

    Raises:
        InvalidInputError: A shape or value is wrong, or a class has no example.
    """

    def __init__(
        self, features: NDArray[np.floating], labels: NDArray[np.integer], classes: int
    ) -> None:
        """Centers the features and rotates them onto their principal axes."""
        _check(features, labels, classes)
        self.classes = classes
        self.labels = np.ascontiguousarray(labels, np.int64)
        features = np.asarray(features, np.float64)
        self._mean = features.mean(axis=0)
        centered = features - self._mean
        if len(features) <= features.shape[1]:
            # Of fewer examples than features, all weights lie in the span of the examples.
            variances, left = eigh(centered @ centered.T, driver="evd", overwrite_a=True)
            kept = variances > _RANK_TOLERANCE * max(variances[-1], 1e-300)
            scales = np.sqrt(variances[kept])
            self._axes = (centered.T @ left[:, kept]) / scales
            self.rotated = left[:, kept] * scales
            self.variances = variances[kept]
        else:
            variances, self._axes = eigh(centered.T @ centered, driver="evd", overwrite_a=True)
            self.variances = np.maximum(variances, 0.0)
            self.rotated = centered @ self._axes
        self.rotated = np.ascontiguousarray(self.rotated)

    def fit(
        self,
        penalty: float,
        start: LogisticModel | None = None,
        *,
        tolerance: float = 1e-10,
        max_iterations: int = 2000,
    ) -> LogisticModel:
        """Fits a regression.

        Args:
            penalty: Penalty, above 0.
            start: Regression to start from. Defaults to weights of zero.
            tolerance: Half the squared norm of the preconditioned gradient, which is about the
                distance of the objective from its minimum, at which it ends, as a share of the
                objective.
            max_iterations: Largest number of iterations.

        Raises:
            InvalidInputError: The penalty is not positive.
        """
        if not 0 < penalty < math.inf:
            raise InvalidInputError(f"penalty: expected a positive number, got {penalty}")
        weights = np.zeros((self.rotated.shape[1], self.classes))
        biases = np.zeros(self.classes)
        if start is not None:
            weights = self._axes.T @ start.weights
            biases = start.biases + self._mean @ start.weights
        point, iterations = np.concatenate([weights, biases[None]]), 0
        curvature = self._curvature(point)
        while True:
            stretch = _Stretch(self, penalty, curvature)
            found = stretch.minimize(point, tolerance, max_iterations - iterations)
            iterations += found.iterations
            point, last = found.point, curvature
            curvature = self._curvature(point)
            # What is small is judged by the curvature: go on if that has become another one.
            is_stable = _MIN_CHANGE < curvature / last < 1 / _MIN_CHANGE
            if is_stable or not found.has_converged or iterations >= max_iterations:
                break
        own = self._axes @ point[:-1]
        return LogisticModel(
            own,
            point[-1] - self._mean @ own,
            penalty,
            found.objective,
            iterations,
            found.has_converged,
        )

    def _curvature(self, point: NDArray[np.float64]) -> float:
        """Returns the mean of p (1 - p) of weights and biases on the principal axes."""
        logits = self.rotated @ point[:-1] + point[-1]
        return max(float(softmax_residuals(logits, self.labels)[1]), _MIN_CURVATURE)

    def fit_path(
        self,
        penalties: Sequence[float] = PENALTIES,
        *,
        tolerance: float = 1e-4,
        max_iterations: int = 100,
    ) -> Iterator[LogisticModel]:
        """Yields regressions from the highest penalty to the lowest, each started from the last."""
        model = None
        for penalty in sorted(penalties, reverse=True):
            model = self.fit(penalty, model, tolerance=tolerance, max_iterations=max_iterations)
            yield model


@dataclass(frozen=True)
class _Minimum:
    """Minimum that L-BFGS found.

    Attributes:
        point: (R + 1, K) weights, and biases in the last row.
        objective: Value of the loss with its penalty.
        iterations: Number of iterations.
        has_converged: Whether the gradient became small enough.
    """

    point: NDArray[np.float64]
    objective: float
    iterations: int
    has_converged: bool


class _Stretch:
    """A regression in coordinates in which its curvature is about 1 in all directions.

    Args:
        problem: Examples.
        penalty: Penalty.
        curvature: Mean of p (1 - p) of the probabilities p.
    """

    def __init__(self, problem: LogisticProblem, penalty: float, curvature: float) -> None:
        """Works out the factors of the rows."""
        self._problem = problem
        self._penalty = penalty
        count = len(problem.labels)
        rows = np.append(curvature * problem.variances + penalty, curvature * count)
        self._factors = (1 / np.sqrt(rows))[:, None]
        self._objective = math.inf
        self._gradient = math.inf

    def minimize(
        self, start: NDArray[np.float64], tolerance: float, max_iterations: int
    ) -> _Minimum:
        """Runs L-BFGS from weights and biases; see `LogisticProblem.fit`."""

        def stop(_point: NDArray[np.float64]) -> None:
            if self._gradient / 2 <= tolerance * self._objective:
                raise StopIteration

        result = minimize(
            self._evaluate,
            (start / self._factors).ravel(),
            jac=True,
            method="L-BFGS-B",
            callback=stop,
            options={
                "maxiter": max_iterations,
                "maxfun": 2 * max_iterations,
                "maxcor": _MEMORY,
                "gtol": 0.0,
                "ftol": 0.0,
            },
        )
        gradient = float(np.vdot(result.jac, result.jac))
        return _Minimum(
            result.x.reshape(start.shape) * self._factors,
            float(result.fun),
            int(result.nit),
            gradient / 2 <= tolerance * float(result.fun),
        )

    def _evaluate(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        rotated, labels = self._problem.rotated, self._problem.labels
        point = flat.reshape(len(self._factors), -1) * self._factors
        residuals = rotated @ point[:-1]
        residuals += point[-1]
        loss, _ = softmax_residuals(residuals, labels)
        gradient = np.empty_like(point)
        np.matmul(rotated.T, residuals, out=gradient[:-1])
        gradient[:-1] += self._penalty * point[:-1]
        gradient[-1] = residuals.sum(axis=0)
        gradient *= self._factors
        self._objective = loss + self._penalty / 2 * float(np.vdot(point[:-1], point[:-1]))
        self._gradient = float(np.vdot(gradient, gradient))
        return self._objective, gradient.ravel()


@dataclass(frozen=True)
class PenaltyChoice:
    """The penalty that did best on held-out examples.

    Attributes:
        penalty: The chosen penalty.
        accuracies: Accuracy on the held-out examples by penalty, lowest penalty first.
        iterations: Number of iterations of L-BFGS, over all penalties.
    """

    penalty: float
    accuracies: dict[float, float]
    iterations: int


def choose_penalty(
    problem: LogisticProblem,
    features: NDArray[np.floating],
    labels: NDArray[np.integer],
    penalties: Sequence[float] = PENALTIES,
) -> PenaltyChoice:
    """Fits a regression for each penalty, and chooses the one of the highest accuracy.

    Of equally good ones it chooses the highest penalty.

    Args:
        problem: Examples to fit to.
        features: (N, D) features of the held-out examples.
        labels: (N,) classes of the held-out examples.
        penalties: Penalties to try.
    """
    best, best_accuracy, found, iterations = math.nan, -1.0, {}, 0
    for model in problem.fit_path(penalties):
        accuracy = float((model.logits(features).argmax(axis=1) == labels).mean())
        found[model.penalty] = accuracy
        iterations += model.iterations
        if accuracy > best_accuracy:
            best, best_accuracy = model.penalty, accuracy
    return PenaltyChoice(best, dict(sorted(found.items())), iterations)


def _check(features: NDArray[np.floating], labels: NDArray[np.integer], classes: int) -> None:
    if features.ndim != 2 or labels.shape != features.shape[:1] or not len(labels):
        raise InvalidInputError(
            f"expected features (N, D) and labels (N,), got {features.shape} and {labels.shape}"
        )
    if not np.isfinite(features).all():
        row = int(np.flatnonzero(~np.isfinite(features).all(axis=1))[0])
        raise InvalidInputError(f"features: expected finite numbers, row {row} has others")
    if classes < 2:
        raise InvalidInputError(f"classes: expected at least 2, got {classes}")
    if labels.min() < 0 or labels.max() >= classes:
        raise InvalidInputError(
            f"labels: expected 0 to {classes - 1}, got {labels.min()} to {labels.max()}"
        )
    empty = np.flatnonzero(np.bincount(labels, minlength=classes) == 0)
    if len(empty):
        raise InvalidInputError(f"labels: class {empty[0]} has no example to learn from")
