"""Accounts, teams and submissions for tests, made by the services themselves."""

from waymo_kit.web.leaderboard import accounts, invitations, submissions, teams, tokens, uploads
from waymo_kit.web.leaderboard.actor import SCOPES, Principal

PASSWORD = "correct horse battery staple"


class People:
    """Makes accounts and teams of a site.

    Attributes:
        site: the site.
        host: a host.
    """

    def __init__(self, site):
        self.site, self._count = site, 0
        code = invitations.invite_first_host(site)
        self.host = self._actor(code, "Hanna Host", "host@example.org")

    def person(self, name="", team_id=None):
        """Returns a new account, in a team if `team_id` names one."""
        self._count += 1
        invitation = invitations.invite(self.site, self.host, team_id=team_id)
        name = name or f"Person {self._count}"
        return self._actor(invitation.code, name, f"person{self._count}@example.org")

    def team(self, name=""):
        """Returns a new account and its team."""
        actor = self.person()
        return actor, teams.create(self.site, actor, name=name or f"Team {self._count}")

    def token(self, actor, scopes=("read", "submit")):
        """Returns an API token of an account."""
        return tokens.create(self.site, actor, name="test", scopes=scopes).token

    def submit(self, actor, team, path, method="Method", phase="test", task="detection"):
        """Returns a submission whose file is complete."""
        made = submissions.create(
            self.site,
            actor,
            team_id=team.id,
            method=method,
            phase=phase,
            task=task,
            filename=path.name,
            size=path.stat().st_size,
        )
        upload(self.site, actor, made.summary.id, path.read_bytes())
        return made.summary.id

    def _actor(self, code, name, email):
        made = accounts.register(self.site, code=code, name=name, email=email, password=PASSWORD)
        return Principal(made.id, made.name, made.is_host, frozenset(SCOPES))


def upload(site, actor, submission_id, content):
    """Uploads a file by the services."""
    chunk = uploads.open_chunk(site, actor, submission_id, offset=0)
    chunk.write(content)
    chunk.finish()
    chunk.release()
    uploads.finish(site, submission_id)


def run_all(worker):
    """Does all jobs that wait."""
    while worker.run_once():
        pass
