"""Random identifiers and secrets, and the digests under which secrets are stored."""

from __future__ import annotations

import hashlib
import re
import secrets

_ID = re.compile(r"[A-Za-z0-9_-]{16}")


def new_id() -> str:
    """Returns an identifier of 16 characters: 96 random bits, which nobody guesses."""
    return secrets.token_urlsafe(12)


def is_id(text: str) -> bool:
    """Returns whether a text has the form of an identifier."""
    return _ID.fullmatch(text) is not None


def new_secret() -> str:
    """Returns a secret with 256 random bits, such as the token of a session."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Returns the digest under which a random secret is stored.

    A secret of 256 random bits needs no slow hash, unlike a password.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
