"""Tracking in images: SORT, ByteTrack and OC-SORT, for each camera by itself."""

from collections.abc import Callable
from typing import Any

from waymo_kit.detectors.tracking.image.byte_track import ByteTrack
from waymo_kit.detectors.tracking.image.oc_sort import OcSort
from waymo_kit.detectors.tracking.image.segment_tracking import track_images
from waymo_kit.detectors.tracking.image.sort import Sort
from waymo_kit.detectors.tracking.image.tracker import ImageTracker, ImageTrackingMethod

IMAGE_METHODS: dict[str, Callable[[], Any]] = {
    "sort": Sort,
    "bytetrack": ByteTrack,
    "oc-sort": OcSort,
}
"""Name -> tracking method with its defaults."""

__all__ = [
    "IMAGE_METHODS",
    "ByteTrack",
    "ImageTracker",
    "ImageTrackingMethod",
    "OcSort",
    "Sort",
    "track_images",
]
