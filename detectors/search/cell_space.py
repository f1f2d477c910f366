"""The spaces of convolutional cells: NASNet's (Zoph et al. 2018) and PNAS's (Liu et al. 2018).

A cell is a sequence of blocks. A block takes two inputs, applies an operation to each, and combines
the results into a new state. Inputs are states: 0 is the output of the cell before, 1 that of
the cell before it, and 2 + b the result of block b. States that no block uses are concatenated into
the output of the cell.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    from waymo_kit.detectors.backbones.cell import Cell

PNAS_OPERATIONS = ("sep3", "sep5", "sep7", "conv7", "identity", "avg3", "max3", "dil3")
"""The operations of Liu et al. 2018, section 3.1."""

NASNET_OPERATIONS = (
    "identity",
    "conv3_pair",
    "conv7",
    "dil3",
    "avg3",
    "max3",
    "max5",
    "max7",
    "conv1",
    "conv3",
    "sep3",
    "sep5",
    "sep7",
)
"""The operations of Zoph et al. 2018, section 3."""

COMBINATIONS = ("add", "concat")


class Block(NamedTuple):
    """A block of a cell.

    Attributes:
        left: State and operation of the first path.
        right: State and operation of the second path.
        combination: Index in `COMBINATIONS`; PNAS always adds.
    """

    left: tuple[int, int]
    right: tuple[int, int]
    combination: int = 0


class CellSpace(SearchSpace):
    """A space whose architectures are cells, which networks are made of."""

    operations: tuple[str, ...]

    @abstractmethod
    def cells(self, decisions: Decisions) -> tuple[Cell, Cell | None]:
        """Returns the normal cell, and the reduction cell if the architecture has one.

        Architectures that are the same by `canonical` have the same cells, to the order of blocks.
        """


class PnasSpace(CellSpace):
    """One cell of 8 operations, used with stride 1 and 2, that grows block by block.

    Args:
        blocks: Number of blocks of a complete cell. Defaults to 5, as in the paper.
        operations: Operations to choose from. Defaults to the 8 of the paper.
    """

    name = "pnas"

    def __init__(self, blocks: int = 5, operations: tuple[str, ...] = PNAS_OPERATIONS) -> None:
        """Lays out four decisions for each block: two inputs and two operations."""
        _check_size(blocks, operations)
        self.blocks = blocks
        self.operations = operations
        count = len(operations)
        self.levels = tuple((2 + b, 2 + b, count, count) for b in range(blocks))

    def canonical(self, decisions: Decisions) -> tuple[Block, ...]:
        """Returns the smallest of all cells that differ by the order of paths and of blocks."""
        return canonical_cell(self.cell_blocks(decisions))

    def cell_blocks(self, decisions: Decisions) -> tuple[Block, ...]:
        """Returns the blocks of a cell; four decisions each: two inputs, then two operations."""
        self.level_of(decisions)
        return tuple(
            Block((decisions[k], decisions[k + 2]), (decisions[k + 1], decisions[k + 3]))
            for k in range(0, len(decisions), 4)
        )

    def cells(self, decisions: Decisions) -> tuple[Cell, None]:
        """Returns the normal cell; PNAS has no reduction cell of its own."""
        return _cell(self.canonical(decisions), self.operations), None

    def describe(self, decisions: Decisions) -> str:
        """Returns the blocks as sums of operations applied to states."""
        return _describe(self.cell_blocks(decisions), self.operations)


class NasnetSpace(CellSpace):
    """A normal and a reduction cell of 13 operations, with two ways to combine paths.

    The blocks of the normal cell come first; the levels are the blocks of both cells. While there
    is no reduction cell yet, the normal cell takes its place, with stride 2.

    Args:
        blocks: Number of blocks of each cell. Defaults to 5, as in the paper.
        operations: Operations to choose from. Defaults to the 13 of the paper.
    """

    name = "nasnet"

    def __init__(self, blocks: int = 5, operations: tuple[str, ...] = NASNET_OPERATIONS) -> None:
        """Lays out five decisions for each block: inputs, operations and combination."""
        _check_size(blocks, operations)
        self.blocks = blocks
        self.operations = operations
        count = len(operations)
        cell = tuple((2 + b, 2 + b, count, count, len(COMBINATIONS)) for b in range(blocks))
        self.levels = cell + cell

    def canonical(self, decisions: Decisions) -> tuple[tuple[Block, ...], ...]:
        """Returns the smallest of all pairs of cells that differ by order only."""
        return tuple(canonical_cell(blocks) for blocks in self.cell_blocks(decisions))

    def cell_blocks(self, decisions: Decisions) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """Returns the blocks of the normal and of the reduction cell; five decisions each."""
        self.level_of(decisions)
        blocks = []
        for k in range(0, len(decisions), 5):
            left, right, left_operation, right_operation, combination = decisions[k : k + 5]
            blocks.append(Block((left, left_operation), (right, right_operation), combination))
        return tuple(blocks[: self.blocks]), tuple(blocks[self.blocks :])

    def cells(self, decisions: Decisions) -> tuple[Cell, Cell | None]:
        """Returns the normal and the reduction cell."""
        normal, reduction = self.canonical(decisions)
        return (
            _cell(normal, self.operations),
            _cell(reduction, self.operations) if reduction else None,
        )

    def describe(self, decisions: Decisions) -> str:
        """Returns the blocks of both cells as combinations of operations applied to states."""
        normal, reduction = self.cell_blocks(decisions)
        return (
            f"normal {_describe(normal, self.operations)}; "
            f"reduction {_describe(reduction, self.operations)}"
        )


def _check_size(blocks: int, operations: tuple[str, ...]) -> None:
    if blocks < 1:
        raise InvalidInputError(f"blocks: expected at least 1, got {blocks}")
    if not operations or len(set(operations)) < len(operations):
        raise InvalidInputError(f"operations: expected different ones, got {list(operations)}")


def canonical_cell(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Returns the smallest of all cells that differ by the order of paths and of blocks only.

    Blocks may change places where none comes before a block whose result it uses. Both cells
    compute the same function, up to the order of channels in the output.
    """
    return min(_renumbered(blocks, order) for order in _orders(blocks))


