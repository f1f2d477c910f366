"""Correlations of log-odds, with a plain bootstrap as twin."""

import numpy as np
import pytest

from waymo_kit.detectors.study.transfer.correlation import POOLED, correlate, log_odds
from waymo_kit.errors import InvalidInputError

IMAGENET = (0.4, 0.55, 0.65, 0.7, 0.77)


def answers(shares, images, seed):
    random = np.random.default_rng(seed)
    return random.random((len(shares), images)) < np.asarray(shares)[:, None]


def test_log_odds_stay_finite():
    found = log_odds([0.0, 0.5, 1.0], 100)
    np.testing.assert_allclose(found, [np.log(0.005 / 0.995), 0, np.log(0.995 / 0.005)])


def test_correlations_are_those_of_plain_numbers():
    tables = {"a": answers(IMAGENET, 400, 0), "b": answers(IMAGENET[::-1], 300, 1)}
    found = {each.target: each for each in correlate(tables, IMAGENET, draws=50)}
    assert list(found) == ["a", "b", POOLED]
    source = np.log(np.array(IMAGENET) / (1 - np.array(IMAGENET)))
    means = {name: table.mean(axis=1) for name, table in tables.items()}
    odds = {name: np.log(mean / (1 - mean)) for name, mean in means.items()}
    for name in tables:
        assert found[name].pearson == pytest.approx(np.corrcoef(source, odds[name])[0, 1])
        assert found[name].images == tables[name].shape[1]
    pooled = sum(values - values.mean() for values in odds.values()) / 2
    assert found[POOLED].pearson == pytest.approx(np.corrcoef(source, pooled)[0, 1])
    assert found["a"].spearman > 0 > found["b"].spearman
    assert found["a"].kendall == pytest.approx(1.0)


def test_intervals_are_those_of_a_plain_bootstrap():
    table = answers((0.5, 0.52, 0.55, 0.53, 0.58), 200, 3)
    found = correlate({"a": table}, IMAGENET, draws=3000)[0]
    random = np.random.default_rng(5)
    source = log_odds(IMAGENET, 50_000)
    plain = []
    for _ in range(3000):
        drawn = table[:, random.integers(0, 200, 200)].mean(axis=1)
        plain.append(np.corrcoef(source, log_odds(drawn, 200))[0, 1])
    low, high = np.quantile(plain, (0.025, 0.975))
    assert found.over_images.low == pytest.approx(low, abs=0.06)
    assert found.over_images.high == pytest.approx(high, abs=0.03)
    assert found.over_networks.low < found.over_images.low


def test_equal_networks_have_no_correlation():
    table = np.tile(answers((0.5,), 50, 0), (5, 1))
    assert correlate({"a": table}, IMAGENET, draws=20)[0].pearson == 0


def test_too_few_networks_are_refused():
    with pytest.raises(InvalidInputError, match="expected 3 or more networks"):
        correlate({"a": answers((0.5, 0.6), 9, 0)}, (0.5, 0.6))
    with pytest.raises(InvalidInputError, match="a: expected answers of 3 networks"):
        correlate({"a": answers((0.5, 0.6), 9, 0)}, (0.5, 0.6, 0.7))
