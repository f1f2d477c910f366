"""Open scenes for several threads: each is read by one thread at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from waymo_kit.scene import Dataset, Scene


class ScenePool:
    """Scenes of a dataset that stay open between uses, the most recently used ones.

    A scene's files must not be read by two threads at once: each borrows a scene of its own.
    """

    def __init__(self, dataset: Dataset, max_open: int = 64) -> None:
        """Makes an empty pool.

        Args:
            dataset: whose scenes are opened.
            max_open: how many stay open while no thread uses them.
        """
        self._dataset = dataset
        self._max_open = max_open
        self._idle: OrderedDict[int, list[Scene]] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, position: int) -> Iterator[Scene]:
        """Lends the scene at a position of the dataset to the calling thread."""
        scene = self._take(position)
        if scene is None:
            scene = self._dataset[position]
        try:
            yield scene
        finally:
            for surplus in self._put_back(position, scene):
                surplus.close()

    def close(self) -> None:
        """Closes the scenes that are not lent."""
        with self._lock:
            idle = [scene for scenes in self._idle.values() for scene in scenes]
            self._idle.clear()
            self._count = 0
        for scene in idle:
            scene.close()

    def _take(self, position: int) -> Scene | None:
        with self._lock:
            scenes = self._idle.get(position)
            if not scenes:
                return None
            scene = scenes.pop()
            self._count -= 1
            if not scenes:
                del self._idle[position]
            return scene

    def _put_back(self, position: int, scene: Scene) -> list[Scene]:
        """Keeps a scene; returns those that must go for it."""
        surplus = []
        with self._lock:
            self._idle.setdefault(position, []).append(scene)
            self._idle.move_to_end(position)
            self._count += 1
            while self._count > self._max_open:
                oldest = next(iter(self._idle))
                surplus.append(self._idle[oldest].pop())
                self._count -= 1
                if not self._idle[oldest]:
                    del self._idle[oldest]
        return surplus
