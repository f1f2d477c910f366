"""Clients that send too much, or too slowly, over a real connection."""

import http.client
import socket
import threading
import time

import pytest
import uvicorn

from tests.web.leaderboard.conftest import until
from waymo_kit.web.leaderboard import uploads, web_security
from waymo_kit.web.leaderboard.api import uploads as upload_routes

pytestmark = pytest.mark.usefixtures("phases")
SIZE = 1_000_000


@pytest.fixture
def port(app):
    """Port of a web server with the application, as `serve` configures it."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        h11_max_incomplete_event_size=32 << 10,
        http="h11",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(20)
    listening.close()


def answer_to(port, content, pause=0.0, pieces=1):
    """Returns the status line of the answer to raw bytes, sent in pieces."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        step = max(1, len(content) // pieces)
        for first in range(0, len(content), step):
            try:
                connection.sendall(content[first : first + step])
            except OSError:
                break
            time.sleep(pause)
        try:
            return connection.recv(4096).partition(b"\r\n")[0].decode()
        except OSError:
            return ""


def test_oversized_headers_and_slow_bodies_are_cut_off(port, monkeypatch):
    get = b"GET /api/v1/benchmark HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    assert "200" in answer_to(port, get + b"\r\n")
    assert "400" in answer_to(port, get + b"X: " + b"a" * 100_000 + b"\r\n\r\n", pieces=20)
    many = b"".join(b"X%d: a\r\n" % k for k in range(20_000))
    assert "400" in answer_to(port, get + many + b"\r\n", pieces=20)
    twice = b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"
    post = b"POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    assert "400" in answer_to(port, post + twice)
    monkeypatch.setattr(web_security, "_BODY_SECONDS", 0.5)
    slow = post + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    start = time.monotonic()
    assert "408" in answer_to(port, slow)
    assert time.monotonic() - start < 10


def test_slow_uploads_are_cut_off_and_can_be_resumed(port, site, people, monkeypatch):
    monkeypatch.setattr(upload_routes, "_GRACE_SECONDS", 0.5)
    ada, team = people.team()
    made = people.begin(ada, team, size=SIZE)
    token = people.token(ada)
    head = (
        f"PATCH /api/v1/uploads/{made} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Upload-Offset: 0\r\nContent-Length: {SIZE}\r\n\r\n"
    ).encode()
    assert "408" in answer_to(port, head + b"x" * 100)
    until(lambda: _is_free(site, ada, made))
    offset = uploads.status(site, ada, made).offset
    assert offset == 100
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        "PATCH",
        f"/api/v1/uploads/{made}",
        b"x" * (SIZE - offset - 1),
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
        },
    )
    assert connection.getresponse().status == 204
    connection.close()


def _is_free(site, ada, made):
    try:
        uploads.open_chunk(site, ada, made, offset=uploads.status(site, ada, made).offset).release()
    except Exception:
        return False
    return True
