"""Times converting range images in memory to points, of all lasers and both returns.

    python -m tools.benchmark.points [FILE] [--official PYTHON] [--repeats N] [--json OUT.json]

The official side is `convert_range_image_to_point_cloud`, for each return, on the output of
`parse_range_image_and_camera_projection`. `decode.py` times both together.
"""

from functools import partial

import waymo_kit as wk
from tools.benchmark import in_turns
from waymo_kit.geometry.range_image import range_image_points
from waymo_kit.schema import LaserName


def loaded_images(path):
    """Prepares a call of `range_image_points` for each range image of a file."""
    calls = []
    scene = wk.open_dataset(path)[0]
    for frame in scene:
        for laser in frame.lasers:
            calibration = scene.laser_calibration(laser)
            motion = {}
            if laser == LaserName.TOP:
                motion["pixel_pose"] = frame.pixel_poses(laser)
                motion["world_from_vehicle"] = frame.world_from_vehicle
            for number in (1, 2):
                image = frame.range_image(laser, number)
                beams = calibration.inclinations(len(image))
                extrinsic = calibration.vehicle_from_laser
                calls.append(partial(range_image_points, image, extrinsic, beams, **motion))
    return calls


if __name__ == "__main__":
    options = in_turns.parse_options(__doc__)
    in_turns.stay_on_one_core()
    frames = len(wk.open_dataset(options.file)[0])
    calls = loaded_images(options.file)
    in_turns.compare(
        options,
        "points",
        frames,
        lambda: [call() for call in calls],
        {"official": "points"},
        passes=10,
    )
