"""Structured logs: a JSON object per line, with the request that it belongs to."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone

from waymo_kit.web.leaderboard.web_security import REQUEST_ID

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON, with the fields that `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        time = datetime.fromtimestamp(record.created, timezone.utc)
        values: dict[str, object] = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        request = REQUEST_ID.get()
        if request:
            values["request"] = request
        values |= {k: v for k, v in vars(record).items() if k not in _STANDARD}
        if record.exc_info:
            values["trace"] = self.formatException(record.exc_info)
        return json.dumps(values, default=str)


def log_as_json(level: int = logging.INFO) -> None:
    """Sends the logs of the leaderboard and of the web server to stderr as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("waymo_kit.leaderboard").setLevel(level)
