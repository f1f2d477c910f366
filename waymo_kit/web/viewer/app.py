"""The viewer as an ASGI application, which can be mounted in another."""

from __future__ import annotations

from typing import Any

from waymo_kit.errors import MissingDependencyError, NotFoundError, WaymoKitError
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.page import page_files
from waymo_kit.web.viewer.parts import Answer, status_of

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
"""Sources that the page may load from: its own files and its own server, and nothing else."""

_FOREVER = "private, max-age=31536000, immutable"


def viewer_app(answers: ViewerAnswers, *, is_private: bool = False) -> Any:
    """Returns the ASGI application of the page and of all that it asks for.

    Mount it anywhere: the page's URLs are relative. It checks no rights; who mounts it does, or
    `AddressServer`. `MountedViewer` chooses the data by visitor.

    Args:
        answers: Answers to the page's requests.
        is_private: Whether browsers must not keep what they read. Defaults to False, where they
            keep it for their user until the data changes.

    Raises:
        MissingDependencyError: Starlette is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.requests import Request
        from starlette.responses import RedirectResponse, Response
        from starlette.routing import Route
    except ImportError as error:
        raise MissingDependencyError("the viewer needs Starlette", "serve") from error
    kept = "no-store" if is_private else _FOREVER

    async def page(request: Request) -> Response:
        name = request.path_params.get("viewer_file", "")
        if not name and not request.url.path.endswith("/"):
            return RedirectResponse(f"./{request.url.path.rpartition('/')[2]}/", 308)
        files = page_files()
        if (name or "index.html") not in files:
            raise NotFoundError(f"no such file: {name}")
        body, kind = files[name or "index.html"]
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": PAGE_POLICY}
        return Response(body, media_type=kind, headers=headers)

    async def data(request: Request) -> Response:
        path, parameters = request.path_params["viewer_path"], request.query_params
        tag = f'"{answers.stamp}"'
        headers = {"Cache-Control": kept, "ETag": tag}
        is_current = path.startswith(f"{answers.stamp}/")
        if is_current and request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        answer: Answer = await run_in_threadpool(answers.get, path, parameters)
        if not answer.is_final:
            headers = {"Cache-Control": "no-cache" if path == "session" else "no-store"}
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return Response(answer.body, media_type=answer.media_type, headers=headers)

    async def failed(request: Request, error: Exception) -> Response:
        answer: Response = refusal(status_of(error), answers.viewed.message(error))
        return answer

    async def unknown(request: Request, error: Exception) -> Response:
        answer: Response = refusal(404, f"no such path: {request.url.path}")
        return answer

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/{viewer_path:path}", data),
            Route("/{viewer_file}", page),
        ],
        exception_handlers={WaymoKitError: failed, 404: unknown},
    )


def refusal(status: int, message: str) -> Any:
    """Returns the answer to a request that fails, as the page expects it: an ASGI application."""
    from starlette.responses import JSONResponse

    return JSONResponse({"error": message}, status, headers={"Cache-Control": "no-store"})
