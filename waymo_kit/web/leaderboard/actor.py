"""Account behind a request and its rights: the rules of authorization, all in one place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import NotFoundError
from waymo_kit.web.leaderboard.errors import NotAllowedError, NotLoggedInError
from waymo_kit.web.leaderboard.models import MembershipRow, SubmissionRow, TeamRow

SCOPES = ("read", "submit", "account", "host")
"""Scopes of API tokens: to see what the owner sees, to submit for the owner's teams, to
change the account and its teams, and to act as a host. A browser has all of them."""


@dataclass(frozen=True)
class Principal:
    """The account that makes a request, or nobody.

    Attributes:
        account_id: Identifier of the account, empty for nobody.
        name: Name of the account.
        is_host: Whether the account is a host of the benchmark.
        scopes: Scopes of the token, or all of them in a browser.
        session_id: Identifier of the browser's session, empty for none.
        address: Network address of the request, for the audit log.
    """

    account_id: str = ""
    name: str = ""
    is_host: bool = False
    scopes: frozenset[str] = frozenset()
    session_id: str = ""
    address: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is logged in."""
        return not self.account_id

    @property
    def acts_as_host(self) -> bool:
        """Whether the account is a host, and this request may use its rights as one."""
        return self.is_host and "host" in self.scopes

    def require(self, scope: str) -> None:
        """Checks that somebody is logged in and the scope is among theirs.

        Raises:
            NotLoggedInError: Nobody is logged in.
            NotAllowedError: The token lacks the scope.
        """
        if self.is_anonymous:
            raise NotLoggedInError("log in first, or send an API token")
        if scope not in self.scopes:
            raise NotAllowedError(f"this API token lacks the scope {scope}")

    def require_host(self) -> None:
        """Checks that a host makes the request.

        Raises:
            NotLoggedInError: Nobody is logged in.
            NotAllowedError: The account is no host, or the token lacks the scope.
        """
        self.require("host")
        if not self.is_host:
            raise NotAllowedError("only hosts may do this")


ANONYMOUS = Principal()


def is_member(session: Session, actor: Principal, team_id: str) -> bool:
    """Returns whether the account is in a team."""
    return membership(session, actor, team_id) is not None


def membership(session: Session, actor: Principal, team_id: str) -> MembershipRow | None:
    """Returns the account's membership of a team, None for none."""
    if actor.is_anonymous:
        return None
    return session.get(MembershipRow, (team_id, actor.account_id))


def sees_privately(session: Session, actor: Principal, team_id: str) -> bool:
    """Returns whether the account may see what a team alone sees: its members and the hosts do."""
    if actor.is_anonymous or "read" not in actor.scopes:
        return False
    return actor.acts_as_host or is_member(session, actor, team_id)


def require_member(
    session: Session, actor: Principal, team_id: str, scope: str, *, as_owner: bool = False
) -> TeamRow:
    """Returns a team that the account acts for.

    Raises:
        NotLoggedInError: Nobody is logged in.
        NotAllowedError: The token lacks the scope, or the account does not own the team.
        NotFoundError: There is no such team, or the account is not in it.
    """
    actor.require(scope)
    team = session.get(TeamRow, team_id)
    member = membership(session, actor, team_id)
    if team is None or (member is None and not actor.acts_as_host):
        raise NotFoundError("no such team of yours")
    if as_owner and member is not None and not member.is_owner and not actor.acts_as_host:
        raise NotAllowedError("only an owner of the team may do this")
    return team


def require_submission(
    session: Session, actor: Principal, submission_id: str, scope: str, *, lock: bool = False
) -> SubmissionRow:
    """Returns a submission that the account acts for, as a member of its team or as a host.

    Raises:
        NotLoggedInError: Nobody is logged in.
        NotAllowedError: The token lacks the scope.
        NotFoundError: There is no such submission, or the account may not see it: the answer to
            both is the same.
    """
    actor.require(scope)
    query = select(SubmissionRow).where(SubmissionRow.id == submission_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None or not sees_privately(session, actor, row.team_id):
        raise NotFoundError("no such submission of yours")
    return row
