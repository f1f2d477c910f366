"""Spaces whose every architecture was trained before: benchmarks in tables.

The tables are files that their authors publish; none comes with waymo-kit.
"""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import read_json


class TabularSpace(SearchSpace):
    """A space with the accuracies of all its architectures.

    Attributes:
        accuracies: Complete architecture, in canonical form, -> (repeats,) accuracies in [0, 1] of
            independent trainings.
    """

    accuracies: Mapping[Any, NDArray[np.float64]]

    @property
    def num_repeats(self) -> int:
        """Number of trainings that every architecture has."""
        return min(map(len, self.accuracies.values()))

    def fill(self, decisions: Decisions) -> Decisions:
        """Returns the complete architecture that stands for the beginning of one.

        Progressive search scores architectures of every size, and a table has complete ones only.
        """
        return decisions

    def accuracy(self, decisions: Decisions, repeat: int = 0) -> float:
        """Returns the accuracy of one training; 0 where the architecture is not a network.

        Args:
            decisions: The architecture; one of fewer levels is completed by `fill`.
            repeat: Number of the training.
        """
        found = self.accuracies.get(self.canonical(decisions))
        return 0.0 if found is None else float(found[repeat])

    def mean_accuracy(self, decisions: Decisions) -> float:
        """Returns the mean accuracy over all trainings; 0 if the architecture is not a network."""
        found = self.accuracies.get(self.canonical(decisions))
        return 0.0 if found is None else float(found.mean())

    @abstractmethod
    def canonical(self, decisions: Decisions) -> Any:
        """Returns the key of the completed architecture in `accuracies`."""


class NasBench201(TabularSpace):
    """NAS-Bench-201 (Dong and Yang 2020): a cell of four nodes, an operation on each of six edges.

    Cells grow edge by edge. Edges that are not chosen yet hold the filler.

    Args:
        archs: The cells in the benchmark's notation.
        accuracies: Test accuracies of the cells in percent.
        filler: Operation of the edges that are not chosen yet. Defaults to a 1x1 convolution.
    """

    name = "nas-bench-201"
    operations = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
    levels = ((5,),) * 6

    def __init__(
        self, archs: list[str], accuracies: list[float], filler: str = "nor_conv_1x1"
    ) -> None:
        """Parses the cells."""
        self._filler = self.operations.index(filler)
        self.accuracies = {
            self.parse(arch): np.array([accuracy / 100])
            for arch, accuracy in zip(archs, accuracies, strict=True)
        }

    @classmethod
    def read(cls, path: str, filler: str = "nor_conv_1x1") -> NasBench201:
        """Reads a JSON file with lists `archs` and `accuracies` of equal length.

        Raises:
            CorruptDataError: The file does not hold the 15,625 cells of the benchmark.
        """
        content = read_json(path)
        try:
            space = cls(content["archs"], content["accuracies"], filler)
        except (KeyError, TypeError, ValueError, InvalidInputError) as error:
            raise CorruptDataError(f"{path}: not a table of NAS-Bench-201: {error}") from error
        _check_complete(path, space)
        return space

    @classmethod
    def parse(cls, arch: str) -> Decisions:
        """Returns the operations of a cell in the benchmark's notation.

        Args:
            arch: Cell, such as `|nor_conv_1x1~0|+|none~0|none~1|+|none~0|none~1|none~2|`.

        Raises:
            InvalidInputError: The cell is not of that form.
        """
        edges = [edge for node in arch.split("+") for edge in node.strip("|").split("|")]
        names = [edge.partition("~")[0] for edge in edges]
        sources = [edge.partition("~")[2] for edge in edges]
        if sources != ["0", "0", "1", "0", "1", "2"] or not set(names) <= set(cls.operations):
            raise InvalidInputError(f"{arch!r} is not a cell of NAS-Bench-201")
        return tuple(cls.operations.index(name) for name in names)

    def fill(self, decisions: Decisions) -> Decisions:
        """Completes a cell with the filler."""
        return decisions + (self._filler,) * (len(self.levels) - len(decisions))

    def canonical(self, decisions: Decisions) -> Decisions:
        """Returns the completed cell."""
        self.level_of(decisions)
        return self.fill(decisions)

    def describe(self, decisions: Decisions) -> str:
        """Returns the completed cell in the benchmark's notation."""
        names = iter(self.operations[option] for option in self.fill(decisions))
        nodes = ["|" + "|".join(f"{next(names)}~{k}" for k in range(n)) + "|" for n in (1, 2, 3)]
        return "+".join(nodes)


