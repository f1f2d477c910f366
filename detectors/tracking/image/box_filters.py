"""Kalman filters of boxes in images: four numbers of a box, each with its change per frame.

No noise couples two of the numbers, so the 8 x 8 covariance consists of four 2 x 2 blocks. SORT
(Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016) filters center, area and ratio of
the sides, with a ratio that does not change; DeepSORT and ByteTrack (Zhang et al., "ByteTrack:
Multi-Object Tracking by Associating Every Detection Box", ECCV 2022) filter center, ratio and
height, with noise in proportion to the height.
"""

from __future__ import annotations

import numpy as np

from waymo_kit.kernels import kernel

_AREA_NOISE = np.array([1.0, 1.0, 10.0, 10.0])
_AREA_POSITION_DRIFT = np.ones(4)
_AREA_SPEED_DRIFT = np.array([1e-2, 1e-2, 1e-4, 0.0])
_AREA_START = np.array([1e4, 1e4, 1e4, 0.0])
_AREA_START_POSITION = 10.0

_POSITION_WEIGHT, _SPEED_WEIGHT = 1.0 / 20.0, 1.0 / 160.0
_RATIO, _HEIGHT = 2, 3


@kernel
def _predict(mean, covariance, position_drift, speed_drift):
    for k in range(4):
        block = covariance[k]
        mean[k] += mean[4 + k]
        block[0] += 2.0 * block[1] + block[2] + position_drift[k]
        block[1] += block[2]
        block[2] += speed_drift[k]


@kernel
def _correct(mean, covariance, measured, noise):
    for k in range(4):
        block = covariance[k]
        innovation = measured[k] - mean[k]
        position_gain = block[0] / (block[0] + noise[k])
        speed_gain = block[1] / (block[0] + noise[k])
        mean[k] += position_gain * innovation
        mean[4 + k] += speed_gain * innovation
        block[2] -= speed_gain * block[1]
        block[1] *= 1.0 - position_gain
        block[0] *= 1.0 - position_gain


@kernel
def area_state(box):
    """Returns center, area and ratio of a box."""
    return np.array([box[0], box[1], box[2] * box[3], box[2] / box[3]])


@kernel
def start_area(mean, covariance, box):
    """Starts a filter of center, area and ratio at a box."""
    mean[:4] = area_state(box)
    mean[4:] = 0.0
    covariance[:] = 0.0
    covariance[:, 0] = _AREA_START_POSITION
    covariance[:, 2] = _AREA_START


@kernel
def predict_area(mean, covariance, box):
    """Moves a filter on by a frame and writes its box, NaN where the ratio is negative."""
    if mean[2] + mean[6] <= 0.0:
        mean[6] = 0.0
    _predict(mean, covariance, _AREA_POSITION_DRIFT, _AREA_SPEED_DRIFT)
    write_area_box(mean, box)


@kernel
def follow_area(mean, covariance, first, second, frames):
    """Updates a filter with boxes on the straight way from one to another, a frame apart.

    Args:
        mean: State one frame after `first`.
        covariance: Covariance of the state.
        first: (4,) box that the filter has seen last.
        second: (4,) box at the end of the way.
        frames: Number of frames from one box to the other.
    """
    for k in range(1, frames + 1):
        if k > 1:
            _predict(mean, covariance, _AREA_POSITION_DRIFT, _AREA_SPEED_DRIFT)
        correct_area(mean, covariance, area_state(first + (second - first) * (k / frames)))


@kernel
def correct_area(mean, covariance, measured):
    """Updates a filter with center, area and ratio."""
    _correct(mean, covariance, measured, _AREA_NOISE)


@kernel
def write_area_box(mean, box):
    """Writes the box of a state."""
    box[0], box[1] = mean[0], mean[1]
    box[2] = np.sqrt(mean[2] * mean[3])
    box[3] = mean[2] / box[2]


@kernel
def _height_drift(height):
    position, speed = np.full(4, _POSITION_WEIGHT * height), np.full(4, _SPEED_WEIGHT * height)
    position[_RATIO], speed[_RATIO] = 1e-2, 1e-5
    return position * position, speed * speed


@kernel
def height_state(box):
    """Returns center, ratio and height of a box."""
    return np.array([box[0], box[1], box[2] / box[3], box[3]])


@kernel
def start_height(mean, covariance, box):
    """Starts a filter of center, ratio and height at a box."""
    mean[:4] = height_state(box)
    mean[4:] = 0.0
    position, speed = _height_drift(box[3])
    covariance[:] = 0.0
    for k in range(4):
        is_ratio = k == _RATIO
        covariance[k, 0] = position[k] * (1.0 if is_ratio else 4.0)
        covariance[k, 2] = speed[k] * (1.0 if is_ratio else 100.0)


@kernel
def predict_height(mean, covariance, box):
    """Moves a filter on by a frame and writes its box."""
    position, speed = _height_drift(mean[_HEIGHT])
    _predict(mean, covariance, position, speed)
    write_height_box(mean, box)


@kernel
def correct_height(mean, covariance, box):
    """Updates a filter with a box."""
    noise = np.full(4, (_POSITION_WEIGHT * mean[_HEIGHT]) ** 2)
    noise[_RATIO] = 1e-2
    _correct(mean, covariance, height_state(box), noise)


@kernel
def write_height_box(mean, box):
    """Writes the box of a state."""
    box[0], box[1] = mean[0], mean[1]
    box[2] = mean[_RATIO] * mean[_HEIGHT]
    box[3] = mean[_HEIGHT]
