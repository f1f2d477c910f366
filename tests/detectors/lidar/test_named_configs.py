import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.lidar.config import (  # noqa: E402
    AnchorSettings,
    CenterSettings,
    DetectorConfig,
)
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS  # noqa: E402
from waymo_kit.detectors.lidar.network import create_network  # noqa: E402
from waymo_kit.errors import InvalidInputError  # noqa: E402
from waymo_kit.schema.names import ObjectType  # noqa: E402

PARAMETERS = {
    "centerpoint-pillar": 5_110_606,
    "pointpillars": 4_825_712,
    "centerpoint-pillar-small": 719_118,
    "pointpillars-small": 616_918,
    "centerpoint-pillar-tiny": 206_534,
}
"""Trainable."""


@pytest.mark.parametrize("name", NAMED_CONFIGS)
def test_it_can_be_built(name):
    network = create_network(NAMED_CONFIGS[name]).model
    sizes = sum(keras.ops.size(weight) for weight in network.trainable_variables)
    assert int(sizes) == PARAMETERS[name]
    grid = NAMED_CONFIGS[name].head_grid
    assert all(part.shape[1:3] == (grid.rows, grid.columns) for part in network.output)


def test_full_size_is_that_of_the_paper():
    config = NAMED_CONFIGS["pointpillars"]
    grid = config.grid
    assert (grid.rows, grid.columns, grid.pillar_size) == (512, 512, 0.33)
    assert (grid.x_max, grid.y_max) == pytest.approx((84.48, 84.48))
    assert config.network.head_stride == config.network.stage_strides[0] == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: DetectorConfig(model="voxels"), "model: expected one of centerpoint-pillar"),
        (lambda: DetectorConfig(types=()), r"types: expected one or more, each once, got \[\]"),
        (lambda: DetectorConfig(types=(ObjectType.SIGN,)), "nms_iou: .* none for SIGN"),
        (lambda: DetectorConfig(centers=CenterSettings(iou_power={})), "iou_power: .* VEHICLE"),
        (
            lambda: DetectorConfig(model="pointpillars", anchors=AnchorSettings(by_type={})),
            "by_type: .* VEHICLE",
        ),
        (lambda: AnchorSettings(heading="sin"), "heading: expected one of direction, wrapped"),
    ],
)
def test_settings_that_do_not_fit_are_refused(make, message):
    with pytest.raises(InvalidInputError, match=message):
        make()
