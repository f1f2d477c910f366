"""Names and Arrow schemas of the component tables."""

from waymo_kit.schema.components import (
    COMPONENTS,
    CONVERTED_TAGS,
    PERCEPTION_TAGS,
    RANGE_IMAGE_TAGS,
    SENSOR_TAGS,
    Component,
    component_of,
)
from waymo_kit.schema.names import (
    SEGMENT_NAME,
    CameraName,
    Difficulty,
    LaserName,
    ObjectType,
    parse_name,
)

__all__ = [
    "COMPONENTS",
    "CONVERTED_TAGS",
    "PERCEPTION_TAGS",
    "RANGE_IMAGE_TAGS",
    "SEGMENT_NAME",
    "SENSOR_TAGS",
    "CameraName",
    "Component",
    "Difficulty",
    "LaserName",
    "ObjectType",
    "component_of",
    "parse_name",
]
