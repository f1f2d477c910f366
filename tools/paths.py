"""Paths of the checkout and of the test data."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""Root of the checkout."""

DATA = Path(os.environ.get("WAYMO_KIT_TESTDATA", ROOT.parent / "shared" / "data"))
"""Folder of the real data that some tools read; `$WAYMO_KIT_TESTDATA` replaces it."""
