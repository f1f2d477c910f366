"""Bind the mounted source folders when pytest runs from a checkout that is not installed."""

import importlib.util
from pathlib import Path

import waymo_kit

if any(importlib.util.find_spec(f"waymo_kit.{n}") is None for n in ("metrics", "detectors")):
    waymo_kit.__path__.append(str(Path(__file__).parent))
