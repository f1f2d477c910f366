"""Items that another thread makes ready while the caller works on those before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def prefetched(items: Iterator[_Item], ahead: int) -> Iterator[_Item]:
    """Yields the items in their order; an error comes up where its item would have.

    Args:
        items: used by one other thread only, never further than `ahead` items before the caller.
        ahead: at least 1.
    """
    end = object()
    coming: deque[Future] = deque()
    with ThreadPoolExecutor(1) as thread:
        try:
            coming.extend(thread.submit(next, items, end) for _ in range(ahead))
            while (item := coming.popleft().result()) is not end:
                coming.append(thread.submit(next, items, end))
                yield item
        finally:
            for future in coming:
                future.cancel()
