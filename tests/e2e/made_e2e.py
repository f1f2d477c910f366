"""Made-up frames of the end-to-end driving dataset."""

import io

import numpy as np
from PIL import Image

from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.protos.end_to_end_pb2 import E2EDFrame, EgoIntent

WIDTH, HEIGHT = 64, 48
CAMERAS = range(1, 9)


def jpeg(shade):
    data = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), (shade, 10, 200)).save(data, "JPEG")
    return data.getvalue()


def path(speed, turn=0.0, steps=20):
    """Positions of a drive at constant speed, (steps, 2)."""
    heading = turn * np.arange(1, steps + 1) / 4
    return np.cumsum(speed / 4 * np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)


def made_frame(name, speed=8.0, *, future=True, rated=(), cameras=CAMERAS):
    """Makes a frame; `rated` are pairs of a trajectory (T, 2) and a score."""
    frame = E2EDFrame(intent=EgoIntent.GO_LEFT)
    frame.frame.context.name = name
    frame.frame.timestamp_micros = 0
    for number in cameras:
        yaw = (number - 1) * np.pi / 4
        extrinsic = np.eye(4)
        extrinsic[:2, :2] = [[np.cos(yaw), -np.sin(yaw)], [np.sin(yaw), np.cos(yaw)]]
        extrinsic[:3, 3] = 1.5, 0.0, 1.8
        calibration = frame.frame.context.camera_calibrations.add(
            name=number, width=WIDTH, height=HEIGHT, rolling_shutter_direction=2
        )
        calibration.intrinsic.extend([60, 60, WIDTH / 2, HEIGHT / 2, 0, 0, 0, 0, 0])
        calibration.extrinsic.transform.extend(extrinsic.ravel())
        frame.frame.images.add(name=number, image=jpeg(20 * number))
    times = np.arange(-15, 1) / 4
    frame.past_states.pos_x.extend(speed * times)
    frame.past_states.pos_y.extend(0 * times)
    frame.past_states.pos_z.extend(0 * times)
    frame.past_states.vel_x.extend(speed + 0 * times)
    frame.past_states.vel_y.extend(0 * times)
    frame.past_states.accel_x.extend(0 * times)
    frame.past_states.accel_y.extend(0 * times)
    if future:
        xy = path(speed, 0.05)
        frame.future_states.pos_x.extend(xy[:, 0])
        frame.future_states.pos_y.extend(xy[:, 1])
        frame.future_states.pos_z.extend(0 * xy[:, 0])
    for xy, score in rated:
        added = frame.preference_trajectories.add(preference_score=score)
        if xy is not None:
            added.pos_x.extend(xy[:, 0])
            added.pos_y.extend(xy[:, 1])
    return frame


def write_frames(file, frames):
    with RecordWriter(file) as writer:
        for frame in frames:
            writer.write(frame if isinstance(frame, bytes) else frame.SerializeToString())
    return file
