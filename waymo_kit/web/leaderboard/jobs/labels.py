"""Labels of a phase: their digest and frames, and the kernels that scoring against them needs."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.evaluation.resampling import draw_segments, score_resamples
from waymo_kit.evaluation.tasks import EvalTask, task_named
from waymo_kit.evaluation.tasks.component_tables import ComponentTask, read_component
from waymo_kit.evaluation.tasks.instance_segmentation import instances_of
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.evaluation.tasks.panoptic_labels import CAMERA_SEGMENTATION, panoptic_images
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.geometry import Overlap, overlap_of_pairs
from waymo_kit.predictions import (
    BoxKind,
    boxes_to_predictions,
    make_predictions,
    write_predictions,
)
from waymo_kit.scene import Scene, open_dataset
from waymo_kit.schema.predictions import SEGMENT, TIMESTAMP
from waymo_kit.web.leaderboard.jobs.report import Report
from waymo_kit.web.leaderboard.jobs.tasks import box_kind, task_of

_SEED = 0


def describe_labels(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Reads the labels of a phase: their digest, frames, and groups for the private split.

    Args:
        values: `labels`, a path; `tasks`, their names; `frames`, the Parquet file to write.
        report: Function called with the stage and the percentage.
    """
    kinds = _kinds_of(list(values["tasks"]))
    digest = hashlib.sha256()
    groups: dict[str, str] = {}
    frames: dict[str, np.ndarray[Any, Any]] = {}
    for segment, times, group, content in _label_contents(values, kinds, report):
        groups[segment] = group
        frames[segment] = times
        digest.update(f"{segment}\n".encode())
        digest.update(np.ascontiguousarray(times, np.int64).tobytes())
        for part in content:
            digest.update(part)
    if not frames:
        raise InvalidInputError(f"{values['labels']}: there are no labels")
    names = np.repeat(list(frames), [len(times) for times in frames.values()])
    table = pa.table({SEGMENT: pa.array(names), TIMESTAMP: np.concatenate(list(frames.values()))})
    pq.write_table(table, values["frames"])
    return {"digest": digest.hexdigest(), "groups": groups}


