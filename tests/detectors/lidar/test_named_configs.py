from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.detection.runs import configured_run
from waymo_kit.detectors.lidar.config import (
    DecodingConfig,
    DetectorConfig,
    Grid,
    NetworkConfig,
    PointInput,
)
from waymo_kit.detectors.lidar.head_config import AnchorConfig, AnchorHeadConfig, CenterHeadConfig
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import ObjectType

PARAMETERS = {
    "centerpoint-pillar": 5_111_183,
    "pointpillars": 4_825_712,
    "centerpoint-pillar-small": 719_551,
    "pointpillars-small": 616_918,
    "centerpoint-pillar-tiny": 206_823,
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
        (lambda: DetectorConfig(classes=()), r"classes: expected one or more, each once, got \[\]"),
        (lambda: DetectorConfig(classes=(ObjectType.SIGN,)), "nms_iou: .* none for SIGN"),
        (lambda: DetectorConfig(head=CenterHeadConfig(iou_power={})), "iou_power: .* VEHICLE"),
        (lambda: DetectorConfig(head=AnchorHeadConfig(anchors={})), "anchors: .* VEHICLE"),
        (lambda: Grid(rows=0), "rows: expected 1 to 4096, got 0"),
        (lambda: Grid(pillar_size=-1), "pillar_size: expected more than 0"),
        (lambda: PointInput(returns=3), "returns: expected 1 or 2, got 3"),
        (
            lambda: PointInput(features=("color",)),
            "features: expected some of intensity, elongation, seconds, got color",
        ),
        (lambda: NetworkConfig(stage_layers=(1,)), "as many stages as in stage_channels"),
        (lambda: NetworkConfig(head_stride=0), "head_stride: expected numbers from 1 to 8192"),
        (lambda: CenterHeadConfig(prior=1.0), "prior: expected a number between 0 and 1"),
        (lambda: AnchorConfig((1, 1, 0), 0, 0.5, 0.3), "size: expected sides above 0"),
        (lambda: AnchorConfig((1, 1, 1), 0, 0.3, 0.5), "matched_iou: expected unmatched_iou <="),
        (lambda: DecodingConfig(max_candidates=0), "max_candidates: expected 1 to 65536, got 0"),
        (lambda: AnchorHeadConfig(heading="sin"), "heading: expected one of direction, wrapped"),
    ],
)
def test_settings_that_do_not_fit_are_refused(make, message):
    with pytest.raises(InvalidInputError, match=message):
        make()


@pytest.mark.parametrize("name", ["centerpoint-pillar-small", "pointpillars-small"])
def test_configurations_of_the_results_are_valid(name):
    path = Path(__file__).parents[3] / "docs" / "results" / "lidar" / f"{name}.yaml"
    run = configured_run([name, str(path)])
    assert run.detector == NAMED_CONFIGS[name]
    assert run.augmentation.ground_truth_sampling[ObjectType.VEHICLE] == 40
    assert run.ground_truth_database == "objects.parquet"
