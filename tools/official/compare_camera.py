"""Compares our camera projection with the official camera op, pixel for pixel.

The official library lives in its own environment, so the comparison has two halves:

    OFFICIAL/bin/python tools/official/compare_camera.py official pairs.npz
        [--segment FILE.tfrecord]
    python -m tools.official.compare_camera ours pairs.npz

The first half draws random poses, motions, points and cameras (or takes the cameras of
`--segment`), projects with the official op and stores inputs and outputs. The second half projects
the same points and prints the distances between the pixels. The op loses digits because it computes
with seconds since the epoch; `--epoch 0` shows the agreement without that loss. For points beyond 5
m, the second half also prints the distance of the op from the settled pixel, whose read-out time is
exactly that of the pose from which it is projected. The golden pairs of tests/geometry come from
`--epoch 0 --per-case 16`.
"""

import argparse
import time

import numpy as np

MOTIONS = ("parked", "driving", "violent")
"""Driving: up to 30 m/s ahead and 0.5 rad/s; violent: up to 60 m/s and 4 rad/s in any direction."""


def rotation(rng, largest):
    """Returns a random rotation by at most `largest` radians about each axis."""
    result = np.eye(3)
    for axis, angle in enumerate(rng.uniform(-largest, largest, 3)):
        c, s = np.cos(angle), np.sin(angle)
        turn = np.eye(3)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn[i, i], turn[i, j], turn[j, i], turn[j, j] = c, -s, s, c
        result = result @ turn
    return result


def transform(rotation, translation):
    result = np.eye(4)
    result[:3, :3], result[:3, 3] = rotation, translation
    return result


def made_up_cameras(rng):
    """Yields (intrinsic, vehicle_from_camera, (width, height)) of random, realistic cameras."""
    for width, height in [(1920, 1280), (1920, 886), (640, 480)]:
        focal = width * rng.uniform(0.9, 1.2)
        center = np.array([width, height]) * rng.uniform(0.45, 0.55, 2)
        distortion = [
            *rng.normal([0.04, -0.32], 0.02),
            *rng.normal(0, 2e-3, 2),
            rng.normal(0, 0.02),
        ]
        intrinsic = np.array([focal, focal * rng.uniform(0.99, 1.01), *center, *distortion])
        mount = transform(rotation(rng, np.pi), rng.uniform(-2, 2, 3))
        yield intrinsic, mount, (width, height)


def real_cameras(path):
    """Yields the cameras of the first frame of a file, in the same form."""
    import tensorflow as tf
    from waymo_open_dataset import dataset_pb2

    frame = dataset_pb2.Frame()
    frame.ParseFromString(next(iter(tf.data.TFRecordDataset(path))).numpy())
    for camera in frame.context.camera_calibrations:
        mount = np.reshape(camera.extrinsic.transform, (4, 4))
        yield np.array(camera.intrinsic), mount, (camera.width, camera.height)


def random_points(rng, world_from_camera, size, intrinsic, count):
    """Makes points in the world: most in or near the view, some around and behind the camera."""
    depth = np.exp(rng.uniform(np.log(0.5), np.log(100), count))
    reach = np.array(size) / intrinsic[:2]
    seen = np.column_stack([np.ones(count), rng.uniform(-0.7, 0.7, (count, 2)) * reach])
    points = seen * depth[:, None]
    around = rng.random(count) < 0.15
    points[around] = rng.normal(0, 20, (around.sum(), 3))
    return points @ world_from_camera[:3, :3].T + world_from_camera[:3, 3]


def random_velocity(rng, motion, world_from_vehicle):
    """Returns (6,) linear velocity in the world and angular velocity in the vehicle frame."""
    if motion == "parked":
        return np.zeros(6)
    if motion == "driving":
        ahead = world_from_vehicle[:3, 0] * rng.uniform(0, 30)
        turn = [*rng.uniform(-0.05, 0.05, 2), rng.uniform(-0.5, 0.5)]
    else:
        ahead, turn = rng.uniform(-60, 60, 3), rng.uniform(-4, 4, 3)
    # The linear velocity is float32 in the message.
    return np.array([*ahead.astype(np.float32), *turn])


def make_cases(cameras, rng, count, epoch):
    """Yields the inputs of each call of the op as a dict of arrays."""
    for intrinsic, vehicle_from_camera, size in cameras:
        for direction in range(1, 6):
            for motion in MOTIONS:
                world_from_vehicle = transform(rotation(rng, 0.3), rng.normal(0, 1e4, 3))
                pose_time = epoch + rng.uniform(0, 1)
                velocity = random_velocity(rng, motion, world_from_vehicle)
                times = pose_time + np.array([rng.uniform(-0.03, -0.02), rng.uniform(0.02, 0.03)])
                shutter = rng.uniform(0.001, 0.01)
                image = [*world_from_vehicle.ravel(), *velocity, pose_time, shutter, *times]
                world_from_camera = world_from_vehicle @ vehicle_from_camera
                yield {
                    "extrinsic": vehicle_from_camera,
                    "intrinsic": intrinsic,
                    "metadata": np.array([*size, direction]),
                    "image": np.array(image),
                    "points": random_points(rng, world_from_camera, size, intrinsic, count),
                    "image_points": np.column_stack(
                        [rng.uniform(0, 1, (count, 2)) * size, rng.uniform(1, 80, count)]
                    ),
                }