def count_orders(blocks: tuple[Block, ...]) -> int:
    """Returns the number of different cells that a cell becomes by reordering its blocks.

    The two paths of a block are not told apart.
    """
    return len({_renumbered(blocks, order) for order in _orders(blocks)})


def _orders(blocks: tuple[Block, ...], placed: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Yields the orders of blocks in which inputs come before their use."""
    if len(placed) == len(blocks):
        yield placed
    for number, block in enumerate(blocks):
        inputs = (state - 2 for state, _ in (block.left, block.right) if state >= 2)
        if number not in placed and all(source in placed for source in inputs):
            yield from _orders(blocks, (*placed, number))


def _renumbered(blocks: tuple[Block, ...], order: tuple[int, ...]) -> tuple[Block, ...]:
    state = {0: 0, 1: 1, **{2 + block: 2 + place for place, block in enumerate(order)}}
    renumbered = []
    for number in order:
        block = blocks[number]
        paths = sorted((state[source], operation) for source, operation in block[:2])
        renumbered.append(Block(paths[0], paths[1], block.combination))
    return tuple(renumbered)


def _cell(blocks: tuple[Block, ...], operations: tuple[str, ...]) -> Cell:
    from waymo_kit.detectors.backbones.cell import Cell

    used = {state for block in blocks for state, _ in (block.left, block.right)}
    return Cell(
        sums=tuple(
            (
                (operations[block.left[1]], block.left[0]),
                (operations[block.right[1]], block.right[0]),
            )
            for block in blocks
        ),
        output=tuple(state for state in range(2, 2 + len(blocks)) if state not in used),
        combinations=tuple(COMBINATIONS[block.combination] for block in blocks),
    )


def _describe(blocks: tuple[Block, ...], operations: tuple[str, ...]) -> str:
    def path(state: int, operation: int) -> str:
        return f"{operations[operation]}({state})"

    return ", ".join(
        f"{number}={path(*block.left)}{'+' if block.combination == 0 else '|'}{path(*block.right)}"
        for number, block in enumerate(blocks, 2)
    )
