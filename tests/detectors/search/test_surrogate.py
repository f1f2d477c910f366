"""Surrogates: their input, and that they rank what they have not seen."""

import numpy as np
import pytest

from tests.detectors.search.tables import additive_table
from waymo_kit.detectors.search.cell_space import NasnetSpace, PnasSpace
from waymo_kit.detectors.search.progressive import rank_correlation
from waymo_kit.detectors.search.surrogate import (
    LstmSurrogate,
    MlpSurrogate,
    member_parts,
    one_hot,
    token_count,
    token_sequences,
)


def test_decisions_become_indicators():
    features = one_hot(additive_table(), [(2, 0), (0, 1, 1, 0, 0, 0)])
    assert features.shape == (2, 15)
    assert np.flatnonzero(features[0]).tolist() == [2, 3]
    assert np.flatnonzero(features[1]).tolist() == [0, 4, 6, 8, 10, 13]


def test_decisions_at_the_same_place_of_levels_share_tokens():
    space = additive_table()
    tokens = token_sequences(space, [(2, 0), (2, 1, 2, 1, 0, 0)])
    assert tokens.tolist() == [[3, 4, 0, 0, 0, 0], [3, 5, 3, 5, 1, 4]]
    assert token_count(space) == 6


@pytest.mark.parametrize("space", [PnasSpace(3), NasnetSpace(2)], ids=lambda space: space.name)
def test_tokens_are_below_their_number(space):
    generator = np.random.default_rng(0)
    tokens = token_sequences(space, [space.sample(generator) for _ in range(200)])
    assert tokens.min() == 1
    assert tokens.max() == token_count(space) - 1


def test_each_member_learns_from_all_but_its_own_share():
    parts = member_parts(20, 5, np.random.default_rng(0))
    left_out = [set(range(20)) - set(part.tolist()) for part in parts]
    assert sorted(k for one in left_out for k in one) == list(range(20))
    assert all(len(part) == 16 for part in parts)


def ranks(surrogate, space, learned=80):
    every = list(space.accuracies)
    order = np.random.default_rng(0).permutation(len(every))
    seen = [every[k] for k in order[:learned]]
    rest = [every[k] for k in order[learned:]]
    surrogate.fit(seen, [space.accuracy(one) for one in seen])
    predicted = surrogate.predict(rest)
    true = np.array([space.accuracy(one) for one in rest])
    return rank_correlation(predicted, true), np.abs(predicted - true).mean()


@pytest.mark.parametrize("members", [1, 5])
def test_perceptrons_rank_a_simple_table(members):
    pytest.importorskip("sklearn", reason="needs waymo-kit[train]")
    space = additive_table()
    correlation, error = ranks(MlpSurrogate(space, seed=0, members=members), space)
    assert correlation > 0.97
    assert error < 0.02


@pytest.mark.parametrize("members", [1, 2])
def test_lstms_rank_a_simple_table(members):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    space = additive_table()
    surrogate = LstmSurrogate(space, seed=0, members=members, units=16, epochs=60)
    correlation, error = ranks(surrogate, space)
    assert correlation > 0.9
    assert error < 0.05
