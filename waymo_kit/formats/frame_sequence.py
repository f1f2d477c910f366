"""The frames of a v1 file: all of one segment, each there once."""

from __future__ import annotations

from waymo_kit.errors import CorruptDataError, InvalidInputError


class FrameSequence:
    """Checks that the frames of a v1 file are of one segment, each there once.

    Attributes:
        segment: Name of the segment: that of the first frame.
        is_sorted: Whether the frames so far are in the order of their times.
    """

    def __init__(self) -> None:
        """Starts before the first frame."""
        self.segment = ""
        self.is_sorted = True
        self._record_of: dict[int, int] = {}
        self._last = 0

    def add(self, segment: str, timestamp_micros: int, record: int) -> None:
        """Checks the next frame.

        Raises:
            InvalidInputError: The frame is of another segment than the first.
            CorruptDataError: The frame has the time of an earlier one.
        """
        if not self._record_of:
            self.segment = segment
        elif segment != self.segment:
            raise InvalidInputError(
                f"frames of several segments in one file: this one is of {segment!r}, the first "
                f"of {self.segment!r}; write a file per segment"
            )
        elif timestamp_micros in self._record_of:
            earlier = self._record_of[timestamp_micros]
            raise CorruptDataError(f"the frame has the same timestamp as record {earlier}")
        elif timestamp_micros < self._last:
            self.is_sorted = False
        self._record_of[timestamp_micros] = record
        self._last = timestamp_micros
