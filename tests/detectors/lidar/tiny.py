"""A detector of a few thousand weights, and a frame of four objects that it can learn."""

import numpy as np

from waymo_kit.detectors.lidar.config import (
    DecodingConfig,
    DetectorConfig,
    Grid,
    NetworkConfig,
    PointInput,
)
from waymo_kit.detectors.lidar.head_config import AnchorHeadConfig, CenterHeadConfig
from waymo_kit.detectors.lidar.pillars import make_pillars
from waymo_kit.schema.names import ObjectType

GRID = Grid(x_min=-10.24, y_min=-10.24, columns=32, rows=32, pillar_size=0.64)
BOXES = np.array(
    [
        [5.0, 5.0, 0.9, 4.5, 2.0, 1.7, 0.3],
        [-5.0, 4.0, 0.8, 4.8, 2.1, 1.6, 1.8],
        [3.0, -6.0, 0.9, 0.9, 0.8, 1.7, -2.0],
        [-6.0, -5.0, 0.9, 1.8, 0.8, 1.7, 2.9],
    ]
)
TYPES = np.array(
    [ObjectType.VEHICLE, ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST]
)
VELOCITIES = np.array([[3.0, 1.0], [0.0, 0.0], [-0.5, -1.0], [np.nan, np.nan]])


HEADS = {
    "center": CenterHeadConfig(channels=16, max_objects=8),
    "anchor": AnchorHeadConfig(max_matches=200),
    "anchor-wrapped": AnchorHeadConfig(max_matches=200, heading="wrapped"),
}


def tiny_config(head, backbone="second", grid=GRID, **changes):
    return DetectorConfig(
        head=HEADS[head],
        grid=grid,
        points=PointInput(max_points=750, max_pillars=300, sweeps=2),
        network=NetworkConfig(
            pillar_channels=16,
            backbone=backbone,
            stage_layers=(2, 2),
            stage_channels=(16, 16),
            stage_strides=(1, 2),
            joined_channels=16,
            **{"head_stride": 1, **changes},
        ),
        decoding=DecodingConfig(max_candidates=50, nms_iou=dict.fromkeys(ObjectType, 0.3)),
    )


def object_points(rng, box, count=200):
    """Points all over a box; the front half is higher, so that the heading shows."""
    own = rng.uniform(-0.5, 0.5, (count, 3)) * box[3:6]
    own[:, 2] += 0.2 * (own[:, 0] > 0)
    cos, sin = np.cos(box[6]), np.sin(box[6])
    placed = own @ [[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]] + box[:3]
    return np.column_stack([placed, rng.random((count, 2)), np.zeros(count)])


def tiny_points(seed=0):
    """The objects and a flat ground: (n, 6) float32."""
    rng = np.random.default_rng(seed)
    ground = np.column_stack(
        [rng.uniform(-10, 10, (500, 2)), np.zeros(500), rng.random((500, 2)), np.zeros(500)]
    )
    parts = [object_points(rng, box) for box in BOXES]
    return np.concatenate([*parts, ground]).astype(np.float32)


def tiny_pillars(config, points=None):
    points = tiny_points() if points is None else points
    return make_pillars(points, config.grid, *config.points.capacity)


def stacked(examples):
    """A batch of examples: NamedTuples of arrays."""
    return type(examples[0])(*(np.stack(arrays) for arrays in zip(*examples, strict=True)))


def write_tiny_run(folder, seed=1):
    """Makes the folder of a run of a tiny detector, with the weights it begins with."""
    import keras

    from waymo_kit.configuration import configuration_text
    from waymo_kit.detectors.lidar.lidar_run import LidarRun
    from waymo_kit.detectors.lidar.network import create_network
    from waymo_kit.detectors.training.checkpoints import (
        CHECKPOINTS,
        CONFIG,
        Checkpoint,
        CheckpointFolder,
        PlayerArrays,
        values_of,
    )
    from waymo_kit.detectors.training.variable_paths import weight_paths

    keras.utils.set_random_seed(seed)
    config = tiny_config("center")
    network = create_network(config).model
    text = configuration_text(LidarRun(data="somewhere", detector=config))
    (folder / CONFIG).write_text(text)
    player = PlayerArrays(model={}, optimizer={}, averages=values_of(weight_paths(network)))
    checkpoint = Checkpoint(3, 0, text, {"model": player})
    CheckpointFolder(folder / CHECKPOINTS).save(checkpoint)
    return folder
