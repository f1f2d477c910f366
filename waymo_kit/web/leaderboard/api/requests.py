"""Parameters, request bodies and errors that the routes of the API share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16}$", description="Identifier")]
PhaseName = Annotated[str, Path(max_length=40, description="Name of a phase")]
TaskName = Annotated[str, Path(max_length=40, description="Name of a task")]
Text = Annotated[str, Field(max_length=500)]
LongText = Annotated[str, Field(max_length=10_000)]
Secret = Annotated[str, Field(max_length=1000)]
RowId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16}$")]

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description}
    for status, description in (
        (400, "The request is malformed"),
        (401, "Nobody is logged in, or the credentials are wrong"),
        (403, "The account may not do this"),
        (404, "There is no such thing, or the account may not see it"),
        (408, "The body came too slowly"),
        (409, "The state of things does not allow this now"),
        (410, "This has expired"),
        (413, "The body is too large"),
        (415, "The body has the wrong content type"),
        (422, "A value is wrong"),
        (423, "Another request is writing"),
        (429, "A limit is reached; see Retry-After"),
        (460, "The chunk has another checksum"),
        (503, "The database or the storage is out of reach; try again"),
        (507, "The disk of the server is full"),
    )
}


class Body(BaseModel):
    """A body in JSON, which has no fields but these."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Done(BaseModel):
    """Answer without content."""

    done: bool = True


class Registration(Body):
    """Request to register by an invitation."""

    code: Secret
    name: Text
    email: Text
    password: Secret


class LogIn(Body):
    """Request to log in."""

    email: Text
    password: Secret
    otp: Text = ""


class PasswordChange(Body):
    """Request to change the password."""

    old: Secret
    new: Secret


class PasswordReset(Body):
    """Request to set a password by the code of a host."""

    code: Secret
    password: Secret


class Confirmation(Body):
    """The password, before something sensitive, and a code of the second factor."""

    password: Secret = ""
    otp: Text = ""


class TokenRequest(Body):
    """Request to make an API token."""

    name: Text
    scopes: Annotated[list[Text], Field(max_length=10)]
    days: int = 90


class InvitationRequest(Body):
    """Request to invite somebody."""

    email: Text = ""
    team_id: RowId | None = None
    is_host: bool = False
    days: int = 14


class Code(Body):
    """A code that was typed."""

    code: Secret


class TeamRequest(Body):
    """Request to make or rename a team."""

    name: Text
    url: Text = ""


class MethodRequest(Body):
    """The facts of a method."""

    description: LongText = ""
    sensors: Text = ""
    past_frames: int = 0
    future_frames: int = 0
    latency_ms: float | None = Field(default=None, allow_inf_nan=False)
    paper_url: Text = ""
    code_url: Text = ""


class SubmissionRequest(Body):
    """Request to make a submission."""

    team_id: RowId
    method: Text
    phase: Text
    task: Text
    filename: Text
    size: Annotated[int, Field(ge=0, le=1 << 50)]


class Hidden(Body):
    """Request to hide a submission from the boards, or to show it again."""

    is_hidden: bool


class PhaseRequest(Body):
    """Changes of a phase by a host; fields that are left out stay."""

    title: Text | None = None
    description: LongText | None = None
    is_open: bool | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quota: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    window_days: Annotated[float, Field(gt=0, le=36500)] | None = None
    confirms_new_best: bool | None = None
    decimals: Annotated[int, Field(ge=1, le=8)] | None = None


class GrantRequest(Body):
    """Further submissions for a team."""

    team_id: RowId
    extra: Annotated[int, Field(ge=0, le=1000)]


class Flag(Body):
    """A yes or no."""

    value: bool


class Rescore(Body):
    """Request to score submissions of a phase again, of one task or of all."""

    task: Text | None = None
