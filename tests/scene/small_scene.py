"""Made frames with small images, for tests of scenes."""

import io

import numpy as np
from PIL import Image

from tests import made_frames
from tests.naive import range_images as naive

FRAMES = 3


def image_bytes(shade, size=(12, 8)):
    with io.BytesIO() as file:
        Image.new("RGB", size, (shade, 2 * shade, 200)).save(file, "JPEG")
        return file.getvalue()


def panoptic_bytes():
    values = (np.arange(96, dtype=np.uint16).reshape(8, 12) % 5) * 1000 + 3
    with io.BytesIO() as file:
        Image.fromarray(values).save(file, "PNG")
        return file.getvalue(), values


def covered_bytes():
    values = (np.arange(96, dtype=np.uint8).reshape(8, 12) % 3) + 1
    with io.BytesIO() as file:
        Image.fromarray(values).save(file, "PNG")
        return file.getvalue(), values


def rigid(yaw, offset):
    return naive.pose_matrix(0.01, -0.02, yaw, *offset)


def make_frame(index):
    frame = made_frames.full_frame(index)
    pose = rigid(0.3 + 0.1 * index, [12_345.0 + index, -6_000.0, 3.0])
    frame.pose.transform[:] = pose.ravel()
    for number, image in enumerate(frame.images):
        image.image = image_bytes(20 + number + index)
        image.camera_segmentation_label.panoptic_label = panoptic_bytes()[0]
        image.camera_segmentation_label.panoptic_label_divisor = 1000
        image.camera_segmentation_label.num_cameras_covered = covered_bytes()[0]
        image.pose.transform[:] = pose.ravel()
    for calibration in frame.context.camera_calibrations:
        calibration.intrinsic[:] = [10.0, 10.0, 6.0, 4.0, 0, 0, 0, 0, 0]
        calibration.width, calibration.height = 12, 8
        calibration.extrinsic.transform[:] = rigid(0.2, [1.5, 0, 2]).ravel()
        calibration.rolling_shutter_direction = 5
    for calibration in frame.context.laser_calibrations:
        calibration.extrinsic.transform[:] = rigid(0.7, [1.4, 0.1, 2.2]).ravel()
    return frame
