"""Geometry of the sensors and of boxes: numpy in, numpy out, kernels compiled by numba."""

from waymo_kit.geometry.assignment import maximum_weight_assignment
from waymo_kit.geometry.boxes import (
    bev_corners,
    box_corners,
    count_points_in_boxes,
    points_in_boxes,
    transform_boxes,
)
from waymo_kit.geometry.camera import (
    CameraCalibration,
    CameraPose,
    RollingShutterDirection,
    pixel_rays,
    project_points,
    project_points_global_shutter,
)
from waymo_kit.geometry.dense_assignment import minimum_cost_assignment
from waymo_kit.geometry.iou import (
    Overlap,
    candidate_pairs,
    giou_3d,
    iou_2d,
    iou_3d,
    iou_bev,
    overlap_matrix,
    overlap_of_pairs,
)
from waymo_kit.geometry.masks import Masks
from waymo_kit.geometry.quaternions import quaternion_from_rotation, rotation_from_quaternion
from waymo_kit.geometry.range_image import RangeImageGeometry
from waymo_kit.geometry.rectification import (
    OPTICAL_FROM_CAMERA,
    camera_matrix,
    project_rectified,
    rectify_image,
)
from waymo_kit.geometry.transforms import (
    invert_transform,
    make_transform,
    rotation_from_euler,
    transform_points,
    wrap_angle,
)

__all__ = [
    "OPTICAL_FROM_CAMERA",
    "CameraCalibration",
    "CameraPose",
    "Masks",
    "Overlap",
    "RangeImageGeometry",
    "RollingShutterDirection",
    "bev_corners",
    "box_corners",
    "camera_matrix",
    "candidate_pairs",
    "count_points_in_boxes",
    "giou_3d",
    "invert_transform",
    "iou_2d",
    "iou_3d",
    "iou_bev",
    "make_transform",
    "maximum_weight_assignment",
    "minimum_cost_assignment",
    "overlap_matrix",
    "overlap_of_pairs",
    "pixel_rays",
    "points_in_boxes",
    "project_points",
    "project_points_global_shutter",
    "project_rectified",
    "quaternion_from_rotation",
    "rectify_image",
    "rotation_from_euler",
    "rotation_from_quaternion",
    "transform_boxes",
    "transform_points",
    "wrap_angle",
]
