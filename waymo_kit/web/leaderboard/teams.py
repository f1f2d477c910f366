"""Teams: the owners of methods, submissions and quotas."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import Principal, is_member, require_member, sees_privately
from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.models import AccountRow, MembershipRow, TeamRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_name, checked_url, name_key

MAX_TEAMS = 5
"""Maximum number of teams that an account makes: more teams are more quotas."""


@dataclass(frozen=True)
class TeamMember:
    """A member of a team, as other members see them.

    Attributes:
        account_id: Identifier of the account.
        name: Name.
        is_owner: Whether they may invite and remove members.
    """

    account_id: str
    name: str
    is_owner: bool


@dataclass(frozen=True)
class TeamView:
    """A team.

    Attributes:
        id: Identifier.
        name: Name.
        url: Web page of the team, empty for none.
        is_blocked: Whether a host keeps it from submitting and off the boards.
        members: Members of the team; empty for readers who are not in it.
        is_own: Whether the actor is in it.
    """

    id: str
    name: str
    url: str
    is_blocked: bool
    members: tuple[TeamMember, ...]
    is_own: bool


def create(site: LeaderboardSite, actor: Principal, *, name: str, url: str = "") -> TeamView:
    """Makes a team whose owner is the actor.

    Raises:
        InvalidInputError: A text is wrong.
        ConflictError: A team has such a name, or the account has too many teams.
    """
    actor.require("account")
    name, url = checked_name(name, "name"), checked_url(url, "URL")
    with site.database.write() as session:
        own = select(func.count()).where(
            MembershipRow.account_id == actor.account_id, MembershipRow.is_owner
        )
        if (session.scalar(own) or 0) >= MAX_TEAMS and not actor.acts_as_host:
            raise ConflictError(f"an account owns at most {MAX_TEAMS} teams")
        _require_free(session, name)
        now = site.clock.now()
        row = TeamRow(
            id=new_id(), name=name, key=name_key(name), url=url, is_blocked=False, created_at=now
        )
        session.add(row)
        session.flush()
        session.add(
            MembershipRow(
                team_id=row.id, account_id=actor.account_id, is_owner=True, created_at=now
            )
        )
        audit.record(site, session, actor, "team.make", row.id, name)
        session.flush()
        return _view(session, actor, row)


def team(site: LeaderboardSite, actor: Principal, team_id: str) -> TeamView:
    """Returns a team; its members are shown to members and hosts.

    Raises:
        NotFoundError: There is no such team.
    """
    with site.database.read() as session:
        row = session.get(TeamRow, team_id)
        if row is None:
            raise NotFoundError("no such team")
        return _view(session, actor, row)


def own(site: LeaderboardSite, actor: Principal) -> list[TeamView]:
    """Returns the teams of the actor by name."""
    actor.require("read")
    with site.database.read() as session:
        query = (
            select(TeamRow)
            .join(MembershipRow, MembershipRow.team_id == TeamRow.id)
            .where(MembershipRow.account_id == actor.account_id)
            .order_by(TeamRow.name)
        )
        return [_view(session, actor, row) for row in session.scalars(query)]


def rename(
    site: LeaderboardSite, actor: Principal, team_id: str, *, name: str, url: str = ""
) -> TeamView:
    """Changes the name and the web page of a team.

    Raises:
        InvalidInputError: A text is wrong.
        ConflictError: Another team has such a name.
        NotFoundError: The account has no such team.
    """
    name, url = checked_name(name, "name"), checked_url(url, "URL")
    with site.database.write() as session:
        row = require_member(session, actor, team_id, "account", as_owner=True)
        if name_key(name) != row.key:
            _require_free(session, name)
        row.name, row.key, row.url = name, name_key(name), url
        audit.record(site, session, actor, "team.rename", team_id, name)
        return _view(session, actor, row)


def remove_member(site: LeaderboardSite, actor: Principal, team_id: str, account_id: str) -> None:
    """Removes a member; owners remove anybody, members themselves.

    Raises:
        InvalidInputError: The last owner would go.
        NotFoundError: The account has no such team, or the team no such member.
    """
    with site.database.write() as session:
        leaves = account_id == actor.account_id
        require_member(session, actor, team_id, "account", as_owner=not leaves)
        row = session.get(MembershipRow, (team_id, account_id))
        if row is None:
            raise NotFoundError("no such member")
        owners = select(func.count()).where(
            MembershipRow.team_id == team_id, MembershipRow.is_owner
        )
        if row.is_owner and (session.scalar(owners) or 0) < 2:
            raise InvalidInputError("a team keeps at least one owner")
        session.delete(row)
        audit.record(site, session, actor, "team.remove_member", team_id, account_id)


def _require_free(session: Session, name: str) -> None:
    if session.scalar(select(TeamRow.id).where(TeamRow.key == name_key(name))) is not None:
        raise ConflictError("there is a team with such a name already")


def _view(session: Session, actor: Principal, row: TeamRow) -> TeamView:
    members: tuple[TeamMember, ...] = ()
    if sees_privately(session, actor, row.id):
        found = session.execute(
            select(AccountRow.id, AccountRow.name, MembershipRow.is_owner)
            .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
            .where(MembershipRow.team_id == row.id)
            .order_by(AccountRow.name, AccountRow.id)
        )
        members = tuple(TeamMember(*member) for member in found)
    return TeamView(
        row.id, row.name, row.url, row.is_blocked, members, is_member(session, actor, row.id)
    )
