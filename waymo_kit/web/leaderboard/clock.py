"""The time of the leaderboard, which tests can move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from waymo_kit.errors import InvalidInputError


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


def parsed_time(text: str) -> datetime | None:
    """Returns a time of ISO 8601, in UTC where it names no zone; None for an empty text.

    Raises:
        InvalidInputError: The text is no such time.
    """
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise InvalidInputError(
            f"expected a time such as 2027-03-01T12:00, got {text[:40]!r}"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)
