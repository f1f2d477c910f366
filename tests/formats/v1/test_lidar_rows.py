"""Rows of the components of lasers and of boxes in 3D, written out by hand."""

import pytest

from tests.formats.v1.frame_texts import (
    BOX_2D,
    BOX_2D_COLUMNS,
    BOX_3D,
    IDENTITY,
    KEY,
    TRANSFORM,
    rows_of,
)
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.v1.rows import split_projected_id

OBJECT_ID = "0123456789_abcdefghijk"


def box_3d(name):
    names = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z", "heading")
    return dict(zip((f"{name}.{part}" for part in names), (1, 2, 3, 4, 5, 6, 0.5), strict=True))


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
