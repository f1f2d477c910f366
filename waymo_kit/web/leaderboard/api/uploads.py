"""Uploads: tus 1.0 with creation, checksum, expiration and termination, and a plain PUT.

The protocol is that of https://tus.io/protocols/resumable-upload; bodies are streamed to disk.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard import submissions, uploads
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    Id,
)
from waymo_kit.web.leaderboard.errors import MediaTypeError, TimeoutRefusalError
from waymo_kit.web.leaderboard.forms import media_type
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.submission_views import SubmissionView
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(tags=["uploads"], responses=ERRORS)

TUS_VERSION = "1.0.0"
TUS_TYPE = "application/offset+octet-stream"
_EXTENSIONS = "creation,checksum,expiration,termination"
_BUFFER_BYTES = 1 << 20
_GRACE_SECONDS = 60.0
"""Time that an upload may take before its rate counts, and for which nothing may come."""
_METADATA = ("filename", "method", "phase", "task", "team_id")


@router.options("/uploads", status_code=204)
def read_capabilities() -> Response:
    """Returns the parts of tus that the server supports."""
    return Response(
        status_code=204,
        headers={
            "Tus-Resumable": TUS_VERSION,
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": _EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUMS),
        },
    )


@router.post("/uploads", status_code=201)
def make_upload(site: CurrentSite, actor: CurrentActor, request: Request) -> Response:
    """Makes a submission from the headers `Upload-Length` and `Upload-Metadata` of tus.

    The metadata are `filename`, `method`, `phase`, `task` and `team_id`.
    """
    size = _number(request, "upload-length")
    values = _metadata(request.headers.get("upload-metadata", ""))
    missing = [name for name in _METADATA if name not in values]
    if missing:
        raise InvalidInputError(f"Upload-Metadata: expected {', '.join(_METADATA)}")
    made = submissions.create(site, actor, size=size, **{name: values[name] for name in _METADATA})
    return Response(
        status_code=201,
        headers={"Location": made.upload_url, "Tus-Resumable": TUS_VERSION}
        | _expires(made.upload_expires_at),
    )


@router.head("/uploads/{submission_id}")
def read_offset(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> Response:
    """Returns the number of bytes that have arrived."""
    found = uploads.status(site, actor, submission_id)
    return Response(
        status_code=200,
        headers={
            "Upload-Offset": str(found.offset),
            "Upload-Length": str(found.size),
            "Tus-Resumable": TUS_VERSION,
        }
        | _expires(None if found.is_complete else found.expires_at),
    )


@router.patch("/uploads/{submission_id}", status_code=204)
async def append(
    site: CurrentSite, actor: CurrentActor, submission_id: Id, request: Request
) -> Response:
    """Appends the body to the file at `Upload-Offset`."""
    if media_type(request.headers.get("content-type", "")) != TUS_TYPE:
        raise MediaTypeError(f"expected a body as {TUS_TYPE}")
    offset = _number(request, "upload-offset")
    checksum = request.headers.get("upload-checksum", "")
    received = await _receive(site, actor, submission_id, request, offset, checksum)
    found = await run_in_threadpool(uploads.status, site, actor, submission_id)
    return Response(
        status_code=204,
        headers={"Upload-Offset": str(received), "Tus-Resumable": TUS_VERSION}
        | _expires(None if found.is_complete else found.expires_at),
    )


@router.delete("/uploads/{submission_id}", status_code=204)
def end_upload(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> Response:
    """Ends an upload and removes its bytes."""
    uploads.terminate(site, actor, submission_id)
    return Response(status_code=204, headers={"Tus-Resumable": TUS_VERSION})


@router.put("/submissions/{submission_id}/file")
async def put_file(
    site: CurrentSite, actor: CurrentActor, submission_id: Id, request: Request
) -> SubmissionView:
    """Takes a whole file as the body of one request."""
    await _receive(site, actor, submission_id, request, None, "")
    return await run_in_threadpool(submissions.view, site, actor, submission_id)


async def _receive(
    site: LeaderboardSite,
    actor: Principal,
    submission_id: str,
    request: Request,
    offset: int | None,
    checksum: str,
) -> int:
    """Streams the body of a request to disk; returns the number of bytes of the file so far."""
    writer = await run_in_threadpool(
        uploads.open_chunk, site, actor, submission_id, offset=offset, checksum=checksum
    )
    try:
        await _stream(site, request, writer)
        await run_in_threadpool(writer.finish)
    except ClientDisconnect:
        pass  # what has arrived is kept, and nobody reads an answer
    finally:
        await run_in_threadpool(writer.release)
    await run_in_threadpool(uploads.finish, site, submission_id)
    return writer.offset


async def _stream(site: LeaderboardSite, request: Request, writer: uploads.ChunkWriter) -> None:
    started = time.monotonic()
    slowest = site.settings.limits.upload_bytes_per_second
    buffer = bytearray()
    total = 0
    metrics = request.app.state.metrics
    stream = request.stream()

    async def flush() -> None:
        if buffer:
            await run_in_threadpool(writer.write, bytes(buffer))
            metrics.count_bytes(len(buffer))
            buffer.clear()

    try:
        while True:
            try:
                chunk = await asyncio.wait_for(anext(stream), _GRACE_SECONDS)
            except StopAsyncIteration:
                break
            except asyncio.TimeoutError:
                raise TimeoutRefusalError("nothing came for a minute; resume the upload") from None
            buffer += chunk
            total += len(chunk)
            if len(buffer) >= _BUFFER_BYTES:
                await flush()
            seconds = time.monotonic() - started
            if seconds > _GRACE_SECONDS and total < slowest * seconds:
                raise TimeoutRefusalError("this upload is too slow; resume it")
    finally:  # what has arrived is kept, however the request ends
        await flush()


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise InvalidInputError(f"{name.title()}: expected a number of bytes")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Parses `Upload-Metadata`: pairs of a name and a text in base64, separated by commas."""
    values: dict[str, str] = {}
    for pair in header.split(","):
        name, _, encoded = pair.strip().partition(" ")
        if name in values or len(values) > len(_METADATA) + 5:
            raise InvalidInputError("Upload-Metadata: expected each name once")
        try:
            values[name] = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise InvalidInputError("Upload-Metadata: expected texts in base64") from None
    return values


def _expires(time: Any) -> dict[str, str]:
    return {} if time is None else {"Upload-Expires": format_datetime(time, usegmt=True)}
