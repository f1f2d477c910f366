"""Scenes of v1 files, of our tables or of an official v2 download."""

from waymo_kit.boxes import Box, Boxes, ImageBox, ImageBoxes
from waymo_kit.query.subset import Subset, read_subset
from waymo_kit.scene.camera import Camera, PanopticLabel
from waymo_kit.scene.dataset import Dataset, open_dataset
from waymo_kit.scene.frame import Frame, ImagePoints, MeasuredImage
from waymo_kit.scene.points import Point, PointCloud
from waymo_kit.scene.queries import scan, select, sql
from waymo_kit.scene.road_map import FeatureKind, Lane, LaneType, MapFeature, NearestLanes, RoadMap
from waymo_kit.scene.samples.collate import collate
from waymo_kit.scene.samples.frames import FrameSamples
from waymo_kit.scene.samples.sample import POINT_COLUMNS, FrameSample
from waymo_kit.scene.scene import LaserCalibration, Scene, Track

__all__ = [
    "POINT_COLUMNS",
    "Box",
    "Boxes",
    "Camera",
    "Dataset",
    "FeatureKind",
    "Frame",
    "FrameSample",
    "FrameSamples",
    "ImageBox",
    "ImageBoxes",
    "ImagePoints",
    "Lane",
    "LaneType",
    "LaserCalibration",
    "MapFeature",
    "MeasuredImage",
    "NearestLanes",
    "PanopticLabel",
    "Point",
    "PointCloud",
    "RoadMap",
    "Scene",
    "Subset",
    "Track",
    "collate",
    "open_dataset",
    "read_subset",
    "scan",
    "select",
    "sql",
]
