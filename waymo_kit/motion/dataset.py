"""The motion dataset: scenarios of TFRecord files, and lidar data beside them."""

from __future__ import annotations

import os

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.inflate import Inflater
from waymo_kit.formats.record_files import PlacedRecord, RecordFiles
from waymo_kit.formats.record_sequence import RecordSequence
from waymo_kit.io import Location, find_files, locate
from waymo_kit.motion.scenario import Scenario


class MotionDataset(RecordSequence[Scenario]):
    """The scenarios of the motion dataset, by position or id.

    Attributes:
        where: Path or URI of the dataset.
        files: Files of the records.
    """

    noun = "scenario"

    def __init__(
        self,
        where: str,
        files: RecordFiles,
        indices: range | None = None,
        *,
        lidar_folder: Location | None = None,
    ) -> None:
        """Creates a dataset; `open_motion_dataset` does."""
        super().__init__(where, files, indices)
        self._lidar_folder = lidar_folder
        self._inflater = Inflater()

    def _part(self, indices: range) -> MotionDataset:
        return MotionDataset(self.where, self.files, indices, lidar_folder=self._lidar_folder)

    def _parse(self, placed: PlacedRecord) -> Scenario:
        return Scenario(placed, self._inflater, self._lidar_folder)

    def _name(self, index: int) -> str:
        return self._parse(self.files.record(index)).id


def open_motion_dataset(
    path: str | os.PathLike[str], *, lidar: str | os.PathLike[str] | None = None
) -> MotionDataset:
    """Opens scenarios of the motion dataset for reading, without TensorFlow.

    Args:
        path: TFRecord file of `Scenario` messages, glob pattern of such files, folder of them, or a
            URI of a file or folder (`gs://`, `s3://`, `file://`).
        lidar: Folder or URI of the lidar data, one file `<scenario id>.tfrecord` each. Defaults to
            None, which takes lidar data only if the scenarios hold it themselves.

    Returns:
        The dataset; nothing was read.

    Raises:
        NotFoundError: No file is there, or `lidar` is no folder.
    """
    folder = None if lidar is None else locate(lidar)
    if folder is not None and not folder.is_dir():
        raise NotFoundError(f"{lidar}: expected a folder of lidar data, <scenario id>.tfrecord")
    files = RecordFiles(find_files([path], ".tfrecord"))
    return MotionDataset(os.fspath(path), files, lidar_folder=folder)
