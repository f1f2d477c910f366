"""Checks of the texts that people type, before they are stored."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from waymo_kit.errors import InvalidInputError

_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\"']{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_FORBIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Cf"}
"""Unicode categories of characters that names lack: controls, and what reorders text."""


def checked_name(text: str, what: str, max_length: int = 80) -> str:
    """Returns a name in one line, without spaces around it.

    Raises:
        InvalidInputError: The text is empty, too long, or has control characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= max_length:
        raise InvalidInputError(f"{what}: expected 1 to {max_length} characters, got {len(name)}")
    if any(unicodedata.category(character) in _FORBIDDEN for character in name):
        raise InvalidInputError(f"{what}: expected no control characters")
    return name


def name_key(name: str) -> str:
    """Returns a key that is equal for names that look alike."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded


def checked_text(text: str, what: str, max_length: int = 4000) -> str:
    """Returns a text of several lines.

    Raises:
        InvalidInputError: The text is too long, or has control characters.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(lines) > max_length:
        raise InvalidInputError(f"{what}: expected at most {max_length} characters")
    if any(
        unicodedata.category(character) in _FORBIDDEN and character not in "\n\t\u200d"
        for character in lines
    ):
        raise InvalidInputError(f"{what}: expected no control characters")
    return lines


def checked_url(text: str, what: str) -> str:
    """Returns the URL of a web page, or an empty text for none.

    Raises:
        InvalidInputError: The text is no http or https URL.
    """
    url = text.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise InvalidInputError(f"{what}: expected a URL of a web page") from None
    plain = url.isascii() and url.isprintable() and not set(url) & set(" \"'<>\\`")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or not plain
        or not port_is_fine
        or len(url) > 500
    ):
        raise InvalidInputError(f"{what}: expected a URL such as https://example.org/paper")
    return url


def checked_email(text: str) -> str:
    """Returns an e-mail address in lower case.

    Raises:
        InvalidInputError: The text does not look like one.
    """
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise InvalidInputError("e-mail: expected an address such as ada@example.org")
    return email
