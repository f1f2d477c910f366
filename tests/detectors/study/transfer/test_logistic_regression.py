"""Regressions against scikit-learn's optimum, and paths of penalties."""

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn.linear_model", reason="needs waymo-kit[train]")
pytest.importorskip("scipy")

from waymo_kit.detectors.study.transfer.logistic_regression import (
    PENALTIES,
    LogisticProblem,
    choose_penalty,
    softmax_residuals,
)
from waymo_kit.errors import InvalidInputError


def made(count, features, classes, seed=0):
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % classes)
    hidden = random.normal(size=(count, 8)) + random.normal(size=(classes, 8))[labels]
    mixed = hidden @ random.normal(size=(8, features)) + random.normal(size=(count, features))
    return np.clip(mixed, 0, 6).astype(np.float32), labels


def objective(features, labels, weights, biases, penalty):
    """The loss with its penalty, written out for each example."""
    total = penalty / 2 * (weights**2).sum()
    for row, label in zip(features.astype(np.float64), labels, strict=True):
        logits = row @ weights + biases
        total += np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[label]
    return total


@pytest.mark.parametrize("penalty", [0.1, 1.0, 100.0, 1e4])
@pytest.mark.parametrize(("count", "features", "classes"), [(120, 20, 3), (60, 90, 4), (90, 12, 2)])
def test_the_optimum_is_that_of_scikit_learn(penalty, count, features, classes):
    x, labels = made(count, features, classes)
    model = LogisticProblem(x, labels, classes).fit(penalty, tolerance=1e-12)
    theirs = sklearn.LogisticRegression(C=1 / penalty, tol=1e-11, max_iter=50_000)
    theirs.fit(x.astype(np.float64), labels)
    weights, biases = theirs.coef_.T, theirs.intercept_
    if classes == 2:
        # Its binary form has one vector of weights, w; ours has w / 2 and -w / 2, whose penalty
        # is half as large.
        theirs = sklearn.LogisticRegression(C=2 / penalty, tol=1e-11, max_iter=50_000)
        theirs.fit(x.astype(np.float64), labels)
        weights = np.concatenate([-theirs.coef_, theirs.coef_]).T / 2
        biases = np.concatenate([-theirs.intercept_, theirs.intercept_]) / 2
    assert model.has_converged
    best = objective(x, labels, weights, biases, penalty)
    assert model.objective == pytest.approx(best, rel=1e-6)
    assert objective(x, labels, model.weights, model.biases, penalty) == pytest.approx(
        model.objective, rel=1e-9
    )
    np.testing.assert_allclose(model.weights, weights, atol=1e-5)
    ours, sk = model.logits(x), x @ weights + biases
    np.testing.assert_allclose(
        ours - ours.mean(axis=1, keepdims=True), sk - sk.mean(axis=1, keepdims=True), atol=5e-4
    )


def test_residuals_are_softmax_minus_one_hot():
    random = np.random.default_rng(0)
    logits = 50 * random.normal(size=(6, 4))
    labels = np.array([0, 1, 2, 3, 1, 0])
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    found = logits.copy()
    loss, curvature = softmax_residuals(found, labels)
    np.testing.assert_allclose(found, shares - np.eye(4)[labels], atol=1e-14)
    assert curvature == pytest.approx((shares * (1 - shares)).mean())
    rows = np.arange(6)
    expected = np.log(np.exp(logits - logits[rows, labels][:, None]).sum(axis=1)).sum()
    assert loss == pytest.approx(expected)


def test_a_path_ends_where_single_fits_do():
    x, labels = made(200, 30, 3)
    problem = LogisticProblem(x, labels, 3)
    penalties = (0.1, 1.0, 10.0, 100.0)
    path = list(problem.fit_path(penalties, tolerance=1e-10))
    assert [model.penalty for model in path] == [100.0, 10.0, 1.0, 0.1]
    for model in path:
        alone = problem.fit(model.penalty, tolerance=1e-12)
        assert model.objective == pytest.approx(alone.objective, rel=1e-7)
        assert alone.has_converged


def test_the_penalty_of_the_highest_accuracy_is_chosen():
    x, labels = made(300, 60, 3)
    held_out, right = x[200:], labels[200:]
    choice = choose_penalty(LogisticProblem(x[:200], labels[:200], 3), held_out, right)
    assert len(PENALTIES) == len(choice.accuracies) == 45
    assert (min(PENALTIES), max(PENALTIES)) == (pytest.approx(1e-6), pytest.approx(1e5))
    best = max(choice.accuracies.values())
    assert choice.penalty == max(p for p, a in choice.accuracies.items() if a == best)


def test_constant_features_and_few_examples_are_fitted():
    x = np.zeros((4, 7))
    model = LogisticProblem(x, np.array([0, 1, 0, 0]), 2).fit(1.0)
    shares = np.exp(model.biases) / np.exp(model.biases).sum()
    np.testing.assert_allclose(shares, [0.75, 0.25], atol=1e-4)
    np.testing.assert_array_equal(model.weights, 0)
    one_each = LogisticProblem(np.eye(3), np.arange(3), 3).fit(0.01)
    np.testing.assert_array_equal(one_each.logits(np.eye(3)).argmax(axis=1), np.arange(3))


@pytest.mark.parametrize(
    ("x", "labels", "message"),
    [
        (np.zeros((3, 2)), np.array([0, 1]), "features \\(N, D\\) and labels"),
        (np.array([[0.0], [np.nan]]), np.array([0, 1]), "row 1 has others"),
        (np.zeros((2, 1)), np.array([0, 2]), "labels: expected 0 to 1"),
        (np.zeros((2, 1)), np.array([0, 0]), "class 1 has no example"),
    ],
)
def test_wrong_input_is_refused(x, labels, message):
    with pytest.raises(InvalidInputError, match=message):
        LogisticProblem(x, labels, 2)


def test_a_penalty_of_zero_is_refused():
    with pytest.raises(InvalidInputError, match="penalty: expected a positive number"):
        LogisticProblem(np.zeros((2, 1)), np.array([0, 1]), 2).fit(0.0)
