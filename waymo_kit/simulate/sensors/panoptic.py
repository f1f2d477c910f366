"""Panoptic labels of camera images: the class and the object of each pixel."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.kernels import kernel
from waymo_kit.protos import frame_pb2
from waymo_kit.protos.frame_pb2 import Segmentation
from waymo_kit.schema import CAMERA_CLASSES, THING_CLASSES
from waymo_kit.simulate.city.ground import ground_material
from waymo_kit.simulate.materials import PROPERTIES
from waymo_kit.simulate.sensors.labels import LabeledImageBox, Shot
from waymo_kit.simulate.sensors.raycast import GROUND, NOTHING, World
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED, find_points
from waymo_kit.simulate.traffic.actors import Actor

DIVISOR = 1000
"""Factor of the class in a label, class * DIVISOR + instance."""

_OF_LIDAR: dict[int, str] = {
    Segmentation.TYPE_CAR: "TYPE_CAR",
    Segmentation.TYPE_TRUCK: "TYPE_TRUCK",
    Segmentation.TYPE_BUS: "TYPE_BUS",
    Segmentation.TYPE_OTHER_VEHICLE: "TYPE_OTHER_LARGE_VEHICLE",
    Segmentation.TYPE_MOTORCYCLIST: "TYPE_MOTORCYCLIST",
    Segmentation.TYPE_BICYCLIST: "TYPE_CYCLIST",
    Segmentation.TYPE_PEDESTRIAN: "TYPE_PEDESTRIAN",
    Segmentation.TYPE_SIGN: "TYPE_SIGN",
    Segmentation.TYPE_TRAFFIC_LIGHT: "TYPE_TRAFFIC_LIGHT",
    Segmentation.TYPE_POLE: "TYPE_POLE",
    Segmentation.TYPE_CONSTRUCTION_CONE: "TYPE_CONSTRUCTION_CONE_POLE",
    Segmentation.TYPE_BICYCLE: "TYPE_BICYCLE",
    Segmentation.TYPE_MOTORCYCLE: "TYPE_MOTORCYCLE",
    Segmentation.TYPE_BUILDING: "TYPE_BUILDING",
    Segmentation.TYPE_VEGETATION: "TYPE_VEGETATION",
    Segmentation.TYPE_TREE_TRUNK: "TYPE_VEGETATION",
    Segmentation.TYPE_CURB: "TYPE_SIDEWALK",
    Segmentation.TYPE_ROAD: "TYPE_ROAD",
    Segmentation.TYPE_LANE_MARKER: "TYPE_LANE_MARKER",
    Segmentation.TYPE_OTHER_GROUND: "TYPE_ROAD_MARKER",
    Segmentation.TYPE_WALKABLE: "TYPE_GROUND",
    Segmentation.TYPE_SIDEWALK: "TYPE_SIDEWALK",
}
"""Class of 3D segmentation labels -> class of panoptic labels; all else is static."""

_CLASS_OF = np.array(
    [
        CAMERA_CLASSES.index(_OF_LIDAR.get(kind, "TYPE_STATIC"))
        for kind in range(max(Segmentation.Type.values()) + 1)
    ],
    np.int32,
)
_SKY = CAMERA_CLASSES.index("TYPE_SKY")


def panoptic_pixels(
    shot: Shot, world: World, actors: list[Actor], boxes: list[LabeledImageBox]
) -> tuple[NDArray[np.uint16], list[int]]:
    """Labels the pixels of an image.

    Each object with a box in the image is an instance, whose pixels the box encloses. Objects that
    are too small for a box are instance 0 of their class.

    Args:
        shot: The image.
        world: World that it shows.
        actors: All labeled objects of the segment.
        boxes: Boxes of the image.

    Returns:
        (H, W) uint16 class * DIVISOR + instance, and the index of the object of each instance from
        1 on.
    """
    values = np.array([_CLASS_OF[actor.model.lidar_class] * DIVISOR for actor in actors], np.int32)
    found = [box.actor for box in boxes if values[box.actor] // DIVISOR in THING_CLASSES]
    for instance, actor in enumerate(found, 1):
        values[actor] += instance
    view = shot.view
    pixels = np.empty(view.hits.shape, np.uint16)
    of_material = _CLASS_OF[PROPERTIES.lidar_class] * DIVISOR
    rays = view.rays
    _label(
        view.blocks, view.hits, view.depth, rays.origins, rays.directions, world, values,
        of_material.astype(np.int32), _SKY * DIVISOR, pixels,
    )  # fmt: skip
    return pixels, found


def fill_panoptic(
    message: frame_pb2.CameraImage, pixels: NDArray[np.uint16], objects: list[int], sequence: str
) -> None:
    """Writes the label of an image; `objects` are those of `panoptic_pixels`."""
    label = message.camera_segmentation_label
    label.panoptic_label_divisor = DIVISOR
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    label.panoptic_label = buffer.getvalue()
    label.sequence_id = sequence
    for instance, actor in enumerate(objects, 1):
        label.instance_id_to_global_id_mapping.add(
            local_instance_id=instance, global_instance_id=actor + 1, is_tracked=True
        )


@kernel
def _label(blocks, hits, depth, origins, directions, world, of_actor, of_material, sky, pixels):
    height, width = hits.shape
    points = np.empty((BLOCK, 3, width), np.float32)
    ends = np.empty((2, blocks.shape[1] + 1), np.float32)
    for r in range(blocks.shape[0]):
        find_points(r, depth, origins, directions, ends, points)
        for y in range(r * BLOCK, min((r + 1) * BLOCK, height)):
            row = points[y - r * BLOCK]
            for x in range(width):
                hit = blocks[r, x // BLOCK]
                if hit == MIXED:
                    hit = hits[y, x]
                if hit == NOTHING:
                    pixels[y, x] = sky
                elif hit <= GROUND:
                    kind = GROUND - hit
                    px, py = np.float64(row[0, x]), np.float64(row[1, x])
                    pixels[y, x] = of_material[ground_material(px, py, kind, world.streets)]
                elif world.codes[hit, 2] >= 0:
                    pixels[y, x] = of_actor[world.codes[hit, 2]]
                else:
                    pixels[y, x] = of_material[world.codes[hit, 1]]
