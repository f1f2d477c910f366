"""Spaces of cells: how many there are, and which of them are the same."""

import itertools
import math

import numpy as np
import pytest

from waymo_kit.detectors.search.cell_space import (
    Block,
    NasnetSpace,
    PnasSpace,
    canonical_cell,
    count_orders,
)


def unordered_pairs(block):
    """Number of blocks at a place when the two paths are not told apart."""
    paths = (2 + block) * 8
    return paths * (paths + 1) // 2


def test_pnas_encodings_are_those_of_the_paper():
    assert PnasSpace().count() == (2 * 3 * 4 * 5 * 6) ** 2 * 8**10 == 556_627_761_561_600
    assert PnasSpace().count(1) == 256


def test_nasnet_encodings_of_one_cell_are_those_of_the_paper():
    space = NasnetSpace()
    assert math.prod(math.prod(level) for level in space.levels[:5]) == 720**2 * 13**10 * 2**5
    assert space.count() == (720**2 * 13**10 * 2**5) ** 2


def test_one_block_cells_without_order_are_136():
    space = PnasSpace()
    assert len({space.canonical(one) for one in space.first()}) == 136 == unordered_pairs(0)


def test_unordered_cells_by_formula():
    sizes = [unordered_pairs(block) for block in range(5)]
    assert sizes == [136, 300, 528, 820, 1176]
    assert math.prod(sizes) == pytest.approx(2.08e13, rel=2e-3)


def test_two_block_cells_by_enumeration():
    space = PnasSpace()
    unordered, classes = set(), {}
    for decisions in space.enumerate(2):
        blocks = tuple(
            Block(*sorted((block.left, block.right))) for block in space.cell_blocks(decisions)
        )
        unordered.add(blocks)
    for blocks in unordered:
        classes.setdefault(canonical_cell(blocks), []).append(blocks)
    assert len(unordered) == 136 * 300
    # Pairs of independent blocks may change places; 136 of them are a block and itself.
    independent = 136 * 136
    assert len(classes) == len(unordered) - (independent - 136) // 2
    for key, members in list(classes.items())[::97]:
        assert {count_orders(one) for one in members} == {len(members)}
        assert {canonical_cell(one) for one in members} == {key}


def test_cells_up_to_renumbering_by_sampling():
    generator = np.random.default_rng(0)
    total = math.prod(unordered_pairs(block) for block in range(5))
    shares = [1 / count_orders(draw_unordered_cell(generator)) for _ in range(20_000)]
    assert total * np.mean(shares) == pytest.approx(3.16e12, rel=0.02)


def draw_unordered_cell(generator):
    """Draws from all cells whose paths are not ordered, each with equal probability."""
    return tuple(blocks[int(generator.integers(len(blocks)))] for blocks in BLOCKS)


def unordered_blocks(block):
    """Every block at a place whose paths are not ordered."""
    paths = itertools.product(range(2 + block), range(8))
    return [Block(*pair) for pair in itertools.combinations_with_replacement(paths, 2)]


BLOCKS = [unordered_blocks(block) for block in range(5)]


@pytest.mark.parametrize("space", [PnasSpace(4), NasnetSpace(3)], ids=lambda space: space.name)
def test_reordered_cells_have_one_key(space):
    generator = np.random.default_rng(1)
    for _ in range(50):
        decisions = space.sample(generator)
        width = len(space.levels[0])
        swapped = []
        for start in range(0, len(decisions), width):
            first, second, left, right, *rest = decisions[start : start + width]
            swapped += [second, first, right, left, *rest]
        assert space.canonical(tuple(swapped)) == space.canonical(decisions)


def test_cells_that_differ_have_different_keys():
    space = PnasSpace(1)
    # The same block of operations 0 and 1 on states 0 and 1, the other way round.
    assert space.canonical((0, 1, 0, 1)) != space.canonical((0, 1, 1, 0))


def test_unused_states_are_the_output():
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    normal, reduction = PnasSpace(2).cells((0, 1, 0, 4, 2, 0, 1, 5))
    assert normal.sums == ((("sep3", 0), ("identity", 1)), (("avg3", 0), ("sep5", 2)))
    assert normal.output == (3,)
    assert reduction is None
