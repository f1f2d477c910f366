"""Exchange with other libraries: exports of datasets, imports and exports of predictions."""

from waymo_kit.exchange.export import ExportSummary, export_dataset
from waymo_kit.exchange.exports import FORMATS
from waymo_kit.exchange.index import ExportIndex, SamplePlace, read_index
from waymo_kit.exchange.results import RESULT_FORMATS
from waymo_kit.exchange.sample import ExportOptions
from waymo_kit.exchange.transfer import (
    TransferSummary,
    export_predictions,
    import_predictions,
)

__all__ = [
    "FORMATS",
    "RESULT_FORMATS",
    "ExportIndex",
    "ExportOptions",
    "ExportSummary",
    "SamplePlace",
    "TransferSummary",
    "export_dataset",
    "export_predictions",
    "import_predictions",
    "read_index",
]
