"""v1 frames to component tables, and the resumable job around it."""

from waymo_kit.convert.job import Outcome, Task, plan, run
from waymo_kit.convert.manifest import Manifest, list_manifests, read_manifest
from waymo_kit.convert.segment import convert_segment

__all__ = [
    "Manifest",
    "Outcome",
    "Task",
    "convert_segment",
    "list_manifests",
    "plan",
    "read_manifest",
    "run",
]
