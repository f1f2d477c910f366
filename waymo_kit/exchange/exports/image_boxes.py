"""Checks shared by the exports of labeled 2D boxes."""

from __future__ import annotations

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.sample import ExportOptions


def refuse_rectified(name: str, options: ExportOptions) -> None:
    """Refuses to rectify images whose labels were drawn in the images as they are.

    Raises:
        InvalidInputError: The options ask for rectified images.
    """
    if options.rectify:
        raise InvalidInputError(
            f"--rectify: 2D boxes and masks are labeled in the images as they are, and {name} has "
            "nothing else; use --no-rectify"
        )
