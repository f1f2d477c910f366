"""Predictions for tests."""

import numpy as np
import pyarrow as pa

from waymo_kit.predictions import make_predictions
from waymo_kit.protos import metrics_pb2


def made_table(seed=0, segments=("a", "b"), frames=3, per_frame=5, flat=False):
    """A predictions table with every optional column, some of whose values are null."""
    rng = np.random.default_rng(seed)
    count = len(segments) * frames * per_frame
    center = rng.uniform(-70, 70, (count, 3))
    size = rng.uniform(0.2, 8, (count, 3))
    boxes = np.column_stack([center, size, rng.uniform(-3.2, 3.2, count)])
    more = {"speeds": rng.normal(size=(count, 2))}
    if flat:
        boxes = np.column_stack([rng.uniform(0, 1900, (count, 2)), rng.uniform(5, 90, (count, 2))])
        more = {"cameras": rng.integers(1, 6, count)}
    return make_predictions(
        np.repeat(segments, frames * per_frame),
        np.tile(
            np.repeat(1_500_000_000_000_000 + 100_000 * np.arange(frames), per_frame),
            len(segments),
        ),
        boxes,
        rng.integers(1, 5, count),
        rng.uniform(0, 1, count).astype(np.float32),
        track_ids=pa.array([f"t{k % 7}" if k % 5 else None for k in range(count)]).to_pylist(),
        overlap_with_nlz=rng.random(count) < 0.2,
        **more,
    )


def message_of(table):
    """The `Objects` message of a table, made by protobuf, with length and width as they belong."""
    objects = metrics_pb2.Objects()
    for row in table.to_pylist():
        values = {name.rpartition("].")[2]: value for name, value in row.items()}
        o = objects.objects.add()
        box = o.object.box
        box.center_x, box.center_y = values["box.center.x"], values["box.center.y"]
        box.length, box.width = values["box.size.x"], values["box.size.y"]
        if "box.heading" in values:
            box.center_z, box.height = values["box.center.z"], values["box.size.z"]
            box.heading = values["box.heading"]
        if values.get("speed.x") is not None:
            o.object.metadata.speed_x = values["speed.x"]
            o.object.metadata.speed_y = values["speed.y"]
        o.object.type = values["type"]
        if values["track_id"]:
            o.object.id = values["track_id"]
        o.score = values["score"]
        if values["overlap_with_nlz"] is not None:
            o.overlap_with_nlz = values["overlap_with_nlz"]
        o.context_name = values["key.segment_context_name"]
        o.frame_timestamp_micros = values["key.frame_timestamp_micros"]
        if "key.camera_name" in values:
            o.camera_name = values["key.camera_name"]
    return objects
