"""Passwords: the check of their strength, and their storage."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard.identifiers import new_secret

MIN_LENGTH = 12
MAX_LENGTH = 128
_MIN_SCORE = 3
"""Score of zxcvbn from which on a password is hard to guess; its lists hold the common ones."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 << 10, parallelism=1)
"""Argon2id with the parameters that OWASP advises; they are stored with each hash."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Bounds the memory and the processors that a flood of log-ins takes."""


def hash_password(password: str, known: Sequence[str] = ()) -> str:
    """Checks a new password and returns its hash.

    Args:
        password: The password.
        known: Texts that must not be all of it, such as the name of its owner.

    Raises:
        InvalidInputError: The password is too short, too long or easily guessed.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidInputError(
            f"password: expected {MIN_LENGTH} to {MAX_LENGTH} characters, got {len(password)}"
        )
    if zxcvbn(password[:72], user_inputs=list(known))["score"] < _MIN_SCORE:
        raise InvalidInputError(
            "password: this one is easily guessed; take several words that do not belong together"
        )
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Returns whether a password is the one of a hash.

    It takes as long for an account that does not exist, or that has no password.
    """
    if len(password) > MAX_LENGTH:
        password = password[:MAX_LENGTH] + "\0"
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobody(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    return _HASHER.hash(new_secret())
