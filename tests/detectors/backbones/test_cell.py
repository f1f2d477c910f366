"""Cells: every operation and combination builds, and files describe networks of them."""

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.backbones import create_backbone, find_architecture, nasnet, pnasnet
from waymo_kit.detectors.backbones.cell import OPERATIONS, Cell, Site
from waymo_kit.detectors.backbones.cell_file import (
    cell_network_text,
    small_cell_network,
)
from waymo_kit.detectors.search.cell_space import (
    NASNET_OPERATIONS,
    PNAS_OPERATIONS,
    NasnetSpace,
    PnasSpace,
)
from waymo_kit.errors import InvalidInputError, NotFoundError


def place(cell, stride, shape=(8, 8, 6), filters=4):
    keras.utils.set_random_seed(0)  # weights
    x = keras.Input(shape)
    site = Site(
        filters=filters,
        stride=stride,
        momentum=0.9,
        epsilon=1e-5,
        drop=lambda x, name: x,
        name="cell",
    )
    return keras.Model(x, site.place(cell, x))


def test_both_spaces_have_the_operations_of_cells():
    assert set(PNAS_OPERATIONS) | set(NASNET_OPERATIONS) == set(OPERATIONS)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_keeps_size_and_channels(operation, stride):
    cell = Cell((((operation, 0), (operation, 1)),), (2,))
    model = place(cell, stride)
    assert model.output_shape == (None, 8 // stride, 8 // stride, 4)
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 6)).astype(np.float32)
    assert np.isfinite(keras.ops.convert_to_numpy(model(x))).all()


@pytest.mark.parametrize(
    ("operation", "weights"),
    [
        ("conv1", 4 * 4),
        ("conv3", 9 * 4 * 4),
        ("conv3_pair", 2 * 3 * 4 * 4),
        ("conv7", 2 * 7 * 4 * 4),
        ("dil3", 9 * 4 * 4),
        ("sep3", 2 * (9 * 4 + 4 * 4)),
        ("max5", 0),
        ("max7", 0),
    ],
)
def test_an_operation_has_the_weights_of_its_kernels(operation, weights):
    cell = Cell((((operation, 0), ("identity", 0)),), (2,))
    model = place(cell, 1)
    kernels = [v for v in model.trainable_variables if len(v.shape) == 4]
    squeeze = 6 * 4
    assert sum(int(np.prod(v.shape)) for v in kernels) == squeeze + weights


def test_a_dilated_convolution_sees_every_other_neighbor():
    cell = Cell((((("dil3", 0), ("identity", 0))),), (2,))
    model = place(cell, 1, (9, 9, 4))
    x = np.random.default_rng(0).normal(size=(1, 9, 9, 4)).astype(np.float32)
    base = keras.ops.convert_to_numpy(model(x))
    seen = np.zeros((9, 9), bool)
    for row in range(9):
        for column in range(9):
            changed = x.copy()
            changed[0, row, column] += 1
            difference = keras.ops.convert_to_numpy(model(changed)) - base
            seen[row, column] = np.abs(difference[0, 4, 4]).max() > 0
    expected = np.zeros((9, 9), bool)
    expected[2:7:2, 2:7:2] = True
    assert (seen <= expected).all()
    assert seen.sum() >= 5  # the activation hides some


def test_concatenated_paths_have_both_their_channels():
    pairs = ((("conv1", 0), ("conv3", 0)), (("identity", 2), ("max3", 2)))
    model = place(Cell(pairs, (3,), ("concat", "add")), 1)
    joined = next(layer for layer in model.layers if layer.name == "cell_sum0")
    assert isinstance(joined, keras.layers.Concatenate)
    assert joined.output.shape[-1] == 8
    assert model.output_shape[-1] == 4


@pytest.mark.parametrize("space", [PnasSpace(3), NasnetSpace(2)], ids=lambda space: space.name)
def test_random_cells_are_backbones(space, tmp_path):
    normal, reduction = space.cells(space.sample(np.random.default_rng(1)))
    path = tmp_path / "cell.yaml"
    path.write_text(cell_network_text(small_cell_network(normal, reduction)))
    model = create_backbone(f"cell:{path}", num_classes=10, filters=4, stem_filters=4)
    assert model.output_shape == (None, 10)
    maps = create_backbone(f"cell:{path}", include_top=False, filters=4, stem_filters=4).output
    assert {k: v.shape[1] for k, v in maps.items()} == {
        "stride_1": 32,
        "stride_2": 16,
        "stride_4": 8,
    }


@pytest.mark.parametrize(
    ("cell", "reduction"), [(nasnet.NORMAL, nasnet.REDUCTION), (pnasnet.CELL, None)]
)
def test_published_cells_are_read_as_they_were_written(cell, reduction, tmp_path):
    network = small_cell_network(cell, reduction)
    path = tmp_path / "cell.yaml"
    path.write_text(cell_network_text(network))
    assert find_architecture(f"cell:{path}") == network


def test_a_file_needs_a_cell_only(tmp_path):
    path = tmp_path / "cell.yaml"
    path.write_text("normal: {sums: [[[sep3, 0], [max3, 1]]], output: [2]}\n")
    found = find_architecture(f"cell:{path}")
    assert found.normal == Cell(((("sep3", 0), ("max3", 1)),), (2,))
    assert found.cells == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cells: 3", "missing key normal"),
        ("normal: {sums: [[[sep4, 0], [max3, 1]]], output: [2]}", "got 'sep4'"),
        ("normal: {sums: [[[sep3, 2], [max3, 1]]], output: [2]}", "state from 0 to 1, got 2"),
        ("normal: {sums: [[[sep3, 0], [max3, 1]]], output: [3]}", "states from 0 to 2"),
        ("normal: {sums: [[[sep3, 0]]], output: [2]}", "expected a list of 2"),
        (
            "normal: {sums: [[[sep3, 0], [max3, 1]]], output: [2], combinations: [mul]}",
            "expected add or concat, got 'mul'",
        ),
        ("normal: {sums: [[[sep3, 0], [max3, 1]]], output: [2]}\ncells: 0", "cells: expected"),
        ("- 1", "a mapping of fields"),
    ],
)
def test_wrong_files_are_refused(text, message, tmp_path):
    path = tmp_path / "cell.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=message):
        create_backbone(f"cell:{path}")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"none\.yaml"):
        create_backbone(f"cell:{tmp_path / 'none.yaml'}")
