"""Checks of the numbers in configurations of LiDAR detectors."""

from __future__ import annotations

from waymo_kit.errors import InvalidInputError


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raises InvalidInputError unless a number lies in a range, whose ends belong to it."""
    if not low <= value <= high:
        raise InvalidInputError(f"{name}: expected {low} to {high}, got {value}")


def check_fractions(config: object, *names: str) -> None:
    """Raises InvalidInputError unless these fields lie between 0 and 1 and are neither."""
    for name in names:
        if not 0 < getattr(config, name) < 1:
            raise InvalidInputError(
                f"{name}: expected a number between 0 and 1, got {getattr(config, name)}"
            )


def check_weights(config: object, *names: str) -> None:
    """Raises InvalidInputError unless these fields are at least 0."""
    for name in names:
        if not getattr(config, name) >= 0:
            raise InvalidInputError(f"{name}: expected at least 0, got {getattr(config, name)}")
