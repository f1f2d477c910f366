"""What every space does: levels, growth, draws and mutations."""

import numpy as np
import pytest

from waymo_kit.detectors.search.cell_space import NasnetSpace, PnasSpace
from waymo_kit.errors import InvalidInputError

SPACES = [PnasSpace(2), NasnetSpace(1)]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_growth_makes_every_architecture_of_the_next_level_once(space):
    grown = [larger for one in space.first() for larger in space.grow(one)]
    assert len(grown) == len(set(grown)) == space.count(2)
    assert sorted(grown) == list(space.enumerate(2))
    assert {space.level_of(one) for one in grown} == {2}


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_a_mutation_changes_one_decision_and_reaches_every_option(space):
    generator = np.random.default_rng(0)
    start = space.sample(generator)
    seen = set()
    for _ in range(3000):
        mutant = space.mutate(start, generator)
        changed = [k for k, (a, b) in enumerate(zip(start, mutant, strict=True)) if a != b]
        assert len(changed) == 1
        assert 0 <= mutant[changed[0]] < space.options[changed[0]]
        seen.add((changed[0], mutant[changed[0]]))
    assert len(seen) == sum(count - 1 for count in space.options)


def test_draws_are_uniform():
    space, generator = PnasSpace(1), np.random.default_rng(0)
    draws = np.array([space.sample(generator) for _ in range(4000)])
    for place, count in enumerate(space.options):
        share = np.bincount(draws[:, place], minlength=count) / len(draws)
        assert share == pytest.approx(np.full(count, 1 / count), abs=0.04)


def test_impossible_decisions_are_refused():
    space = PnasSpace(2)
    with pytest.raises(InvalidInputError, match="3 decisions end within a level"):
        space.level_of((0, 0, 0))
    with pytest.raises(InvalidInputError, match="option from 0 to 1 at decision 1, got 2"):
        space.level_of((0, 2, 0, 0))
