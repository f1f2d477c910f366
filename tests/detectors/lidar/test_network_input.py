"""Boxes and configurations that LiDAR networks refuse or leave out."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")


from tests.detectors.lidar.networks import CONFIGS, made
from tests.detectors.lidar.tiny import (
    BOXES,
    GRID,
    TYPES,
    VELOCITIES,
    tiny_config,
)
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import ObjectType


@pytest.fixture(scope="module", params=CONFIGS)
def network(request):
    return made(CONFIGS[request.param])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"boxes": np.full((4, 7), np.nan)}, r"boxes: expected finite.*in row 0"),
        ({"boxes": BOXES * [1, 1, 1, 1, 0, 1, 1]}, "sizes above 0"),
        ({"boxes": BOXES[:, :6]}, "boxes"),
        ({"types": TYPES[:3]}, "types"),
        ({"velocities": VELOCITIES[:, :1]}, "velocities"),
    ],
)
def test_bad_boxes_are_refused(network, change, message):
    given = {"boxes": BOXES, "types": TYPES, "velocities": VELOCITIES, **change}
    with pytest.raises(InvalidInputError, match=message):
        network.make_targets(**given)


def test_other_types_are_left_out(network):
    types = np.where(TYPES == ObjectType.VEHICLE, ObjectType.SIGN, TYPES)
    all_of_them, some = (network.make_targets(BOXES, t, VELOCITIES) for t in (TYPES, types))
    expected = network.make_targets(BOXES[2:], TYPES[2:], VELOCITIES[2:])
    for ours, theirs in zip(some, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert any(not np.array_equal(a, b) for a, b in zip(all_of_them, some, strict=True))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (tiny_config("anchor", backbone="second9"), "backbone: expected second or one of"),
        (
            tiny_config("anchor", grid=dataclasses.replace(GRID, rows=31)),
            "multiples of 2.*31 x 32",
        ),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(config, message):
    with pytest.raises(InvalidInputError, match=message):
        create_network(config)
