"""Results of the KITTI object benchmark: a folder with a text file per frame; tracks of KITTI."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.exchange.exports.kitti import REFERENCE
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    clip_scores,
)
from waymo_kit.exchange.sample import CAMERAS, clipped_extents, optical_from_vehicle
from waymo_kit.formats.kitti import object_lines, read_objects
from waymo_kit.geometry import box_corners, project_rectified
from waymo_kit.io import Location, write_bytes
from waymo_kit.scene import Scene
from waymo_kit.schema import ObjectType

_CONVENTIONS = (
    "positions in the frame of the front camera are moved into the vehicle frame",
    "centers at the bottom of the box are raised by half a height",
    "sizes height, width, length become length, width, height",
    "headings are -rotation_y - pi/2",
)


class KittiResults(ResultFormat):
    """Reads and writes a folder of results of the object benchmark."""

    name = "kitti"
    exports = ("kitti",)
    conventions = (*_CONVENTIONS, "types Car, Pedestrian, Cyclist, Sign; DontCare is left out")

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each file."""
        index = context.require_index(str(location))
        for child in text_files(location):
            place = index.place(child.name.removesuffix(".txt"), str(child))
            objects = read_objects(_text(child), str(child))
            transform = front_camera(context.scene(place.segment, str(child)))
            yield FrameResults(
                place,
                objects.boxes(transform),
                objects.types,
                clip_scores(objects.scores, str(child)),
            )

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes a file per frame of the export."""
        index = context.require_index(str(location))
        for each in results:
            name = index.name(each.place)
            if name is None:
                context.note("boxes of frames that were not exported are left out", len(each.boxes))
                continue
            lines = _lines(each, context.scene(each.place.segment, str(location)))
            text = "".join(f"{line}\n" for line in lines)
            write_bytes(text.encode(), location / f"{name}.txt")


class KittiTrackingResults(ResultFormat):
    """Reads and writes a folder of results of the tracking benchmark: a file per sequence."""

    name = "kitti-tracking"
    exports = ("kitti-tracking",)
    conventions = (*_CONVENTIONS, "frames of a sequence are those of the export, from 0")

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each frame of each sequence."""
        index = context.require_index(str(location))
        for child in text_files(location):
            sequence, where = child.name.removesuffix(".txt"), str(child)
            objects = read_objects(_text(child), where, tracking=True)
            for frame in np.unique(objects.frames).tolist():
                here = objects.frames == frame
                place = index.place(f"{sequence}/{frame:06d}", f"{where}: frame {frame}")
                transform = front_camera(context.scene(place.segment, where))
                yield FrameResults(
                    place,
                    objects.boxes(transform)[here],
                    objects.types[here],
                    clip_scores(objects.scores[here], where),
                    [str(track) for track in objects.tracks[here]],
                )

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes a file per sequence of the export; signs are left out."""
        index = context.require_index(str(location))
        lines: dict[str, list[str]] = {name.partition("/")[0]: [] for name in index}
        numbers: dict[tuple[str, str], int] = {}
        for each in results:
            name = index.name(each.place)
            if name is None:
                context.note("boxes of frames that were not exported are left out", len(each.boxes))
                continue
            sequence, _, frame = name.partition("/")
            made = _lines(each, context.scene(each.place.segment, str(location)))
            for row, line in enumerate(made):
                if each.types[row] == ObjectType.SIGN:
                    continue  # which the benchmark's tools do not know
                track = each.ids[row] if each.ids is not None else ""
                number = numbers.setdefault((sequence, track), len(numbers) + 1) if track else -1
                kind, _, rest = line.split(" ", 2)
                lines[sequence].append(f"{int(frame)} {number} {kind} 0 {rest}")
        for sequence, rows in lines.items():
            text = "".join(f"{row}\n" for row in rows)
            write_bytes(text.encode(), location / f"{sequence}.txt")


def text_files(location: Location) -> list[Location]:
    """Lists the text files of a folder by name.

    Raises:
        NotFoundError: The folder has no text file.
    """
    names = [info.base_name for info in location.files() if info.base_name.endswith(".txt")]
    if not names:
        raise NotFoundError(f"{location}: expected a folder with a .txt file per frame or sequence")
    return [location / name for name in names]


def front_camera(scene: Scene) -> NDArray[np.float64]:
    """Returns the (4, 4) transform from the vehicle into the optical frame of the front camera."""
    return optical_from_vehicle(scene.camera_calibration(REFERENCE))


def _text(location: Location) -> str:
    return location.read_bytes().decode("utf-8", "replace")


def _lines(results: FrameResults, scene: Scene) -> list[str]:
    """Returns the lines of a frame, with 2D boxes in the front image or else in another."""
    extents = np.zeros((len(results.boxes), 4))
    corners = box_corners(results.boxes).reshape(-1, 3)
    for camera in reversed(CAMERAS):  # the front camera last, so that it prevails
        calibration = scene.camera_calibration(camera)
        pixels, _ = project_rectified(corners, calibration)
        found, is_seen = clipped_extents(
            pixels.reshape(-1, 8, 2), calibration.width, calibration.height
        )
        extents[is_seen] = found[is_seen]
    return object_lines(results.types, results.boxes, front_camera(scene), extents, results.scores)
