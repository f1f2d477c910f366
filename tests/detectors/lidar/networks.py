"""Small networks for tests, with a batch of the tiny frame."""

import keras

from tests.detectors.lidar.tiny import (
    BOXES,
    TYPES,
    VELOCITIES,
    stacked,
    tiny_config,
    tiny_pillars,
    tiny_points,
)
from waymo_kit.detectors.lidar.network import create_network

CONFIGS = {
    "centers": tiny_config("center"),
    "anchors": tiny_config("anchor"),
    "anchors-wrapped": tiny_config("anchor-wrapped"),
}


def made(config):
    keras.utils.set_random_seed(0)
    return create_network(config)


def batch_for(network, count=1):
    """Pillars and targets of the tiny frame, and of parts of it."""
    config = network.config
    frames = [tiny_pillars(config, tiny_points()[:: k + 1]) for k in range(count)]
    targets = [network.make_targets(BOXES[k:], TYPES[k:], VELOCITIES[k:]) for k in range(count)]
    return tuple(stacked(frames)), stacked(targets)
