"""Interface of metrics that are computed batch by batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

_Result = TypeVar("_Result")


class Metric(ABC, Generic[_Result]):
    """Base class of the metrics that accumulate over batches, such as frames or segments.

        metric = DetectionMetric()
        for predictions, ground_truth, frames in batches:
            metric.update(predictions, ground_truth, frames)
        result = metric.result()

    The state is small and adds up, so that batches may be scored by several workers, in any order,
    and merged. What `update` takes is up to the metric.
    """

    @abstractmethod
    def reset(self) -> None:
        """Forgets everything counted so far."""

    @abstractmethod
    def merge(self, other: Self) -> None:
        """Adds the state of another metric of the same settings.

        Raises:
            InvalidInputError: The settings differ.
        """

    @abstractmethod
    def result(self) -> _Result:
        """Returns the figures over all batches so far."""
