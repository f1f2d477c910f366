"""URIs as they may be printed and logged: without passwords, tokens and keys."""

from __future__ import annotations

import re
from urllib.parse import unquote

_MASK = "***"
_SHOWN_OPTIONS = {
    "allow_bucket_creation",
    "allow_bucket_deletion",
    "allow_delayed_open",
    "anonymous",
    "buffer_size",
    "default_block_size",
    "endpoint_override",
    "region",
    "replication",
    "retry_limit_seconds",
    "scheme",
    "use_hdfs3",
}
"""Options of a URI whose values are no secrets; those of all others are masked."""


def masked_uri(uri: str) -> str:
    """Returns a URI with its user information and the values of unknown options masked."""
    scheme, mark, rest = uri.partition("://")
    if not mark:
        return uri
    for secret in _secrets(uri):
        rest = rest.replace(secret, _MASK)
    return f"{scheme}{mark}{rest}"


def masked_text(message: str, uri: str) -> str:
    """Returns a message about a URI in one line, with the URI's secrets masked."""
    line = " ".join(message.split()).replace(uri, masked_uri(uri))
    for secret in _secrets(uri):
        line = re.sub(rf"(?<!\\w){re.escape(secret)}(?!\\w)", _MASK, line)
    return line


def _secrets(uri: str) -> list[str]:
    """The parts of a URI that may be secret, the longest first."""
    rest = uri.partition("://")[2]
    place, _, query = rest.partition("?")
    found = set()
    user, at, _ = place.rpartition("@")
    if at and user != "anonymous":
        found.add(user)
    for option in re.split("[&;]", query):
        name, _, value = option.partition("=")
        if unquote(name) not in _SHOWN_OPTIONS and value:
            found |= {value, unquote(value)}
    return sorted(found, key=len, reverse=True)
