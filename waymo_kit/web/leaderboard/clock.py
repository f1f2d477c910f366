"""The time of the leaderboard, which tests can move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


class Clock:
    """Tells the time in UTC.

    Attributes:
        offset: Time by which the clock is ahead of the system's. Tests move it.
    """

    def __init__(self) -> None:
        """Starts at the time of the system."""
        self.offset = timedelta()

    def now(self) -> datetime:
        """Returns the time."""
        return datetime.now(timezone.utc) + self.offset

    def in_seconds(self, seconds: float) -> datetime:
        """Returns the time that is a number of seconds ahead."""
        return self.now() + timedelta(seconds=seconds)

    def in_days(self, days: float) -> datetime:
        """Returns the time that is a number of days ahead."""
        return self.now() + timedelta(days=days)
