"""Reads and checks the details of a submission: task, account, method, sensors."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from google.protobuf import text_format
from google.protobuf.message import Message

from waymo_kit.errors import CorruptDataError
from waymo_kit.evaluation.submission.problem import Problem, error, warning
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission
from waymo_kit.protos.submission_pb2 import Submission

_Message = TypeVar("_Message", bound=Message)

MAX_NAME_LENGTH = 25
"""Largest number of characters of a method's name."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PLACEHOLDERS = {
    "account_name": ("your_registered_email@gmail.com", "acc@domain.com"),
    "unique_method_name": ("Your unique method name.", "YourMethodName"),
    "affiliation": ("Your affiliation.", "Affiliation"),
    "description": ("A detailed description of your method.",),
    "method_link": ("A link to your method, e.g. paper, code etc.", "method_link"),
}
"""Values of these fields in the official examples."""

_CAMERA_SENSORS = (Submission.CAMERA_ALL,)
_REGISTRIES = ("docker.pkg.dev/", "gcr.io/")


@dataclass(frozen=True)
class TaskRules:
    """Rules for the boxes of a task.

    Attributes:
        kind: Kind of the boxes.
        needs_tracks: Whether each box must have a track id.
    """

    kind: BoxKind
    needs_tracks: bool = False


_RULES = {
    Submission.DETECTION_2D: TaskRules(BoxKind.BOX_2D),
    Submission.DETECTION_3D: TaskRules(BoxKind.BOX_3D),
    Submission.TRACKING_2D: TaskRules(BoxKind.BOX_2D, needs_tracks=True),
    Submission.TRACKING_3D: TaskRules(BoxKind.BOX_3D, needs_tracks=True),
    Submission.DOMAIN_ADAPTATION: TaskRules(BoxKind.BOX_3D),
    Submission.CAMERA_ONLY_DETECTION_3D: TaskRules(BoxKind.BOX_3D),
}


def rules_of(details: Submission) -> TaskRules | None:
    """Returns the rules of a submission's task, None if it names none."""
    return _RULES.get(details.task)


def read_details(path: str | os.PathLike[str]) -> Submission:
    """Reads a text file in the form of the official `submission.txtpb`.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file has an unknown field or value, or is not such a text.
    """
    return parse_text(path, Submission())


def parse_text(path: str | os.PathLike[str], message: _Message) -> _Message:
    """Reads a text file of a message's fields into it, and returns it.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file has an unknown field or value, or is not such a text.
    """
    try:
        return text_format.Parse(locate(path).read_bytes().decode(), message)
    except (text_format.ParseError, UnicodeDecodeError) as problem:
        detail = " ".join(str(problem).split())
        name = type(message).__name__
        raise CorruptDataError(f"{path}: not the text of a {name}: {detail}") from problem


def check_details(details: Submission, where: str) -> Iterator[Problem]:
    """Checks every field but the boxes.

    Args:
        details: Details of the submission.
        where: Name of the submission in problems, such as its file.
    """
    if rules_of(details) is None:
        names = ", ".join(Submission.Task.Name(task) for task in _RULES)
        yield error(where, f"task: expected one of {names}")
    yield from check_account(details, where)
    yield from check_method(details, where, MAX_NAME_LENGTH)
    yield from _check_sensors(details, where)
    yield from _check_types(details, where)
    if details.HasField("docker_image_source"):
        yield from _check_image(details.docker_image_source, where)
    if details.HasField("latency_second") and not math.isfinite(details.latency_second):
        yield error(where, f"latency_second: expected seconds, got {details.latency_second}")


def check_account(details: Submission | E2EDChallengeSubmission, where: str) -> Iterator[Problem]:
    """Checks the account of a submission to any of the challenges."""
    name = details.account_name
    if not _EMAIL.fullmatch(name) or name in _PLACEHOLDERS["account_name"]:
        yield error(
            where,
            "account_name: expected the whole email address that is registered at waymo.com/open, "
            f"got {name!r}",
        )


def check_method(
    details: Submission | E2EDChallengeSubmission, where: str, max_length: int | None = None
) -> Iterator[Problem]:
    """Checks the method's name and the texts about it in a submission to any of the challenges.

    Args:
        details: Details of the submission.
        where: Name of the submission in problems.
        max_length: Maximum number of characters of the name. Defaults to None, no maximum.
    """
    name = details.unique_method_name
    if not name.strip() or name in _PLACEHOLDERS["unique_method_name"]:
        yield error(where, f"unique_method_name: expected the method's name, got {name!r}")
    elif max_length is not None and len(name) > max_length:
        yield error(
            where,
            f"unique_method_name: expected at most {max_length} characters, got {len(name)}: "
            f"{name!r}",
        )
    elif not (name.isascii() and name.isprintable()):
        yield error(where, f"unique_method_name: expected printable ASCII, got {name!r}")
    if not details.authors or any(not author.strip() for author in details.authors):
        yield warning(where, "authors: expected a name for each")
    for field in ("affiliation", "description", "method_link"):
        value = getattr(details, field)
        if not value.strip() or value in _PLACEHOLDERS[field]:
            yield warning(where, f"{field}: expected a text for the leaderboard, got {value!r}")


def _check_sensors(details: Submission, where: str) -> Iterator[Problem]:
    if details.sensor_type == Submission.INVALID:
        names = ", ".join(name for name in Submission.SensorType.keys()[1:])
        yield error(where, f"sensor_type: expected one of {names}")
    elif (
        details.task == Submission.CAMERA_ONLY_DETECTION_3D
        and details.sensor_type not in _CAMERA_SENSORS
    ):
        yield error(
            where,
            "sensor_type: expected CAMERA_ALL for CAMERA_ONLY_DETECTION_3D, got "
            f"{Submission.SensorType.Name(details.sensor_type)}",
        )
    for field in ("number_past_frames_exclude_current", "number_future_frames_exclude_current"):
        if not details.HasField(field):
            yield warning(where, f"{field}: expected the number of frames that the method reads")
        elif getattr(details, field) < 0:
            yield error(
                where, f"{field}: expected a number of frames, got {getattr(details, field)}"
            )


def _check_types(details: Submission, where: str) -> Iterator[Problem]:
    if not details.object_types:
        yield warning(where, "object_types: not set, so that all types are taken as submitted")
    if 0 in details.object_types:
        yield error(where, "object_types: expected known types, got TYPE_UNKNOWN")
    if len(set(details.object_types)) < len(details.object_types):
        yield error(where, "object_types: expected each type once")


def _check_image(source: str, where: str) -> Iterator[Problem]:
    is_registry = any(registry in source for registry in _REGISTRIES)
    if not (source.startswith("gs://") or is_registry) or any(c.isspace() for c in source):
        yield error(
            where,
            "docker_image_source: expected a gs:// path or an image in a Google registry, or "
            f"nothing, got {source!r}",
        )
    elif is_registry and "@sha256:" not in source:
        yield warning(
            where,
            "docker_image_source: an image without @sha256:... may have changed when the server "
            f"fetches it: {source!r}",
        )
