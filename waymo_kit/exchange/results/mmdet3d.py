"""Results of mmdetection3d: pickles with arrays, tensors or `LiDARInstance3DBoxes`.

`DumpResults` and the `pklfile_prefix` of its metrics write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.exports.mmdet3d import CLASS_NAMES, CLASSES, bottom_boxes
from waymo_kit.exchange.index import SamplePlace
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    checked_place,
    clip_scores,
    number_array,
)
from waymo_kit.formats.pickles import PickledBoxes, read_pickle, write_pickle
from waymo_kit.geometry import wrap_angle
from waymo_kit.io import Location, write_bytes

_KINDS = {label: kind for kind, label in CLASSES.items()}
_PARTS = ("pred_instances_3d", "pts_bbox", "img_bbox")
_BOXES = ("bboxes_3d", "boxes_3d")
_SCORES = "scores_3d"
_LABELS = "labels_3d"


class Mmdet3dResults(ResultFormat):
    """Reads pickles of mmdetection3d, and writes them without torch.

    The frame is named by `context_name` and `timestamp`, or by `sample_idx` and the index.
    """

    name = "mmdet3d"
    exports = ("mmdet3d",)
    conventions = (
        "centers at the bottom of the box are raised by half a height",
        "labels 0, 1, 2 are Car, Pedestrian, Cyclist: VEHICLE, PEDESTRIAN, CYCLIST",
        "headings are brought into [-pi, pi)",
    )

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each frame."""
        content = read_pickle(location.read_bytes(), str(location))
        if not isinstance(content, list):
            raise InvalidInputError(f"{location}: expected a list with one entry per frame")
        entries = [
            (entry, _part(entry, f"{location}: frame {number}"), f"{location}: frame {number}")
            for number, entry in enumerate(content)
        ]
        offset = _label_offset([part for _, part, _ in entries], str(location), context)
        for entry, found, where in entries:
            boxes = _boxes(found, where)
            scores = number_array(found.get(_SCORES), 0, f"{where}: {_SCORES}")
            labels = number_array(found.get(_LABELS), 0, f"{where}: {_LABELS}") - offset
            if not len(boxes) == len(scores) == len(labels):
                raise InvalidInputError(
                    f"{where}: expected as many scores and labels as boxes, got {len(scores)}, "
                    f"{len(labels)} and {len(boxes)}"
                )
            wrong = ~np.isin(labels, list(_KINDS))
            if wrong.any():
                raise InvalidInputError(
                    f"{where}: expected labels 0, 1, 2 of {', '.join(CLASS_NAMES)}, got "
                    f"{labels[wrong][0]:g}"
                )
            types = np.array([_KINDS[int(label)] for label in labels], np.int8)
            place = _place(entry, context, where)
            yield FrameResults(place, boxes, types, clip_scores(scores, where))

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes one entry per frame with arrays; signs are left out."""
        content = []
        for each in results:
            chosen = np.isin(each.types, list(CLASSES))
            name = None if context.index is None else context.index.name(each.place)
            content.append(
                {
                    "pred_instances_3d": {
                        "bboxes_3d": bottom_boxes(each.boxes[chosen]),
                        "scores_3d": each.scores[chosen].astype(np.float32),
                        "labels_3d": np.array(
                            [int(CLASSES[kind]) for kind in each.types[chosen].tolist()], np.int64
                        ),
                    },
                    "sample_idx": int(name) if name else -1,
                    "context_name": each.place.segment,
                    "timestamp": each.place.timestamp_micros,
                }
            )
        write_bytes(write_pickle(content), location)


def _part(entry: Any, where: str) -> dict[Any, Any]:
    if not isinstance(entry, dict):
        raise InvalidInputError(f"{where}: expected a dictionary")
    return next((entry[key] for key in _PARTS if isinstance(entry.get(key), dict)), entry)


def _label_offset(parts: list[dict[Any, Any]], where: str, context: ResultContext) -> int:
    """Returns 1 for labels from 1 to 3, which count a class too many, and -1 for those from -1.

    Raises:
        InvalidInputError: There are such labels, and they are not to be fixed.
    """
    labels = [number_array(part.get(_LABELS), 0, f"{where}: {_LABELS}") for part in parts]
    known = set(np.unique(np.concatenate(labels)).tolist()) if labels else set()
    offset = (3 in known) - (-1 in known)
    if not offset or not known <= {float(label) + offset for label in _KINDS}:
        return 0
    words = (
        f"{_LABELS} {sorted(map(int, known))} are one too {'high' if offset > 0 else 'low'} for "
        f"0, 1, 2 of {', '.join(CLASS_NAMES)}"
    )
    if not context.fix:
        raise InvalidInputError(
            f"{where}: {words}: {'subtract' if offset > 0 else 'add'} 1, or let --fix do it"
        )
    context.note(f"{words}, and were converted", sum(map(len, labels)))
    return offset


def _boxes(found: dict[Any, Any], where: str) -> NDArray[np.float64]:
    """Returns boxes with their middle, in the vehicle frame."""
    values = next((found[key] for key in _BOXES if key in found), None)
    if values is None:
        raise InvalidInputError(f"{where}: expected {' or '.join(_BOXES)}")
    if isinstance(values, PickledBoxes):
        if values.class_name != "LiDARInstance3DBoxes":
            raise InvalidInputError(
                f"{where}: expected boxes in the lidar frame (LiDARInstance3DBoxes), got "
                f"{values.class_name[:60]}"
            )
        values = values.array
    boxes: NDArray[np.float64] = number_array(values, 7, f"{where}: boxes").copy()
    boxes[:, 2] += 0.5 * boxes[:, 5]
    boxes[:, 6] = wrap_angle(boxes[:, 6])
    return boxes


def _place(entry: dict[Any, Any], context: ResultContext, where: str) -> SamplePlace:
    if "context_name" in entry and "timestamp" in entry:
        return checked_place(entry["context_name"], entry["timestamp"], 0, where)
    number = entry.get("sample_idx")
    number = number.item() if isinstance(number, np.generic) else number
    if not isinstance(number, int):
        raise InvalidInputError(
            f"{where}: expected context_name and timestamp, or a whole number as sample_idx"
        )
    index = context.require_index(where)
    return index.place(f"{number:07d}", f"{where}: sample_idx")
