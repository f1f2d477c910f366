"""The cell of PNASNet-5 (Liu et al. 2018, figure 1)."""

from waymo_kit.detectors.backbones.cell import Cell

CELL = Cell(
    sums=(
        (("sep5", 1), ("max3", 1)),
        (("sep7", 0), ("max3", 0)),
        (("sep5", 0), ("sep3", 0)),
        (("sep3", 4), ("max3", 0)),
        (("sep3", 1), ("identity", 0)),
    ),
    output=(2, 3, 4, 5, 6),
)
