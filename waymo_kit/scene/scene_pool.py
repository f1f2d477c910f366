"""Keeps scenes open for several threads, each read by one thread at a time."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from waymo_kit.scene.scene import Scene

if TYPE_CHECKING:
    from waymo_kit.scene.dataset import Dataset


class ScenePool:
    """Keeps the most recently used scenes of a dataset open between uses.

    Two threads must not read the files of a scene at once, so each borrows a scene of its own. A
    forked process opens scenes anew, and so does an unpickled copy.
    """

    def __init__(self, dataset: Dataset, max_open: int = 64) -> None:
        """Makes an empty pool.

        Args:
            dataset: Dataset of the scenes.
            max_open: Largest number of scenes that stay open while no thread uses them.
        """
        self._dataset = dataset
        self._max_open = max_open
        self._forget()

    def __reduce__(self) -> tuple[type[ScenePool], tuple[Dataset, int]]:
        """Pickles the dataset: the copy opens scenes anew."""
        return ScenePool, (self._dataset, self._max_open)

    def _forget(self) -> None:
        """Makes the pool empty, and that of this process."""
        self._process = os.getpid()
        self._idle: OrderedDict[int, list[Scene]] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, position: int) -> Iterator[Scene]:
        """Lends the scene at a position of the dataset to the calling thread."""
        if os.getpid() != self._process:
            self._forget()
        scene = self._take(position)
        if scene is None:
            scene = self._dataset[position]
        try:
            yield scene
        finally:
            for surplus in self._put_back(position, scene):
                surplus.close()

    def close(self) -> None:
        """Closes the scenes that no thread uses."""
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
        """Keeps a scene open; returns those that must be closed instead."""
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
