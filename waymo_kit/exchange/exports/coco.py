"""Exports to COCO: images with 2D boxes, and instance masks where they are labeled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from waymo_kit.exchange.exports.export_format import ExportFormat, SegmentExport, SegmentRecord
from waymo_kit.exchange.exports.image_boxes import refuse_rectified
from waymo_kit.exchange.sample import ExportOptions, Sample
from waymo_kit.geometry.masks import Masks
from waymo_kit.io import Location, write_json
from waymo_kit.schema import CAMERA_CLASSES, CameraName, ObjectType

_SETS = {"training": "train", "validation": "val", "testing": "test"}


class CocoExport(ExportFormat):
    """Writes `annotations/boxes_SET.json` and, of labeled images, `annotations/masks_SET.json`.

    Both list the same images. Images have three fields more: segment, timestamp_micros and camera.
    """

    name = "coco"
    has_matrices = False
    notes = ("categories of boxes have Waymo's numbers; boxes are left, top, width, height from 0",)

    def write_segment(self, export: SegmentExport) -> dict[str, Any]:
        """Writes a segment; returns its images, boxes and masks."""
        refuse_rectified(self.name, export.options)
        images, boxes, masks = [], [], []
        for sample in export:
            for camera in sample.cameras:
                name = f"{sample.name}_{camera.name}"
                image_id = int(sample.name) * 10 + int(camera)
                export.add_sample(str(image_id), sample, camera)
                export.write(f"images/{name}.jpg", sample.jpeg(camera))
                calibration = sample.calibration(camera)
                images.append(
                    {
                        "id": image_id,
                        "file_name": f"{name}.jpg",
                        "width": calibration.width,
                        "height": calibration.height,
                        "segment": export.scene.name,
                        "timestamp_micros": sample.frame.timestamp_micros,
                        "camera": camera.name,
                    }
                )
                if export.options.split != "testing":
                    boxes += _boxes(export, sample, camera, image_id)
                    masks += _masks(sample, camera, image_id)
        return {"images": images, "boxes": boxes, "masks": masks}

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the files of annotations."""
        images = [image for record in records for image in record.content["images"]]
        for kind, categories in (("boxes", _BOX_CATEGORIES), ("masks", _MASK_CATEGORIES)):
            rows = [row for record in records for row in record.content[kind]]
            if kind == "masks" and not rows:
                continue
            labeled = {row["image_id"] for row in rows}
            content = {
                "info": {"description": f"Waymo Open Dataset, {kind}", "version": "1.0"},
                "licenses": [],
                "images": images
                if kind == "boxes"
                else [image for image in images if image["id"] in labeled],
                "annotations": [{"id": number, **row} for number, row in enumerate(rows, 1)],
                "categories": categories,
            }
            write_json(content, root / f"annotations/{kind}_{_SETS[options.split]}.json")


_BOX_CATEGORIES = [
    {"id": int(kind), "name": kind.name.lower(), "supercategory": "object"}
    for kind in ObjectType
    if kind is not ObjectType.UNKNOWN
]
_MASK_CATEGORIES = [
    {"id": number, "name": name.removeprefix("TYPE_").lower(), "supercategory": "class"}
    for number, name in enumerate(CAMERA_CLASSES)
    if number
]


def _boxes(
    export: SegmentExport, sample: Sample, camera: CameraName, image_id: int
) -> list[dict[str, Any]]:
    rows = []
    for box in sample.frame.camera(camera).boxes:
        if box.type is ObjectType.UNKNOWN:
            continue
        left, top, _, _ = box.edges.tolist()
        width, height = box.size.tolist()
        rows.append(
            {
                "image_id": image_id,
                "category_id": int(box.type),
                "bbox": [left, top, width, height],
                "area": width * height,
                "iscrowd": 0,
                "segmentation": [
                    [left, top, left + width, top, left + width, top + height, left, top + height]
                ],
                "track_id": export.number_of(str(box.id)),
            }
        )
    return rows


def _masks(sample: Sample, camera: CameraName, image_id: int) -> list[dict[str, Any]]:
    """Returns the instances of a panoptic label as masks."""
    label = sample.frame.camera(camera).segmentation
    if label is None:
        return []
    rows = []
    for value in np.unique(label.panoptic).tolist():
        semantic, instance = divmod(value, label.divisor)
        if not instance or not 0 < semantic < len(CAMERA_CLASSES):
            continue
        mask = Masks.encode([label.panoptic == value])
        rows.append(
            {
                "image_id": image_id,
                "category_id": semantic,
                "bbox": mask.boxes[0].astype(int).tolist(),
                "area": int(mask.areas[0]),
                "iscrowd": 0,
                "segmentation": {
                    "size": list(label.panoptic.shape),
                    "counts": mask.texts[0],
                },
                "instance": label.global_ids.get(instance, instance),
            }
        )
    return rows
