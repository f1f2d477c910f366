"""Times v1 record -> points and camera projections of all lasers and both returns.

    python tools/benchmark/decode.py [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side is `parse_range_image_and_camera_projection` on the frames of a TFRecordDataset
and, for each return, `convert_range_image_to_point_cloud`. A turn of it reads the file once; a turn
of ours, ten times, opening the file anew.
"""

import in_turns

import waymo_kit as wk


def decode(path):
    for scene in wk.open_dataset(path):
        for frame in scene:
            cloud = frame.points()
            assert len(cloud.camera_projection) == len(cloud.xyz)


if __name__ == "__main__":
    options = in_turns.parse_options(__doc__)
    in_turns.stay_on_one_core()
    frames = len(wk.open_dataset(options.file)[0])
    in_turns.compare(
        options, "decode", frames, lambda: decode(options.file), {"official": "decode"}, passes=10
    )
