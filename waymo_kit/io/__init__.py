"""Storage: local disks, object stores and TFRecord files."""

from waymo_kit.io.storage import Location, find_files, locate
from waymo_kit.io.tfrecord import Record, RecordReader, RecordWriter

__all__ = ["Location", "Record", "RecordReader", "RecordWriter", "find_files", "locate"]
