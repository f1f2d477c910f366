"""Receipts of scores: the file, the rules and the result, signed with Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.web.leaderboard.key_files import key_in_file

FORMAT = "waymo-kit receipt 1"


def load_signing_key(home: Path) -> Ed25519PrivateKey:
    """Returns the key that signs receipts; the first call makes it, readable by its owner alone."""
    return Ed25519PrivateKey.from_private_bytes(
        key_in_file(home / "keys" / "receipts.key", _new_key)
    )


def _new_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_text(key: Ed25519PrivateKey) -> str:
    """Returns the public key of a signing key, in hexadecimal."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def canonical_bytes(values: Any) -> bytes:
    """Returns JSON values as bytes, the same for equal values: sorted keys, no spaces."""
    text = json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest_of(values: Any) -> str:
    """Returns the SHA-256 of JSON values."""
    return hashlib.sha256(canonical_bytes(values)).hexdigest()


def signed(key: Ed25519PrivateKey, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a receipt with its signature."""
    receipt = {"format": FORMAT, **values, "key": public_text(key)}
    signature = key.sign(canonical_bytes(receipt))
    return {**receipt, "signature": base64.b64encode(signature).decode()}


def verify(receipt: Any, trusted_key: str, where: str = "receipt") -> None:
    """Checks the signature of a receipt.

    Args:
        receipt: Values of the receipt.
        trusted_key: Public key of the site in hexadecimal; empty to believe the receipt's own,
            which shows only that nothing was changed afterwards.
        where: Name of the receipt in messages.

    Raises:
        CorruptDataError: The values are no such receipt, or the signature is wrong.
        InvalidInputError: Another key signed it, or `trusted_key` is no key.
    """
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        raise CorruptDataError(f"{where}: no receipt of a leaderboard of this version")
    try:
        own_key, signature = str(receipt["key"]), base64.b64decode(receipt["signature"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(own_key))
        values = {name: value for name, value in receipt.items() if name != "signature"}
        content = canonical_bytes(values)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise CorruptDataError(f"{where}: the receipt lacks a key or a signature") from None
    if trusted_key and trusted_key.strip().lower() != own_key:
        raise InvalidInputError(f"{where}: signed with another key than the one given")
    try:
        public.verify(signature, content)
    except InvalidSignature:
        raise CorruptDataError(
            f"{where}: the signature is wrong: the receipt was changed"
        ) from None
