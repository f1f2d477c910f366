"""Accounts, teams and submissions for tests, made by the services themselves."""

import time
from dataclasses import asdict

from waymo_kit.web.leaderboard import accounts, invitations, submissions, teams, tokens, uploads
from waymo_kit.web.leaderboard.actor import SCOPES, Principal
from waymo_kit.web.leaderboard.benchmark import PhaseDefinition
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.models import PhaseRow, ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import TaskView

PASSWORD = "correct horse battery staple"


def publish_phases(site, **rules):
    """Publishes the phases check and test as a worker does, but of labels that do not exist."""
    with site.database.write() as session:
        for position, name in enumerate(("check", "test")):
            values = {"quota": 3, **rules} if name == "test" else {"has_diagnostics": True}
            definition = PhaseDefinition(name=name, labels="x", tasks={"detection": {}}, **values)
            task = TaskView("detection", "3D detection", "APH/L2", False, False)
            session.merge(
                PhaseRow(
                    name=name,
                    position=position,
                    definition={**definition.published, "task_views": [asdict(task)]},
                    adjusted={},
                    labels_digest="0" * 64,
                    segments=6,
                    is_private_revealed=False,
                    revision=0,
                )
            )


def add_result(site, submission_id, value, private=None, is_confirmed=None):
    """Ends a submission with a score, as a worker does."""
    with site.database.write() as session:
        row = session.get(SubmissionRow, submission_id)
        row.state = "done"
        splits = {"public": _split(value)}
        if private is not None:
            splits["private"] = _split(private)
        made = ResultRow(
            id=new_id(),
            submission_id=submission_id,
            is_current=True,
            version="0",
            splits=splits,
            findings={"findings": [{"severity": "note", "name": "x", "message": "secret finding"}]},
            result_key="results/none.json",
            report_key="results/none.html",
            receipt={"score": "receipt"},
            is_confirmed=is_confirmed,
            created_at=site.clock.now(),
        )
        session.add(made)
    return made.id


def _split(value):
    line = {"label": "ALL_NS", "values": [value], "is_mean": True}
    section = {
        "title": "Object type",
        "columns": ["APH/L2"],
        "are_counts": [False],
        "lines": [line],
    }
    return {
        "column": "APH/L2",
        "value": value,
        "interval": [value - 0.01, value + 0.01],
        "segments": 3,
        "sections": [section],
    }


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

    def begin(self, actor, team, method="Method", phase="test", size=100, filename="p.parquet"):
        """Returns a submission whose file is awaited."""
        return submissions.create(
            self.site,
            actor,
            team_id=team.id,
            method=method,
            phase=phase,
            task="detection",
            filename=filename,
            size=size,
        ).summary.id

    def email(self, actor):
        """Returns the e-mail address of an account."""
        return accounts.account(self.site, actor).email

    def _actor(self, code, name, email):
        made = accounts.register(self.site, code=code, name=name, email=email, password=PASSWORD)
        return Principal(made.id, made.name, made.is_host, frozenset(SCOPES))


def bearer(token):
    """Returns the headers of a request with a token."""
    return {"Authorization": f"Bearer {token}"}


def upload(site, actor, submission_id, content):
    """Uploads a file by the services."""
    chunk = uploads.open_chunk(site, actor, submission_id, offset=0)
    chunk.write(content)
    chunk.finish()
    chunk.release()
    uploads.finish(site, submission_id)


def run_all(worker, seconds=240):
    """Does all jobs that wait."""
    end = time.monotonic() + seconds
    while worker.run_once():
        assert time.monotonic() < end, "the jobs do not end"
