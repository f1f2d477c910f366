"""How a job says how far it is."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, float | None], None]
"""Takes words for the stage, and the percentage where it is known."""
