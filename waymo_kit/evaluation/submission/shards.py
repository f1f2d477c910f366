"""Checks what submissions to all challenges have: the archive, its shards and their details."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.evaluation.submission.archive import (
    Member,
    check_file_name,
    check_member_names,
    read_members,
)
from waymo_kit.evaluation.submission.problem import Problem, error
from waymo_kit.io import Location
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission
from waymo_kit.protos.submission_pb2 import Submission

_Details = TypeVar("_Details", Submission, E2EDChallengeSubmission)


@dataclass(frozen=True)
class CheckedShards:
    """Result of checking a submission to any of the challenges.

    Attributes:
        problems: Problems, errors first.
        shards: Number of files that are shards.
    """

    problems: tuple[Problem, ...]
    shards: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems for which the server refuses the file or scores it wrongly."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


class ShardChecks(ABC, Generic[_Details]):
    """Checks the shards of a submission; a challenge says how to check one.

    Attributes:
        where: Name of the submission in problems.
        names: Names of the shards that were read.
        details: Details of the first shard; None if none was parsed.
    """

    def __init__(self, location: Location, where: str) -> None:
        """Takes the archive, folder or shard, and its name in problems."""
        self.where = where
        self.names: list[str] = []
        self.details: _Details | None = None
        self._location = location
        self._first = ""

    @abstractmethod
    def check_shard(self, member: Member, where: str) -> Iterator[Problem]:
        """Checks a shard; it calls `check_same_details`.

        Args:
            member: The shard.
            where: Name of the shard in problems.

        Raises:
            CorruptDataError: The shard cannot be parsed.
            InvalidInputError: The content is of another kind.
        """

    @abstractmethod
    def check_first_details(self, details: _Details, where: str) -> Iterator[Problem]:
        """Checks the details of the first shard."""

    def check_same_details(self, details: _Details, name: str, where: str) -> Iterator[Problem]:
        """Checks that the details of a shard are those of the first one.

        Args:
            details: All fields of the shard but the predictions.
            name: Name of the shard.
            where: Name of the shard in problems.
        """
        if self.details is None:
            self.details, self._first = details, name
            yield from self.check_first_details(details, where)
        elif details != self.details:
            differ = [
                field.name
                for field in details.DESCRIPTOR.fields
                if getattr(details, field.name) != getattr(self.details, field.name)
            ]
            yield error(
                where,
                f"expected the details of {self._first} in every shard, got other "
                f"{', '.join(differ) or 'fields'}",
            )

    def problems(self) -> list[Problem]:
        """Reads and checks all shards; returns what is wrong with them and their names."""
        found = [*check_file_name(self._location), *self._check_members()]
        return found + [*check_member_names(self.names, self.where)]

    def _check_members(self) -> Iterator[Problem]:
        try:
            for member in read_members(self._location):
                self.names.append(member.name)
                is_whole = member.name == self._location.name
                where = self.where if is_whole else f"{self.where}: {member.name}"
                try:
                    yield from self.check_shard(member, where)
                except (CorruptDataError, InvalidInputError) as problem:
                    yield error(where, str(problem).removeprefix(where).removeprefix(": "))
        except CorruptDataError as problem:
            yield error(self.where, str(problem).removeprefix(f"{self._location}: "))


def errors_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorts problems by severity, else in their order."""
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))
