"""Results of the MOT Challenge: a folder with a text file per sequence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from waymo_kit.exchange.exports.mot import CLASSES
from waymo_kit.exchange.results.kitti import text_files
from waymo_kit.exchange.results.result_format import FrameResults, ResultContext, ResultFormat
from waymo_kit.formats.mot import MotObjects, mot_lines, read_mot
from waymo_kit.io import Location, write_bytes
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import ObjectType


class MotResults(ResultFormat):
    """Reads and writes a folder of results; all boxes have one type, which the format lacks."""

    name = "mot"
    kind = BoxKind.BOX_2D
    exports = ("mot",)
    conventions = (
        "left and top are counted from 0 instead of 1; left, top, width, height become center, "
        "length, width",
        "frames of a sequence are those of the export, from 1",
        "confidences become scores; negative ones, which mean not known, become 1",
    )

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each frame of each sequence."""
        index = context.require_index(str(location))
        for child in text_files(location):
            sequence, where = child.name.removesuffix(".txt"), str(child)
            objects = read_mot(child.read_bytes().decode("utf-8", "replace"), where)
            confidences = objects.confidences
            highest = confidences.max(initial=1.0)
            if highest > 1:
                context.note(f"{where}: confidences are divided by their maximum, {highest:g}")
            for frame in np.unique(objects.frames).tolist():
                here = objects.frames == frame
                edges = objects.boxes[here]
                boxes = np.column_stack([edges[:, :2] + 0.5 * edges[:, 2:], edges[:, 2:]])
                scores = np.where(confidences[here] < 0, 1.0, confidences[here] / highest)
                tracks = objects.tracks[here]
                yield FrameResults(
                    index.place(f"{sequence}/{frame:06d}", f"{where}: frame {frame}"),
                    boxes,
                    np.full(len(boxes), int(context.box_type), np.int8),
                    scores,
                    [str(track) if track >= 0 else "" for track in tracks],
                )

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes a file per sequence of the export; signs are left out."""
        index = context.require_index(str(location))
        rows: dict[str, list[tuple[int, int, list[float], float]]] = {
            name.partition("/")[0]: [] for name in index
        }
        numbers: dict[tuple[str, str], int] = {}
        for each in results:
            name = index.name(each.place)
            if name is None:
                context.note("boxes of images that were not exported are left out", len(each.boxes))
                continue
            sequence, _, frame = name.partition("/")
            for row in range(len(each.boxes)):
                if ObjectType(each.types[row]) not in CLASSES:
                    continue
                track = each.ids[row] if each.ids is not None else ""
                number = numbers.setdefault((sequence, track), len(numbers) + 1) if track else -1
                center, size = each.boxes[row, :2], each.boxes[row, 2:]
                edges = [*(center - 0.5 * size).tolist(), *size.tolist()]
                rows[sequence].append((int(frame), number, edges, float(each.scores[row])))
        for sequence, found in rows.items():
            objects = MotObjects(
                np.array([row[0] for row in found], np.int64),
                np.array([row[1] for row in found], np.int64),
                np.array([row[2] for row in found], np.float64).reshape(-1, 4),
                np.array([row[3] for row in found], np.float64),
            )
            text = "".join(f"{line}\n" for line in mot_lines(objects))
            write_bytes(text.encode(), location / f"{sequence}.txt")
