"""Builds and checks submissions to the end-to-end driving challenge."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymo_kit.e2e import FUTURE_STEPS
from waymo_kit.errors import OutputError
from waymo_kit.evaluation.e2e.frames import FrameNames
from waymo_kit.evaluation.e2e.trajectories import PredictedTrajectories
from waymo_kit.evaluation.submission.archive import (
    SUFFIX,
    Member,
    check_file_name,
    write_archive,
)
from waymo_kit.evaluation.submission.details import check_account, check_method, parse_text
from waymo_kit.evaluation.submission.problem import Problem, error, warning
from waymo_kit.evaluation.submission.shards import CheckedShards, ShardChecks, errors_first
from waymo_kit.formats.e2e.shard import ShardTrajectory, encode_e2e_shard, parse_e2e_shard
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission

_PARAMETERS = re.compile(r"\d+[A-Za-z]")
_FRAMES_PER_SHARD = 10_000
_FARTHEST = 500.0
"""Meters that no car covers in 5 s."""
_FRAME_NAME = re.compile(r".+-\d+")
_MAX_REPEATS = 3
"""Number of problems of a kind that are listed one by one."""


@dataclass(frozen=True)
class CheckedE2ESubmission(CheckedShards):
    """Result of checking a submission of trajectories.

    Attributes:
        frames: Number of frames with a trajectory.
    """

    frames: int


def read_e2e_details(path: str | os.PathLike[str]) -> E2EDChallengeSubmission:
    """Reads account, method and model from a text file of the fields of the official message.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file has an unknown field or value, or is not such a text.
    """
    return parse_text(path, E2EDChallengeSubmission())


def build_e2e_submission(
    trajectories: PredictedTrajectories,
    details: E2EDChallengeSubmission,
    out: str | os.PathLike[str],
    *,
    frames: FrameNames | None = None,
    frames_per_shard: int = _FRAMES_PER_SHARD,
) -> CheckedE2ESubmission:
    """Builds the `.tar.gz` file to upload, checks it, and writes it if nothing is wrong.

    The same input gives the same bytes. The type of the submission is filled in.

    Args:
        trajectories: Trajectory of each frame.
        details: Account, method and model, such as `read_e2e_details` returns.
        out: File or URI to write, ending with `.tar.gz`.
        frames: Frames to predict. Defaults to None, which checks only the form of their names.
        frames_per_shard: Maximum number of frames in a shard. Defaults to 10,000, which no split
            exceeds.

    Returns:
        Result of the checks; with errors nothing is written.

    Raises:
        OutputError: The file cannot be written.
    """
    target = locate(out)
    filled = E2EDChallengeSubmission()
    filled.CopyFrom(details)
    filled.ClearField("predictions")
    filled.submission_type = E2EDChallengeSubmission.E2ED_SUBMISSION
    order = np.argsort(trajectories.frame_names, kind="stable")
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        shards: list[Path] = []
        with translated_errors(str(folder), OutputError):
            for start in range(0, max(1, len(order)), frames_per_shard):
                rows = order[start : start + frames_per_shard]
                names = [trajectories.frame_names[row] for row in rows]
                shards.append(folder / f"shard-{len(shards)}")
                shards[-1].write_bytes(
                    encode_e2e_shard(filled, names, trajectories.positions[rows])
                )
            staged = folder / f"submission{SUFFIX}"
            write_archive(shards, staged)
        checked = check_e2e_submission(staged, frames, where=str(target))
        named = errors_first([*check_file_name(target), *checked.problems])
        checked = dataclasses.replace(checked, problems=named)
        if not checked.errors:
            publish(staged, target)
    return checked


def check_e2e_submission(
    path: str | os.PathLike[str] | Location,
    frames: FrameNames | None = None,
    *,
    where: str | None = None,
) -> CheckedE2ESubmission:
    """Checks a submission: archive, shards, details, trajectories, frames.

    Args:
        path: `.tar.gz` file to be uploaded, folder of shards, or single shard.
        frames: Frames to predict. Defaults to None, which checks only the form of their names.
        where: Name of the submission in problems. Defaults to its path.

    Raises:
        NotFoundError: The path does not exist.
        StorageError: Reading failed.
    """
    location = locate(path)
    return _TrajectoryShards(location, where or str(location)).run(frames)


class _TrajectoryShards(ShardChecks[E2EDChallengeSubmission]):
    """Checks shards of trajectories."""

    def __init__(self, location: Location, where: str) -> None:
        super().__init__(location, where)
        self._found: dict[str, str] = {}
        self._resting_starts = self._moving = 0

    def run(self, expected: FrameNames | None) -> CheckedE2ESubmission:
        """Checks everything."""
        problems = _brief(self.problems())
        if self.names and not self._found:
            problems.append(error(self.where, "expected trajectories, got none"))
        if expected is not None and self._found:
            problems += self._check_frames(expected)
        if self._moving and self._resting_starts == self._moving:
            problems.append(
                warning(
                    self.where,
                    "all trajectories that move begin at exactly (0, 0): the first position is "
                    "that after 0.25 s, not that of now",
                )
            )
        return CheckedE2ESubmission(errors_first(problems), len(self.names), len(self._found))

    def check_first_details(
        self, details: E2EDChallengeSubmission, where: str
    ) -> Iterator[Problem]:
        """Checks every field but the trajectories."""
        return check_e2e_details(details, where)

    def check_shard(self, member: Member, where: str) -> Iterator[Problem]:
        """Checks a shard."""
        details, trajectories = parse_e2e_shard(member.content, where)
        yield from self.check_same_details(details, member.name, where)
        for each in trajectories:
            yield from self._check_trajectory(each, member.name, where)

    def _check_trajectory(self, each: ShardTrajectory, name: str, where: str) -> Iterator[Problem]:
        frame = each.frame_name
        if not _FRAME_NAME.fullmatch(frame):
            yield error(
                where,
                f"frame_name: expected <sequence>-<number>, got {frame[:80]!r}",
            )
        if frame in self._found:
            yield error(where, f"frame {frame}: has a trajectory in {self._found[frame]} already")
        self._found[frame] = name
        if len(each.x) != FUTURE_STEPS or len(each.y) != FUTURE_STEPS:
            yield error(
                where,
                f"frame {frame}: expected {FUTURE_STEPS} positions, 5 s at 4 Hz, got {len(each.x)} "
                f"pos_x and {len(each.y)} pos_y",
            )
            return
        path = np.stack([each.x, each.y], axis=1)
        if not np.isfinite(path).all():
            yield error(where, f"frame {frame}: a position is not finite")
            return
        if np.abs(path).max() > _FARTHEST:
            yield warning(
                where,
                f"frame {frame}: goes {np.abs(path).max():.0f} m in 5 s: positions are meters in "
                "the vehicle frame",
            )
        if path[-1].any():
            self._moving += 1
            self._resting_starts += not path[0].any()

    def _check_frames(self, expected: FrameNames) -> Iterator[Problem]:
        missing = sorted(expected.names - self._found.keys())
        unknown = sorted(self._found.keys() - expected.names)
        if missing:
            yield error(
                self.where,
                f"{len(missing)} of {len(expected.names)} frames of {expected.where} have no "
                f"trajectory, for example {missing[0]}",
            )
        if unknown:
            yield warning(
                self.where,
                f"{len(unknown)} of {len(self._found)} frames are not in {expected.where}, for "
                f"example {unknown[0]}: another split?",
            )


def check_e2e_details(details: E2EDChallengeSubmission, where: str) -> Iterator[Problem]:
    """Checks every field but the predictions.

    Args:
        details: Details of the submission.
        where: Name of the submission in problems, such as its file.
    """
    if details.submission_type != E2EDChallengeSubmission.E2ED_SUBMISSION:
        yield error(where, "submission_type: expected E2ED_SUBMISSION")
    yield from check_account(details, where)
    yield from check_method(details, where)
    if not details.HasField("uses_public_model_pretraining"):
        yield error(
            where,
            "uses_public_model_pretraining: expected true or false, whether public LLMs or VLMs "
            "were used, which the server requires",
        )
    elif details.uses_public_model_pretraining and not details.public_model_names:
        yield warning(where, "public_model_names: expected the names of the public models")
    if not _PARAMETERS.fullmatch(details.num_model_parameters):
        yield error(
            where,
            "num_model_parameters: expected a whole number and a suffix such as 200K, 7M or 3B, "
            f"which the server requires, got {details.num_model_parameters!r}",
        )


def _brief(problems: list[Problem]) -> list[Problem]:
    """Shortens many problems of trajectories: the first ones, and how many more there are."""
    shown: list[Problem] = []
    counts: dict[tuple[str, str], int] = {}
    for problem in problems:
        if problem.message.startswith("frame"):
            kind = (problem.severity, problem.where)
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] > _MAX_REPEATS:
                continue
        shown.append(problem)
    for (severity, where), count in counts.items():
        if count > _MAX_REPEATS:
            more = error if severity == "error" else warning
            shown.append(more(where, f"and {count - _MAX_REPEATS:,} more trajectories like these"))
    return shown
