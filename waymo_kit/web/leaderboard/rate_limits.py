"""Limits of how often something may be done.

Costly things, such as log-ins, are counted in the database and so over all servers. Requests are
counted in memory, which costs nothing.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.errors import TooManyError
from waymo_kit.web.leaderboard.models import CounterRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

_MAX_BUCKETS = 20_000


def count_event(
    site: LeaderboardSite, session: Session, key: str, limit: int, seconds: int
) -> None:
    """Counts an event of which a window of time has a limited number.

    Args:
        site: The site.
        session: Transaction that keeps the count.
        key: Name of the event and of who causes it, such as `login:ada@example.org`.
        limit: Maximum number of events in a window.
        seconds: Length of the window.

    Raises:
        TooManyError: The window has its number of events.
    """
    require_room(site, session, key, limit, seconds)
    window = _window(site, seconds)
    row = session.get(CounterRow, (key, window), with_for_update=True)
    if row is None:
        session.execute(delete(CounterRow).where(CounterRow.key == key))
        session.add(CounterRow(key=key, window=window, count=1))
    else:
        row.count += 1


def require_room(
    site: LeaderboardSite, session: Session, key: str, limit: int, seconds: int
) -> None:
    """Checks that the window has room for another event, without counting one.

    Raises:
        TooManyError: The window has its number of events.
    """
    window = _window(site, seconds)
    row = session.get(CounterRow, (key, window))
    if row is not None and row.count >= limit:
        ends = (window + 1) * seconds
        raise TooManyError("too many attempts; wait a while", ends - site.clock.now().timestamp())


def clear_count(session: Session, key: str) -> None:
    """Forgets the events of a key."""
    session.execute(delete(CounterRow).where(CounterRow.key == key))


def _window(site: LeaderboardSite, seconds: int) -> int:
    return int(site.clock.now().timestamp()) // seconds


@dataclass
class RequestLimiter:
    """Counts requests in memory: a token bucket for each key.

    Attributes:
        per_minute: Number of requests in a minute; as many may come at once.
    """

    per_minute: int
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str) -> float:
        """Counts a request; returns 0, or the seconds to wait if there are too many."""
        now = time.monotonic()
        with self._lock:
            if len(self._buckets) >= _MAX_BUCKETS:
                self._buckets = {k: b for k, b in self._buckets.items() if now - b[1] < 60}
                if len(self._buckets) >= _MAX_BUCKETS:
                    self._buckets.clear()
            left, seen = self._buckets.get(key, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - seen) * self.per_minute / 60)
            if left < 1:
                self._buckets[key] = (left, now)
                return (1 - left) * 60 / self.per_minute
            self._buckets[key] = (left - 1, now)
            return 0.0
