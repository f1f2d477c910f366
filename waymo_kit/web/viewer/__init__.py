"""The viewer: drives, labels, predictions and their errors in a browser."""

from waymo_kit.web.viewer.notebook import Viewer, view

__all__ = ["Viewer", "view"]
