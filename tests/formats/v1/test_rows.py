"""Rows of the components of the whole frame, written out by hand, and frames that make none."""

import pytest

from tests.formats.v1.frame_texts import IDENTITY, KEY, TRANSFORM, make_frame, rows_of
from waymo_kit.errors import CorruptDataError


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
