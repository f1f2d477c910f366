"""Fills a site with accounts, teams, methods and results, without workers: what pages show."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from tests.web.leaderboard.pages.made_results import made_comparison, made_split
from waymo_kit.web.leaderboard import sessions
from waymo_kit.web.leaderboard.benchmark import PhaseDefinition
from waymo_kit.web.leaderboard.models import (
    AccountRow,
    AuditRow,
    ChargeRow,
    ComparisonRow,
    JobRow,
    MembershipRow,
    MethodRow,
    PhaseRow,
    ResultRow,
    SiteRow,
    SubmissionRow,
    TeamRow,
    WorkerRow,
)
from waymo_kit.web.leaderboard.passwords import hash_password
from waymo_kit.web.leaderboard.texts import name_key

PASSWORD = "a quiet road in the rain"
TITLE = "Lab driving benchmark"
HOST, MEMBER, OTHER = "ada@example.org", "bo@example.org", "cy@example.org"

TASKS = (
    ("detection", "3D detection", "APH/L2"),
    ("tracking", "3D tracking", "MOTA/L2"),
)
METHODS = (
    ("Pillars-L", "Nordlicht", 0.742, "LiDAR", 0, 42.0),
    ("CenterPoint", "Team Lidar & Friends", 0.719, "LiDAR + cameras", 0, 88.0),
    ("MPPNet 16f", "TU Perception", 0.702, "LiDAR", 15, 131.0),
    ("PV-RCNN", "OpenDrive", 0.655, "LiDAR", 0, None),
    ("SECOND-IoU", "Course A, group 3", 0.612, "LiDAR", 0, 35.0),
    ("PointPillars", "Course A, group 1", 0.574, "LiDAR", 0, 21.0),
    ("RangeDet", "Rangers", 0.520, "LiDAR", 4, None),
    ("Cluster baseline", "Organizers", 0.218, "LiDAR", 0, 9.5),
)


@dataclass(frozen=True)
class Filled:
    """Holds the identifiers of what was filled in, by name."""

    accounts: dict[str, str]
    teams: dict[str, str]
    methods: dict[str, str]
    submissions: dict[str, str]


def new_session(site, email, filled):
    """Returns the cookie of a new session of an account."""
    return sessions.start(site, filled.accounts[email], address="127.0.0.1", agent="Firefox")


def fill(site, *, text="", now=None):
    """Fills a site.

    Args:
        site: An empty site.
        text: Text to put into every free text. Defaults to plausible ones.
        now: Time of the newest submission. Defaults to the site's.
    """
    now = now or site.clock.now()
    made = Filled({}, {}, {}, {})
    with site.database.write() as session:
        session.add(SiteRow(name="benchmark", value=_benchmark(text)))
        for position, phase in enumerate(_phases(text)):
            session.add(phase)
            phase.position = position
        hashed = hash_password(PASSWORD)
        people = ((HOST, "Ada Sommer"), (MEMBER, "Bo Lindqvist"), (OTHER, "Cy Tanaka"))
        for number, (email, name) in enumerate(people):
            made.accounts[email] = _id("account", number)
            session.add(
                AccountRow(
                    id=made.accounts[email],
                    email=email,
                    name=text or name,
                    password_hash=hashed,
                    is_host=email == HOST,
                    is_disabled=False,
                    totp_step=0,
                    recovery=[],
                    created_at=now - timedelta(days=90),
                )
            )
        for number, (method, team, *_rest) in enumerate(METHODS):
            made.teams[team], made.methods[method] = _id("team", number), _id("method", number)
            _add_team(session, made, number, text, now)
            session.flush()
            _add_method(session, made, number, text, now)
        session.flush()
        for email, team in ((MEMBER, "TU Perception"), (OTHER, "Nordlicht"), (HOST, "Organizers")):
            session.add(
                MembershipRow(
                    team_id=made.teams[team],
                    account_id=made.accounts[email],
                    is_owner=True,
                    created_at=now,
                )
            )
        _add_submissions(session, made, text, now)
        _add_states(session, made, text, now)
        session.add(
            WorkerRow(
                id=_id("worker", 0),
                host=text or "gpu-01",
                pid=4242,
                version="0.1.0",
                started_at=now,
                last_seen_at=now,
                submission_id="",
                stage="",
            )
        )
        session.add(
            AuditRow(
                time=now,
                account_id=made.accounts[HOST],
                account=text or "Ada Sommer",
                action="phase.change",
                target="test",
                detail=text or "quota",
                address="127.0.0.1",
            )
        )
    return made


def _id(kind, number):
    return f"{kind[:8]}{number:02d}".ljust(16, "x")


def _benchmark(text):
    described = "Held-out drives of our test vehicles, labeled as in the Waymo Open Dataset."
    return {
        "title": text or TITLE,
        "description": text or described,
        "receipt_key": "ab" * 32,
        "version": "0.1.0",
    }


def _phases(text):
    views = [
        {
            "name": name,
            "title": title,
            "ranked_by": ranked_by,
            "lower_is_better": False,
            "takes_tables": False,
        }
        for name, title, ranked_by in TASKS
    ]
    rules = (
        {
            "name": "check",
            "title": "Check",
            "description": "Public labels, to see that files are right.",
            "has_diagnostics": True,
        },
        {
            "name": "test",
            "title": "Test",
            "description": "Hidden labels of the held-out drives; scores only.",
            "quota": 3,
            "private_share": 0.5,
        },
    )
    for values in rules:
        described = values | ({"title": text, "description": text} if text else {})
        definition = PhaseDefinition(labels="hidden", **described).published
        yield PhaseRow(
            name=values["name"],
            definition=definition | {"task_views": views},
            adjusted={},
            labels_digest="5e" * 32,
            segments=150,
            is_private_revealed=False,
            revision=1,
        )


def _add_team(session, made, number, text, now):
    name = METHODS[number][1]
    session.add(
        TeamRow(
            id=made.teams[name],
            name=f"{text} {number}" if text else name,
            key=name_key(f"{text} {number}" if text else name),
            url="https://example.org",
            is_blocked=False,
            created_at=now - timedelta(days=80),
        )
    )


def _add_method(session, made, number, text, now):
    name, team, _score, sensors, past, latency = METHODS[number]
    session.add(
        MethodRow(
            id=made.methods[name],
            team_id=made.teams[team],
            name=f"{text} {number}" if text else name,
            key=name_key(f"{text} {number}" if text else name),
            description=text or "Trained on the public training split only.",
            sensors=text or sensors,
            past_frames=past,
            future_frames=0,
            latency_ms=latency,
            paper_url=f"https://example.org/{name_key(name)}" if number % 2 else "",
            code_url="https://example.org/code" if number < 3 else "",
            created_at=now - timedelta(days=70),
        )
    )


def _add_submissions(session, made, text, now):
    draw = random.Random(3)
    results = []
    for number, (name, team, score, *_rest) in enumerate(METHODS):
        for attempt, step in enumerate((-0.06, 0.0)):
            key = name if attempt else f"{name}, first"
            made.submissions[key] = _id("sub", 2 * number + attempt)
            day = 8 * number + (0 if attempt else 6)
            created = now - timedelta(days=day, hours=number)
            _add_submission(session, made, key, number, "done", created, text)
            session.flush()
            result = ResultRow(
                id=_id("result", 2 * number + attempt),
                submission_id=made.submissions[key],
                is_current=True,
                version="0.1.0",
                splits={
                    "public": made_split(score + step, draw),
                    "private": made_split(score + step - 0.02, draw),
                },
                findings={
                    "findings": [
                        {
                            "severity": "warning",
                            "name": "empty_frames",
                            "message": text or "310 frames of 29,700 have no predictions",
                        }
                    ]
                },
                result_key="",
                report_key="",
                receipt={"result": {}},
                is_confirmed=None,
                created_at=created,
            )
            session.add(result)
            session.add(
                ChargeRow(
                    submission_id=made.submissions[key],
                    team_id=made.teams[team],
                    phase="test",
                    charged_at=created,
                )
            )
        results.append(result)
    session.flush()
    for above, below in pairwise(results):
        first, second = METHODS[results.index(above)], METHODS[results.index(below)]
        payload = made_comparison(below, above)
        gap = first[2] - second[2]
        session.add(
            ComparisonRow(
                first_id=below.id,
                second_id=above.id,
                split="public",
                verdict="better" if gap > 0.02 else "same",
                payload=payload,
                created_at=now,
            )
        )


def _add_submission(session, made, key, number, state, created, text, **values):
    name, team = METHODS[number][:2]
    defaults = {
        "id": made.submissions[key],
        "team_id": made.teams[team],
        "method_id": made.methods[name],
        "account_id": made.accounts[HOST],
        "phase": "test",
        "task": "detection",
        "filename": "predictions.parquet",
        "size": 182_300_111,
        "sha256": "9f2c" * 16,
        "file_key": f"submissions/{made.submissions[key]}",
        "state": state,
        "stage": "",
        "percent": None,
        "reasons": [],
        "is_hidden": False,
        "created_at": created,
        "updated_at": created,
        "finished_at": created + timedelta(minutes=4),
        "upload_expires_at": created + timedelta(days=7),
    }
    session.add(SubmissionRow(**(defaults | values)))


def _add_states(session, made, text, now):
    """Adds a submission in each of the other states, all of one team."""
    states = {
        "uploading": {"sha256": "", "file_key": "", "finished_at": None},
        "queued": {"finished_at": None},
        "scoring": {
            "percent": 42.0,
            "stage": text or "scoring segment 63 of 150",
            "finished_at": None,
        },
        "rejected": {
            "reasons": [
                text or "row 12031: [Prediction].box.heading is NaN",
                text or "14 of 150 segments have no predictions",
            ]
        },
        "failed": {"reasons": [text or "the worker lost its storage three times"]},
        "cancelled": {},
    }
    for place, (state, values) in enumerate(states.items()):
        made.submissions[state] = _id("state", place)
        created = now - timedelta(minutes=7 * place)
        _add_submission(session, made, state, 2, state, created, text, **values)
        session.flush()
        if state == "queued":
            session.add(
                JobRow(
                    submission_id=made.submissions[state],
                    kind="score",
                    state="waiting",
                    attempts=0,
                    created_at=created,
                )
            )


def sample_time():
    """A time for pictures that do not change from run to run."""
    return datetime(2026, 11, 28, 17, 30, tzinfo=timezone.utc)
