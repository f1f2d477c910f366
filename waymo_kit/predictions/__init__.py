"""Predicted boxes: one Arrow table, on disk as Parquet, Arrow or official `.bin`."""

from waymo_kit.predictions.boxes import boxes_to_predictions, predictions_to_boxes
from waymo_kit.predictions.files import read_predictions
from waymo_kit.predictions.source import PredictionSource, open_predictions
from waymo_kit.predictions.table import make_predictions
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.predictions.writer import write_predictions
from waymo_kit.schema.predictions import BoxKind

__all__ = [
    "BoxKind",
    "PredictionSource",
    "boxes_to_predictions",
    "conform_predictions",
    "make_predictions",
    "open_predictions",
    "predictions_to_boxes",
    "read_predictions",
    "write_predictions",
]
