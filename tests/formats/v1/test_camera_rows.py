"""Rows of the components of cameras, written out by hand."""

from tests.formats.v1.frame_texts import BOX_2D, BOX_2D_COLUMNS, IDENTITY, KEY, TRANSFORM, rows_of


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
