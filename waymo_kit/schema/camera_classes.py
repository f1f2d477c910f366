"""Classes of the panoptic labels of camera images."""

CAMERA_CLASSES = (
    "TYPE_UNDEFINED",
    "TYPE_EGO_VEHICLE",
    "TYPE_CAR",
    "TYPE_TRUCK",
    "TYPE_BUS",
    "TYPE_OTHER_LARGE_VEHICLE",
    "TYPE_BICYCLE",
    "TYPE_MOTORCYCLE",
    "TYPE_TRAILER",
    "TYPE_PEDESTRIAN",
    "TYPE_CYCLIST",
    "TYPE_MOTORCYCLIST",
    "TYPE_BIRD",
    "TYPE_GROUND_ANIMAL",
    "TYPE_CONSTRUCTION_CONE_POLE",
    "TYPE_POLE",
    "TYPE_PEDESTRIAN_OBJECT",
    "TYPE_SIGN",
    "TYPE_TRAFFIC_LIGHT",
    "TYPE_BUILDING",
    "TYPE_ROAD",
    "TYPE_LANE_MARKER",
    "TYPE_ROAD_MARKER",
    "TYPE_SIDEWALK",
    "TYPE_VEGETATION",
    "TYPE_SKY",
    "TYPE_GROUND",
    "TYPE_DYNAMIC",
    "TYPE_STATIC",
)
"""Names of the camera classes; the index is the class. `TYPE_UNDEFINED` is not scored."""

THING_CLASSES = (2, 3, 4, 5, 8, 9, 10, 11)
"""Classes whose instances are tracked: four vehicle types, trailers, pedestrians, two riders."""
