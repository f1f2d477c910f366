"""Tables: what they hold, how unfinished architectures are completed, and what is refused."""

import json

import numpy as np
import pytest

from tests.detectors.search.tables import additive_table, real_table, true_accuracy
from waymo_kit.detectors.search.tabular_space import (
    NasBench101,
    NasBench201,
    NasBenchMacro,
    OwnTable,
)
from waymo_kit.errors import CorruptDataError, InvalidInputError

ARCH = "|nor_conv_1x1~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|"


def graph(edges, operations):
    """A record of NAS-Bench-101 from edges between numbered vertices."""
    matrix = np.zeros((len(operations) + 2,) * 2, int)
    for a, b in edges:
        matrix[a, b] = 1
    return matrix.tolist(), [-1, *operations, -2]


def small_101():
    """All cells of up to four vertices with at most one inner operation kind, hand-made."""
    graphs = {
        "direct": graph([(0, 1)], []),
        "one": graph([(0, 1), (1, 2)], [0]),
        "one and skip": graph([(0, 1), (1, 2), (0, 2)], [0]),
        "chain": graph([(0, 1), (1, 2), (2, 3)], [0, 1]),
        "side by side": graph([(0, 1), (0, 2), (1, 3), (2, 3)], [1, 0]),
    }
    records = [(one, [[0.1 * k, 0, 0, 0]]) for k, one in enumerate(graphs.values(), 1)]
    return NasBench101(records)


def test_cells_of_nas_bench_201_are_read_and_written_the_same():
    space = NasBench201([ARCH], [91.5])
    decisions = NasBench201.parse(ARCH)
    assert decisions == (2, 0, 1, 4, 0, 3)
    assert space.describe(decisions) == ARCH
    assert space.accuracy(decisions) == pytest.approx(0.915)


@pytest.mark.parametrize("filler", ["nor_conv_1x1", "none"])
def test_edges_that_are_not_chosen_hold_the_filler(filler):
    space = NasBench201([ARCH], [91.5], filler)
    option = NasBench201.operations.index(filler)
    assert space.canonical((3,)) == (3, *(option,) * 5)


@pytest.mark.parametrize("arch", ["", "|none~0|", ARCH.replace("none", "conv"), ARCH[:-3]])
def test_other_text_is_no_cell_of_nas_bench_201(arch):
    with pytest.raises(InvalidInputError, match="not a cell of NAS-Bench-201"):
        NasBench201.parse(arch)


def test_vertices_on_no_path_are_pruned_and_their_order_does_not_matter():
    space = small_101()
    assert space.num_vertices == 4
    # Vertex 2 has no way to the output: the cell is "one".
    assert space.accuracy((0, 2, 1, 1, 0, 0, 1, 0)) == pytest.approx(0.2)
    # "side by side" with the inner vertices the other way round.
    assert space.accuracy((0, 1, 1, 1, 0, 0, 1, 1)) == pytest.approx(0.5)
    assert space.accuracy((1, 0, 1, 1, 0, 0, 1, 1)) == pytest.approx(0.5)
    assert space.accuracy((0, 0, 0, 0, 0, 0, 0, 0)) == 0
    assert space.describe((0, 0, 0, 0, 0, 0, 0, 0)) == "no path from input to output"


def test_cells_grow_into_those_that_become_them_without_a_vertex():
    space = small_101()
    first = {space.describe(one) for one in space.first()}
    assert len(first) == 3
    one = (0, 0, 1, 0, 0, 0, 1, 0)
    grown = {space.describe(larger) for larger in space.grow(one)}
    assert grown == {
        "input0->conv3x3-bn-relu1, conv3x3-bn-relu1->conv1x1-bn-relu2, conv1x1-bn-relu2->output3",
        "input0->conv3x3-bn-relu1, input0->conv1x1-bn-relu2, conv3x3-bn-relu1->output3, "
        "conv1x1-bn-relu2->output3",
    }


def test_an_own_table_has_its_accuracies_and_completes_with_its_filler():
    space = additive_table()
    assert space.accuracy((2, 1, 0, 0, 0, 0)) == pytest.approx(true_accuracy((2, 1, 0, 0, 0, 0)))
    assert space.accuracy((2, 1)) == space.accuracy((2, 1, 0, 0, 0, 0))
    assert space.accuracy((2, 1), repeat=1) == 0.5
    assert space.num_repeats == 2


@pytest.mark.parametrize("kind", [NasBench201, NasBenchMacro, NasBench101, OwnTable])
@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"a": 1}', '{"archs": ["x"]}', "3"])
def test_other_files_are_refused(kind, content, tmp_path):
    path = tmp_path / "table.json"
    path.write_text(content)
    with pytest.raises(CorruptDataError, match=r"table\.json"):
        kind.read(str(path))


def test_a_table_with_missing_networks_is_refused(tmp_path):
    path = tmp_path / "macro.json"
    path.write_text(json.dumps({"00000000": {"test_acc": [50.0]}}))
    with pytest.raises(CorruptDataError, match="expected 6,561 architectures, got 1"):
        NasBenchMacro.read(str(path))


def test_nas_bench_201_has_its_published_figures():
    space = NasBench201.read(real_table("nas-201-arch.json"))
    accuracies = np.concatenate(list(space.accuracies.values()))
    assert len(accuracies) == 15_625
    assert accuracies.max() == pytest.approx(0.94373, abs=5e-6)


def test_nas_bench_macro_has_its_published_figures():
    space = NasBenchMacro.read(real_table("nas_bench_macro_cifar10.json"))
    assert len(space.accuracies) == 6_561
    best = max(space.accuracies, key=lambda one: space.accuracies[one].mean())
    assert best == (2, 2, 2, 1, 2, 2, 2, 0)
    assert space.mean_accuracy(best) == pytest.approx(0.93127, abs=5e-6)


def test_all_cells_of_nas_bench_101_are_reachable_by_growth():
    space = NasBench101.read(real_table("ec_5V9E.json"))
    reached = {space.canonical(one) for one in space.first()}
    pool = space.first()
    for _ in range(2):
        pool = [larger for one in pool for larger in space.grow(one)]
        reached |= {space.canonical(one) for one in pool}
    assert reached == set(space.accuracies)