class NasBenchMacro(TabularSpace):
    """NAS-Bench-Macro (Su et al. 2021): eight layers of three operations each.

    Networks grow layer by layer. Layers that are not chosen yet are the identity.

    Args:
        networks: Operations of the eight layers as digits -> record with `test_acc`, percent.
    """

    name = "nas-bench-macro"
    operations = ("identity", "mb3_k3", "mb6_k5")
    levels = ((3,),) * 8

    def __init__(self, networks: Mapping[str, Any]) -> None:
        """Takes the test accuracies."""
        self.accuracies = {
            tuple(map(int, digits)): np.array(record["test_acc"], np.float64) / 100
            for digits, record in networks.items()
        }

    @classmethod
    def read(cls, path: str) -> NasBenchMacro:
        """Reads the benchmark's own JSON file.

        Raises:
            CorruptDataError: The file does not hold the 6,561 networks of the benchmark.
        """
        try:
            space = cls(read_json(path))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CorruptDataError(f"{path}: not a table of NAS-Bench-Macro: {error}") from error
        _check_complete(path, space)
        return space

    def fill(self, decisions: Decisions) -> Decisions:
        """Completes a network with identities."""
        return decisions + (0,) * (len(self.levels) - len(decisions))

    def canonical(self, decisions: Decisions) -> Decisions:
        """Returns the completed network."""
        self.level_of(decisions)
        return self.fill(decisions)

    def describe(self, decisions: Decisions) -> str:
        """Returns the operations of the completed network's layers."""
        return " ".join(self.operations[option] for option in self.fill(decisions))


class NasBench101(TabularSpace):
    """NAS-Bench-101 (Ying et al. 2019): a cell is a graph of operations.

    A complete sequence of decisions has the operation of each inner vertex of the largest cells in
    the table and then all possible edges, row by row. Vertices on no path from input to output are
    pruned; a cell without such a path is not a network. Cells grow vertex by vertex: a cell grows
    into all cells of the table that become it when an inner vertex is deleted, whether or not its
    neighbors are joined in its place.

    Args:
        records: Records of the cells: ((adjacency matrix, operations), trainings), where operations
            are -1 for input, -2 for output and 0 to 2 else, and the first number of each training
            is the validation accuracy.
    """

    name = "nas-bench-101"
    operations = ("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3")

    def __init__(self, records: list[Any]) -> None:
        """Prunes the cells and finds which grows into which."""
        self.num_vertices = max((len(operations) for (_, operations), _ in records), default=0)
        if not 3 <= self.num_vertices <= 7:
            raise InvalidInputError(
                f"expected cells of up to 3 to 7 vertices, got {self.num_vertices}"
            )
        edges = self.num_vertices * (self.num_vertices - 1) // 2
        self.levels = ((*(3,) * (self.num_vertices - 2), *(2,) * edges),)
        self.accuracies = {}
        self._keys: dict[Decisions, Any] = {}
        self._size: dict[Any, int] = {}
        for (matrix, operations), trainings in records:
            key = self._key(np.array(matrix, bool), tuple(operations))
            if key is None:
                raise InvalidInputError(f"{matrix} {operations}: input and output are not joined")
            self.accuracies[key] = np.array([training[0] for training in trainings], np.float64)
            self._size[key] = len(key[1])
        self._children = self._find_children()

    @classmethod
    def read(cls, path: str) -> NasBench101:
        """Reads a JSON file: hash of the cell -> record.

        Raises:
            CorruptDataError: The file does not hold such records.
        """
        try:
            return cls(list(read_json(path).values()))
        except (
            AttributeError,
            IndexError,
            TypeError,
            ValueError,
            InvalidInputError,
        ) as error:
            raise CorruptDataError(f"{path}: not a table of NAS-Bench-101: {error}") from error

    @property
    def num_levels(self) -> int:
        """Number of levels of growth: cells of up to three vertices, of four and so on."""
        return self.num_vertices - 2

    def first(self) -> list[Decisions]:
        """Returns the cells of at most three vertices."""
        return [self._decisions(key) for key, size in self._size.items() if size <= 3]

    def grow(self, decisions: Decisions) -> list[Decisions]:
        """Returns the cells of one more vertex that become this one when a vertex is deleted."""
        return [self._decisions(key) for key in self._children.get(self.canonical(decisions), ())]

    def canonical(self, decisions: Decisions) -> Any:
        """Returns the pruned graph, smallest over all orders of its inner vertices; or None."""
        if decisions not in self._keys:
            self.level_of(decisions)
            inner = self.num_vertices - 2
            matrix = np.zeros((self.num_vertices, self.num_vertices), bool)
            matrix[np.triu_indices(self.num_vertices, 1)] = decisions[inner:]
            self._keys[decisions] = self._key(matrix, (-1, *decisions[:inner], -2))
        return self._keys[decisions]

    def describe(self, decisions: Decisions) -> str:
        """Returns the operations and edges of the pruned cell."""
        key = self.canonical(decisions)
        if key is None:
            return "no path from input to output"
        edges, operations = key
        names = ["input", *(self.operations[k] for k in operations[1:-1]), "output"]
        return ", ".join(f"{names[a]}{a}->{names[b]}{b}" for a, b in edges)

    def _decisions(self, key: Any) -> Decisions:
        """Returns complete decisions of a pruned graph; further vertices have no edges."""
        edges, operations = key
        last = len(operations) - 1
        matrix = np.zeros((self.num_vertices, self.num_vertices), int)
        for a, b in edges:
            matrix[a, self.num_vertices - 1 if b == last else b] = 1
        inner = (*operations[1:-1], *(0,) * (self.num_vertices - len(operations)))
        bits = matrix[np.triu_indices(self.num_vertices, 1)]
        return (*map(int, inner), *map(int, bits))

    @staticmethod
    def _key(matrix: NDArray[np.bool_], operations: tuple[int, ...]) -> Any:
        """Returns (edges, operations) of a graph without its useless vertices; None if empty."""
        count = len(operations)
        reach = matrix.copy()
        for k in range(count):
            reach |= reach[:, k, None] & reach[None, k]
        if not reach[0, -1]:
            return None
        inner = [k for k in range(1, count - 1) if reach[0, k] and reach[k, -1]]
        keys = []
        for order in itertools.permutations(inner):
            vertices = [0, *order, count - 1]
            graph = matrix[np.ix_(vertices, vertices)]
            if not np.tril(graph).any():
                edges = tuple(map(tuple, np.argwhere(graph).tolist()))
                keys.append((edges, tuple(operations[k] for k in vertices)))
        return min(keys)

    def _find_children(self) -> dict[Any, list[Any]]:
        children: dict[Any, list[Any]] = {}
        for key, size in self._size.items():
            edges, operations = key
            matrix = np.zeros((size, size), bool)
            for a, b in edges:
                matrix[a, b] = True
            parents = set()
            for vertex in range(1, size - 1):
                rest = np.delete(np.arange(size), vertex)
                bypass = matrix[:, vertex, None] & matrix[None, vertex]
                for graph in (matrix, matrix | bypass):
                    parent = self._key(
                        graph[np.ix_(rest, rest)], tuple(operations[k] for k in rest)
                    )
                    if self._size.get(parent) == size - 1:
                        parents.add(parent)
            for parent in sorted(parents):
                children.setdefault(parent, []).append(key)
        return children


