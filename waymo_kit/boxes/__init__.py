"""Boxes of labels, detections, tracks, ground truth and augmentation."""

from waymo_kit.boxes.box import Box, ImageBox
from waymo_kit.boxes.boxes import Boxes, ImageBoxes
from waymo_kit.boxes.rows import Rows

__all__ = ["Box", "Boxes", "ImageBox", "ImageBoxes", "Rows"]
