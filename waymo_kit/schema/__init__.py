"""Names and Arrow schemas of the component tables."""

from waymo_kit.schema.camera_classes import CAMERA_CLASSES, THING_CLASSES
from waymo_kit.schema.components import (
    COMPONENTS,
    CONVERTED_TAGS,
    PERCEPTION_TAGS,
    RANGE_IMAGE_CHANNELS,
    SENSOR_TAGS,
    Component,
    component_of,
)
from waymo_kit.schema.names import (
    SEGMENT_CONTEXT,
    CameraName,
    Difficulty,
    LaserName,
    ObjectType,
    is_segment_name,
    parse_name,
)

__all__ = [
    "CAMERA_CLASSES",
    "COMPONENTS",
    "CONVERTED_TAGS",
    "PERCEPTION_TAGS",
    "RANGE_IMAGE_CHANNELS",
    "SEGMENT_CONTEXT",
    "SENSOR_TAGS",
    "THING_CLASSES",
    "CameraName",
    "Component",
    "Difficulty",
    "LaserName",
    "ObjectType",
    "component_of",
    "is_segment_name",
    "parse_name",
]
