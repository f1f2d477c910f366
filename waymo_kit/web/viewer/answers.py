"""Answers of the viewer: the content of each URL, independent of the server.

`ViewerAnswers.get` takes the path and the parameters of a request and returns bytes with their
type, so that the server and the page without a server share one implementation. The paths are
listed in docs/guides/view.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.errors import NotFoundError, WaymoKitError
from waymo_kit.formats.inflate import keep_freed_memory
from waymo_kit.geometry import invert_transform
from waymo_kit.io.json_files import json_line
from waymo_kit.predictions import BoxKind
from waymo_kit.scene import Frame
from waymo_kit.scene.labels import camera_boxes, projected_boxes
from waymo_kit.web.viewer import requests
from waymo_kit.web.viewer.cameras import (
    box_extents,
    crop_image,
    encode_mask,
    encode_wireframes,
)
from waymo_kit.web.viewer.cards import (
    describe_card,
    describe_coverage,
    failed_card,
    scene_thumbnail,
)
from waymo_kit.web.viewer.description import (
    describe_scene,
    describe_session,
    describe_zones,
    encode_map,
)
from waymo_kit.web.viewer.disagreements import DISAGREEMENTS
from waymo_kit.web.viewer.error_list import ERROR_KINDS, ErrorLists, timeline_events
from waymo_kit.web.viewer.frame_boxes import (
    LABELS,
    PROJECTED,
    encode_boxes,
    encode_image_boxes,
    encode_tracks,
    frames_of,
    rows_in_frames,
)
from waymo_kit.web.viewer.kept import Kept, KeptBytes
from waymo_kit.web.viewer.objects import describe_object
from waymo_kit.web.viewer.parts import Answer, join_parts
from waymo_kit.web.viewer.points import encode_points, encode_projections
from waymo_kit.web.viewer.viewed import ChangedError, Viewed

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"
BINARY = "application/octet-stream"
_IMAGE_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PN": "image/png"}
_BODY_TYPES = {"points": BINARY, "projections": BINARY, "boxes": ARROW, "wireframes": ARROW}
"""Content of frames that is kept in memory, since it takes time to make."""
_MAX_CARDS = 50
_MAX_DESCRIBED = 4096
_CROP_PIXELS = (64, 512)

Parameters = Mapping[str, str]


class ViewerAnswers:
    """Answers the requests of the viewer's page. Safe to use from several threads."""

    def __init__(self, viewed: Viewed, max_kept_bytes: int = 256 << 20) -> None:
        """Takes the viewed data.

        Args:
            viewed: Dataset with predictions to show.
            max_kept_bytes: Memory for content of frames that was made before. Defaults to 256 MiB,
                some 60 full frames.
        """
        self.viewed = viewed
        self._lock = threading.Lock()
        self._stamp = viewed.stamp()
        self._lists = ErrorLists(viewed)
        self._bodies = KeptBytes(max_kept_bytes)
        keep_freed_memory()
        self._described: Kept[dict[str, Any]] = Kept(_MAX_DESCRIBED)

    @property
    def stamp(self) -> str:
        """Part of all URLs but that of the session; it changes when the data changes."""
        return self._stamp

    def close(self) -> None:
        """Stops work in the background and closes files."""
        self._lists.close()
        self.viewed.scenes.close()

    def get(self, path: str, parameters: Parameters) -> Answer:
        """Returns the content of a URL.

        Args:
            path: Path below `api/`, such as `STAMP/segments/NAME/scene`, with escapes resolved.
            parameters: Parameters of the query.

        Raises:
            NotFoundError: There is nothing of that path in the data.
            ChangedError: The stamp is not that of the data.
            InvalidInputError: A parameter is wrong.
            CorruptDataError: The data cannot be read.
        """
        if path == "session":
            return self._session()
        stamp, _, rest = path.partition("/")
        if stamp != self._stamp:
            raise ChangedError("the data has changed since this page was loaded; reload it")
        parts = rest.split("/")
        if parts[0] == "segments" and len(parts) >= 3:
            if not self.viewed.has_segment(parts[1]):
                raise NotFoundError(f"no segment {parts[1]!r}")
            return self._of_segment(parts[1], parts[2:], parameters)
        answers: dict[str, Callable[[Parameters], Answer]] = {
            "cards": self._cards,
            "coverage": self._coverage,
            "errors": self._errors,
            "disagreements": self._disagreements,
        }
        if rest not in answers:
            raise NotFoundError(f"no such path: {rest}")
        return answers[rest](parameters)

    def _session(self) -> Answer:
        viewed = self.viewed
        with self._lock:
            stamp = viewed.stamp()
            if stamp != self._stamp:
                self._lists.close()
                viewed.forget()
                self._bodies.clear()
                self._described = Kept(_MAX_DESCRIBED)
                self._lists, self._stamp = ErrorLists(viewed), stamp
        return _json(describe_session(viewed, self._stamp), is_final=False)

    def _cards(self, parameters: Parameters) -> Answer:
        names: Sequence[str] = self.viewed.dataset.segments
        if parameters.get("where", "").strip():
            names = self.viewed.chosen(parameters["where"])
        first = requests.integer(parameters, "from", 0)
        count = requests.integer(parameters, "count", 20, 1, _MAX_CARDS)
        cards = [self._card(segment) for segment in names[first : first + count]]
        return _json({"total": len(names), "cards": cards})

    def _card(self, segment: str) -> dict[str, Any]:
        try:
            return self._described.get(segment, lambda: describe_card(self.viewed.tables(segment)))
        except WaymoKitError as error:
            return failed_card(segment, self.viewed.message(error))

    def _coverage(self, parameters: Parameters) -> Answer:
        found = []
        for segment in self.viewed.dataset.segments:
            try:
                found.append(self.viewed.tables(segment))
            except WaymoKitError:
                continue  # its card says why
        return _json(describe_coverage(found))

    def _errors(self, parameters: Parameters) -> Answer:
        page = self._lists.errors(
            self._model(parameters),
            requests.matching(parameters, self.viewed.task),
            requests.error_query(parameters, ERROR_KINDS),
        )
        return _json(page, is_final=page["scored"] == page["segments"])

    def _disagreements(self, parameters: Parameters) -> Answer:
        names = requests.words(parameters, "models") or ("0", "1")
        models = [self._model({"model": name}) for name in names]
        if len(models) != 2:
            raise NotFoundError("models: expected two, such as 0,1")
        page = self._lists.disagreements(
            (models[0], models[1]),
            requests.matching(parameters, self.viewed.task),
            requests.error_query(parameters, DISAGREEMENTS),
        )
        return _json(page, is_final=page["scored"] == page["segments"])

    def _of_segment(self, segment: str, parts: list[str], parameters: Parameters) -> Answer:
        if parts[0] == "frames" and len(parts) >= 3:
            return self._of_frame(segment, parts[1], parts[2:], parameters)
        answers: dict[str, Callable[[str, Parameters], Answer]] = {
            "scene": self._scene,
            "thumbnail": self._thumbnail,
            "tracks": self._tracks,
            "map": lambda name, _: Answer(encode_map(self.viewed.tables(name)), ARROW),
            "zones": lambda name, _: _json(describe_zones(self.viewed.tables(name))),
            "outcomes": self._outcomes,
            "events": self._events,
        }
        name = "/".join(parts)
        if name not in answers:
            raise NotFoundError(f"no such path: {name}")
        return answers[name](segment, parameters)

    def _scene(self, segment: str, parameters: Parameters) -> Answer:
        tables = self.viewed.tables(segment)
        with self.viewed.scenes.reading(segment) as scene:
            return _json(describe_scene(scene, tables))

    def _thumbnail(self, segment: str, parameters: Parameters) -> Answer:
        with self.viewed.scenes.reading(segment) as scene:
            return Answer(scene_thumbnail(scene), "image/jpeg")

    def _tracks(self, segment: str, parameters: Parameters) -> Answer:
        source = self._source(parameters.get("source", str(LABELS)))
        tables = self.viewed.tables(segment)
        if source == LABELS:
            boxes: Any = self.viewed.small_scene(segment).boxes
            times = boxes.require("timestamps_micros")
            rows = rows_in_frames(times)
        else:
            predictions = self.viewed.predictions(source, segment)
            boxes, times, rows = predictions.boxes, predictions.times, predictions.rows
        if not isinstance(boxes, Boxes):
            raise NotFoundError("boxes in images have no tracks in the world")
        frames = frames_of(times, tables.timestamps_micros)
        body = encode_tracks(boxes, frames, rows, tables.poses(), tables.origin())
        return Answer(body, ARROW)

    def _outcomes(self, segment: str, parameters: Parameters) -> Answer:
        scored = self.viewed.scored(self._model(parameters), segment)
        matching = requests.matching(parameters, self.viewed.task)
        return Answer(scored.outcomes(matching).encode(), ARROW)

    def _events(self, segment: str, parameters: Parameters) -> Answer:
        outcomes = None
        if self.viewed.models:
            scored = self.viewed.scored(self._model(parameters), segment)
            outcomes = scored.outcomes(requests.matching(parameters, self.viewed.task))
        return _json({"events": timeline_events(outcomes, self._lives(segment))})

    def _lives(self, segment: str) -> Iterator[tuple[int, str]]:
        """Yields the frame and kind of each appearance and disappearance of a labeled object."""
        try:
            boxes = self.viewed.small_scene(segment).boxes
        except NotFoundError:
            return
        times = self.viewed.tables(segment).timestamps_micros
        frames = frames_of(boxes.require("timestamps_micros"), times)
        last = len(times) - 1
        ids = boxes.require("ids").astype(np.str_)
        for name in np.unique(ids[ids != ""]):
            here = frames[ids == name]
            if here.min() > 0:
                yield int(here.min()), "APPEARS"
            if here.max() < last:
                yield int(here.max()), "LEAVES"

    def _of_frame(
        self, segment: str, number: str, parts: list[str], parameters: Parameters
    ) -> Answer:
        if parts == ["parts"]:
            return join_parts(
                parameters.get("names", ""),
                lambda words, own: self._part(segment, number, words, own),
                self.viewed.message,
            )
        return self._part(segment, number, parts, parameters)

    def _part(self, segment: str, number: str, parts: list[str], parameters: Parameters) -> Answer:
        key = (segment, number, *parts, *sorted(parameters.items()))
        body = self._bodies.get(key)
        if body is not None:
            return Answer(body, _BODY_TYPES[parts[0]])
        index = requests.integer({"frame": number}, "frame", 0)
        with self.viewed.scenes.reading_frame(segment, index) as frame:
            answer = self._read_frame(segment, frame, parts, parameters)
        if "/".join(parts) in _BODY_TYPES:
            self._bodies.put(key, answer.body)
        return answer

    def _read_frame(
        self, segment: str, frame: Frame, parts: list[str], parameters: Parameters
    ) -> Answer:
        limit = requests.integer(parameters, "limit", 0) or None
        if parts[0] == "cameras" and len(parts) == 3:
            return self._of_camera(segment, frame, parts[1], parts[2], parameters)
        if parts[0] == "objects" and len(parts) == 3:
            source, boxes, row = self._box(segment, frame, parts[1], parts[2])
            return _json(describe_object(frame, source, row, boxes))
        answers: dict[str, Callable[[], Answer]] = {
            "points": lambda: Answer(encode_points(frame, limit), BINARY),
            "projections": lambda: Answer(encode_projections(frame, limit), BINARY),
            "boxes": lambda: Answer(
                encode_boxes(self._boxes(segment, frame), _vehicle_from_world(frame)), ARROW
            ),
            "wireframes": lambda: Answer(
                encode_wireframes(frame, self._boxes(segment, frame)), ARROW
            ),
            "image_boxes": lambda: Answer(
                encode_image_boxes(self._image_boxes(segment, frame)), ARROW
            ),
        }
        name = "/".join(parts)
        if name not in answers:
            raise NotFoundError(f"no such path: {name}")
        return answers[name]()

    def _of_camera(
        self, segment: str, frame: Frame, number: str, what: str, parameters: Parameters
    ) -> Answer:
        camera = frame.camera(requests.integer({"camera": number}, "camera", 0, 1, 8))
        if what == "image":
            data = camera.jpeg
            return Answer(data, _IMAGE_TYPES.get(data[:3], BINARY))
        if what == "mask":
            return Answer(encode_mask(camera), "image/png")
        if what != "crop":
            raise NotFoundError(f"no such path: {what}")
        _, boxes, row = self._box(
            segment, frame, parameters.get("source", "-1"), parameters.get("row", "")
        )
        size = requests.integer(parameters, "size", 256, *_CROP_PIXELS)
        for extent in box_extents(frame, boxes.array[row]):
            if extent.camera == camera.name:
                return Answer(crop_image(frame, extent, size), "image/jpeg")
        raise NotFoundError(f"{camera!r} does not see the box")

    def _boxes(self, segment: str, frame: Frame) -> dict[int, Boxes]:
        """Returns the 3D boxes of all sources in a frame."""
        found: dict[int, Boxes] = {}
        with suppress(NotFoundError):  # a test set, for example, has no labels
            found[LABELS] = frame.boxes
        if self.viewed.task.box_kind is BoxKind.BOX_3D:
            for number in range(len(self.viewed.models)):
                predictions = self.viewed.predictions(number, segment)
                found[number] = predictions.at(frame.timestamp_micros)
        return found

    def _image_boxes(self, segment: str, frame: Frame) -> dict[int, ImageBoxes]:
        """Returns the 2D boxes of all sources in the images of a frame."""
        found: dict[int, ImageBoxes] = {}
        for source, tag, read in (
            (LABELS, "camera_box", camera_boxes),
            (PROJECTED, "projected_lidar_box", projected_boxes),
        ):
            with suppress(NotFoundError):
                found[source] = read(frame.table(tag))
        if self.viewed.task.box_kind is BoxKind.BOX_2D:
            for number in range(len(self.viewed.models)):
                predictions = self.viewed.predictions(number, segment)
                found[number] = predictions.at(frame.timestamp_micros)
        return found

    def _box(
        self, segment: str, frame: Frame, source_text: str, row_text: str
    ) -> tuple[int, Boxes, int]:
        """Returns the source, the boxes and the row that a URL names."""
        source = self._source(source_text)
        boxes = self._boxes(segment, frame).get(source, Boxes.empty())
        row = requests.integer({"row": row_text}, "row", 0)
        if row >= len(boxes):
            raise NotFoundError(f"{frame.label}: no box {row} of source {source}")
        return source, boxes, row

    def _source(self, text: str) -> int:
        return requests.integer(
            {"source": text}, "source", LABELS, LABELS, len(self.viewed.models) - 1
        )

    def _model(self, parameters: Parameters) -> int:
        if not self.viewed.models:
            raise NotFoundError("no predictions are shown")
        return requests.integer(parameters, "model", 0, 0, len(self.viewed.models) - 1)


def _vehicle_from_world(frame: Frame) -> Any:
    try:
        return invert_transform(frame.world_from_vehicle)
    except NotFoundError:
        return None


def _json(values: dict[str, Any], *, is_final: bool = True) -> Answer:
    return Answer(json_line(values).encode(), JSON, is_final)
