"""Health and metrics on a port of their own, which the public does not reach."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sqlalchemy import func, select, text

from waymo_kit.errors import WaymoKitError
from waymo_kit.web.leaderboard.models import JobRow, SubmissionRow, WorkerRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts the answers of the web server, their times and the received bytes."""

    def __init__(self) -> None:
        """Starts at zero."""
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._received = 0

    def count_request(self, method: str, status: int, seconds: float) -> None:
        """Counts an answer and the time that it took."""
        known = method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "OTHER"
        with self._lock:
            self._answers[known, status] += 1
            self._seconds += seconds
            for bound in _BUCKETS:
                if seconds <= bound:
                    self._buckets[bound] += 1

    def count_bytes(self, count: int) -> None:
        """Counts bytes of uploads."""
        with self._lock:
            self._received += count

    def text(self) -> str:
        """Returns the counts in the text format of Prometheus."""
        with self._lock:
            total = sum(self._answers.values())
            lines = ["# TYPE waymo_kit_requests_total counter"]
            lines += [
                f'waymo_kit_requests_total{{method="{method}",status="{status}"}} {count}'
                for (method, status), count in sorted(self._answers.items())
            ]
            lines.append("# TYPE waymo_kit_request_seconds histogram")
            lines += [
                f'waymo_kit_request_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}'
                for bound in _BUCKETS
            ]
            lines += [
                f'waymo_kit_request_seconds_bucket{{le="+Inf"}} {total}',
                f"waymo_kit_request_seconds_sum {self._seconds:.6f}",
                f"waymo_kit_request_seconds_count {total}",
                "# TYPE waymo_kit_upload_bytes_total counter",
                f"waymo_kit_upload_bytes_total {self._received}",
            ]
        return "\n".join(lines) + "\n"


def site_metrics(site: LeaderboardSite) -> str:
    """Returns the numbers of submissions, jobs and workers, in the same format."""
    with site.database.read() as session:
        states = session.execute(
            select(SubmissionRow.state, func.count()).group_by(SubmissionRow.state)
        ).all()
        jobs = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
        since = site.clock.in_seconds(-2 * site.settings.lease_seconds)
        alive = session.scalar(
            select(func.count()).select_from(WorkerRow).where(WorkerRow.last_seen_at > since)
        )
    lines = ["# TYPE waymo_kit_submissions gauge"]
    lines += [f'waymo_kit_submissions{{state="{state}"}} {count}' for state, count in states]
    lines.append("# TYPE waymo_kit_jobs gauge")
    lines += [f'waymo_kit_jobs{{state="{state}"}} {count}' for state, count in jobs]
    lines += ["# TYPE waymo_kit_workers_alive gauge", f"waymo_kit_workers_alive {alive or 0}"]
    return "\n".join(lines) + "\n"


def is_ready(site: LeaderboardSite) -> bool:
    """Returns whether the database and the storage can be reached."""
    try:
        with site.database.read() as session:
            session.execute(text("SELECT 1"))
        site.files.info()
    except WaymoKitError:
        return False
    return True


class HealthServer:
    """Answers `/healthz`, `/readyz` and `/metrics` in a thread of its own."""

    def __init__(self, site: LeaderboardSite, metrics: Metrics, listening: socket.socket) -> None:
        """Answers at a socket that listens already."""

        class Handler(BaseHTTPRequestHandler):
            """Answers one request."""

            def do_GET(self) -> None:
                """Answers."""
                if self.path == "/healthz":
                    self._answer(200, "ok\n")
                elif self.path == "/readyz":
                    ready = is_ready(site)
                    self._answer(200 if ready else 503, "ready\n" if ready else "not ready\n")
                elif self.path == "/metrics":
                    try:
                        self._answer(200, metrics.text() + site_metrics(site))
                    except WaymoKitError:
                        self._answer(503, metrics.text())
                else:
                    self._answer(404, "not found\n")

            def log_message(self, format: str, *args: object) -> None:
                """Logs nothing."""

            def _answer(self, status: int, content: str) -> None:
                data = content.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(
            listening.getsockname(), Handler, bind_and_activate=False
        )
        self._server.socket.close()
        self._server.socket = listening
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
