"""Storage: files on local disks and in object stores, published whole or not at all."""

from waymo_kit.io.storage import Location, find_files, locate, write_json

__all__ = ["Location", "find_files", "locate", "write_json"]