def run_official(path, segment, count, epoch):
    """Projects all cases with the official op and stores inputs and outputs."""
    import tensorflow as tf
    from waymo_open_dataset.wdl_limited.camera.ops import py_camera_model_ops as ops

    rng = np.random.default_rng(0)
    cameras = real_cameras(segment) if segment else made_up_cameras(rng)
    cases = list(make_cases(cameras, rng, count, epoch))
    for case in cases:
        camera = [
            tf.constant(case["extrinsic"], tf.float64),
            tf.constant(case["intrinsic"], tf.float64),
            tf.constant(case["metadata"], tf.int32),
            tf.constant(case["image"], tf.float64),
        ]
        points = tf.constant(case["points"], tf.float64)
        image_points = tf.constant(case["image_points"], tf.float64)
        case["pixels"] = ops.world_to_image(*camera, points).numpy()
        case["unprojected"] = ops.image_to_world(*camera, image_points).numpy()
    stacked = {name: np.stack([case[name] for case in cases]) for name in cases[0]}
    np.savez_compressed(path, **stacked)
    print(f"{len(cases)} cases of {count} points -> {path}")


def settled_pixels(points, calibration, pose, readout):
    """Returns the (N, 2) settled pixels: those whose read-out time agrees with their pose."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = calibration.intrinsic
    mount, place = calibration.vehicle_from_camera, pose.world_from_vehicle
    axis, first, per_pixel = readout
    time = np.zeros(len(points))
    for _ in range(60):
        carried = (points - place[:3, 3] - time[:, None] * pose.velocity) @ place[:3, :3]
        carried -= mount[:3, 3] + time[:, None] * np.cross(pose.angular_velocity, mount[:3, 3])
        carried -= time[:, None] * np.cross(pose.angular_velocity, carried)
        x, y, z = (carried @ mount[:3, :3]).T
        a, b = -y / x, -z / x
        r2 = a * a + b * b
        factor = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
        u = f_u * (a * factor + 2 * p1 * a * b + p2 * (r2 + 2 * a * a)) + c_u
        v = f_v * (b * factor + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b) + c_v
        time = first + per_pixel * (u, v)[axis]
    return np.column_stack([u, v])


def readout_line(calibration, pose):
    """Returns read-out axis, time of its first pixel relative to the pose, seconds per pixel."""
    direction = calibration.rolling_shutter_direction
    axis = 1 if direction in (1, 3) else 0
    first = pose.camera_trigger_time - pose.pose_timestamp + pose.shutter / 2
    last = pose.camera_readout_done_time - pose.pose_timestamp - pose.shutter / 2
    if direction in (3, 4):
        first, last = last, first
    if direction == 5:
        first = last = 0.0
    return axis, first, (last - first) / (calibration.width, calibration.height)[axis]


def run_ours(path):
    """Projects the stored points and prints the distances, by read-out direction and motion."""
    from waymo_kit.geometry import camera

    with np.load(path) as stored:
        cases = dict(stored)
    rows = {}
    for k in range(len(cases["points"])):
        case = {name: values[k] for name, values in cases.items()}
        width, height, direction = case["metadata"].tolist()
        image = case["image"]
        calibration = camera.CameraCalibration(
            case["intrinsic"], case["extrinsic"], width, height, direction
        )
        pose = camera.CameraPose(
            image[:16].reshape(4, 4), image[16:19], image[19:22], *image[22:].tolist()
        )
        pixels, valid = camera.project_points(case["points"], calibration, pose)
        u, v, defined = case["pixels"].T
        inside = (defined > 0) & (u >= 0) & (u < width) & (v >= 0) & (v < height)
        both = valid & inside
        apart = np.abs(pixels[both] - case["pixels"][both, :2]).max(axis=1)
        origin = (pose.world_from_vehicle @ calibration.vehicle_from_camera)[:3, 3]
        distant = both & (np.linalg.norm(case["points"] - origin, axis=1) > 5)
        settled = settled_pixels(
            case["points"][distant], calibration, pose, readout_line(calibration, pose)
        )
        off = np.abs(settled - case["pixels"][distant, :2]).max(axis=1)
        motion = MOTIONS[k % len(MOTIONS)]
        rows.setdefault((direction, motion), []).append((apart, valid != inside, off))
    print("                                 ours to the op, px             the op to settled, px")
    print("direction motion   both valid   median   99.9 %  largest  flags   median  largest")
    for (direction, motion), parts in sorted(rows.items()):
        apart, differ, off = (np.concatenate(column) for column in zip(*parts, strict=True))
        print(
            f"{direction:9d} {motion:8s} {apart.size:10d} {np.median(apart):8.1e} "
            f"{np.quantile(apart, 0.999):8.1e} {apart.max():8.1e} {differ.sum():6d} "
            f"{np.median(off):8.1e} {off.max():8.1e}"
        )
    many = np.resize(case["points"], (200_000, 3))
    start = time.perf_counter()
    for _ in range(10):
        camera.project_points(many, calibration, pose)
    print(f"{(time.perf_counter() - start) * 100:.1f} ms for 200,000 points")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("half", choices=["official", "ours"])
    parser.add_argument("pairs", help="path of the .npz with inputs and official outputs")
    parser.add_argument("--segment", help="TFRecord whose cameras are used")
    parser.add_argument("--per-case", type=int, default=2000, help="points per case")
    parser.add_argument(
        "--epoch", type=float, default=1.55e9, help="time of the poses, seconds since the epoch"
    )
    args = parser.parse_args()
    if args.half == "official":
        run_official(args.pairs, args.segment, args.per_case, args.epoch)
    else:
        run_ours(args.pairs)


if __name__ == "__main__":
    main()
