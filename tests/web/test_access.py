"""Who may read: this machine only, no other site, and elsewhere whoever has the token."""

import asyncio
import logging
import socket
import urllib.error
import urllib.request

import pytest

pytest.importorskip("starlette", reason="needs waymo-kit[serve]")

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from waymo_kit.errors import InvalidInputError, StorageError
from waymo_kit.web.access import LOOPBACK, AccessCheck
from waymo_kit.web.serving import AddressServer, is_loopback

APP = Starlette(routes=[Route("/{path:path}", lambda request: PlainTextResponse("secret"))])


def client(token=None, hosts=LOOPBACK):
    app = AccessCheck(APP, hosts=None if token else hosts, token=token, name="8000")
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_names_of_this_machine_are_answered(host):
    assert client().get("/", headers={"Host": host}).text == "secret"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "",
     "evil.example@127.0.0.1x", "127.0.0.2:8000", "[::2]:8000", "localhost:8000@evil.example"],
)  # fmt: skip
def test_other_names_are_refused_so_that_no_name_can_be_pointed_here(host):
    answer = client().get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_requests_of_other_sites_are_refused(headers):
    answer = client().get("/", headers=headers)
    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},  # a link somebody shared
    ],
)
def test_own_requests_and_links_are_answered(headers):
    assert client().get("/", headers=headers).text == "secret"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_possible(method):
    assert client().request(method, "/").status_code == 405


def test_answers_cannot_be_read_by_other_sites():
    headers = client().get("/").headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_a_token_becomes_a_cookie_and_leaves_the_url():
    browser = client("the-token")
    assert browser.get("/").status_code == 401
    assert browser.get("/?token=other").status_code == 401
    assert browser.get("/?token=").status_code == 401
    answer = browser.get("/a/b?x=1&token=the-token&y=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "./b?x=1&y=2"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.get("/a/b?x=1&y=2").text == "secret"
    assert browser.get("/", headers={"Host": "machine.lab:8000"}).text == "secret"
    browser.cookies.clear()
    assert browser.get("/").status_code == 401
    for wrong in ("waymo_kit_8000=", "waymo_kit_8000=other", "waymo_kit=the-token", "a;=;b"):
        assert browser.get("/", headers={"Cookie": wrong}).status_code == 401


def test_no_path_makes_the_redirect_lead_elsewhere():
    browser = client("t")
    for path in (
        "//evil.example/?token=t",
        "/\\evil.example?token=t",
        "/http://evil.example?token=t",
    ):
        target = browser.get(path).headers["location"]
        assert target.startswith("./")


def test_websockets_are_not_answered():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(AccessCheck(APP, hosts=LOOPBACK)({"type": "websocket"}, None, send))
    assert sent == []


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("example.org", False)],
)  # fmt: skip
def test_which_addresses_are_this_machine_alone(host, is_own):
    assert is_loopback(host) is is_own


def test_a_server_leaves_the_log_handlers_of_the_process_open():
    closed = []

    class Handler(logging.Handler):
        def close(self):
            closed.append(self)
            super().close()

    handler = Handler()
    server = AddressServer(APP)
    server.start()
    server.stop()
    assert not closed
    handler.close()
    assert closed


def test_a_server_on_this_machine_answers_and_stops():
    server = AddressServer(APP)
    assert server.host == "127.0.0.1"
    assert server.token is None
    assert server.link("segment=a") == f"http://127.0.0.1:{server.port}/#segment=a"
    server.start()
    try:
        with urllib.request.urlopen(server.url, timeout=30) as answer:
            assert answer.read() == b"secret"
    finally:
        server.stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), 1)


def test_a_server_for_other_machines_has_a_token():
    server = AddressServer(APP, "0.0.0.0")
    server.start()
    try:
        assert len(server.token) >= 32
        assert f"?token={server.token}" in server.link()
        assert server.token not in server.url
        url = f"http://127.0.0.1:{server.port}/"
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(url, timeout=30)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(f"{url}?token={server.token}", timeout=30) as answer:
            assert answer.read() == b"secret"
            assert "token" not in answer.url
    finally:
        server.stop()
    other = AddressServer(APP, "0.0.0.0")
    assert other.token != server.token
    other.stop()


def test_a_port_in_use_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StorageError, match=f"127.0.0.1:{port}: .*choose another port"):
            AddressServer(APP, port=port)
    with pytest.raises(InvalidInputError, match="expected an address of this machine"):
        AddressServer(APP, "no.such.host.invalid")
