"""Modules that jobs need, imported once instead of in the process of each job.

Jobs are copies of a process that imports this module once: it saves a job about a second.
"""

from __future__ import annotations

import pyarrow.dataset  # noqa: F401  (imports pandas where it is installed)

from waymo_kit.kernels import kernel
from waymo_kit.web.leaderboard import jobs  # noqa: F401


@kernel
def _nothing() -> int:
    return 0


_nothing()  # makes numba load its implementations of all types
