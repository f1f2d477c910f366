"""The end-to-end driving dataset: frames of TFRecord files."""

from __future__ import annotations

import os

from waymo_kit.e2e.frame import E2EFrame
from waymo_kit.formats.e2e.frames import read_frame_name
from waymo_kit.formats.record_files import PlacedRecord, RecordFiles
from waymo_kit.formats.record_sequence import RecordSequence
from waymo_kit.io import find_files


class E2EDataset(RecordSequence[E2EFrame]):
    """The frames of the end-to-end driving dataset, by position or name.

    The files hold frames of many sequences in no order. Iteration reads them as streams.

    Attributes:
        where: Path or URI of the dataset.
        files: Files of the records.
    """

    noun = "frame"

    def _part(self, indices: range) -> E2EDataset:
        return E2EDataset(self.where, self.files, indices)

    def _parse(self, placed: PlacedRecord) -> E2EFrame:
        return E2EFrame(placed)

    def _name(self, index: int) -> str:
        return read_frame_name(self.files, index)


def open_e2e_dataset(path: str | os.PathLike[str]) -> E2EDataset:
    """Opens frames of the end-to-end driving dataset for reading, without TensorFlow.

    Args:
        path: TFRecord file, glob pattern of such files, folder of them, or a URI of a file or
            folder (`gs://`, `s3://`, `file://`).

    Returns:
        The dataset; nothing was read.

    Raises:
        NotFoundError: No file is there.
    """
    return E2EDataset(os.fspath(path), RecordFiles(find_files([path], ".tfrecord")))
