"""Audit log of actions, with account, time and address. Secrets never enter it."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.models import AuditRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

_LOG = logging.getLogger("waymo_kit.leaderboard.audit")
_MAX_DETAIL = 500


def record(
    site: LeaderboardSite,
    session: Session,
    actor: Principal,
    action: str,
    target: str = "",
    detail: str = "",
) -> None:
    """Adds an entry in the transaction of what it is about.

    Args:
        site: The site.
        session: Transaction that the action is in.
        actor: Account that acts.
        action: Name of the action, such as `submission.hide`.
        target: Identifier of what it is done to.
        detail: Further words, without secrets.
    """
    session.add(
        AuditRow(
            time=site.clock.now(),
            account_id=actor.account_id,
            account=actor.name,
            action=action,
            target=target,
            detail=detail[:_MAX_DETAIL],
            address=actor.address,
        )
    )
    _LOG.info(
        action, extra={"account": actor.account_id, "target": target, "address": actor.address}
    )
