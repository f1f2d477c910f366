"""Copies datasets from object stores to this machine."""

from waymo_kit.download.job import SegmentFiles, download, plan_download

__all__ = ["SegmentFiles", "download", "plan_download"]
