"""Two small segments with exact motion, real JPEG images, labels of all kinds and a zone."""

import io

import numpy as np
from PIL import Image

from tests.made_frames import CAMERAS, FIRST_TIME, FRAME_STEP, plain_frame, write_segment
from waymo_kit.geometry import invert_transform, make_transform, rotation_from_euler
from waymo_kit.schema import CameraName

SEGMENTS = ("1001_made_up_000_020", "1002_made_up_000_020")
FRAMES = 4
WIDTH, HEIGHT = 96, 64
DIVISOR = 1000
YAWS = {1: 0.02, 2: 0.8, 3: -0.8, 4: 1.6, 5: -1.6}
"""Direction of each camera."""

OBJECTS = [
    # type, x, y, z, length, width, height, heading, speed, points
    (1, 12.0, 1.0, 0.9, 4.6, 2.0, 1.8, 0.1, 5.0, 300),
    (1, 25.0, -4.0, 0.8, 4.9, 2.1, 1.6, 3.0, 8.0, 120),
    (1, -18.0, 6.0, 1.2, 9.5, 2.6, 3.2, -1.4, 0.0, 80),
    (2, 9.0, -3.0, 1.0, 0.9, 0.8, 1.8, 1.3, 1.2, 60),
    (2, 15.0, 9.0, 1.1, 0.8, 0.7, 1.7, -2.2, 1.5, 25),
    (4, 20.0, 3.0, 1.0, 1.8, 0.8, 1.75, 0.6, 4.0, 40),
    (3, 14.0, -7.0, 2.5, 0.2, 0.7, 0.7, 2.0, 0.0, 9),
    (1, 60.0, 20.0, 1.0, 4.5, 2.0, 1.7, 0.4, 3.0, 0),
]
"""Objects in the world, relative to where the vehicle is at first."""


def pose_of(segment, index):
    """World from vehicle: a turn to the left at 6 m/s, slightly rolled and pitched."""
    yaw = 0.3 + 0.02 * index + segment
    rotation = rotation_from_euler(0.01, -0.02, yaw)
    return make_transform(rotation, [4000.0 + 0.6 * index, -1500.0 + 100 * segment, 30.0])


def world_boxes(segment, index):
    """The objects in the world: (N, 7)."""
    start = pose_of(segment, 0)
    rows = []
    for _, x, y, z, length, width, height, heading, speed, _ in OBJECTS:
        way = speed * index * FRAME_STEP * 1e-6
        place = start[:3, :3] @ [x, y, z] + start[:3, 3]
        yaw = heading + 0.3 + segment
        place = place + [way * np.cos(yaw), way * np.sin(yaw), 0.0]
        rows.append([*place, length, width, height, yaw])
    return np.array(rows)


def vehicle_boxes(segment, index):
    """The objects in the vehicle frame: (N, 7)."""
    from waymo_kit.geometry import transform_boxes

    return transform_boxes(invert_transform(pose_of(segment, index)), world_boxes(segment, index))


def jpeg(seed):
    random = np.random.default_rng(seed)
    small = random.integers(0, 255, (8, 12, 3)).astype(np.uint8)
    with io.BytesIO() as file:
        Image.fromarray(small).resize((WIDTH, HEIGHT), Image.BICUBIC).save(file, "JPEG", quality=95)
        return file.getvalue()


def panoptic_png():
    """Two cars, an overlap of runs at the edges, and ground without instances."""
    label = np.full((HEIGHT, WIDTH), 5 * DIVISOR, np.uint16)
    label[10:20, 30:60] = 2 * DIVISOR + 1
    label[0:64, 70:72] = 2 * DIVISOR + 2
    label[30:31, 5:6] = 9 * DIVISOR + 3
    with io.BytesIO() as file:
        Image.fromarray(label).save(file, "PNG")
        return file.getvalue()


