"""Checks a submission of boxes: archive, shards, details, boxes and frames."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from waymo_kit.evaluation.submission.archive import Member
from waymo_kit.evaluation.submission.boxes import BoxChecks
from waymo_kit.evaluation.submission.details import check_details, rules_of
from waymo_kit.evaluation.submission.frames import FrameList, check_frames
from waymo_kit.evaluation.submission.problem import Problem, error
from waymo_kit.evaluation.submission.shards import CheckedShards, ShardChecks, errors_first
from waymo_kit.formats.objects.file import iter_object_batches
from waymo_kit.formats.objects.shard import parse_shard
from waymo_kit.io import Location, locate
from waymo_kit.protos.submission_pb2 import Submission


@dataclass(frozen=True)
class CheckedSubmission(CheckedShards):
    """Result of checking a submission of boxes.

    Attributes:
        objects: Number of boxes.
        segments: Number of segments with boxes.
        frames: Number of frames with boxes; the images of a frame count once.
        task: Official name of the task, empty if there is none.
    """

    objects: int
    segments: int
    frames: int
    task: str


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
    return _BoxShards(location, where or str(location)).run(frames)


class _BoxShards(ShardChecks[Submission]):
    """Checks shards of boxes."""

    def __init__(self, location: Location, where: str) -> None:
        super().__init__(location, where)
        self._boxes: BoxChecks | None = None
        self._contents: dict[tuple[int, int], str] = {}

    def run(self, expected: FrameList | None) -> CheckedSubmission:
        """Checks everything."""
        problems = self.problems()
        found = self._boxes.frames() if self._boxes is not None else {}
        if self._boxes is not None:
            problems += self._boxes.problems()
            if self._boxes.objects == 0:
                problems.append(error(self.where, "expected boxes, got none"))
            elif expected is not None:
                problems += check_frames(found, expected, self.where)
        task = self.details.task if self.details is not None else 0
        return CheckedSubmission(
            problems=errors_first(problems),
            shards=len(self.names),
            objects=self._boxes.objects if self._boxes is not None else 0,
            segments=len(found),
            frames=sum(map(len, found.values())),
            task=Submission.Task.Name(task) if task else "",
        )

    def check_first_details(self, details: Submission, where: str) -> Iterator[Problem]:
        """Checks every field but the boxes."""
        return check_details(details, where)

    def check_shard(self, member: Member, where: str) -> Iterator[Problem]:
        """Checks a shard, with the rules of the first one's task."""
        shard = parse_shard(member.content, where)
        yield from self.check_same_details(shard.details, member.name, where)
        details = self.details or shard.details
        rules = rules_of(details)
        if rules is None:
            return
        if self._boxes is None:
            self._boxes = BoxChecks(rules, tuple(details.object_types))
        for message in shard.results:
            content = (len(message), zlib.crc32(message.data))
            same = self._contents.setdefault(content, member.name)
            if same != member.name and len(message):
                yield error(where, f"has the same boxes as {same}")
                continue
            for batch in iter_object_batches(message, where):
                self._boxes.add(batch)
