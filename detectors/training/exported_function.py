"""Exported networks as functions of arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray

ExportedFunction = Callable[[Sequence[NDArray[Any]]], Sequence[NDArray[Any]]]
"""Function that runs an exported network: from its inputs to its outputs, both in their order."""
