"""Arrow schemas of the component tables.

The first 23 are those of the official v2 layout, column for column: names, order and Arrow types.
The last five are in the same style and hold what v1 frames have and the v2 layout lacks.

Each table lies in `<root>/<tag>/<segment>.parquet`, rows in timestamp order.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from waymo_kit.errors import NotFoundError

_KEY_TYPES = {
    "segment_context_name": pa.string(),
    "frame_timestamp_micros": pa.int64(),
    "laser_name": pa.int8(),
    "camera_name": pa.int8(),
    "laser_object_id": pa.string(),
    "camera_object_id": pa.string(),
    "no_label_zone_index": pa.int32(),
    "map_feature_id": pa.int64(),
}

_SEGMENT = ("segment_context_name",)
_FRAME = ("segment_context_name", "frame_timestamp_micros")
_FRAME_LASER = (*_FRAME, "laser_name")
_FRAME_CAMERA = (*_FRAME, "camera_name")
_FRAME_LASER_OBJECT = (*_FRAME, "laser_object_id")
_ASSET = (*_FRAME, "laser_object_id", "camera_name")

_Fields = list[tuple[str, pa.DataType]]


@dataclass(frozen=True)
class Component:
    """The name, keys and schema of a component table.

    Attributes:
        tag: Name of the component and of its folder, such as `lidar_box`.
        name: Name of the class in the official library, which is the prefix of the value columns.
        keys: Names of the key columns without the `key.` prefix; together they identify a row.
        schema: Names and Arrow types of all columns.
    """

    tag: str
    name: str
    keys: tuple[str, ...]
    schema: pa.Schema

    @property
    def per_frame(self) -> bool:
        """Whether rows belong to a frame (True) or to the whole segment (False)."""
        return "frame_timestamp_micros" in self.keys

    @property
    def key_columns(self) -> list[str]:
        """Full names of the key columns."""
        return [f"key.{key}" for key in self.keys]

    def column(self, field: str) -> str:
        """Full name of a value column: `box.center.x` -> `[LiDARBoxComponent].box.center.x`."""
        return f"[{self.name}].{field}"


def _xyz(path: str, dtype: pa.DataType, axes: str = "xyz") -> _Fields:
    return [(f"{path}.{axis}", dtype) for axis in axes]


def _box_3d(path: str) -> _Fields:
    return [
        *_xyz(f"{path}.center", pa.float64()),
        *_xyz(f"{path}.size", pa.float64()),
        (f"{path}.heading", pa.float64()),
    ]


def _box_2d(path: str) -> _Fields:
    return [
        *_xyz(f"{path}.center", pa.float64(), "xy"),
        *_xyz(f"{path}.size", pa.float64(), "xy"),
    ]


def _transform(path: str) -> _Fields:
    return [(f"{path}.transform", pa.list_(pa.float64(), 16))]


def _tensor(path: str, dtype: pa.DataType, rank: int = 3) -> _Fields:
    return [(f"{path}.values", pa.list_(dtype)), (f"{path}.shape", pa.list_(pa.int32(), rank))]


def _returns(dtype: pa.DataType) -> _Fields:
    return _tensor("range_image_return1", dtype) + _tensor("range_image_return2", dtype)


_DIFFICULTY: _Fields = [
    ("difficulty_level.detection", pa.int8()),
    ("difficulty_level.tracking", pa.int8()),
]


def _component(tag: str, name: str, keys: tuple[str, ...], fields: _Fields) -> Component:
    columns = [(f"key.{key}", _KEY_TYPES[key]) for key in keys]
    columns += [(f"[{name}].{field}", dtype) for field, dtype in fields]
    return Component(tag, name, keys, pa.schema(columns))


_OFFICIAL = (
    _component(
        "camera_box",
        "CameraBoxComponent",
        (*_FRAME_CAMERA, "camera_object_id"),
        [*_box_2d("box"), ("type", pa.int8()), *_DIFFICULTY],
    ),
    _component(
        "camera_calibration",
        "CameraCalibrationComponent",
        (*_SEGMENT, "camera_name"),
        [
            *[
                (f"intrinsic.{name}", pa.float64())
                for name in ("f_u", "f_v", "c_u", "c_v", "k1", "k2", "p1", "p2", "k3")
            ],
            *_transform("extrinsic"),
            ("width", pa.int32()),
            ("height", pa.int32()),
            ("rolling_shutter_direction", pa.int8()),
        ],
    ),
    _component(
        "camera_hkp",
        "CameraHumanKeypointsComponent",
        (*_FRAME_CAMERA, "camera_object_id"),
        [
            ("camera_keypoints[*].type", pa.list_(pa.int8())),
            *_xyz("camera_keypoints[*].keypoint_2d.location_px", pa.list_(pa.float64()), "xy"),
            ("camera_keypoints[*].keypoint_2d.visibility.is_occluded", pa.list_(pa.bool_())),
            *_xyz("camera_keypoints[*].keypoint_3d.location_m", pa.list_(pa.float64())),
            ("camera_keypoints[*].keypoint_3d.visibility.is_occluded", pa.list_(pa.bool_())),
        ],
    ),
    _component(
        "camera_image",
        "CameraImageComponent",
        _FRAME_CAMERA,
        [
            ("image", pa.binary()),
            *_transform("pose"),
            *_xyz("velocity.linear_velocity", pa.float32()),
            *_xyz("velocity.angular_velocity", pa.float64()),
            ("pose_timestamp", pa.float64()),
            ("rolling_shutter_params.shutter", pa.float64()),
            ("rolling_shutter_params.camera_trigger_time", pa.float64()),
            ("rolling_shutter_params.camera_readout_done_time", pa.float64()),
        ],
    ),
    _component(
        "camera_segmentation",
        "CameraSegmentationLabelComponent",
        _FRAME_CAMERA,
        [
            ("panoptic_label_divisor", pa.int32()),
            ("panoptic_label", pa.binary()),
            ("instance_id_to_global_id_mapping.local_instance_ids", pa.list_(pa.int32())),
            ("instance_id_to_global_id_mapping.global_instance_ids", pa.list_(pa.int32())),
            ("instance_id_to_global_id_mapping.is_tracked", pa.list_(pa.bool_())),
            ("sequence_id", pa.string()),
            ("num_cameras_covered", pa.binary()),
        ],
    ),
    _component(
        "camera_to_lidar_box_association",
        "CameraToLiDARBoxAssociationComponent",
        (*_FRAME_CAMERA, "camera_object_id", "laser_object_id"),
        [],
    ),
    _component(
        "lidar_box",
        "LiDARBoxComponent",
        _FRAME_LASER_OBJECT,
        [
            *_box_3d("box"),
            ("type", pa.int8()),
            ("num_lidar_points_in_box", pa.int64()),
            ("num_top_lidar_points_in_box", pa.int64()),
            *_xyz("speed", pa.float64()),
            *_xyz("acceleration", pa.float64()),
            *_DIFFICULTY,
        ],
    ),
    _component(
        "lidar_calibration",
        "LiDARCalibrationComponent",
        (*_SEGMENT, "laser_name"),
        [
            *_transform("extrinsic"),
            ("beam_inclination.min", pa.float64()),
            ("beam_inclination.max", pa.float64()),
            ("beam_inclination.values", pa.list_(pa.float64())),
        ],
    ),
    _component(
        "lidar_camera_projection",
        "LiDARCameraProjectionComponent",
        _FRAME_LASER,
        _returns(pa.float32()),
    ),
    _component(
        "lidar_camera_synced_box",
        "LiDARCameraSyncedBoxComponent",
        _FRAME_LASER_OBJECT,
        [("most_visible_camera_name", pa.int8()), *_box_3d("camera_synced_box")],
    ),
    _component("lidar", "LiDARComponent", _FRAME_LASER, _returns(pa.float32())),
    _component(
        "lidar_hkp",
        "LiDARHumanKeypointsComponent",
        _FRAME_LASER_OBJECT,
        [
            ("lidar_keypoints[*].type", pa.list_(pa.int8())),
            *_xyz("lidar_keypoints[*].keypoint_3d.location_m", pa.list_(pa.float64())),
            ("lidar_keypoints[*].keypoint_3d.visibility.is_occluded", pa.list_(pa.bool_())),
        ],
    ),
    _component(
        "lidar_pose",
        "LiDARPoseComponent",
        _FRAME_LASER,
        _tensor("range_image_return1", pa.float32()),
    ),
    _component(
        "lidar_segmentation",
        "LiDARSegmentationLabelComponent",
        _FRAME_LASER,
        _returns(pa.int32()),
    ),
    _component(
        "projected_lidar_box",
        "ProjectedLiDARBoxComponent",
        (*_FRAME_CAMERA, "laser_object_id"),
        [*_box_2d("box"), ("type", pa.int8())],
    ),
    _component(
        "stats",
        "StatsComponent",
        _FRAME,
        [
            ("time_of_day", pa.string()),
            ("location", pa.string()),
            ("weather", pa.string()),
            ("lidar_object_counts.types", pa.list_(pa.int8())),
            ("lidar_object_counts.counts", pa.list_(pa.int32())),
            ("camera_object_counts.types", pa.list_(pa.int8())),
            ("camera_object_counts.counts", pa.list_(pa.int32())),
        ],
    ),
    _component("vehicle_pose", "VehiclePoseComponent", _FRAME, _transform("world_from_vehicle")),
)

_OBJECT_ASSETS = (
    _component(
        "object_asset_auto_label",
        "ObjectAssetAutoLabelComponent",
        _ASSET,
        [
            ("semantic_mask", pa.binary()),
            ("instance_mask", pa.binary()),
            ("object_mask", pa.binary()),
        ],
    ),
    _component(
        "object_asset_camera_sensor",
        "ObjectAssetCameraSensorComponent",
        _ASSET,
        [
            *_box_2d("camera_region"),
            ("rgb_image", pa.binary()),
            *_tensor("proj_points_dist", pa.float32(), 2),
            ("proj_points_mask", pa.binary()),
        ],
    ),
    _component(
        "object_asset_lidar_sensor",
        "ObjectAssetLiDARSensorComponent",
        _FRAME_LASER_OBJECT,
        _tensor("points_xyz", pa.float32(), 2),
    ),
    _component(
        "object_asset_refined_pose",
        "ObjectAssetRefinedPoseComponent",
        _FRAME_LASER_OBJECT,
        _transform("box_from_vehicle"),
    ),
    _component(
        "object_asset_ray",
        "ObjectAssetRayComponent",
        _ASSET,
        _tensor("ray_origin", pa.float32()) + _tensor("ray_direction", pa.float32()),
    ),
    _component(
        "object_asset_ray_compressed",
        "ObjectAssetRayCompressedComponent",
        _ASSET,
        [
            ("reference", pa.list_(pa.float32())),
            ("quantized_values", pa.list_(pa.int32())),
            ("shape", pa.list_(pa.int32())),
        ],
    ),
)

_EXTENSIONS = (
    _component(
        "no_label_zone",
        "NoLabelZoneComponent",
        (*_FRAME, "no_label_zone_index"),
        [("id", pa.string()), *_xyz("polygon", pa.list_(pa.float64()), "xy")],
    ),
    _component(
        "map_feature",
        "MapFeatureComponent",
        (*_FRAME, "map_feature_id"),
        [
            ("kind", pa.string()),
            ("type", pa.int8()),
            *_xyz("points", pa.list_(pa.float64())),
            ("feature", pa.binary()),
        ],
    ),
    _component("map_pose_offset", "MapPoseOffsetComponent", _FRAME, _xyz("offset", pa.float64())),
    _component("lidar_flow", "LiDARFlowComponent", _FRAME_LASER, _returns(pa.float32())),
    _component("frame_remainder", "FrameRemainderComponent", _FRAME, [("frame", pa.binary())]),
)

COMPONENTS: dict[str, Component] = {
    component.tag: component for component in (*_OFFICIAL, *_OBJECT_ASSETS, *_EXTENSIONS)
}
"""Every known component by its tag."""

PERCEPTION_TAGS: tuple[str, ...] = tuple(component.tag for component in _OFFICIAL)
"""The 17 components of the official v2 perception layout."""

CONVERTED_TAGS: tuple[str, ...] = (
    *PERCEPTION_TAGS,
    *(component.tag for component in _EXTENSIONS),
)
"""Components that `convert` writes: the perception components and the extensions."""

RANGE_IMAGE_CHANNELS: dict[str, tuple[int, ...]] = {
    "lidar": (4,),
    "lidar_camera_projection": (6,),
    "lidar_flow": (4, 5),
    "lidar_pose": (6,),
    "lidar_segmentation": (2,),
}
"""Component made of range images -> the numbers of channels that they may have.

The proto gives flow 5 channels and names 4.
"""

SENSOR_TAGS = frozenset({*RANGE_IMAGE_CHANNELS, "camera_image", "camera_segmentation"})
"""Components with large rows, which are written with one row group per frame."""


def component_of(tag: str) -> Component:
    """Returns the component of a tag.

    Raises:
        NotFoundError: The tag is unknown; the message lists the known ones.
    """
    try:
        return COMPONENTS[tag]
    except KeyError:
        raise NotFoundError(
            f"no component {tag!r}; known are {', '.join(sorted(COMPONENTS))}"
        ) from None
