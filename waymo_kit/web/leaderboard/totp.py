"""Time-based one-time passwords (RFC 6238): HMAC-SHA-1, 30 seconds, six digits."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
_DRIFT = 1
"""Number of steps by which the clock of a phone may be off, either way."""


def new_totp_secret() -> str:
    """Returns a new secret, in base 32 as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_uri(secret: str, account: str, issuer: str) -> str:
    """Returns the URI that a QR code for authenticator apps holds."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def code_at(secret: str, step: int) -> str:
    """Returns the code of a time step (RFC 4226, section 5.3)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 15
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(time: datetime) -> int:
    """Returns the number of the time step."""
    return int(time.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, time: datetime, after: int) -> int | None:
    """Returns the time step of a code, None if it is wrong, too old or was used already.

    Args:
        secret: Secret of the account.
        code: Code as it was typed.
        time: Time of the server.
        after: Last step whose code was used.
    """
    typed = code.replace(" ", "")
    if not typed.isascii():
        return None
    now = step_of(time)
    found = None
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), typed) and step > after:
            found = step
    return found
