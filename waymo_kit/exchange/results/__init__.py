"""Results of other libraries: one file per format, behind one interface."""

from waymo_kit.exchange.results.coco import CocoResults
from waymo_kit.exchange.results.kitti import KittiResults, KittiTrackingResults
from waymo_kit.exchange.results.mmdet3d import Mmdet3dResults
from waymo_kit.exchange.results.mot import MotResults
from waymo_kit.exchange.results.nuscenes import NuscenesResults
from waymo_kit.exchange.results.openpcdet import OpenPcdetResults
from waymo_kit.exchange.results.result_format import ResultFormat

RESULT_FORMATS: dict[str, ResultFormat] = {
    form.name: form
    for form in (
        Mmdet3dResults(),
        OpenPcdetResults(),
        NuscenesResults(),
        CocoResults(),
        KittiResults(),
        MotResults(),
        KittiTrackingResults(),
    )
}
"""Formats by name."""

__all__ = ["RESULT_FORMATS", "ResultFormat"]
