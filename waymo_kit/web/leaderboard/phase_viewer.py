"""The viewer of phases, where the settings name data for it that the web server may read.

Everybody sees the drives of a phase with public labels, hosts alone those of others.
"""

from __future__ import annotations

import shutil

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Scope

from waymo_kit.errors import NotFoundError
from waymo_kit.web.leaderboard.phases import may_view, phase_named
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.web_access import current_actor
from waymo_kit.web.viewer.mounted import MountedViewer, ShownData

VIEW_PATH = "/phases/{phase}/view"


def phase_viewer(site: LeaderboardSite) -> MountedViewer:
    """Returns the application to mount at `VIEW_PATH`."""

    def shown(request: Request) -> ShownData | None:
        name = request.path_params["phase"]
        try:
            with site.database.read() as session:
                phase = phase_named(site, session, name)
        except NotFoundError:
            return None
        if not may_view(site, current_actor(request), phase):
            return None
        return ShownData(
            site.settings.views[name], phase.title, is_private=not phase.has_diagnostics
        )

    async def choose(scope: Scope) -> ShownData | None:
        return await run_in_threadpool(shown, Request(scope))

    scratch = site.home / "viewer"
    shutil.rmtree(scratch, ignore_errors=True)  # of a server that was killed
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    return MountedViewer(choose, scratch)
