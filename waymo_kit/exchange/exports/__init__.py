"""Exports: one file per format, behind one interface."""

from waymo_kit.exchange.exports.coco import CocoExport
from waymo_kit.exchange.exports.export_format import ExportFormat
from waymo_kit.exchange.exports.kitti import KittiExport
from waymo_kit.exchange.exports.kitti_tracking import KittiTrackingExport
from waymo_kit.exchange.exports.mcap import McapExport
from waymo_kit.exchange.exports.mmdet3d import Mmdet3dExport
from waymo_kit.exchange.exports.mot import MotExport
from waymo_kit.exchange.exports.nuscenes import NuscenesExport
from waymo_kit.exchange.exports.openpcdet import OpenPcdetExport
from waymo_kit.exchange.exports.rrd import RrdExport
from waymo_kit.exchange.exports.webdataset import WebdatasetExport

FORMATS: dict[str, ExportFormat] = {
    form.name: form
    for form in (
        KittiExport(),
        Mmdet3dExport(),
        OpenPcdetExport(),
        NuscenesExport(),
        CocoExport(),
        MotExport(),
        KittiTrackingExport(),
        McapExport(),
        RrdExport(),
        WebdatasetExport(),
    )
}
"""Formats by name."""

__all__ = ["FORMATS", "ExportFormat"]
