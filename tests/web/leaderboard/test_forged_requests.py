"""What attackers try with forged requests, sessions and host names; see docs/security.md."""

import pytest

from tests.web.leaderboard.conftest import Browser
from waymo_kit.web.leaderboard import sessions
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.settings import SiteSettings

pytestmark = pytest.mark.usefixtures("phases")


def test_requests_without_the_token_or_from_other_sites_are_refused(logged_in):
    body = {"name": "Forged"}
    path = "/api/v1/teams"
    assert logged_in.post(path, json=body).status_code == 403
    assert logged_in.post(path, json=body, headers={"X-CSRF-Token": "0" * 64}).status_code == 403
    for header in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert logged_in.send_json("POST", "/teams", body, **header).status_code == 403
    form = {"name": "Forged", "csrf": "0" * 64}
    assert logged_in.post("/anything", data=form).status_code == 403
    assert logged_in.send_json("GET", "/teams").json()[0]["name"] == "Team A"
    assert logged_in.send_json("POST", "/teams", body).status_code == 201


def test_the_token_of_one_session_is_no_use_in_another(app, people, ada, client):
    email = people.email(ada[0])
    client.log_in(email)
    token = client.get("/api/v1/csrf").json()["csrf"]
    other = Browser(app)
    other.log_in(email)
    answer = other.post("/api/v1/teams", json={"name": "x"}, headers={"X-CSRF-Token": token})
    assert answer.status_code == 403


def test_log_in_makes_a_new_session_and_log_out_ends_it(site, client, people, ada):
    client.cookies.set("session", "fixed-by-the-attacker", domain="127.0.0.1")
    assert client.log_in(people.email(ada[0])).status_code == 200
    token = client.cookies.get("session", domain="127.0.0.1")
    tokens = [cookie.value for cookie in client.cookies.jar if cookie.name == "session"]
    assert sessions.actor_of(site, "fixed-by-the-attacker").is_anonymous
    token = next(value for value in tokens if value != "fixed-by-the-attacker")
    assert sessions.actor_of(site, token).account_id == ada[0].account_id
    client.cookies.clear()
    client.cookies.set("session", token)
    first = client.send_json("POST", "/logout")
    assert first.status_code == 200
    assert sessions.actor_of(site, token).is_anonymous


def test_cookies_are_for_this_site_alone(tmp_path, site, people):
    site.settings = SiteSettings(url="https://board.example.org", database=site.settings.database)
    client = Browser(create_app(site))
    client.base_url = "https://board.example.org"
    answer = client.log_in(people.email(people.person()))
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if "session" in c]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {
        p.strip() for p in cookie.split(";")
    }
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.2"])
def test_other_host_names_are_refused(client, name):
    assert client.get("/api/v1/benchmark", headers={"Host": name}).status_code == 403


def test_every_answer_has_the_headers_of_a_closed_page(client):
    for path in ("/api/v1/benchmark", "/nothing", "/api/v1/submissions/AAAAAAAAAAAAAAAA"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
