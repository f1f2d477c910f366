"""Forms of pages: url-encoded fields, read without multipart parsing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.requests import Request

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard.errors import MediaTypeError

FORM_TYPE = "application/x-www-form-urlencoded"
CSRF_FIELD = "csrf"
MAX_FIELDS = 64


async def read_form(request: Request) -> dict[str, str]:
    """Returns the fields of a form, without the token against forged requests.

    Raises:
        MediaTypeError: The body is no such form.
        InvalidInputError: A field is there twice, or there are too many.
    """
    if media_type(request.headers.get("content-type", "")) != FORM_TYPE:
        raise MediaTypeError(f"expected a form as {FORM_TYPE}")
    fields = parse_form(await request.body())
    fields.pop(CSRF_FIELD, None)
    return fields


Form = Annotated[dict[str, str], Depends(read_form)]
"""Parameter of a route: the fields of the form that was sent."""


def parse_form(body: bytes) -> dict[str, str]:
    """Parses a url-encoded body.

    Raises:
        InvalidInputError: The body is not UTF-8, a field is there twice, or there are too many.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise InvalidInputError("the form has too many fields, or is not UTF-8") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidInputError("a field of the form is there twice")
    return fields


def form_integer(form: Mapping[str, str], name: str) -> int | None:
    """Returns a whole number of a form, None for an empty field.

    Raises:
        InvalidInputError: The text is not a whole number of at most nine digits.
    """
    text = form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidInputError(f"{label_of(name)}: expected a whole number, got {text[:40]!r}")
    return int(text)


def form_number(form: Mapping[str, str], name: str) -> float | None:
    """Returns a number of a form, None for an empty field.

    Raises:
        InvalidInputError: The text is not a number.
    """
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise InvalidInputError(f"{label_of(name)}: expected a number, got {text[:40]!r}") from None


def label_of(name: str) -> str:
    """Returns the name of a field as messages write it."""
    return name.replace("_", " ")


def media_type(header: str) -> str:
    """Returns the media type of a Content-Type header without its parameters."""
    return header.partition(";")[0].strip().lower()
