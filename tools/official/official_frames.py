"""Reads a v1 file with the official library, in the Python with the official package.

    python official_frames.py tables FILE OUT        its v2 components as OUT/<tag>.parquet
    python official_frames.py points FILE OUT.npz    its points, computed in float64
    python official_frames.py load ROOT SEGMENT      loads component tables with its own classes
    python official_frames.py serve FILE             runs the tasks named on stdin, and times them

`serve` reads lines `decode`, `points`, `convert OUT`, `frame ROOT SEGMENT` or `frame_filtered ROOT
SEGMENT`, and answers each with its wall and CPU time in seconds. Its first line says that it is
ready.
"""

import functools
import os
import random

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore", FutureWarning)
warnings.filterwarnings("ignore", "Sorted columns detected")

import dask.dataframe as dd  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
import tensorflow as tf  # noqa: E402
from waymo_open_dataset import dataset_pb2, v2  # noqa: E402
from waymo_open_dataset.utils import (  # noqa: E402
    frame_utils,
    range_image_utils,
    transform_utils,
)
from waymo_open_dataset.v2.perception.compat_v1 import (  # noqa: E402
    box,
    camera_image,
    context,
    interfaces,
    keypoints,
    lidar,
    pose,
    segmentation,
)
from waymo_open_dataset.v2.perception.utils import lidar_utils  # noqa: E402

# These modules parse a bytearray, which protobuf 4.25 refuses.
frame_utils.bytearray = bytes
lidar_utils.bytearray = bytes

FRAME = (context.StatsComponentExtractor(), pose.VehiclePoseFrameExtractor())
CAMERA_CALIBRATION = (context.CameraCalibrationComponentExtractor(),)
LASER_CALIBRATION = (context.LiDARCalibrationComponentExtractor(),)
IMAGE = (
    camera_image.CameraImageComponentExtractor(),
    segmentation.CameraSegmentationLabelComponentExtractor(),
)
LASER = (
    lidar.LiDARComponentExtractor(),
    lidar.LiDARCameraProjectionComponentExtractor(),
    lidar.LiDARPoseComponentExtractor(),
    segmentation.LiDARSegmentationLabelComponentExtractor(),
)
LASER_LABEL = (
    box.LiDARBoxComponentExtractor(),
    box.LiDARCameraSyncedBoxComponentExtractor(),
    keypoints.LiDARHumanKeypointsFrameExtractor(),
)
CAMERA_LABEL = (
    box.CameraBoxComponentExtractor(),
    box.CameraToLiDARBoxAssociationComponentExtractor(),
    keypoints.CameraHumanKeypointsFrameExtractor(),
)
PROJECTED_LABEL = (box.ProjectedLiDARBoxComponentExtractor(),)

TIME, LASER_NAME = "key.frame_timestamp_micros", "key.laser_name"
CHOICE = random.Random(0)

COMPONENTS = {tag: kind for kind, tag in v2.TAG_BY_COMPONENT.items() if "asset" not in tag}


def frames_of(path):
    for record in tf.data.TFRecordDataset(path).as_numpy_iterator():
        yield dataset_pb2.Frame.FromString(record)


def sources_of(frame, is_first):
    """Yields (extractors, source) for all parts of a frame; calibrations once per segment."""
    yield FRAME, interfaces.FrameComponentSrc(frame)
    if is_first:
        for calibration in frame.context.camera_calibrations:
            yield (
                CAMERA_CALIBRATION,
                interfaces.CameraCalibrationComponentSrc(frame, calibration),
            )
        for calibration in frame.context.laser_calibrations:
            yield LASER_CALIBRATION, interfaces.LiDARCalibrationComponentSrc(frame, calibration)
    for image in frame.images:
        yield IMAGE, interfaces.CameraImageComponentSrc(frame, image)
    for laser in frame.lasers:
        yield LASER, interfaces.LiDARComponentSrc(frame, laser)
    for label in frame.laser_labels:
        yield LASER_LABEL, interfaces.LiDARLabelComponentSrc(frame, label)
    for field, extractors in (
        ("camera_labels", CAMERA_LABEL),
        ("projected_lidar_labels", PROJECTED_LABEL),
    ):
        for labels in getattr(frame, field):
            for label in labels.labels:
                yield extractors, interfaces.CameraLabelComponentSrc(frame, labels, label)


