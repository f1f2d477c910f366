"""The tables of the database; `migrations/` makes them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class UtcTime(TypeDecorator[datetime]):
    """Keeps a time as microseconds since the epoch: the same, and as exact, in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Returns the number of microseconds."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Returns the time in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Base(DeclarativeBase):
    """Root of the tables."""

    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        str: Text,
    }


_Id = String(16)
_Digest = String(64)


class AccountRow(Base):
    """A person.

    Attributes:
        password_hash: Argon2id hash, None for an account that logs in elsewhere.
        oidc_subject: Issuer and subject of an OpenID provider, None for none.
        totp_secret: Encrypted secret of the second factor, None for none.
        totp_pending: Encrypted secret that is not confirmed yet.
        totp_step: Last time step whose code was used: a code works once.
        recovery: Digests of the recovery codes that are left.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    is_host: Mapped[bool] = mapped_column(default=False)
    is_disabled: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None]
    totp_pending: Mapped[str | None]
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    recovery: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A browser that is logged in, found by the digest of its cookie."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    token_digest: Mapped[str] = mapped_column(_Digest, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    address: Mapped[str]
    agent: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Base):
    """An API token, found by its digest."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    token_digest: Mapped[str] = mapped_column(_Digest, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class InvitationRow(Base):
    """An invitation to register, to join a team, or both."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    code_digest: Mapped[str] = mapped_column(_Digest, unique=True)
    email: Mapped[str]
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    is_host: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]


class ResetRow(Base):
    """A code with which an account gets a new password."""

    __tablename__ = "password_reset"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    code_digest: Mapped[str] = mapped_column(_Digest, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TeamRow(Base):
    """A team, which owns methods and submissions.

    Attributes:
        key: Name in lower case without spaces, so that no two names look alike.
    """

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(default="")
    is_blocked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """An account in a team."""

    __tablename__ = "membership"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    is_owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class MethodRow(Base):
    """A method of a team, which has submissions."""

    __tablename__ = "method"
    __table_args__ = (UniqueConstraint("team_id", "key"),)

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    name: Mapped[str]
    key: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    sensors: Mapped[str] = mapped_column(default="")
    past_frames: Mapped[int] = mapped_column(default=0)
    future_frames: Mapped[int] = mapped_column(default=0)
    latency_ms: Mapped[float | None]
    paper_url: Mapped[str] = mapped_column(default="")
    code_url: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PhaseRow(Base):
    """A phase of the benchmark, as its workers publish it and its hosts adjust it.

    Attributes:
        definition: Definition of the phase in the benchmark's file, without the path of its labels.
        adjusted: Settings that a host changed, by name; they go before those of `definition`.
        labels_digest: Digest of the labels, empty until a worker has read them.
        segments: Number of segments of the labels.
        revision: Number of changes to results of the phase; pages and caches compare it.
    """

    __tablename__ = "phase"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    definition: Mapped[dict[str, Any]]
    adjusted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    labels_digest: Mapped[str] = mapped_column(default="")
    segments: Mapped[int] = mapped_column(default=0)
    is_private_revealed: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)


class SubmissionRow(Base):
    """A submitted file and its progress.

    Attributes:
        state: State, one of `states.STATES`.
        stage: Words for what is happening, such as `scoring segment 3 of 12`.
        percent: Progress of the state, 0 to 100, None where it is not known.
        reasons: Reasons why it was rejected or failed.
        file_key: Name of the file in the storage, empty while it is being uploaded.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("submission_by_board", "phase", "task", "state"),
        Index("submission_by_team", "team_id", "phase", "created_at"),
        Index("submission_by_state", "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    method_id: Mapped[str] = mapped_column(ForeignKey("method.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    phase: Mapped[str] = mapped_column(ForeignKey("phase.name"))
    task: Mapped[str]
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(default="")
    file_key: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    percent: Mapped[float | None]
    reasons: Mapped[list[str]] = mapped_column(default=list)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    upload_expires_at: Mapped[datetime]


class ChargeRow(Base):
    """The use of one place of a quota by a submission; its key makes a second charge impossible."""

    __tablename__ = "charge"
    __table_args__ = (Index("charge_by_team", "team_id", "phase", "charged_at"),)

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    phase: Mapped[str]
    charged_at: Mapped[datetime]
    refunded_at: Mapped[datetime | None]


class GrantRow(Base):
    """Further places of a quota that a host gave to a team."""

    __tablename__ = "grant"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(primary_key=True)
    extra: Mapped[int]


class JobRow(Base):
    """Work for a worker: to check a submission, or to score it.

    Attributes:
        kind: `check`, `score` or `rescore`.
        state: `waiting`, `running`, `finished` or `dead`.
        attempts: Number of times that a worker has begun.
        lease: Secret of the worker's claim; only its holder finishes the job. Empty for none.
        worker_id: Worker that has the lease.
        lease_until: Time at which the lease ends if its holder does not renew it.
    """

    __tablename__ = "job"
    __table_args__ = (Index("job_by_state", "state", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str] = mapped_column(default="")
    worker_id: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WorkerRow(Base):
    """A worker process that is or was alive."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    version: Mapped[str]
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    submission_id: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")


class ResultRow(Base):
    """The result of scoring a submission once; the current one is shown.

    Attributes:
        splits: Fields of the `results.SplitScore` of each split.
        findings: Findings that the team may see.
        result_key: Name of the file with the states of the segments.
        report_key: Name of the report, empty for none.
        receipt: The signed receipt.
        is_confirmed: Whether it is confirmed to be better than the team's best before it, None
            where the phase does not ask.
    """

    __tablename__ = "result"
    __table_args__ = (Index("result_by_submission", "submission_id", "is_current"),)

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    is_current: Mapped[bool]
    version: Mapped[str]
    splits: Mapped[dict[str, Any]]
    findings: Mapped[dict[str, Any]]
    result_key: Mapped[str]
    report_key: Mapped[str]
    receipt: Mapped[dict[str, Any]]
    is_confirmed: Mapped[bool | None]
    created_at: Mapped[datetime]


class AuditRow(Base):
    """An entry of the audit log, which is only ever added to."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    time: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[str]
    account: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    detail: Mapped[str]
    address: Mapped[str]


class CounterRow(Base):
    """The number of events of a kind in a window of time, for limits that all servers share."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    count: Mapped[int]


class SiteRow(Base):
    """A value of the whole site, by name: its title, or the public key of its receipts."""

    __tablename__ = "site_value"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class ComparisonRow(Base):
    """A comparison of two results on a split; the second is compared to the first.

    Attributes:
        verdict: Whether the second is `better`, `worse` or the `same` in the score that ranks;
            empty where no interval tells.
        payload: Values that `comparing.ComparisonView` shows.
    """

    __tablename__ = "comparison"

    first_id: Mapped[str] = mapped_column(ForeignKey("result.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("result.id"), primary_key=True)
    split: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
