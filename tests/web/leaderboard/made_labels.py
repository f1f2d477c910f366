"""Small datasets of labels without any sensor data, and predictions made of them."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema import component_of

_PLACES = (("location_sf", "Day", "sunny"), ("location_phx", "Night", "rain"))
FIRST_TIME = 1_500_000_000_000_000
STEP = 100_000


def segment_name(number):
    return f"{10**16 + number:017d}_{number:03d}_000_{number + 20:03d}_000"


def write_labels(folder, segments=6, frames=5, objects=8, seed=0):
    """Writes the tables lidar_box, stats and vehicle_pose of a dataset; returns the boxes."""
    random = np.random.default_rng(seed)
    made = {}
    for number in range(segments):
        name = segment_name(number)
        times = FIRST_TIME + STEP * np.arange(frames)
        boxes = np.zeros((frames, objects, 7))
        boxes[..., :2] = random.uniform(-60, 60, (objects, 2))
        boxes[..., 0] += np.arange(frames)[:, None] * 0.5
        boxes[..., 2] = 1.0
        boxes[..., 3:6] = (4.5, 2.0, 1.6)
        boxes[..., 6] = random.uniform(-3, 3, objects)
        types = random.choice([1, 2, 4], objects)
        made[name] = (times, boxes, types)
        _write_segment(folder, name, times, boxes, types, _PLACES[number % len(_PLACES)])
    return made


def _write_segment(folder, name, times, boxes, types, place):
    frames, objects = boxes.shape[:2]
    rows = frames * objects
    flat = boxes.reshape(rows, 7)
    box = component_of("lidar_box")
    values = {
        "key.segment_context_name": [name] * rows,
        "key.frame_timestamp_micros": np.repeat(times, objects),
        "key.laser_object_id": [f"{name[:4]}-{k}" for k in range(objects)] * frames,
        box.column("type"): np.tile(types, frames),
        box.column("num_lidar_points_in_box"): np.full(rows, 50),
        box.column("num_top_lidar_points_in_box"): np.full(rows, 50),
        box.column("difficulty_level.detection"): np.ones(rows, np.int8),
        box.column("difficulty_level.tracking"): np.ones(rows, np.int8),
    }
    for k, axis in enumerate("xyz"):
        values[box.column(f"box.center.{axis}")] = flat[:, k]
        values[box.column(f"box.size.{axis}")] = flat[:, 3 + k]
        values[box.column(f"speed.{axis}")] = np.zeros(rows)
        values[box.column(f"acceleration.{axis}")] = np.zeros(rows)
    values[box.column("box.heading")] = flat[:, 6]
    _write_table(folder, "lidar_box", name, values, rows)
    stats = component_of("stats")
    context = dict(zip(("location", "time_of_day", "weather"), place, strict=True))
    _write_table(
        folder,
        "stats",
        name,
        {
            "key.segment_context_name": [name] * frames,
            "key.frame_timestamp_micros": times,
            **{stats.column(key): [value] * frames for key, value in context.items()},
        },
        frames,
    )
    pose = component_of("vehicle_pose")
    _write_table(
        folder,
        "vehicle_pose",
        name,
        {
            "key.segment_context_name": [name] * frames,
            "key.frame_timestamp_micros": times,
            pose.column("world_from_vehicle.transform"): [np.eye(4).ravel().tolist()] * frames,
        },
        frames,
    )


def _write_table(folder, tag, name, values, rows):
    schema = component_of(tag).schema
    arrays = [
        pa.array(values[field.name], field.type)
        if field.name in values
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    path = folder / tag / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)


def write_guesses(path, made, noise=0.1, lost=0.1, seed=1, segments=None, with_tracks=True):
    """Writes predictions: moved boxes of which some are lost; returns the path."""
    random = np.random.default_rng(seed)
    parts = []
    for name, (times, boxes, types) in made.items():
        if segments is not None and name not in segments:
            continue
        frames, objects = boxes.shape[:2]
        kept = random.random((frames, objects)) >= lost
        kept[:, 0] = True
        moved = boxes + random.normal(0, noise, boxes.shape) * (1, 1, 1, 0, 0, 0, 0.1)
        ids = np.broadcast_to([f"t{k}" for k in range(objects)], (frames, objects))[kept]
        parts.append(
            make_predictions(
                [name] * int(kept.sum()),
                np.repeat(times, objects).reshape(frames, objects)[kept],
                moved[kept],
                np.broadcast_to(types, (frames, objects))[kept],
                random.uniform(0.3, 1.0, int(kept.sum())),
                track_ids=ids if with_tracks else None,
            )
        )
    write_predictions(pa.concat_tables(parts), path)
    return path
