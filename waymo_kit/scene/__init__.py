"""Scenes: what a user loads, from v1 files, our tables or an official v2 download."""

from waymo_kit.boxes import Box, Boxes, ImageBox, ImageBoxes
from waymo_kit.scene.camera import Camera, PanopticLabel
from waymo_kit.scene.dataset import Dataset, open_dataset
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.points import Point, PointCloud
from waymo_kit.scene.scene import LaserCalibration, Scene, Track

__all__ = [
    "Box",
    "Boxes",
    "Camera",
    "Dataset",
    "Frame",
    "ImageBox",
    "ImageBoxes",
    "LaserCalibration",
    "PanopticLabel",
    "Point",
    "PointCloud",
    "Scene",
    "Track",
    "open_dataset",
]
