"""Each component's rows of small frames, written out by hand."""

import pytest
from google.protobuf import text_format

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.v1.rows import ROWS, rows_to_batch, split_projected_id
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import component_of

KEY = {"key.segment_context_name": "seg", "key.frame_timestamp_micros": 7}
IDENTITY = [1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
TRANSFORM = " ".join(f"transform: {value}" for value in IDENTITY)
BOX_3D = "center_x: 1 center_y: 2 center_z: 3 length: 4 width: 5 height: 6 heading: 0.5"
BOX_2D = "center_x: 1 center_y: 2 length: 3 width: 4"
OBJECT_ID = "0123456789_abcdefghijk"


def make_frame(text):
    frame = frame_pb2.Frame(timestamp_micros=7)
    frame.context.name = "seg"
    return text_format.Merge(text, frame)


def rows_of(tag, text):
    """Rows as dictionaries; value columns without the component's name."""
    batch = rows_to_batch(tag, list(ROWS[tag](make_frame(text))))
    assert batch.schema.equals(component_of(tag).schema)
    prefix = f"[{component_of(tag).name}]."
    return [
        {name.removeprefix(prefix): value for name, value in row.items()}
        for row in batch.to_pylist()
    ]


def box_3d(name):
    names = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z", "heading")
    return dict(zip((f"{name}.{part}" for part in names), (1, 2, 3, 4, 5, 6, 0.5), strict=True))


BOX_2D_COLUMNS = {"box.center.x": 1, "box.center.y": 2, "box.size.x": 3, "box.size.y": 4}


def test_camera_box():
    assert rows_of(
        "camera_box",
        f"""camera_labels {{ name: SIDE_LEFT
              labels {{ id: "a" type: TYPE_CYCLIST box {{ {BOX_2D} }}
                tracking_difficulty_level: LEVEL_2 }}
              labels {{ id: "no box" }} }}
            camera_labels {{ name: FRONT labels {{ id: "b" box {{ {BOX_2D} }} }} }}""",
    ) == [
        {
            **KEY,
            "key.camera_name": 4,
            "key.camera_object_id": "a",
            **BOX_2D_COLUMNS,
            "type": 4,
            "difficulty_level.detection": 0,
            "difficulty_level.tracking": 2,
        },
        {
            **KEY,
            "key.camera_name": 1,
            "key.camera_object_id": "b",
            **BOX_2D_COLUMNS,
            "type": 0,
            "difficulty_level.detection": None,
            "difficulty_level.tracking": None,
        },
    ]


def test_camera_calibration():
    intrinsic = " ".join(f"intrinsic: {value}" for value in (9, 8, 7, 6, 5, 4, 3, 2, 1))
    assert rows_of(
        "camera_calibration",
        f"""context {{ camera_calibrations {{ name: SIDE_RIGHT {intrinsic} width: 1920 height: 886
              extrinsic {{ {TRANSFORM} }} rolling_shutter_direction: RIGHT_TO_LEFT }} }}""",
    ) == [
        {
            "key.segment_context_name": "seg",
            "key.camera_name": 5,
            "intrinsic.f_u": 9,
            "intrinsic.f_v": 8,
            "intrinsic.c_u": 7,
            "intrinsic.c_v": 6,
            "intrinsic.k1": 5,
            "intrinsic.k2": 4,
            "intrinsic.p1": 3,
            "intrinsic.p2": 2,
            "intrinsic.k3": 1,
            "extrinsic.transform": IDENTITY,
            "width": 1920,
            "height": 886,
            "rolling_shutter_direction": 4,
        }
    ]


def test_camera_hkp():
    assert rows_of(
        "camera_hkp",
        """camera_labels { name: FRONT labels { id: "a" camera_keypoints {
             keypoint { type: KEYPOINT_TYPE_NOSE keypoint_2d {
               location_px { x: 1 y: 2 } visibility { is_occluded: true } } }
             keypoint { type: KEYPOINT_TYPE_FOREHEAD keypoint_2d {
               location_px { x: 3 y: 4 } visibility { } } } } }
           labels { id: "empty" camera_keypoints { } } labels { id: "none" } }""",
    ) == [
        {
            **KEY,
            "key.camera_name": 1,
            "key.camera_object_id": name,
            "camera_keypoints[*].type": types,
            "camera_keypoints[*].keypoint_2d.location_px.x": x,
            "camera_keypoints[*].keypoint_2d.location_px.y": y,
            "camera_keypoints[*].keypoint_2d.visibility.is_occluded": occluded,
            "camera_keypoints[*].keypoint_3d.location_m.x": None,
            "camera_keypoints[*].keypoint_3d.location_m.y": None,
            "camera_keypoints[*].keypoint_3d.location_m.z": None,
            "camera_keypoints[*].keypoint_3d.visibility.is_occluded": None,
        }
        for name, types, x, y, occluded in [
            ("a", [1, 19], [1, 3], [2, 4], [True, False]),
            ("empty", [], [], [], []),
        ]
    ]


def test_camera_image():
    image, bare = rows_of(
        "camera_image",
        f"""images {{ name: FRONT image: "jpeg" pose {{ {TRANSFORM} }}
              velocity {{ v_x: 0.1 v_y: 2 v_z: 3 w_x: 0.4 w_y: 5 w_z: 6 }}
              pose_timestamp: 7 shutter: 8 camera_trigger_time: 9 camera_readout_done_time: 10 }}
            images {{ name: REAR }}""",
    )
    assert image == {
        **KEY,
        "key.camera_name": 1,
        "image": b"jpeg",
        "pose.transform": IDENTITY,
        "velocity.linear_velocity.x": 0.10000000149011612,
        "velocity.linear_velocity.y": 2,
        "velocity.linear_velocity.z": 3,
        "velocity.angular_velocity.x": 0.4,
        "velocity.angular_velocity.y": 5,
        "velocity.angular_velocity.z": 6,
        "pose_timestamp": 7,
        "rolling_shutter_params.shutter": 8,
        "rolling_shutter_params.camera_trigger_time": 9,
        "rolling_shutter_params.camera_readout_done_time": 10,
    }
    assert bare == {
        **dict.fromkeys(image, 0),
        **KEY,
        "key.camera_name": 7,
        "image": b"",
        "pose.transform": None,
    }


def test_camera_segmentation():
    assert rows_of(
        "camera_segmentation",
        """images { name: FRONT camera_segmentation_label { panoptic_label_divisor: 1000
             panoptic_label: "png" sequence_id: "s" num_cameras_covered: "n"
             instance_id_to_global_id_mapping { local_instance_id: 1 global_instance_id: 2
               is_tracked: true }
             instance_id_to_global_id_mapping { local_instance_id: 3 global_instance_id: 4 } } }
           images { name: REAR }""",
    ) == [
        {
            **KEY,
            "key.camera_name": 1,
            "panoptic_label_divisor": 1000,
            "panoptic_label": b"png",
            "instance_id_to_global_id_mapping.local_instance_ids": [1, 3],
            "instance_id_to_global_id_mapping.global_instance_ids": [2, 4],
            "instance_id_to_global_id_mapping.is_tracked": [True, False],
            "sequence_id": "s",
            "num_cameras_covered": b"n",
        }
    ]


def test_camera_to_lidar_box_association():
    assert rows_of(
        "camera_to_lidar_box_association",
        """camera_labels { name: FRONT labels { id: "a" association { laser_object_id: "b" } }
             labels { id: "alone" } }""",
    ) == [{**KEY, "key.camera_name": 1, "key.camera_object_id": "a", "key.laser_object_id": "b"}]


def test_lidar_box():
    full, bare = rows_of(
        "lidar_box",
        f"""laser_labels {{ id: "a" type: TYPE_SIGN box {{ {BOX_3D} }}
              num_lidar_points_in_box: 11 num_top_lidar_points_in_box: 10
              metadata {{ speed_x: 1 speed_y: 2 speed_z: 3 accel_x: 4 accel_y: 5 }}
              detection_difficulty_level: LEVEL_1 }}
            laser_labels {{ id: "b" box {{ {BOX_3D} }} }} laser_labels {{ id: "no box" }}""",
    )
    assert full == {
        **KEY,
        "key.laser_object_id": "a",
        **box_3d("box"),
        "type": 3,
        "num_lidar_points_in_box": 11,
        "num_top_lidar_points_in_box": 10,
        "speed.x": 1,
        "speed.y": 2,
        "speed.z": 3,
        "acceleration.x": 4,
        "acceleration.y": 5,
        "acceleration.z": 0,
        "difficulty_level.detection": 1,
        "difficulty_level.tracking": 0,
    }
    assert bare == {
        **dict.fromkeys(full),
        **KEY,
        "key.laser_object_id": "b",
        **box_3d("box"),
        "type": 0,
        "num_lidar_points_in_box": 0,
        "num_top_lidar_points_in_box": 0,
    }


def test_lidar_calibration():
    assert rows_of(
        "lidar_calibration",
        f"""context {{
              laser_calibrations {{ name: TOP extrinsic {{ {TRANSFORM} }}
                beam_inclinations: -0.2 beam_inclinations: 0.1 }}
              laser_calibrations {{ name: REAR
                beam_inclination_min: -1 beam_inclination_max: 1 }} }}""",
    ) == [
        {
            "key.segment_context_name": "seg",
            "key.laser_name": name,
            "extrinsic.transform": extrinsic,
            "beam_inclination.min": lowest,
            "beam_inclination.max": highest,
            "beam_inclination.values": values,
        }
        for name, extrinsic, lowest, highest, values in [
            (1, IDENTITY, 0, 0, [-0.2, 0.1]),
            (5, None, -1, 1, None),
        ]
    ]


def test_lidar_camera_synced_box():
    assert rows_of(
        "lidar_camera_synced_box",
        f"""laser_labels {{ id: "a" most_visible_camera_name: "FRONT_LEFT"
              camera_synced_box {{ {BOX_3D} }} }}
            laser_labels {{ id: "b" camera_synced_box {{ {BOX_3D} }} }}
            laser_labels {{ id: "c" most_visible_camera_name: "FRONT" }}""",
    ) == [
        {
            **KEY,
            "key.laser_object_id": "a",
            "most_visible_camera_name": 2,
            **box_3d("camera_synced_box"),
        }
    ]


def test_lidar_hkp():
    assert rows_of(
        "lidar_hkp",
        """laser_labels { id: "a" laser_keypoints { keypoint { type: KEYPOINT_TYPE_HEAD_CENTER
             keypoint_3d { location_m { x: 1 y: 2 z: 3 } visibility { is_occluded: true } } } } }
           laser_labels { id: "none" }""",
    ) == [
        {
            **KEY,
            "key.laser_object_id": "a",
            "lidar_keypoints[*].type": [20],
            "lidar_keypoints[*].keypoint_3d.location_m.x": [1],
            "lidar_keypoints[*].keypoint_3d.location_m.y": [2],
            "lidar_keypoints[*].keypoint_3d.location_m.z": [3],
            "lidar_keypoints[*].keypoint_3d.visibility.is_occluded": [True],
        }
    ]


def test_projected_lidar_box():
    assert rows_of(
        "projected_lidar_box",
        f"""projected_lidar_labels {{ name: SIDE_LEFT labels {{ id: "{OBJECT_ID}_SIDE_LEFT"
              type: TYPE_PEDESTRIAN box {{ {BOX_2D} }} }} labels {{ id: "no box" }} }}""",
    ) == [
        {
            **KEY,
            "key.camera_name": 4,
            "key.laser_object_id": OBJECT_ID,
            **BOX_2D_COLUMNS,
            "type": 2,
        }
    ]


@pytest.mark.parametrize(
    ("label_id", "expected"),
    [
        (f"{OBJECT_ID}_FRONT", (OBJECT_ID, 1)),
        (f"{OBJECT_ID}_FRONT_LEFT", (OBJECT_ID, 2)),
        (f"{OBJECT_ID}_REAR_RIGHT", (OBJECT_ID, 8)),
        ("short_FRONT", ("short", 1)),
        ("a_LEFT_SIDE_LEFT", ("a_LEFT", 4)),
        ("_FRONT_RIGHT", ("", 3)),
        ("an_id_that_is_rather_long_SIDE_RIGHT", ("an_id_that_is_rather_long", 5)),
    ],
)
def test_projected_ids_are_split(label_id, expected):
    assert split_projected_id(label_id) == expected


@pytest.mark.parametrize(
    "label_id", ["", "a", "a_BACK", "FRONT", f"{OBJECT_ID}_BACK", b"\xff_FRONT"]
)
def test_a_projected_id_without_a_camera_is_refused(label_id):
    with pytest.raises(CorruptDataError, match="projected label"):
        split_projected_id(label_id)


def test_stats():
    full, bare = (
        rows_of("stats", text)[0]
        for text in (
            """context { stats { time_of_day: "Day" location: "location_sf" weather: "sunny"
                 laser_object_counts { type: TYPE_VEHICLE count: 3 }
                 laser_object_counts { type: TYPE_SIGN count: 1 }
                 camera_object_counts { type: TYPE_CYCLIST } } }""",
            "",
        )
    )
    assert full == {
        **KEY,
        "time_of_day": "Day",
        "location": "location_sf",
        "weather": "sunny",
        "lidar_object_counts.types": [1, 3],
        "lidar_object_counts.counts": [3, 1],
        "camera_object_counts.types": [4],
        "camera_object_counts.counts": [0],
    }
    empty = {"time_of_day": "", "location": "", "weather": ""}
    assert bare == {**dict.fromkeys(full), **KEY, **empty}


def test_vehicle_pose():
    column = "world_from_vehicle.transform"
    assert rows_of("vehicle_pose", f"pose {{ {TRANSFORM} }}") == [{**KEY, column: IDENTITY}]
    assert rows_of("vehicle_pose", "") == [{**KEY, column: None}]


def test_no_label_zone():
    assert rows_of(
        "no_label_zone", 'no_label_zones { x: 1 x: 2 y: 3 y: 4 id: "z" } no_label_zones {}'
    ) == [
        {**KEY, "key.no_label_zone_index": 0, "id": "z", "polygon.x": [1, 2], "polygon.y": [3, 4]},
        {**KEY, "key.no_label_zone_index": 1, "id": "", "polygon.x": [], "polygon.y": []},
    ]


POINTS = "{ x: 1 y: 2 z: 3 }"


@pytest.mark.parametrize(
    ("content", "kind", "type_", "has_points"),
    [
        (f"lane {{ type: TYPE_BIKE_LANE polyline {POINTS} entry_lanes: 4 }}", "lane", 3, True),
        (f"road_line {{ type: TYPE_SOLID_DOUBLE_WHITE polyline {POINTS} }}", "road_line", 3, True),
        (f"road_edge {{ type: TYPE_ROAD_EDGE_MEDIAN polyline {POINTS} }}", "road_edge", 2, True),
        (f"stop_sign {{ lane: 4 position {POINTS} }}", "stop_sign", None, True),
        (f"crosswalk {{ polygon {POINTS} }}", "crosswalk", None, True),
        (f"speed_bump {{ polygon {POINTS} }}", "speed_bump", None, True),
        (f"driveway {{ polygon {POINTS} }}", "driveway", None, True),
        ("", None, None, False),
    ],
)
def test_map_feature(content, kind, type_, has_points):
    text = f"map_features {{ id: 5 {content} }}"
    (row,) = rows_of("map_feature", text)
    feature = make_frame(text).map_features[0]
    assert type(feature).FromString(row.pop("feature")) == feature
    assert row == {
        **KEY,
        "key.map_feature_id": 5,
        "kind": kind,
        "type": type_,
        "points.x": [1] * has_points,
        "points.y": [2] * has_points,
        "points.z": [3] * has_points,
    }


def test_map_pose_offset():
    assert rows_of("map_pose_offset", "map_pose_offset { x: 1 z: 3 }") == [
        {**KEY, "offset.x": 1, "offset.y": 0, "offset.z": 3}
    ]
    assert rows_of("map_pose_offset", "") == []


@pytest.mark.parametrize(
    ("tag", "text", "complaint"),
    [
        (
            "camera_calibration",
            "context { camera_calibrations { name: FRONT intrinsic: 1 } }",
            "calibration of camera 1 has 1 intrinsics, expected 9",
        ),
        (
            "camera_hkp",
            'camera_labels { labels { id: "a" camera_keypoints { keypoint { } } } }',
            "a camera keypoint of label 'a' has no location",
        ),
        (
            "camera_hkp",
            """camera_labels { labels { id: "a" camera_keypoints { keypoint {
                 type: KEYPOINT_TYPE_NOSE keypoint_2d { } } } } }""",
            "a camera keypoint of label 'a' has no location",
        ),
        ("camera_image", "images { pose { transform: 1 } }", "pose of camera 0 has 1 numbers"),
        (
            "lidar_calibration",
            "context { laser_calibrations { name: TOP extrinsic { transform: 1 } } }",
            "extrinsic of laser 1 has 1 numbers, expected 16",
        ),
        (
            "lidar_camera_synced_box",
            'laser_labels { id: "a" most_visible_camera_name: "BACK" camera_synced_box { } }',
            "laser label 'a' names the camera 'BACK', which does not exist",
        ),
        (
            "lidar_hkp",
            'laser_labels { id: "a" laser_keypoints { keypoint { type: KEYPOINT_TYPE_NOSE } } }',
            "a laser keypoint of label 'a' has no location",
        ),
        ("vehicle_pose", "pose { transform: 1 }", "pose of the frame has 1 numbers, expected 16"),
    ],
)
def test_what_is_missing_is_named(tag, text, complaint):
    with pytest.raises(CorruptDataError, match=complaint):
        rows_of(tag, text)
