"""Smaller requirements of ASVS 5.0; docs/security.md says which test is about which."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.leaderboard.people import PASSWORD
from waymo_kit.web import leaderboard
from waymo_kit.web.leaderboard import accounts, host_overview, sessions
from waymo_kit.web.leaderboard.benchmark import PhaseDefinition, write_benchmark
from waymo_kit.web.leaderboard.errors import NotLoggedInError
from waymo_kit.web.leaderboard.settings import LimitSettings, SessionSettings

PACKAGE = Path(leaderboard.__file__).parent
DOCS = Path(__file__).parents[3] / "docs"

pytestmark = pytest.mark.usefixtures("phases")


@pytest.fixture
def ada(people):
    return people.person()


@pytest.fixture
def logged_in(client, people, ada):
    assert client.log_in(people.email(ada)).status_code == 200
    return client


# Documents (2.1.3, 7.1.1)


def test_documented_limits_are_those_of_the_code(tmp_path):
    guide = (DOCS / "guides" / "leaderboard_host.md").read_text()
    test = write_benchmark(tmp_path / "benchmark.yaml", labels="x").phase("test")
    rejected = LimitSettings().failed_checks_per_day
    phase = PhaseDefinition()
    for row in (
        f"| quota | {test.quota} in {test.window_days:.0f} days for `test` |",
        f"| rejected files | {rejected} a day and team |",
        f"| decimals | {phase.decimals} |",
        f"| min_labels | {phase.min_labels} |",
    ):
        assert row in guide


def test_documented_limits_of_sessions_are_those_of_the_code():
    limits = SessionSettings()
    days = limits.total_hours / 24
    words = f"{limits.idle_hours:.0f} hours without a request, or {days:.0f} days"
    assert words in " ".join((DOCS / "security.md").read_text().split())


# Passwords (6.2)


def test_passwords_do_not_expire(site, people, ada):
    site.clock.offset += timedelta(days=1000)
    assert accounts.log_in(site, email=people.email(ada), password=PASSWORD)


def test_passwords_count_as_they_were_typed(site, people, ada):
    for other in (PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1]):
        with pytest.raises(NotLoggedInError):
            accounts.log_in(site, email=people.email(ada), password=other)


def test_password_fields_hide_what_is_typed_and_work_with_password_managers():
    found = 0
    for path in (PACKAGE / "pages" / "templates").rglob("*.jinja"):
        for field in re.findall(r"<input[^>]*>", path.read_text()):
            if re.search(r'name="(password|old|new)"', field):
                found += 1
                assert 'type="password"' in field
                assert re.search(r'autocomplete="(current|new)-password"', field)
    assert found >= 6
    for path in (PACKAGE / "pages" / "static").glob("*.js"):
        assert "paste" not in path.read_text()


# Sessions (7.4.4, 7.5)


@pytest.mark.parametrize("path", ["/", "/rules", "/account", "/submit", "/submissions"])
def test_every_page_has_log_out(logged_in, path):
    assert 'action="/logout"' in logged_in.get(path).text


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(site, ada):
    tokens = [sessions.start(site, ada.account_id, agent=f"Browser {k}") for k in range(3)]
    actor = sessions.actor_of(site, tokens[0])
    listed = {view.agent: view for view in sessions.sessions(site, actor)}
    assert [listed[f"Browser {k}"].is_current for k in range(3)] == [True, False, False]
    sessions.end(site, actor, listed["Browser 1"].id)
    assert [sessions.actor_of(site, token).is_anonymous for token in tokens] == [False, True, False]
    sessions.end_others(site, actor)
    assert [sessions.actor_of(site, token).is_anonymous for token in tokens] == [False, True, True]


def test_nobody_ends_the_sessions_of_others(site, people, ada):
    token = sessions.start(site, ada.account_id)
    owner = sessions.actor_of(site, token)
    eve = people.person()
    sessions.end(site, eve, owner.session_id)
    assert not sessions.actor_of(site, token).is_anonymous


# Configuration (13.2.5, 13.4.3, 13.4.5)


def test_only_the_log_in_of_institutions_sends_requests():
    senders = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(
            r"urllib\.request|http\.client|import (httpx|requests|aiohttp)\b", path.read_text()
        )
    }
    assert senders == {"oidc.py", "client.py"}  # the second is `waymo-kit submit`


@pytest.mark.parametrize(
    "path",
    [
        *("/static", "/static/", "/static/vendor/", "/static/../app.py", "/static/%2e%2e/app.py"),
        *("/docs", "/redoc", "/metrics", "/healthz", "/readyz", "/.git/config", "/site.yaml"),
    ],
)
def test_folders_documentation_and_metrics_are_not_served(client, path):
    assert client.get(path, follow_redirects=False).status_code == 404


# Logs (16.2.1, 16.3)


def test_log_ins_are_audited_whether_or_not_they_succeed(site, people, client, ada):
    email = people.email(ada)
    assert client.log_in(email, "a wrong password").status_code == 401
    assert client.log_in(email).status_code == 200
    failed, made = host_overview.overview(site, people.host).audit[:2][::-1]
    assert (failed.action, made.action) == ("account.log_in_failed", "account.log_in")
    assert made.account == ada.name
    for entry in (failed, made):
        assert entry.address == "testclient"
        assert abs(entry.time - site.clock.now()) < timedelta(minutes=1)
        assert PASSWORD not in str(entry)


def test_refused_requests_are_logged_with_who_what_and_why(client, logged_in, ada, caplog):
    caplog.set_level("INFO", logger="waymo_kit.leaderboard.access")
    logged_in.get("/api/v1/host/accounts")
    client.post("/api/v1/teams", json={"name": "x"})
    logged_in.get("/api/v1/boards/test/detection", headers={"Host": "evil.example"})
    logged_in.get("/api/v1/boards/none/detection")
    found = [record for record in caplog.records if getattr(record, "refused", "")]
    assert [(record.status, record.refused) for record in found] == [
        (403, "NotAllowedError"),
        (403, "NotAllowedError"),
        (403, "NotAllowedError"),
        (404, "NotFoundError"),
    ]
    assert found[0].account == ada.account_id
    assert found[0].path == "/api/v1/host/accounts"
    assert all(record.address == "testclient" for record in found)


def test_requests_that_are_answered_are_logged_without_a_reason(client, caplog):
    caplog.set_level("INFO", logger="waymo_kit.leaderboard.access")
    assert client.get("/api/v1/benchmark").status_code == 200
    assert [record.refused for record in caplog.records if record.message == "request"] == [""]
