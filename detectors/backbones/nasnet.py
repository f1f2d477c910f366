"""The cells of NASNet-A (Zoph et al. 2018, figure 4)."""

from waymo_kit.detectors.backbones.cell import Cell

NORMAL = Cell(
    sums=(
        (("sep5", 0), ("sep3", 1)),
        (("sep5", 1), ("sep3", 1)),
        (("avg3", 0), ("identity", 1)),
        (("avg3", 1), ("avg3", 1)),
        (("sep3", 0), ("identity", 0)),
    ),
    output=(1, 2, 3, 4, 5, 6),
)

REDUCTION = Cell(
    sums=(
        (("sep5", 0), ("sep7", 1)),
        (("max3", 0), ("sep7", 1)),
        (("avg3", 0), ("sep5", 1)),
        (("identity", 3), ("avg3", 2)),
        (("sep3", 2), ("max3", 0)),
    ),
    output=(3, 4, 5, 6),
)
