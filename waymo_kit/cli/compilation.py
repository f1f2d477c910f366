"""Kernel that numba compiles now, so that the first use of a command does not look stuck."""

from __future__ import annotations

import sys
from functools import cache


def kernel_in_work() -> str | None:
    """Returns the name of the kernel that is being compiled now in this process, or None."""
    if "numba" not in sys.modules:
        return None
    active = _kernels()
    return active[0] if active else None


@cache
def _kernels() -> list[str]:
    """Registers with numba; returns the list of kernels in work, the outermost first."""
    from numba.core import event

    class Listener(event.Listener):
        """Keeps the list."""

        def on_start(self, event: event.Event) -> None:
            """Adds a kernel that is in no cache."""
            active.append(event.data["dispatcher"].py_func.__name__.lstrip("_"))

        def on_end(self, event: event.Event) -> None:
            """Removes the innermost kernel, which is compiled."""
            active.pop()

    active: list[str] = []
    event.register("numba:compile", Listener())  # type: ignore[no-untyped-call]
    return active
