"""Panoptic labels of images against the boxes, the images and the map."""

import numpy as np

from waymo_kit.metrics.panoptic import type_of_thing
from waymo_kit.schema import CAMERA_CLASSES, THING_CLASSES, CameraName, LaserName


def test_instances_are_the_objects_of_the_boxes(scene):
    seen = 0
    for frame in scene:
        for name in frame.cameras:
            camera = frame.camera(name)
            label = camera.segmentation
            assert label.panoptic.shape == camera.image.shape[:2]
            found = []
            for value in np.unique(label.panoptic).tolist():
                semantic, instance = divmod(value, label.divisor)
                assert 0 < semantic < len(CAMERA_CLASSES)
                if instance == 0:
                    continue
                rows, columns = np.nonzero(label.panoptic == value)
                edges = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
                found.append((type_of_thing(semantic), *map(float, edges)))
                assert label.is_tracked[instance]
            expected = [(int(box.type), *box.edges.tolist()) for box in camera.boxes]
            assert sorted(found) == sorted(expected)
            seen += len(found)
    assert seen > 20


def test_objects_keep_their_id_in_all_cameras_and_frames(scene):
    kinds = {}
    for frame in scene:
        for name in frame.cameras:
            label = frame.camera(name).segmentation
            assert label.sequence_id == scene.name
            for value in np.unique(label.panoptic).tolist():
                semantic, instance = divmod(value, label.divisor)
                if instance:
                    kinds.setdefault(label.global_ids[instance], set()).add(semantic)
    assert len(kinds) > 5
    assert all(len(classes) == 1 for classes in kinds.values())


def test_stuff_is_where_it_belongs(scene):
    label = scene[0].camera("FRONT").segmentation
    semantic, height = label.semantic, label.semantic.shape[0]
    names = {CAMERA_CLASSES[kind] for kind in np.unique(semantic)}
    assert {"TYPE_ROAD", "TYPE_SIDEWALK", "TYPE_BUILDING", "TYPE_LANE_MARKER"} <= names
    rows = {
        name: np.nonzero(semantic == CAMERA_CLASSES.index(name))[0].mean() / height
        for name in names
    }
    assert rows["TYPE_ROAD"] > 0.5 > rows["TYPE_BUILDING"]
    assert (label.instance[~np.isin(semantic, THING_CLASSES)] == 0).all()
    sky = semantic == CAMERA_CLASSES.index("TYPE_SKY")
    assert not sky[height - 20 :].any()


def test_pixels_agree_with_the_points_of_the_lidar(scene):
    """Classes of 3D segmentation and of the pixels that its points project to."""
    frame = scene[0]
    cloud = frame.points(lasers=["TOP"], returns=[1])
    row, column = cloud.pixel.T
    kinds = frame.lidar_segmentation(LaserName.TOP, 1)[row, column, 1]
    camera = frame.camera(CameraName.FRONT)
    pixels, is_seen = camera.project(cloud.xyz)
    semantic = camera.segmentation.semantic
    u, v = np.floor(pixels[is_seen]).astype(int).T
    there = semantic[v, u]
    for lidar, name in ((14, "BUILDING"), (18, "ROAD"), (1, "CAR"), (15, "VEGETATION")):
        chosen = kinds[is_seen] == lidar
        if chosen.sum() > 50:
            share = (there[chosen] == CAMERA_CLASSES.index(f"TYPE_{name}")).mean()
            assert share > 0.85, name


def test_full_quality_has_labels_in_every_fifth_frame(full_message):
    assert all(image.camera_segmentation_label.panoptic_label for image in full_message.images)
