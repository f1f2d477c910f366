"""Storage: files on local disks and in object stores, published whole or not at all."""

from waymo_kit.io.json_files import json_text, parse_json, read_json, write_json
from waymo_kit.io.storage import Location, find_files, locate
from waymo_kit.io.whole_files import write_bytes

__all__ = [
    "Location",
    "find_files",
    "json_text",
    "locate",
    "parse_json",
    "read_json",
    "write_bytes",
    "write_json",
]
