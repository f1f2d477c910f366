"""Results of OpenPCDet: `result.pkl`, a list with the boxes of each frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.exports.openpcdet import TYPE_NAMES
from waymo_kit.exchange.index import SamplePlace
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    checked_place,
    clip_scores,
    number_array,
)
from waymo_kit.formats.pickles import read_pickle, write_pickle
from waymo_kit.geometry import wrap_angle
from waymo_kit.io import Location, write_bytes
from waymo_kit.schema import ObjectType

_TYPES = {name.lower(): kind for kind, name in TYPE_NAMES.items()} | {"car": ObjectType.VEHICLE}
_FRAME_ID = re.compile(r"(?:segment-)?(.{1,200}?)(?:_with_camera_labels)?_(\d{3,6})")


class OpenPcdetResults(ResultFormat):
    """Reads and writes `result.pkl`.

    The frame is named by `metadata`, or by `frame_id` and the dataset.
    """

    name = "openpcdet"
    exports = ("openpcdet",)
    conventions = (
        "boxes_lidar are in the vehicle frame with their middle, sizes length, width, height: kept",
        "headings are brought into [-pi, pi)",
        "types by name: Vehicle or Car, Pedestrian, Sign, Cyclist",
    )

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each frame."""
        content = read_pickle(location.read_bytes(), str(location))
        if not isinstance(content, list):
            raise InvalidInputError(f"{location}: expected a list with one entry per frame")
        for number, entry in enumerate(content):
            where = f"{location}: frame {number}"
            if not isinstance(entry, dict) or "boxes_lidar" not in entry:
                raise InvalidInputError(f"{where}: expected a dictionary with boxes_lidar")
            boxes = number_array(entry["boxes_lidar"], 7, f"{where}: boxes_lidar").copy()
            boxes[:, 6] = wrap_angle(boxes[:, 6])
            scores = number_array(entry.get("score"), 0, f"{where}: score")
            types = _types(entry, len(boxes), where)
            if len(scores) != len(boxes):
                raise InvalidInputError(
                    f"{where}: expected as many scores as boxes, got {len(scores)} and {len(boxes)}"
                )
            place = _place(entry, context, where)
            velocities = _velocities(entry["boxes_lidar"], len(boxes))
            yield FrameResults(
                place, boxes, types, clip_scores(scores, where), velocities=velocities
            )

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes one entry per frame, named by `metadata` and, with the index, by `frame_id`."""
        content = []
        for each in results:
            name = None if context.index is None else context.index.name(each.place)
            content.append(
                {
                    "name": np.array([TYPE_NAMES[ObjectType(k)] for k in each.types], "<U10"),
                    "score": each.scores,
                    "boxes_lidar": each.boxes,
                    "pred_labels": each.types.astype(np.int64),
                    "frame_id": name or "",
                    "metadata": {
                        "context_name": each.place.segment,
                        "timestamp_micros": each.place.timestamp_micros,
                    },
                }
            )
        write_bytes(write_pickle(content), location)


def _types(entry: dict[Any, Any], count: int, where: str) -> NDArray[np.int8]:
    if count == 0:
        return np.empty(0, np.int8)
    names = np.asarray(entry.get("name", []), object).ravel().tolist()
    if len(names) != count:
        raise InvalidInputError(
            f"{where}: expected as many names as boxes, got {len(names)} and {count}"
        )
    found = []
    for name in names:
        kind = _TYPES.get(name.lower()) if isinstance(name, str) else None
        if kind is None:
            raise InvalidInputError(
                f"{where}: expected names such as {', '.join(TYPE_NAMES.values())}, got "
                f"{str(name)[:40]!r}"
            )
        found.append(int(kind))
    return np.array(found, np.int8)


def _velocities(values: Any, count: int) -> NDArray[np.float64] | None:
    array = np.asarray(values)
    if count == 0 or array.ndim != 2 or array.shape[1] < 9:
        return None
    found = array[:, 7:9].astype(np.float64)
    return found if np.isfinite(found).all() else None


def _place(entry: dict[Any, Any], context: ResultContext, where: str) -> SamplePlace:
    metadata = entry.get("metadata")
    if isinstance(metadata, dict) and "context_name" in metadata:
        return checked_place(
            metadata["context_name"], metadata.get("timestamp_micros"), 0, f"{where}: metadata"
        )
    frame_id = entry.get("frame_id")
    frame_id = str(frame_id) if isinstance(frame_id, (str, np.str_)) else ""
    if context.index is not None:
        return context.index.place(frame_id, f"{where}: frame_id")
    match = _FRAME_ID.fullmatch(frame_id)
    if match is None:
        raise InvalidInputError(
            f"{where}: expected metadata with context_name and timestamp_micros, or a frame_id "
            f"such as segment-NAME_with_camera_labels_017, got {frame_id[:80]!r}"
        )
    times = context.scene(match[1], f"{where}: frame_id").timestamps_micros
    if int(match[2]) >= len(times):
        raise InvalidInputError(
            f"{where}: frame_id {frame_id[:120]!r}: the segment has {len(times)} frames"
        )
    return SamplePlace(match[1], int(times[int(match[2])]))
