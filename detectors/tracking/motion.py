"""Where the tracked objects are, and where they will be."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray


class Motion(ABC):
    """The places of all tracked objects in the world frame, in the order of their first sight.

    Attributes:
        types: (N,) int64 `ObjectType`.
    """

    types: NDArray[np.int64]

    @property
    @abstractmethod
    def boxes(self) -> NDArray[np.float64]:
        """(N, 7) boxes at the time of the last prediction."""

    @property
    @abstractmethod
    def velocities(self) -> NDArray[np.float64]:
        """(N, 3) m/s; NaN where not known yet."""

    @abstractmethod
    def start(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Adds objects behind the others.

        Args:
            boxes: (M, 7) detected boxes.
            types: (M,) `ObjectType`.
            velocities: (M, 3) m/s; NaN where not known.
        """

    @abstractmethod
    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the objects that are not in the (N,) mask."""

    @abstractmethod
    def predict(self, seconds: float) -> None:
        """Moves all objects on in time."""

    @abstractmethod
    def correct(
        self,
        rows: NDArray[np.int64],
        boxes: NDArray[np.float64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Takes detections into account.

        Args:
            rows: (K,) objects, each once.
            boxes: (K, 7) their detected boxes.
            velocities: (K, 3) m/s, those of the detector; NaN where not known.
        """
