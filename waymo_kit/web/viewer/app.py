"""The viewer as an ASGI application, which can be mounted in another."""

from __future__ import annotations

from typing import Any

from waymo_kit.errors import (
    InvalidInputError,
    MissingDependencyError,
    NotFoundError,
    WaymoKitError,
)
from waymo_kit.web.viewer.answers import Answer, ChangedError, ViewerAnswers
from waymo_kit.web.viewer.page import page_files

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "media-src blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
"""What the page may load: its own files and its own server, and nothing else."""

_FOREVER = "private, max-age=31536000, immutable"


def viewer_app(answers: ViewerAnswers) -> Any:
    """Returns the ASGI application of the page and of all that it asks for.

    Mount it anywhere: the page's URLs are relative. It checks no rights; who mounts it does, or
    `Server`.

    Args:
        answers: What is viewed.

    Raises:
        MissingDependencyError: Starlette is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.requests import Request
        from starlette.responses import JSONResponse, RedirectResponse, Response
        from starlette.routing import Route
    except ImportError as error:
        raise MissingDependencyError("the viewer needs Starlette", "serve") from error

    async def page(request: Request) -> Response:
        if not request.url.path.endswith("/") and not request.path_params:
            return RedirectResponse(f"./{request.url.path.rpartition('/')[2]}/", 308)
        name = request.path_params.get("name", "index.html")
        files = page_files()
        if name not in files:
            raise NotFoundError(f"no such file: {name}")
        body, kind = files[name]
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": PAGE_POLICY}
        return Response(body, media_type=kind, headers=headers)

    async def data(request: Request) -> Response:
        path, parameters = request.path_params["path"], request.query_params
        tag = f'"{answers.stamp}"'
        headers = {"Cache-Control": _FOREVER, "ETag": tag}
        is_current = path.startswith(f"{answers.stamp}/")
        if is_current and request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        answer: Answer = await run_in_threadpool(answers.get, path, parameters)
        if not answer.is_final:
            headers = {"Cache-Control": "no-cache" if path == "session" else "no-store"}
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return Response(answer.body, media_type=answer.media_type, headers=headers)

    async def failed(request: Request, error: Exception) -> Response:
        message = " ".join(str(error).split())
        headers = {"Cache-Control": "no-store"}
        return JSONResponse({"error": message}, _status_of(error), headers=headers)

    async def not_found(request: Request, error: Exception) -> Response:
        return await failed(request, NotFoundError(f"no such path: {request.url.path}"))

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/{path:path}", data),
            Route("/{name}", page),
        ],
        exception_handlers={WaymoKitError: failed, 404: not_found},
    )


def _status_of(error: Exception) -> int:
    if isinstance(error, ChangedError):
        return 410
    if isinstance(error, NotFoundError):
        return 404
    return 400 if isinstance(error, InvalidInputError) else 422
