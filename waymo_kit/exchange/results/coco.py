"""Results of COCO: a JSON list of boxes, or of masks, whose extents become boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    clip_scores,
    number_array,
)
from waymo_kit.geometry.masks import Masks
from waymo_kit.io import Location, read_json, write_json
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import ObjectType


class CocoResults(ResultFormat):
    """Reads and writes `[{"image_id", "category_id", "bbox", "score"}, ...]`."""

    name = "coco"
    kind = BoxKind.BOX_2D
    exports = ("coco",)
    conventions = (
        "left, top, width, height become center, length, width",
        "category ids are Waymo's types: 1 vehicle, 2 pedestrian, 3 sign, 4 cyclist",
        "masks become their extents",
    )

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each image."""
        content = read_json(location)
        if not isinstance(content, list):
            raise InvalidInputError(f"{location}: expected a list of results")
        index = context.require_index(str(location))
        by_image: dict[str, list[tuple[list[float], int, float]]] = {}
        for number, row in enumerate(content):
            where = f"{location}: result {number}"
            if not isinstance(row, dict):
                raise InvalidInputError(f"{where}: expected an object")
            image = row.get("image_id")
            if not isinstance(image, int):
                raise InvalidInputError(f"{where}: expected a whole number as image_id")
            kind = row.get("category_id")
            if kind not in (1, 2, 3, 4):
                raise InvalidInputError(
                    f"{where}: expected a category_id from 1 to 4, got {str(kind)[:40]}"
                )
            found = (_box(row, where), int(kind), _score(row, where))
            by_image.setdefault(str(image), []).append(found)
        for name, rows in by_image.items():
            where = f"{location}: image {name}"
            edges = np.array([row[0] for row in rows])
            boxes = np.column_stack([edges[:, :2] + 0.5 * edges[:, 2:], edges[:, 2:]])
            yield FrameResults(
                index.place(name, where),
                boxes,
                np.array([row[1] for row in rows], np.int8),
                clip_scores(np.array([row[2] for row in rows]), where),
            )

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes the boxes of all images."""
        index = context.require_index(str(location))
        rows: list[dict[str, Any]] = []
        for each in results:
            name = index.name(each.place)
            if name is None:
                context.note("boxes of images that were not exported are left out", len(each.boxes))
                continue
            edges = np.column_stack(
                [each.boxes[:, :2] - 0.5 * each.boxes[:, 2:], each.boxes[:, 2:]]
            )
            rows += [
                {
                    "image_id": int(name),
                    "category_id": int(ObjectType(each.types[row])),
                    "bbox": edges[row].tolist(),
                    "score": float(each.scores[row]),
                }
                for row in range(len(edges))
            ]
        write_json(rows, location)


def _box(row: dict[str, Any], where: str) -> list[float]:
    """Returns left, top, width, height of a box or mask."""
    if "bbox" in row:
        values = number_array([row["bbox"]], 4, f"{where}: bbox")
        if len(values) != 1 or (values[0, 2:] < 0).any():
            raise InvalidInputError(f"{where}: bbox: expected left, top, width and height")
        return [float(value) for value in values[0]]
    mask = row.get("segmentation")
    if not isinstance(mask, dict) or not isinstance(mask.get("counts"), (str, list)):
        raise InvalidInputError(f"{where}: expected a bbox or a segmentation with counts")
    size = mask.get("size")
    is_size = isinstance(size, list) and len(size) == 2 and all(type(n) is int for n in size)
    if not is_size or not size or max(size) > 1 << 20:
        raise InvalidInputError(f"{where}: segmentation: expected the size of the image")
    counts = mask["counts"]
    read = Masks.from_texts if isinstance(counts, str) else Masks.from_lengths
    box: list[float] = read([counts], size[0], size[1], where).boxes[0].tolist()
    return box


def _score(row: dict[str, Any], where: str) -> float:
    (score,) = number_array([row.get("score")], 0, f"{where}: score")
    return float(score)
