"""Bind the mounted source folders when pytest runs from a checkout that is not installed."""

import importlib.util
from pathlib import Path

import waymo_kit

if importlib.util.find_spec("waymo_kit.metrics") is None:
    waymo_kit.__path__.append(str(Path(__file__).parent))