class OwnTable(TabularSpace):
    """A table of one's own: accuracies of architectures that were trained before.

    Args:
        levels: Number of options of each decision, by level.
        accuracies: Complete architecture -> accuracies of its trainings.
        filler: Option of each decision of the architecture that stands for unfinished ones.
    """

    name = "own-table"

    def __init__(
        self,
        levels: tuple[tuple[int, ...], ...],
        accuracies: Mapping[Decisions, list[float]],
        filler: Decisions,
    ) -> None:
        """Takes the table."""
        self.levels = levels
        self.accuracies = {key: np.array(values) for key, values in accuracies.items()}
        self.filler = filler

    @classmethod
    def read(cls, path: str) -> OwnTable:
        """Reads a JSON file with `levels`, `filler` and `architectures`.

        `architectures` is a list of `{"decisions": [...], "accuracies": [...]}`.

        Raises:
            CorruptDataError: The file is not of that form.
        """
        content = read_json(path)
        try:
            space = cls(
                tuple(tuple(map(int, level)) for level in content["levels"]),
                {
                    tuple(map(int, record["decisions"])): list(map(float, record["accuracies"]))
                    for record in content["architectures"]
                },
                tuple(map(int, content["filler"])),
            )
            for decisions in (*space.accuracies, space.filler):
                if space.level_of(decisions) != space.num_levels:
                    raise InvalidInputError(f"{list(decisions)} is not complete")
        except (KeyError, TypeError, ValueError, InvalidInputError) as error:
            raise CorruptDataError(f"{path}: not a table of architectures: {error}") from error
        return space

    def fill(self, decisions: Decisions) -> Decisions:
        """Completes an architecture with the filler's decisions."""
        return decisions + self.filler[len(decisions) :]

    def canonical(self, decisions: Decisions) -> Decisions:
        """Returns the completed architecture."""
        self.level_of(decisions)
        return self.fill(decisions)

    def describe(self, decisions: Decisions) -> str:
        """Returns the decisions of the completed architecture."""
        return " ".join(map(str, self.fill(decisions)))


def _check_complete(path: str, space: TabularSpace) -> None:
    if len(space.accuracies) != space.count():
        raise CorruptDataError(
            f"{path}: expected {space.count():,} architectures, got {len(space.accuracies):,}"
        )
