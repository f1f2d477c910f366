"""Renders the templates, with what every page shows around its content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from waymo_kit._version import __version__
from waymo_kit.errors import InvalidInputError
from waymo_kit.io.json_files import json_line
from waymo_kit.web.leaderboard import phases, teams
from waymo_kit.web.leaderboard.actor import ANONYMOUS, Principal
from waymo_kit.web.leaderboard.errors import RefusalError
from waymo_kit.web.leaderboard.results import DASH
from waymo_kit.web.leaderboard.web_access import csrf_token, current_actor, site_of

STATIC = Path(__file__).parent / "static"
"""Folder of the files that the pages load, served at /static."""

STATE_CSS = {
    "uploading": "live",
    "checking": "live",
    "queued": "live",
    "scoring": "live",
    "done": "good",
    "rejected": "bad",
    "failed": "bad",
    "cancelled": "",
}
"""Look of each state of a submission."""

DONE = {
    "saved": "Saved.",
    "cancelled": "The submission was cancelled. It does not count against the quota.",
    "hidden": "The result is hidden from the board.",
    "shown": "The result is on the board.",
    "retried": "The submission is in the queue again.",
    "logged-out": "You are logged out.",
    "password": "The password was changed.",
    "revoked": "Revoked.",
    "joined": "You joined the team.",
    "removed": "The member was removed.",
    "second-factor-off": "The second factor is off.",
    "phase": "The phase was saved.",
    "granted": "The extra submissions were granted.",
    "blocked": "The team is blocked: it can read, but not submit.",
    "unblocked": "The team can submit again.",
    "revealed": "The private split is shown on the board.",
    "concealed": "The private split is hidden again.",
    "rescored": "The submissions were put into the queue to be scored again.",
    "account-disabled": "The account was disabled and logged out.",
    "account-enabled": "The account can log in again.",
}
"""Messages after an action, by the name that the address of the next page has in `done`."""


def render(
    request: Request,
    template: str,
    *,
    section: str = "",
    status: int | None = None,
    problem: str = "",
    **context: Any,
) -> HTMLResponse:
    """Renders a page.

    Args:
        request: Request that the page answers.
        template: Name of the template, without `.html.jinja`.
        section: Entry of the navigation that the page belongs to. Defaults to none.
        status: HTTP status of the response. Defaults to 422 with a problem, and else to 200.
        problem: Message at the top of the page that says why something was refused.
        context: Variables of the template.
    """
    site, actor = site_of(request), current_actor(request)
    own = () if actor.is_anonymous else teams.own(site, actor)
    around = {"benchmark": phases.benchmark(site), "actor": actor, "teams": own}
    context = {"section": section, "problem": problem} | around | context
    return HTMLResponse(_text(request, template, context), status or (422 if problem else 200))


def error_page(request: Request, status: int, message: str) -> HTMLResponse | RedirectResponse:
    """Returns the page of an error, or a redirect to the log-in where that is missing.

    The page of a fault (500 and above) is made without the database, which may be what failed.
    """
    if status == 401 and request.method == "GET":
        return RedirectResponse(f"/login?next={request.url.path}", 303)
    titles = {
        401: "Log in first",
        403: "Not allowed",
        404: "Not found",
        405: "Not allowed",
        409: "Not possible now",
        429: "Too many requests",
    }
    title = titles.get(status, "Bad request" if status < 500 else "Something went wrong here")
    context: dict[str, Any] = {"title": title, "message": message, "width": "narrow"}
    if status < 500:
        return render(request, "error", status=status, **context)
    unknown = phases.BenchmarkView(site_of(request).settings.title, "", (), "", "")
    context |= {"benchmark": unknown, "actor": ANONYMOUS, "teams": ()}
    return HTMLResponse(_text(request, "error", context), status)


def refusal(action: Callable[[], object]) -> str:
    """Runs an action; returns why it was refused, or an empty text if it was done.

    Raises:
        NotFoundError: There is no such thing, or the actor may not see it.
    """
    try:
        action()
    except (InvalidInputError, RefusalError) as error:
        return str(error)
    return ""


def redirect(path: str, done: str = "") -> RedirectResponse:
    """Returns the redirection to a page after an action.

    Args:
        path: Path of the page.
        done: Name of the message to show, a key of `DONE`. Defaults to none.
    """
    return RedirectResponse(f"{path}?done={done}" if done else path, 303)


def local_path(path: str) -> str:
    """Returns a path of this site as it is, and `/` for an address of any other site."""
    parts = urlsplit(path)
    is_local = path.startswith("/") and not (parts.scheme or parts.netloc)
    return path if is_local and path.isprintable() and "\\" not in path else "/"


def _text(request: Request, template: str, context: dict[str, Any]) -> str:
    everywhere = {
        "section": "",
        "problem": "",
        "navigation": _navigation(context["actor"]),
        "path": request.url.path,
        "done": DONE.get(request.query_params.get("done", ""), ""),
        "width": "",
        "csrf": lambda: csrf_token(request),
        "csrf_field": lambda: _csrf_field(csrf_token(request)),
        "site_address": str(request.base_url).rstrip("/"),
    }
    return _environment().get_template(f"{template}.html.jinja").render(everywhere | context)


def _navigation(actor: Principal) -> list[tuple[str, str]]:
    links = [("/", "Board"), ("/rules", "Rules")]
    if not actor.is_anonymous:
        links[1:1] = [("/submit", "Submit"), ("/submissions", "Submissions")]
    if actor.is_host:
        links.append(("/host", "Host"))
    return links


@lru_cache(1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "static": _static,
        "version": __version__,
        "STATE_CSS": STATE_CSS,
        "DASH": DASH,
        "time": _time,
        "date": _date,
        "number": _number,
        "signed": _signed,
        "days": _days,
        "blank": lambda value: "" if value is None else value,
    }
    environment.filters |= {
        "json": lambda value: json_line(value).rstrip(),
        "size": _size,
        "lower_first": lambda text: text[:1].lower() + text[1:],
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "web_address": _web_address,
    }
    return environment


@lru_cache(64)
def _static(name: str) -> str:
    """Returns the address of a file of `static`, which changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?{digest[:12]}"


def _csrf_field(token: str) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token)


def _time(moment: datetime | None) -> Markup | str:
    """Returns the element of a time, to the minute."""
    if moment is None:
        return DASH
    return Markup('<time datetime="{}">{}</time>').format(
        moment.isoformat(timespec="seconds"), moment.strftime("%Y-%m-%d %H:%M UTC")
    )


def _date(moment: datetime | None) -> Markup | str:
    """Returns the element of a time, to the day."""
    if moment is None:
        return DASH
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(timespec="seconds"),
        moment.strftime("%Y-%m-%d %H:%M UTC"),
        moment.strftime("%Y-%m-%d"),
    )


def _number(value: float | None, decimals: int) -> str:
    """Returns a metric with some decimals, a dash for none."""
    return DASH if value is None else f"{value:.{decimals}f}"


def _signed(value: float | None, decimals: int) -> str:
    """Returns a difference with its sign, a dash for none."""
    return DASH if value is None else f"{value:+.{decimals}f}"


def _days(count: float) -> str:
    """Returns a number of days in words."""
    return "1 day" if count == 1 else f"{count:g} days"


def _size(count: int | None) -> str:
    """Returns a number of bytes with a unit, such as `12.3 MB`."""
    if count is None:
        return DASH
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.2f} GB"


def _web_address(text: str) -> str:
    """Returns an address of the web as it is, and nothing for any other, such as `javascript:`."""
    parts = urlsplit(text)
    return text if parts.scheme in ("http", "https") and parts.netloc else ""
