"""Progress bars of the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, ProgressColumn


@contextmanager
def progress_bar(
    console: Console, *columns: ProgressColumn, transient: bool = False
) -> Iterator[Progress]:
    """A bar on terminals; where the console is none, nothing at all is printed.

    Args:
        console: where the bar is drawn.
        columns: of the bar; without any, rich's own.
        transient: whether the bar is gone at the end.
    """
    bar = Progress(*columns, console=console, transient=transient, disable=not console.is_terminal)
    if not console.is_terminal:
        # Old versions of rich print a line when a disabled bar ends: it never begins.
        yield bar
        return
    with bar:
        yield bar