def compile_kernels(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Compiles the kernels that scoring needs, by scoring likely predictions of a segment.

    Confined processes keep no compiled code, so it must be there before the first of them.

    Args:
        values: `labels`, a path; `task` and `settings`; `segment`, its name; `with_profile`,
            whether errors are profiled, too.
        report: Function called with the stage and the percentage.
    """
    task = task_of(values["task"], values["settings"])
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as folder:
        predictions = _imperfect(task, values["labels"], values["segment"], Path(folder))
        inputs = task.open(predictions, values["labels"], Path(folder))
        with_profile = values["with_profile"] and task.has_listing
        scored = task.score(inputs, values["segment"], with_profile=with_profile)
        list(task.findings(scored.checks, inputs))
    task.rows(scored.state)
    stored = task.stored(scored.state)
    if stored is not None:
        score_resamples([stored, stored], draw_segments(2, 4, _SEED), task)
    return {}


def _label_contents(
    values: Mapping[str, Any], kinds: Sequence[BoxKind | str], report: Report
) -> Iterator[tuple[str, np.ndarray[Any, Any], str, list[bytes]]]:
    """Yields name, times, place and time of day, and the labels' bytes of each segment."""
    labels = values["labels"]
    scratch = Path(values["frames"]).parent
    box_kinds = [kind for kind in kinds if isinstance(kind, BoxKind)]
    tags = [kind for kind in kinds if isinstance(kind, str)]
    sources = [open_truth(labels, kind, scratch) for kind in box_kinds]
    dataset = open_dataset(labels) if tags else None
    segments = (
        sources[0].segments if sources else tuple(sorted(dataset.segments if dataset else ()))
    )
    for number, segment in enumerate(sorted(segments)):
        report(f"reading labels {number + 1} of {len(segments)}", 100 * number / len(segments))
        times, group = np.empty(0, np.int64), ""
        content: list[bytes] = []
        for source in sources:
            truth = source.read(segment)
            boxes = truth.labels
            times = truth.timestamp_micros if len(truth.timestamp_micros) else times
            group = f"{truth.location}/{truth.time_of_day}"
            content += [boxes.array.tobytes(), boxes.types.tobytes()]
            content += [np.asarray(boxes.require("timestamps_micros")).tobytes()]
            content += ["\n".join(map(str, boxes.require("ids"))).encode()]
            content += [np.asarray(boxes.require("difficulties")).tobytes()]
        if dataset is not None:
            with dataset[segment] as scene:
                times = np.asarray(scene.timestamps_micros)
                group = group or _group_of(scene)
                for tag in tags:
                    content.append(_table_digest(scene, tag))
        yield segment, times, group, content


def _imperfect(task: EvalTask, labels: str, segment: str, scratch: Path) -> str:
    """Returns the path of predictions of one segment: its labels, some moved and some left out."""
    if isinstance(task, ComponentTask):
        return labels
    path = str(scratch / f"{task.name}.parquet")
    if isinstance(task, MaskTask):
        write_predictions(_label_masks(labels, segment), path, BoxKind.BOX_2D)
        return path
    kind = box_kind(task)
    boxes = open_truth(labels, kind, scratch).read(segment).labels
    boxes = boxes[np.arange(len(boxes)) % 8 != 0]
    count = len(boxes)
    moved = boxes.array.copy()
    moved[:, 0] += np.arange(count) % 3
    if kind is BoxKind.BOX_3D:  # what the checks of conventions need of many predictions
        overlap_of_pairs(moved[:1], boxes.array[:1], [[0, 0]], Overlap.IOU_3D)
    table = make_predictions(
        [segment] * count,
        boxes.require("timestamps_micros"),
        moved,
        boxes.types,
        np.linspace(0.1, 0.9, count),
        track_ids=[str(k) for k in range(count)],
        cameras=boxes.require("cameras") if kind is BoxKind.BOX_2D else None,
    )
    write_predictions(table, path, kind)
    return path


def _label_masks(labels: str, segment: str) -> pa.Table:
    """Returns the instances of a segment's panoptic labels as predictions."""
    table = read_component(open_dataset(labels), segment, CAMERA_SEGMENTATION)
    parts = []
    for image in panoptic_images(table, labels):
        found = instances_of(image)
        assert found.masks is not None
        count = len(found.masks)
        corner, size = found.boxes[:, :2], found.boxes[:, 2:]
        boxes = ImageBoxes(
            np.concatenate([corner + size / 2, size], axis=1),
            found.classes.astype(np.int8),
            scores=np.linspace(0.1, 0.9, count),
            cameras=np.full(count, image.camera, np.int8),
            timestamps_micros=np.full(count, image.timestamp_micros),
            masks=np.array(found.masks.texts, object),
            image_sizes=np.tile(image.panoptic.shape, (count, 1)),
        )
        parts.append(boxes_to_predictions(boxes, segment))
    return pa.concat_tables(parts) if parts else BoxKind.BOX_2D.schema.empty_table()


def _group_of(scene: Scene) -> str:
    """Returns place and time of day of a segment, empty where they are not stored."""
    try:
        return f"{scene.location}/{scene.time_of_day}"
    except WaymoKitError:
        return ""


def _table_digest(scene: Scene, tag: str) -> bytes:
    try:
        table = scene.table(tag)
    except NotFoundError:
        return b"none"
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).digest()


def _kinds_of(tasks: Sequence[str]) -> list[BoxKind | str]:
    found: dict[BoxKind | str, None] = {}
    for name in tasks:
        task = task_named(name)
        if isinstance(task, MaskTask):
            found[CAMERA_SEGMENTATION] = None
        elif isinstance(task, ComponentTask):
            tags = {"segmentation": ("lidar_segmentation", CAMERA_SEGMENTATION)}
            found.update(dict.fromkeys(tags.get(name, ("lidar_hkp",))))
        else:
            found[box_kind(task)] = None
    return list(found)