def component_tables(path):
    """Returns all frames of a file as one Arrow table per tag."""
    rows = {tag: [] for tag in COMPONENTS}
    for index, frame in enumerate(frames_of(path)):
        for extractors, source in sources_of(frame, index == 0):
            for extractor in extractors:
                for component in extractor(source):
                    rows[v2.TAG_BY_COMPONENT[type(component)]].append(component.to_flatten_dict())
    return {
        tag: pa.Table.from_pylist(rows[tag], schema=kind.schema())
        for tag, kind in COMPONENTS.items()
    }


def write_tables(path, out):
    Path(out).mkdir(parents=True, exist_ok=True)
    for tag, table in component_tables(path).items():
        pq.write_table(table, Path(out) / f"{tag}.parquet", compression="zstd")


def exact_points(frame):
    """Returns points of the official geometry in float64 and projections, by `laser/return`.

    `convert_range_image_to_point_cloud` has no option for the precision, so this calls the same
    functions as it does.
    """
    images, projections, _, top_pose = frame_utils.parse_range_image_and_camera_projection(frame)
    if not images:
        return
    pose_image = matrix(top_pose).astype(np.float64)
    pixel_pose = transform_utils.get_transform(
        transform_utils.get_rotation_matrix(*np.moveaxis(pose_image[..., :3], -1, 0)),
        pose_image[..., 3:],
    )
    frame_pose = np.reshape(np.array(frame.pose.transform), (4, 4))
    for calibration in frame.context.laser_calibrations:
        is_top = calibration.name == dataset_pb2.LaserName.TOP
        for number, image in enumerate(images.get(calibration.name, []), 1):
            ranges = matrix(image)[..., 0].astype(np.float64)
            inclinations = np.array(calibration.beam_inclinations)
            if not len(inclinations):
                limits = (calibration.beam_inclination_min, calibration.beam_inclination_max)
                inclinations = range_image_utils.compute_inclination(
                    tf.constant(limits, tf.float64), len(ranges)
                ).numpy()
            cartesian = range_image_utils.extract_point_cloud_from_range_image(
                tf.constant(ranges[None]),
                tf.constant(np.reshape(np.array(calibration.extrinsic.transform), (1, 4, 4))),
                tf.constant(inclinations[None, ::-1]),
                pixel_pose=pixel_pose[None] if is_top else None,
                frame_pose=tf.constant(frame_pose[None]) if is_top else None,
                dtype=tf.float64,
            )[0].numpy()
            projection = matrix(projections[calibration.name][number - 1])
            seen = ranges > 0
            yield f"{calibration.name}/{number}", cartesian[seen], projection[seen]


def matrix(message):
    return np.reshape(np.array(message.data), message.shape.dims)


def write_points(path, out):
    arrays = {}
    for index, frame in enumerate(frames_of(path)):
        for name, points, projection in exact_points(frame):
            arrays[f"{index}/{name}/xyz"] = points
            arrays[f"{index}/{name}/projection"] = projection
    np.savez(out, **arrays)


