"""Errors of the leaderboard's services; each has the HTTP status that answers it."""

from __future__ import annotations

from waymo_kit.errors import WaymoKitError


class RefusalError(WaymoKitError):
    """Root of the errors that are answers to a request, rather than faults.

    Attributes:
        status: HTTP status code of the answer.
    """

    status = 400


class NotLoggedInError(RefusalError):
    """The request needs an account, or the account's credentials are wrong."""

    status = 401


class SecondFactorNeededError(NotLoggedInError):
    """The password is right, and a code of the second factor is needed too."""


class NotAllowedError(RefusalError):
    """The account may not do this."""

    status = 403


class TimeoutRefusalError(RefusalError):
    """The body of a request came too slowly."""

    status = 408


class ConflictError(RefusalError):
    """The state of things does not allow this now, such as a name that is taken."""

    status = 409


class OffsetConflictError(ConflictError):
    """An upload continues at another offset than the one that was given."""


class GoneError(RefusalError):
    """An upload or an invitation has expired."""

    status = 410


class TooLargeError(RefusalError):
    """A body is larger than its route takes."""

    status = 413


class MediaTypeError(RefusalError):
    """A body has another content type than its route takes."""

    status = 415


class LockedError(RefusalError):
    """Another request is writing to the same upload."""

    status = 423


class TooManyError(RefusalError):
    """A limit of requests, submissions or a quota is reached.

    Attributes:
        retry_after: Number of seconds after which the next attempt may succeed.
    """

    status = 429

    def __init__(self, message: str, retry_after: float) -> None:
        """Makes the error."""
        super().__init__(message)
        self.retry_after = max(1, int(retry_after + 0.999))


class ChecksumMismatchError(RefusalError):
    """A chunk of an upload has another checksum than its header says (tus 1.0)."""

    status = 460


class FaultError(RefusalError):
    """Something went wrong that nobody expected; the log has it."""

    status = 500


class UnavailableError(RefusalError):
    """The database or the storage is out of reach for the moment; nothing was changed."""

    status = 503


class StorageFullError(RefusalError):
    """The disk of the server is full; what was received so far is kept."""

    status = 507