def make_frame(segment, index):
    frame = plain_frame(index)
    frame.context.name = SEGMENTS[segment]
    frame.context.stats.location = "location_sf"
    pose = pose_of(segment, index)
    _fill(frame.pose.transform, pose.ravel())
    for calibration in frame.context.laser_calibrations:
        _fill(calibration.extrinsic.transform, make_transform(np.eye(3), [1, 0, 2]).ravel())
    calibrations = frame.context.camera_calibrations
    while len(calibrations) < len(CAMERAS):
        calibrations.add().CopyFrom(calibrations[0])
        calibrations[-1].name = len(calibrations)
    for calibration in calibrations:
        rotation = rotation_from_euler(0.01, 0.02, YAWS[calibration.name])
        mount = make_transform(rotation, [1.5, 0.1, 2.0])
        _fill(calibration.extrinsic.transform, mount.ravel())
        intrinsic = [80.0, 80.0, 47.0, 33.0, -0.05, 0.01, 0.001, -0.0005, 0.0]
        _fill(calibration.intrinsic, intrinsic)
        calibration.width, calibration.height = WIDTH, HEIGHT
    while len(frame.images) < len(CAMERAS):
        frame.images.add().CopyFrom(frame.images[0])
    for number, image in enumerate(frame.images, 1):
        image.name = number
        image.image = jpeg(100 * index + number)
        _fill(image.pose.transform, pose.ravel())
        image.pose_timestamp = frame.timestamp_micros * 1e-6
        image.ClearField("camera_segmentation_label")
        if number == 1 and index == 0:
            label = image.camera_segmentation_label
            label.panoptic_label_divisor = DIVISOR
            label.panoptic_label = panoptic_png()
            label.sequence_id = "s"
    _add_labels(frame, segment, index, pose)
    return frame


def _add_labels(frame, segment, index, pose):
    boxes, kept = vehicle_boxes(segment, index), frame.laser_labels[0]
    del frame.laser_labels[1:]
    template = type(kept).FromString(kept.SerializeToString())
    del frame.laser_labels[:]
    for number, (box, row) in enumerate(zip(boxes, OBJECTS, strict=True)):
        if number == 4 and index == 2:
            continue  # one object is gone for a frame
        label = frame.laser_labels.add()
        label.CopyFrom(template)
        label.id, label.type = f"object-{segment}-{number}", row[0]
        for name, value in zip(
            ("center_x", "center_y", "center_z", "length", "width", "height", "heading"),
            box.tolist(),
            strict=True,
        ):
            setattr(label.box, name, value)
            setattr(label.camera_synced_box, name, value + 0.01)
        label.num_lidar_points_in_box = label.num_top_lidar_points_in_box = row[9]
        label.detection_difficulty_level = label.tracking_difficulty_level = 1
        yaw = row[7] + 0.3 + segment
        label.metadata.speed_x = row[8] * np.cos(yaw)
        label.metadata.speed_y = row[8] * np.sin(yaw)
        label.metadata.speed_z = 0
        label.most_visible_camera_name = "FRONT"
    del frame.camera_labels[:]
    for camera in (1, 2):
        labels = frame.camera_labels.add(name=camera)
        for number in range(3):
            label = labels.labels.add(id=f"flat-{segment}-{camera}-{number}")
            label.type = (1, 2, 4)[number]
            label.box.center_x, label.box.center_y = 20 + 20 * number + index, 30.5
            label.box.length, label.box.width = 12.5, 9.25
            label.detection_difficulty_level = label.tracking_difficulty_level = 1
    del frame.projected_lidar_labels[:]
    del frame.no_label_zones[:]
    zone = frame.no_label_zones.add()
    corners = np.array([[30, -3, 0], [40, -3, 0], [40, 5, 0], [30, 5, 0]]) @ pose[:3, :3].T
    zone.x.extend(corners[:, 0] + pose[0, 3])
    zone.y.extend(corners[:, 1] + pose[1, 3])


def _fill(field, values):
    del field[:]
    field.extend(float(value) for value in values)


def write_scenes(folder):
    """Writes both segments as v1 files; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, segment in enumerate(SEGMENTS):
        frames = [make_frame(number, index) for index in range(FRAMES)]
        name = f"segment-{segment}_with_camera_labels.tfrecord"
        write_segment(folder / name, frames)
    return folder


CAMERA_NAMES = [CameraName(number).name for number in range(1, 6)]
TIMES = [FIRST_TIME + FRAME_STEP * index for index in range(FRAMES)]