def load(root, segment):
    """Loads tables in both ways of the official tutorial and makes components of all rows."""
    for tag, kind in COMPONENTS.items():
        frame = pd.read_parquet(f"{root}/{tag}/{segment}.parquet")
        components = [kind.from_dict(row) for _, row in frame.iterrows()]
        print(f"{tag}: {len(components)} x {kind.__name__}.from_dict")

    def read(tag):
        return dd.read_parquet(f"{root}/{tag}/{segment}.parquet")

    merged = v2.merge(read("camera_image"), read("camera_box"), right_group=True)
    boxes = 0
    for _, row in merged.iterrows():
        v2.CameraImageComponent.from_dict(row)
        boxes += len(v2.CameraBoxComponent.from_dict(row).key.camera_object_id)
    print(f"v2.merge of camera_image and camera_box: {boxes} boxes")
    count = 0
    for _, row in v2.merge(read("lidar"), read("lidar_calibration")).iterrows():
        component = v2.LiDARComponent.from_dict(row)
        calibration = v2.LiDARCalibrationComponent.from_dict(row)
        for image in (component.range_image_return1, component.range_image_return2):
            if image.values is not None:
                count += len(v2.convert_range_image_to_point_cloud(image, calibration))
    print(f"v2.convert_range_image_to_point_cloud: {count} points")


def points_of(frame, parsed):
    """Returns points with intensity and elongation of all lasers and returns, in float32."""
    images, projections, _, top_pose = parsed
    for number in (0, 1):
        frame_utils.convert_range_image_to_point_cloud(
            frame, images, projections, top_pose, ri_index=number, keep_polar_features=True
        )


def decode(path):
    for frame in frames_of(path):
        points_of(frame, frame_utils.parse_range_image_and_camera_projection(frame))


@functools.cache
def parsed_frames(path):
    return [
        (frame, frame_utils.parse_range_image_and_camera_projection(frame))
        for frame in frames_of(path)
    ]


def points(path):
    for frame, parsed in parsed_frames(path):
        points_of(frame, parsed)


def read_frame(root, segment, filtered):
    """Returns the points of one random frame of component tables, as the tutorial reads them."""

    def read(tag, **options):
        return dd.read_parquet(f"{root}/{tag}/{segment}.parquet", **options)

    def rows_at(tag):
        rows = read(tag, filters=[(TIME, "==", time_micros)]) if filtered else read(tag)
        return rows[rows[TIME] == time_micros]

    time_micros = CHOICE.choice(read("vehicle_pose", columns=[TIME])[TIME].compute().tolist())
    (pose,) = (v2.VehiclePoseComponent.from_dict(r) for _, r in rows_at("vehicle_pose").iterrows())
    pixel_poses = {
        r[LASER_NAME]: v2.LiDARPoseComponent.from_dict(r).range_image_return1
        for _, r in rows_at("lidar_pose").iterrows()
    }
    count = 0
    for _, row in v2.merge(rows_at("lidar"), read("lidar_calibration")).iterrows():
        component = v2.LiDARComponent.from_dict(row)
        calibration = v2.LiDARCalibrationComponent.from_dict(row)
        pixel_pose = pixel_poses.get(row[LASER_NAME])
        motion = () if pixel_pose is None else (pixel_pose, pose)
        for image in (component.range_image_return1, component.range_image_return2):
            count += len(v2.convert_range_image_to_point_cloud(image, calibration, *motion))
    assert count


def serve(path):
    """Runs tasks; the first run of each warms up TensorFlow and is not timed."""
    tasks = {
        "decode": lambda: decode(path),
        "points": lambda: points(path),
        "convert": lambda out: write_tables(path, out),
        "frame": lambda root, segment: read_frame(root, segment, filtered=False),
        "frame_filtered": lambda root, segment: read_frame(root, segment, filtered=True),
    }
    print("ready", flush=True)
    seen = set()
    for line in sys.stdin:
        name, *arguments = line.split()
        if name not in seen:
            tasks[name](*arguments)
            seen.add(name)
        wall, cpu = time.perf_counter(), time.process_time()
        tasks[name](*arguments)
        print(time.perf_counter() - wall, time.process_time() - cpu, flush=True)


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    commands = {"tables": write_tables, "points": write_points, "load": load, "serve": serve}
    commands[sys.argv[1]](*sys.argv[2:])
