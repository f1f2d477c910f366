"""Human keypoints of the Waymo Open Dataset: types, order, groups and scales."""

from __future__ import annotations

import enum
from types import MappingProxyType


class KeypointType(enum.IntEnum):
    """Keypoint types with Waymo's own numbers; left and right are the person's."""

    UNSPECIFIED = 0
    NOSE = 1
    LEFT_SHOULDER = 5
    LEFT_ELBOW = 6
    LEFT_WRIST = 7
    LEFT_HIP = 8
    LEFT_KNEE = 9
    LEFT_ANKLE = 10
    RIGHT_SHOULDER = 13
    RIGHT_ELBOW = 14
    RIGHT_WRIST = 15
    RIGHT_HIP = 16
    RIGHT_KNEE = 17
    RIGHT_ANKLE = 18
    FOREHEAD = 19
    HEAD_CENTER = 20


_T = KeypointType
_BODY = (
    _T.NOSE,
    _T.LEFT_SHOULDER,
    _T.RIGHT_SHOULDER,
    _T.LEFT_ELBOW,
    _T.RIGHT_ELBOW,
    _T.LEFT_WRIST,
    _T.RIGHT_WRIST,
    _T.LEFT_HIP,
    _T.RIGHT_HIP,
    _T.LEFT_KNEE,
    _T.RIGHT_KNEE,
    _T.LEFT_ANKLE,
    _T.RIGHT_ANKLE,
)

CAMERA_KEYPOINTS = (*_BODY, _T.FOREHEAD)
"""The 14 types labeled in images, in the official order."""

LASER_KEYPOINTS = (*_BODY, _T.HEAD_CENTER)
"""The 14 types labeled in 3D, in the official order."""

_LIMBS = {
    "SHOULDERS": (_T.LEFT_SHOULDER, _T.RIGHT_SHOULDER),
    "ELBOWS": (_T.LEFT_ELBOW, _T.RIGHT_ELBOW),
    "WRISTS": (_T.LEFT_WRIST, _T.RIGHT_WRIST),
    "HIPS": (_T.LEFT_HIP, _T.RIGHT_HIP),
    "KNEES": (_T.LEFT_KNEE, _T.RIGHT_KNEE),
    "ANKLES": (_T.LEFT_ANKLE, _T.RIGHT_ANKLE),
}

CAMERA_GROUPS = MappingProxyType(
    {"ALL": CAMERA_KEYPOINTS, "HEAD": (_T.NOSE, _T.FOREHEAD), **_LIMBS}
)
"""Groups with metrics of their own, in images."""

LASER_GROUPS = MappingProxyType(
    {"ALL": LASER_KEYPOINTS, "HEAD": (_T.NOSE, _T.HEAD_CENTER), **_LIMBS}
)
"""Groups with metrics of their own, in 3D."""

KEYPOINT_SCALES = MappingProxyType(
    {
        _T.NOSE: 0.052,
        _T.LEFT_SHOULDER: 0.158,
        _T.RIGHT_SHOULDER: 0.158,
        _T.LEFT_ELBOW: 0.144,
        _T.RIGHT_ELBOW: 0.144,
        _T.LEFT_WRIST: 0.124,
        _T.RIGHT_WRIST: 0.124,
        _T.LEFT_HIP: 0.214,
        _T.RIGHT_HIP: 0.214,
        _T.LEFT_KNEE: 0.174,
        _T.RIGHT_KNEE: 0.174,
        _T.LEFT_ANKLE: 0.178,
        _T.RIGHT_ANKLE: 0.178,
        _T.FOREHEAD: 0.158,
        _T.HEAD_CENTER: 0.158,
    }
)
"""Scales of keypoints relative to the object's size: twice COCO's sigmas, as officially."""
