"""Checks a submission: archive, shards, details, boxes and frames."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.evaluation.submission.archive import (
    Member,
    check_file_name,
    check_member_names,
    read_members,
)
from waymo_kit.evaluation.submission.boxes import BoxChecks
from waymo_kit.evaluation.submission.details import check_details, rules_of
from waymo_kit.evaluation.submission.frames import FrameList, check_frames
from waymo_kit.evaluation.submission.problem import Problem, error
from waymo_kit.formats.objects.file import iter_object_batches
from waymo_kit.formats.objects.shard import Shard, parse_shard
from waymo_kit.io import Location, locate
from waymo_kit.protos.submission_pb2 import Submission


@dataclass(frozen=True)
class CheckedSubmission:
    """Result of checking a submission.

    Attributes:
        problems: Problems, errors first.
        shards: Number of files that are shards.
        objects: Number of boxes.
        segments: Number of segments with boxes.
        frames: Number of frames with boxes; the images of a frame count once.
        task: Official name of the task, empty if there is none.
    """

    problems: tuple[Problem, ...]
    shards: int
    objects: int
    segments: int
    frames: int
    task: str

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems for which the server refuses the file or scores it wrongly."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def check_submission(
    path: str | os.PathLike[str] | Location,
    frames: FrameList | None = None,
    *,
    where: str | None = None,
) -> CheckedSubmission:
    """Checks a submission: archive, shards, details, boxes, frames.

    Args:
        path: `.tar.gz` file to be uploaded, folder of shards, or single shard.
        frames: Frames of the split. Defaults to None, which checks only the form of names and
            times.
        where: Name of the submission in problems. Defaults to its path.

    Raises:
        NotFoundError: The path does not exist.
        StorageError: Reading failed.
    """
    location = locate(path)
    return _Check(location, frames, where or str(location)).run()


class _Check:
    def __init__(self, location: Location, frames: FrameList | None, where: str) -> None:
        self._location, self._where, self._expected = location, where, frames
        self._names: list[str] = []
        self._first: tuple[str, Submission] | None = None
        self._boxes: BoxChecks | None = None
        self._contents: dict[tuple[int, int], str] = {}

    def run(self) -> CheckedSubmission:
        problems = [*check_file_name(self._location), *self._check_members()]
        problems += check_member_names(self._names, self._where)
        found = self._boxes.frames() if self._boxes is not None else {}
        if self._boxes is not None:
            problems += self._boxes.problems()
            if self._boxes.objects == 0:
                problems.append(error(self._where, "expected boxes, got none"))
            elif self._expected is not None:
                problems += check_frames(found, self._expected, self._where)
        problems.sort(key=lambda problem: problem.severity != "error")
        details = self._first[1] if self._first is not None else Submission()
        return CheckedSubmission(
            problems=tuple(problems),
            shards=len(self._names),
            objects=self._boxes.objects if self._boxes is not None else 0,
            segments=len(found),
            frames=sum(map(len, found.values())),
            task=Submission.Task.Name(details.task) if details.task else "",
        )

    def _check_members(self) -> Iterator[Problem]:
        try:
            for member in read_members(self._location):
                self._names.append(member.name)
                where = self._name_of(member)
                try:
                    yield from self._check_shard(parse_shard(member.content, where), member, where)
                except (CorruptDataError, InvalidInputError) as problem:
                    yield error(where, _without(str(problem), where))
        except CorruptDataError as problem:
            yield error(self._where, _without(str(problem), self._where))

    def _name_of(self, member: Member) -> str:
        is_whole = member.name == self._location.name
        return self._where if is_whole else f"{self._where}: {member.name}"

    def _check_shard(self, shard: Shard, member: Member, where: str) -> Iterator[Problem]:
        if self._first is None:
            self._first = (member.name, shard.details)
            yield from check_details(shard.details, where)
        elif shard.details != self._first[1]:
            differ = [
                field.name
                for field in Submission.DESCRIPTOR.fields
                if getattr(shard.details, field.name) != getattr(self._first[1], field.name)
            ]
            yield error(
                where,
                f"expected the details of {self._first[0]} in every shard, got other "
                f"{', '.join(differ) or 'fields'}",
            )
        rules = rules_of(self._first[1])
        if rules is None:
            return
        if self._boxes is None:
            self._boxes = BoxChecks(rules, tuple(self._first[1].object_types))
        for message in shard.results:
            content = (len(message), zlib.crc32(message.data))
            same = self._contents.setdefault(content, member.name)
            if same != member.name and len(message):
                yield error(where, f"has the same boxes as {same}")
                continue
            for batch in iter_object_batches(message, where):
                self._boxes.add(batch)


def _without(message: str, where: str) -> str:
    """Returns a message without the place at its start."""
    return message.removeprefix(where).removeprefix(": ")
