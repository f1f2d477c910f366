"""Where the checkout and the test data lie."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The root of the checkout."""

DATA = Path(os.environ.get("WAYMO_KIT_TESTDATA", ROOT.parent / "shared" / "data"))
"""Files of real data that some tools read; `$WAYMO_KIT_TESTDATA` names another folder."""
