"""Keeps the scenes open that requests read, one reader at a time for each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from waymo_kit.errors import NotFoundError
from waymo_kit.scene import Dataset, Frame, Scene

_FRAMES = 4
"""Number of frames of a scene that keep what they read, some 4 MB each."""
_MAX_OPEN = 4
"""Number of scenes that stay open: each keeps its small tables in memory."""


class OpenScenes:
    """Opens scenes of a dataset when they are needed and keeps the last used ones.

    Requests come from several threads. A scene has one reader at a time, since its files and
    caches are not made for more.
    """

    def __init__(self, dataset: Dataset, max_open: int = _MAX_OPEN) -> None:
        """Takes the dataset.

        Args:
            dataset: The dataset.
            max_open: Maximum number of scenes that stay open while nobody reads them.
        """
        self._dataset = dataset
        self._max_open = max_open
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @contextmanager
    def reading(self, segment: str) -> Iterator[Scene]:
        """Yields the scene of a segment; other threads wait for it until the block ends.

        Raises:
            NotFoundError: There is no segment of that name.
        """
        with self._reading(segment) as entry:
            yield entry.opened

    @contextmanager
    def reading_frame(self, segment: str, index: int) -> Iterator[Frame]:
        """Yields a frame as `reading` yields its scene; the last used ones keep what they read.

        Raises:
            NotFoundError: There is no such segment or frame.
        """
        with self._reading(segment) as entry:
            yield entry.frame(index)

    @contextmanager
    def _reading(self, segment: str) -> Iterator[_Entry]:
        while True:
            entry = self._entry(segment)
            with entry.lock:
                if entry.is_closed:
                    continue  # another thread needed its place
                if entry.scene is None:
                    entry.scene = self._dataset[segment]
                yield entry
                return

    def close(self) -> None:
        """Closes all scenes."""
        with self._lock:
            entries = list(self._entries.values())
            self._entries.clear()
        for entry in entries:
            entry.close()

    def _entry(self, segment: str) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(segment, _Entry())
            self._entries.move_to_end(segment)
            surplus = []
            while len(self._entries) > self._max_open:
                surplus.append(self._entries.popitem(last=False)[1])
        for old in surplus:
            old.close()
        return entry


class _Entry:
    """A scene with the lock of its reader."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.scene: Scene | None = None
        self.is_closed = False
        self._frames: OrderedDict[int, Frame] = OrderedDict()

    @property
    def opened(self) -> Scene:
        """The scene."""
        assert self.scene is not None
        return self.scene

    def frame(self, index: int) -> Frame:
        """Returns a frame, whose labels and camera rows are read once for several requests."""
        scene = self.opened
        if index not in self._frames:
            if index >= len(scene):
                raise NotFoundError(f"segment {scene.name}: no frame {index} among {len(scene)}")
            self._frames[index] = scene[index]
        self._frames.move_to_end(index)
        while len(self._frames) > _FRAMES:
            self._frames.popitem(last=False)
        return self._frames[index]

    def close(self) -> None:
        """Closes the scene once its reader is done."""
        with self.lock:
            self.is_closed = True
            self._frames.clear()
            if self.scene is not None:
                self.scene.close()
