"""Compares our points of compressed range images with the official utilities of the motion dataset.

The official library lives in its own environment, so the comparison has two halves:

    OFFICIAL/bin/python tools/official/compare_motion_lidar.py official cases.npz
    python -m tools.official.compare_motion_lidar ours cases.npz

The first half makes random lidar data of steps, compresses their images with the official encoder,
and stores the messages with the images and points that the official utilities decode. The official
points are stored twice: as they are, computed in float32, and from the same code computing in
float64. The second half decodes the same messages and prints the largest differences. The golden
file of tests/motion is `official tests/motion/golden_lidar.npz --cases 2 --size 0.1`.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np

TOP, FRONT, REAR = 1, 2, 5
SIZES = {TOP: (64, 2650), FRONT: (116, 150), REAR: (116, 150)}
PRECISION = (0.005, 0.01, 0.01, 1.0)
POSE_PRECISION = (1e-5, 1e-5, 1e-5, 1e-4, 1e-4, 1e-4)


def rotation(roll, pitch, yaw):
    """Returns Rz(yaw) Ry(pitch) Rx(roll)."""
    c, s = np.cos([roll, pitch, yaw]), np.sin([roll, pitch, yaw])
    x = np.array([[1, 0, 0], [0, c[0], -s[0]], [0, s[0], c[0]]])
    y = np.array([[c[1], 0, s[1]], [0, 1, 0], [-s[1], 0, c[1]]])
    z = np.array([[c[2], -s[2], 0], [s[2], c[2], 0], [0, 0, 1]])
    return z @ y @ x


def transform(angles, translation):
    result = np.eye(4)
    result[:3, :3], result[:3, 3] = rotation(*angles), translation
    return result


def image(rng, shape, share):
    """Makes a range image of which a share of the pixels has a return."""
    found = np.zeros((*shape, 4))
    has = rng.random(shape) < share
    found[..., 0] = np.where(has, rng.uniform(0.5, 75, shape), 0)
    found[..., 1] = np.where(has, rng.gamma(1, 0.4, shape), 0)
    found[..., 2] = np.where(has, rng.gamma(1, 0.1, shape), 0)
    found[..., 3] = np.where(has & (rng.random(shape) < 0.1), 1, -1 * has)
    return found


def poses(rng, shape, angles, place):
    """Makes the poses of the pixels: the vehicle drives on while the beam turns."""
    share = np.linspace(-0.5, 0.5, shape[1])[None, :, None]
    motion = np.concatenate([rng.normal(0, 0.003, 3), rng.normal(0, 1.5, 3)])
    center = np.concatenate([angles, place])
    return np.broadcast_to(center + share * motion, (*shape, 6)).copy()


def official(path, cases, size, seed):
    import tensorflow as tf
    from waymo_open_dataset.protos import compressed_lidar_pb2
    from waymo_open_dataset.utils import range_image_utils, womd_lidar_utils
    from waymo_open_dataset.utils.compression import delta_encoder

    rng = np.random.default_rng(seed)
    extract = range_image_utils.extract_point_cloud_from_range_image
    stored = {}
    for case in range(cases):
        data = compressed_lidar_pb2.CompressedFrameLaserData()
        angles = rng.uniform([-0.05, -0.05, -np.pi], [0.05, 0.05, np.pi])
        place = rng.uniform(-20_000, 20_000, 3) * [1, 1, 0.01]
        data.pose.transform.extend(transform(angles, place).ravel())
        for name, (height, width) in SIZES.items():
            shape = (max(4, int(height * size)), max(6, int(width * size)))
            laser = data.lasers.add(name=name)
            calibration = data.laser_calibrations.add(name=name)
            mount = transform(rng.uniform(-np.pi, np.pi, 3) * [0.02, 0.02, 1], rng.normal(0, 1, 3))
            calibration.extrinsic.transform.extend(mount.ravel())
            low, high = (-0.31, 0.04) if name == TOP else (-1.57, 0.52)
            calibration.beam_inclination_min, calibration.beam_inclination_max = low, high
            if name != REAR:
                calibration.beam_inclinations.extend(np.sort(rng.uniform(low, high, shape[0])))
            for returned, share in ((laser.ri_return1, 0.8), (laser.ri_return2, 0.1)):
                returned.range_image_delta_compressed = delta_encoder.compress(
                    image(rng, shape, share), list(PRECISION)
                )
            if name == TOP:
                laser.ri_return1.range_image_pose_delta_compressed = delta_encoder.compress(
                    poses(rng, shape, angles, place), list(POSE_PRECISION)
                )
        stored[f"{case}/message"] = np.frombuffer(data.SerializeToString(), np.uint8)
        for kind in (tf.float32, tf.float64):
            range_image_utils.extract_point_cloud_from_range_image = partial(extract, dtype=kind)
            for laser, calibration in zip(data.lasers, data.laser_calibrations):  # noqa: B905 (the official Python may be 3.9)
                if laser.name == TOP:
                    pose = np.reshape(np.array(data.pose.transform), (4, 4))
                    found = womd_lidar_utils.extract_top_lidar_points(laser, pose, calibration)
                else:
                    found = womd_lidar_utils.extract_side_lidar_points(laser, calibration)
                for number in (1, 2):
                    key = f"{case}/{laser.name}/{number}"
                    stored[f"{key}/xyz_{kind.name}"] = found[2 * number - 2].numpy()
                    stored[f"{key}/features"] = found[2 * number - 1].numpy()
    np.savez_compressed(path, **stored)


def by_step(path):
    """Yields (message, {laser: {return: arrays}}) of each case in a file."""
    with np.load(path) as file:
        stored = dict(file)
    for case in sorted({key.split("/")[0] for key in stored}, key=int):
        found = {}
        for key, array in stored.items():
            parts = key.split("/")
            if parts[0] == case and len(parts) == 4:
                laser = found.setdefault(int(parts[1]), {})
                laser.setdefault(int(parts[2]), {})[parts[3]] = array
        yield stored[f"{case}/message"].tobytes(), found


def ours(path):
    from waymo_kit.formats.inflate import Inflater
    from waymo_kit.motion import LidarStep
    from waymo_kit.protos.scenario_pb2 import CompressedFrameLaserData
    from waymo_kit.schema import LaserName

    worst = dict.fromkeys(("xyz_float32", "xyz_float64", "features"), 0.0)
    count = equal = 0
    for message, official_points in by_step(path):
        step = LidarStep(CompressedFrameLaserData.FromString(message), "step", Inflater())
        for laser, returns in official_points.items():
            found = step.points(LaserName(laser), returns)
            for points, theirs in zip(found, returns.values(), strict=True):
                count += len(points.xyz)
                equal += (points.xyz == theirs["xyz_float64"].astype(np.float32)).all(axis=1).sum()
                features = np.column_stack([points.intensity, points.elongation])
                pairs = {
                    "xyz_float32": (points.xyz, theirs["xyz_float32"]),
                    "xyz_float64": (points.xyz, theirs["xyz_float64"]),
                    "features": (features, theirs["features"][:, 1:].astype(np.float32)),
                }
                for name, (mine, other) in pairs.items():
                    worst[name] = max(worst[name], np.abs(mine - other).max(initial=0))
    print(f"{count:,} points; {equal:,} equal the official ones in float64, rounded to float32")
    for name, distance in worst.items():
        print(f"{name}: largest difference {distance:.3g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=("official", "ours"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--cases", type=int, default=5, help="steps to make [default: 5]")
    parser.add_argument("--size", type=float, default=1, help="scale of the images [default: 1]")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.half == "official":
        official(options.path, options.cases, options.size, options.seed)
    else:
        ours(options.path)


if __name__ == "__main__":
    main()
