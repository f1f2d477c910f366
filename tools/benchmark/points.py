"""Times v1 record -> points and camera projections of all lasers and both returns.

    python tools/benchmark/points.py [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side is `parse_range_image_and_camera_projection` and, for each return,
`convert_range_image_to_point_cloud`.
"""

import in_turns

import waymo_kit as wk


def frame_count(path):
    return len(wk.open_dataset(path)[0])


def points(path):
    for scene in wk.open_dataset(path):
        for frame in scene:
            cloud = frame.points()
            assert len(cloud.camera_projection) == len(cloud.xyz)


if __name__ == "__main__":
    in_turns.main(__doc__, "points", frame_count, points, "points")
