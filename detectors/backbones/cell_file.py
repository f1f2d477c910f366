"""Networks of cells in YAML files, by which a cell that a search found becomes a backbone."""

from __future__ import annotations

from pathlib import Path

from waymo_kit.configuration import change, configuration_text, read_mapping
from waymo_kit.detectors.backbones.cell import Cell
from waymo_kit.detectors.backbones.cell_network import CellNetwork
from waymo_kit.errors import InvalidInputError

PREFIX = "cell:"
"""Beginning of the name of a backbone that is described by a file."""


def small_cell_network(normal: Cell, reduction: Cell | None = None) -> CellNetwork:
    """Returns a network of a cell for images of 32 x 32 pixels: 3 cells of 16 filters."""
    return CellNetwork(
        normal=normal,
        reduction=reduction,
        cells=3,
        filters=16,
        stem_filters=16,
        stem_cells=0,
        skip_reduction=False,
        momentum=0.9,
        epsilon=1e-5,
        image_size=32,
    )


def cell_network_text(network: CellNetwork) -> str:
    """Returns a network as the YAML that `read_cell_network` reads."""
    return configuration_text(network)


def read_cell_network(path: Path) -> CellNetwork:
    """Reads a network of cells.

    Args:
        path: YAML file with `normal`, the cell, and any other field of `CellNetwork`. Fields that
            it lacks are those of `small_cell_network`.

    Raises:
        NotFoundError: The file does not exist.
        StorageError: The file cannot be read.
        InvalidInputError: The file has no cell, or a field or cell that is impossible.
    """
    values = read_mapping(path)
    if "normal" not in values:
        raise InvalidInputError(f"{path}: missing key normal: the cell that is stacked")
    any_cell = Cell((((("identity", 0), ("identity", 0))),), (2,))
    network = change(small_cell_network(any_cell), values, str(path))
    for name in ("cells", "filters", "stem_filters", "image_size"):
        if getattr(network, name) < 1:
            raise InvalidInputError(
                f"{path}: {name}: expected at least 1, got {getattr(network, name)}"
            )
    return network
