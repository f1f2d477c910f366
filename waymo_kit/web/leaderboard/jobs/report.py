"""Callback with which a job reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, float | None], None]
"""Function called with words for the stage, and the percentage where it is known."""
