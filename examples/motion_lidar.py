"""Read the lidar points of a scenario of the motion dataset.

    python examples/motion_lidar.py [SCENARIOS --lidar FOLDER]

SCENARIOS is TFRecord files of `Scenario` messages, FOLDER has their lidar data. Without them a
simulated frame is compressed as the dataset does, and its points are compared with the originals.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.formats.motion.delta_images import encode_delta_image
from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.protos.scenario_pb2 import CompressedFrameLaserData, Scenario
from waymo_kit.simulate import simulate_dataset

PRECISION = (0.005, 0.01, 0.01, 1.0)
POSE_PRECISION = (1e-6, 1e-6, 1e-6, 1e-4, 1e-4, 1e-4)


def compress(frame: wk.Frame) -> CompressedFrameLaserData:
    """Compresses the range images of a frame."""
    data = CompressedFrameLaserData()
    data.pose.transform.extend(frame.world_from_vehicle.ravel())
    for name in frame.lasers:
        laser = data.lasers.add(name=name)
        calibration = frame.scene.laser_calibration(name)
        stored = data.laser_calibrations.add(name=name)
        stored.extrinsic.transform.extend(calibration.vehicle_from_laser.ravel())
        stored.beam_inclination_min = calibration.lowest
        stored.beam_inclination_max = calibration.highest
        if calibration.values is not None:
            stored.beam_inclinations.extend(calibration.values)
        for number, returned in ((1, laser.ri_return1), (2, laser.ri_return2)):
            image = frame.range_image(name, number)
            returned.range_image_delta_compressed = encode_delta_image(image, PRECISION)
        if name is wk.LaserName.TOP:
            poses = encode_delta_image(frame.pixel_poses(), POSE_PRECISION)
            laser.ri_return1.range_image_pose_delta_compressed = poses
    return data


def make_scenario(folder: Path) -> tuple[Path, wk.PointCloud]:
    """Makes a scenario of one step; returns its file, and the points of the simulated frame."""
    simulate_dataset(folder / "drive", segments=1, frames=1)
    with wk.open_dataset(folder / "drive")[0] as scene:
        frame = scene[0]
        scenario = Scenario(scenario_id="made", current_time_index=0, timestamps_seconds=[0.0])
        scenario.compressed_frame_laser_data.append(compress(frame))
        points = frame.points()
    file = folder / "scenario.tfrecord"
    with RecordWriter(file) as writer:
        writer.write(scenario.SerializeToString())
    return file, points


def show(scenario: wk.Scenario) -> None:
    """Prints what a scenario holds, and its points at each step."""
    print(f"{scenario.id}: {len(scenario.tracks)} tracks, {scenario.lidar_steps} steps with lidar")
    for step in range(scenario.lidar_steps):
        points = scenario.points(step)
        first = int((points.return_number == 1).sum())
        print(f"step {step}: {len(points)} points, {first} of the first return")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="?", help="TFRecord files of scenarios")
    parser.add_argument("--lidar", help="folder of lidar data, <scenario id>.tfrecord")
    options = parser.parse_args(arguments)
    if options.scenarios:
        show(wk.open_motion_dataset(options.scenarios, lidar=options.lidar)[0])
        return
    with tempfile.TemporaryDirectory() as name:
        file, original = make_scenario(Path(name))
        scenario = wk.open_motion_dataset(file)[0]
        show(scenario)
        points = scenario.points(0)
        moved = np.linalg.norm(points.xyz - original.xyz, axis=1)
        print(f"compression moved points by {moved.max() * 1000:.1f} mm at most")


if __name__ == "__main__":
    main()
