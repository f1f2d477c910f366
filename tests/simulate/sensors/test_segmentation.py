"""3D segmentation labels against boxes, heights and the objects of the segment."""

import zlib

import numpy as np

from tests.simulate.conftest import FRAMES
from waymo_kit.geometry.boxes import count_points_in_boxes
from waymo_kit.geometry.transforms import transform_points
from waymo_kit.protos.frame_pb2 import MatrixInt32, Segmentation
from waymo_kit.schema import LaserName, ObjectType
from waymo_kit.simulate.sensors.segmentation import SEGMENTED_EVERY


def labeled_points(frame):
    """Points (N, 3) of the TOP lidar and their labels (N, 2)."""
    cloud = frame.points(lasers=["TOP"])
    images = np.stack([frame.lidar_segmentation("TOP", number) for number in (1, 2)])
    row, column = cloud.pixel.T
    return cloud.xyz.astype(np.float64), images[cloud.return_number - 1, row, column]


def test_labels_come_in_every_fifth_frame_for_the_top_lidar(messages):
    assert FRAMES == SEGMENTED_EVERY
    for index, frame in enumerate(messages):
        for laser in frame.lasers:
            expected = laser.name == LaserName.TOP and index % SEGMENTED_EVERY == 0
            for data in (laser.ri_return1, laser.ri_return2):
                assert bool(data.segmentation_label_compressed) == expected
    top = next(laser for laser in messages[0].lasers if laser.name == LaserName.TOP)
    blob = top.ri_return1.segmentation_label_compressed
    assert list(MatrixInt32.FromString(zlib.decompress(blob)).shape.dims) == [64, 530, 2]


def test_classes_of_the_ground_lie_on_the_ground(scene):
    xyz, labels = labeled_points(scene[0])
    height = transform_points(scene[0].world_from_vehicle, xyz)[:, 2] - 24.0
    for kind in ("ROAD", "LANE_MARKER"):
        on = height[labels[:, 1] == Segmentation.Type.Value(f"TYPE_{kind}")]
        assert len(on) > 50
        assert np.abs(on).max() < 0.1
    sidewalk = height[labels[:, 1] == Segmentation.TYPE_SIDEWALK]
    assert len(sidewalk) > 50
    assert np.abs(sidewalk - 0.15).max() < 0.1
    walls = height[labels[:, 1] == Segmentation.TYPE_BUILDING]
    assert len(walls) > 500
    assert walls.max() > 3
    assert (labels[:, 1] != Segmentation.TYPE_UNDEFINED).all(), "it does not rain"


def test_objects_have_the_class_of_their_box_and_an_instance(scene):
    frame = scene[0]
    xyz, labels = labeled_points(frame)
    classes = {
        ObjectType.VEHICLE: {Segmentation.TYPE_CAR, Segmentation.TYPE_TRUCK, Segmentation.TYPE_BUS},
        ObjectType.PEDESTRIAN: {Segmentation.TYPE_PEDESTRIAN},
        ObjectType.CYCLIST: {Segmentation.TYPE_BICYCLIST},
        ObjectType.SIGN: {Segmentation.TYPE_SIGN},
    }
    instances = []
    for box, kind, points in zip(
        frame.boxes.array, frame.boxes.types, frame.boxes.num_top_points, strict=True
    ):
        of_kind = np.isin(labels[:, 1], list(classes[kind]))
        inside = count_points_in_boxes(xyz[of_kind], box[None])[0]
        # Ground and posts share the box, and noise lifts points out of it.
        assert inside > 0.5 * points or points < 20
        held = [count_points_in_boxes(p[None], box[None])[0] > 0 for p in xyz[of_kind]]
        found = set(labels[of_kind][held, 0])
        if kind == ObjectType.SIGN:
            assert found <= {0}
        elif points > 50:
            assert len(found) == 1
            assert 0 not in found
            instances += found
    assert len(instances) == len(set(instances)) > 5
