"""Compares our logistic regression with scikit-learn's: time to come as close to the optimum.

    OMP_NUM_THREADS=1 python -m tools.benchmark.logistic_regression [--penalties 100,1]

The features are made up like those that a network pools: of 64 hidden directions, from 0 to 6.
Times are seconds of the processor; "above" is the share by which the objective exceeds the minimum.
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from waymo_kit.detectors.study.transfer.logistic_regression import (
    LogisticProblem,
    softmax_residuals,
)


def main(arguments: list[str] | None = None) -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--features", type=int, default=1280)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--penalties", default="100,1")
    options = parser.parse_args(arguments)
    features, labels = made_features(options.examples, options.features, options.classes)
    softmax_residuals(np.zeros((2, 2)), np.zeros(2, np.int64))
    began = time.process_time()
    problem = LogisticProblem(features, labels, options.classes)
    print(f"rotation: {time.process_time() - began:.2f} s")
    for penalty in (float(part) for part in options.penalties.split(",")):
        compare(problem, features, labels, penalty)
    began = time.process_time()
    iterations = sum(model.iterations for model in problem.fit_path())
    print(f"45 penalties: {time.process_time() - began:.2f} s, {iterations} iterations")


def made_features(
    examples: int, features: int, classes: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Returns features (N, D) and labels (N,)."""
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, examples)
    centers = 0.8 * random.normal(size=(classes, 64))
    hidden = random.normal(size=(examples, 64)) + centers[labels]
    mixed = 0.3 * hidden @ random.normal(size=(64, features))
    return np.clip(mixed + 0.5 * random.normal(size=mixed.shape), 0, 6), labels


def compare(
    problem: LogisticProblem,
    features: NDArray[np.float64],
    labels: NDArray[np.int64],
    penalty: float,
) -> None:
    """Prints a line for ours and for each tolerance of scikit-learn's."""
    minimum = problem.fit(penalty, tolerance=1e-12).objective
    began = time.process_time()
    model = problem.fit(penalty, tolerance=1e-7)
    seconds = time.process_time() - began
    above = model.objective / minimum - 1
    print(f"penalty {penalty:g}: {seconds:.2f} s, {model.iterations} iterations, above {above:.1e}")
    for tolerance in (1e-4, 1e-5, 1e-6, 1e-7):
        began = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = LogisticRegression(C=1 / penalty, tol=tolerance, max_iter=5000)
            theirs.fit(features, labels)
        seconds = time.process_time() - began
        logits = features @ theirs.coef_.T + theirs.intercept_
        loss, _ = softmax_residuals(logits, labels)
        above = (loss + penalty / 2 * float((theirs.coef_**2).sum())) / minimum - 1
        count = int(theirs.n_iter_[0])
        print(f"  scikit-learn, tol {tolerance:g}: {seconds:.2f} s, {count}, above {above:.1e}")
        if above < 1e-6:
            break


if __name__ == "__main__":
    main()
