"""The client against servers that answer oddly, and tokens that are none."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from waymo_kit.errors import InvalidInputError, NotFoundError, StorageError
from waymo_kit.web.leaderboard import client
from waymo_kit.web.leaderboard.client import Client, read_token


@pytest.fixture
def server():
    """A server that answers each request with the headers in `server.headers`."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(200)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.headers = {}
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def connected(server, monkeypatch):
    monkeypatch.setattr(client, "ATTEMPTS", 1)
    return Client(f"http://127.0.0.1:{server.server_address[1]}", "wk_x")


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "soon"}, {"Upload-Offset": "-1"}])
def test_a_server_that_tells_no_offset_is_not_sent_the_file_forever(
    server, connected, tmp_path, headers
):
    server.headers = headers
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(StorageError, match="without the offset of the upload"):
        connected.upload("A" * 16, path, lambda done, total: None)


def test_a_file_that_becomes_shorter_is_named(server, connected, tmp_path):
    server.headers = {"Upload-Offset": "2"}
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1")

    def shorten(done, total):
        path.write_bytes(b"P")

    with pytest.raises(InvalidInputError, match=r"p\.parquet: became shorter"):
        connected.upload("A" * 16, path, shorten)


@pytest.mark.parametrize("text", ["", "wk_one\nwk_two\n", "wk_one wk_two", "wk_\u00e9", "wk_\x00"])
def test_a_token_file_holds_one_token(tmp_path, text):
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match="token: expected one API token") as raised:
        read_token(str(path))
    assert "wk_" not in str(raised.value)


def test_a_token_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    (tmp_path / "token").write_text("wk_file\n")
    assert read_token(str(tmp_path / "token")) == "wk_file"
    monkeypatch.setenv(client.TOKEN_VARIABLE, " wk_variable ")
    assert read_token(None) == "wk_variable"
    monkeypatch.setenv(client.TOKEN_VARIABLE, "")
    with pytest.raises(NotFoundError, match="no API token"):
        read_token(None)
