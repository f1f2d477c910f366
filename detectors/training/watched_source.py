"""A source of examples that remembers why it failed."""

from __future__ import annotations

from typing import Any

from waymo_kit.detectors.training.task import BatchedExamples, ExampleSource
from waymo_kit.errors import WaymoKitError


class WatchedSource:
    """Keeps the first error of a source, which tf.data would bury in one of its own.

    Args:
        source: to watch.
    """

    def __init__(self, source: ExampleSource) -> None:
        """Wraps a source."""
        self._source = source
        self.failure: WaymoKitError | None = None

    def __len__(self) -> int:
        """The number of examples."""
        return len(self._source)

    def load(self, index: int, epoch: int) -> Any:
        """One example; see `ExampleSource`."""
        try:
            return self._source.load(index, epoch)
        except WaymoKitError as error:
            self.failure = self.failure or error
            raise

    def transform(self, batch: Any) -> Any:
        """A batch as the source changes it, or as it is; see `BatchedExamples`."""
        return self._source.transform(batch) if isinstance(self._source, BatchedExamples) else batch
