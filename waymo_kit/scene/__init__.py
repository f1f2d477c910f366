"""Scenes: what a user loads, from v1 files, our tables or an official v2 download."""

from waymo_kit.scene.boxes import Boxes2D, Boxes3D
from waymo_kit.scene.camera import Camera, PanopticLabel
from waymo_kit.scene.dataset import Dataset, open_dataset
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.points import PointCloud
from waymo_kit.scene.scene import LaserCalibration, Scene, Track

__all__ = [
    "Boxes2D",
    "Boxes3D",
    "Camera",
    "Dataset",
    "Frame",
    "LaserCalibration",
    "PanopticLabel",
    "PointCloud",
    "Scene",
    "Track",
    "open_dataset",
]
