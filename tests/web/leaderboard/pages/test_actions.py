"""What the forms of the pages do."""

import re
from datetime import datetime, timezone

import pytest

from tests.web.leaderboard.pages.conftest import Browser
from tests.web.leaderboard.pages.filled_site import HOST, MEMBER, OTHER, PASSWORD
from waymo_kit.web.leaderboard import phases
from waymo_kit.web.leaderboard.totp import code_at, step_of

BOARD = "/boards/test/detection"


@pytest.fixture
def browsers(new_site):
    """A new site, what is in it, and the browsers of a host and of two members."""
    site, made = new_site
    return site, made, *(Browser(site, email, made) for email in (HOST, MEMBER, OTHER))


def shown_code(text):
    return re.search(r'<code id="(?:invitation|reset|token)">([^<]+)</code>', text)[1]


def phase_fields(**changes):
    values = {
        "title": "Final test",
        "description": "The last one.",
        "is_open": "yes",
        "opens_at": "",
        "closes_at": "2099-01-31T12:00",
        "quota": "5",
        "window_days": "7.5",
        "decimals": "3",
    }
    return values | changes


def test_host_invites_and_the_invited_register(browsers):
    site, _made, host, *_ = browsers
    answer = host.post("/host/invitations", {"days": "3"}, at="/host?tab=accounts", status=200)
    fields = {"code": shown_code(answer.text), "name": "Di", "email": "di@example.org"}
    visitor = Browser(site)
    answer = visitor.post("/register", fields | {"password": "short"}, status=422)
    assert 'value="Di"' in answer.text
    assert "short" not in answer.text.replace("shorter", "")
    visitor.post("/register", fields | {"password": PASSWORD + "!"})
    assert "Di" in visitor.get("/account").text
    again = Browser(site).post("/register", fields | {"password": PASSWORD}, status=422)
    assert 'role="alert"' in again.text


def test_open_invitations_are_listed_and_revoked(browsers):
    site, _made, host, *_ = browsers
    fields = {"days": "3", "email": "eve@example.org", "is_host": "yes"}
    page = host.post("/host/invitations", fields, at="/host?tab=accounts", status=200).text
    assert page.count("eve@example.org") == 2
    invitation = re.search(r'invitations/revoke".*?name="id" value="([^"]+)"', page, re.S)[1]
    host.post("/host/invitations/revoke", {"id": invitation}, at="/host?tab=accounts")
    host.post("/host/invitations", {"days": "0"}, at="/host?tab=accounts", status=422)
    assert "eve@example.org" not in host.get("/host?tab=accounts").text
    fields = {"code": shown_code(page), "name": "Eve", "email": "eve@example.org"}
    Browser(site).post("/register", fields | {"password": PASSWORD}, status=422)


def test_a_team_is_made_renamed_joined_and_left(browsers):
    _site, _made, _host, member, other = browsers
    fields = {"name": "New team", "url": "https://example.org/new"}
    path = member.post("/teams", fields, at="/teams/new").headers["location"]
    member.post(path, {"name": "Renamed", "url": ""})
    assert "Renamed" in member.get(path).text
    page = member.post(f"{path}/invite", {"email": OTHER}, at=path, status=200).text
    other.post("/account/join", {"code": shown_code(page)}, at="/account")
    assert "Cy Tanaka" in member.get(path).text
    account = re.findall(r'name="account_id" value="([^"]+)"', other.get(path).text)[-1]
    other.post(f"{path}/remove", {"account_id": account}, at=path)
    assert "Cy Tanaka" not in member.get(path).text


def test_members_cannot_rename_or_invite_to_other_teams(browsers):
    site, made, _host, member, _other = browsers
    path = f"/teams/{made.teams['Nordlicht']}"
    own = f"/teams/{made.teams['TU Perception']}"
    member.post(path, {"name": "Taken over"}, at=own, status=404)
    member.post(f"{path}/invite", {"email": ""}, at=own, status=404)
    assert "Taken over" not in Browser(site).get(path).text


def test_a_method_is_described(browsers):
    site, made, _host, member, other = browsers
    path = f"/methods/{made.methods['MPPNet 16f']}"
    fields = {
        "description": "Now with cameras.\nTrained twice.",
        "sensors": "LiDAR + cameras",
        "past_frames": "3",
        "future_frames": "0",
        "latency_ms": "12.5",
        "paper_url": "https://example.org/paper",
        "code_url": "",
    }
    assert member.post(path, fields).headers["location"] == f"{path}?done=saved"
    text = Browser(site).get(path).text
    assert "Now with cameras." in text
    assert "12.5 ms" in text
    page = member.post(path, fields | {"latency_ms": "fast"}, status=422).text
    assert "latency ms: expected a number, got &#39;fast&#39;" in page
    assert 'value="fast"' in page
    page = member.post(path, fields | {"paper_url": "javascript:alert(1)"}, status=422).text
    assert 'href="javascript' not in page
    other.post(path, fields, at="/account", status=404)


def test_a_submission_is_cancelled_hidden_and_shown_again(browsers):
    site, made, host, member, other = browsers
    queued = f"/submissions/{made.submissions['queued']}"
    other.post(f"{queued}/cancel", at="/account", status=404)
    member.post(f"{queued}/cancel", at=queued)
    assert "Cancelled." in member.get(queued).text
    assert 'role="alert"' in member.post(f"{queued}/cancel", at="/account", status=422).text
    done = f"/submissions/{made.submissions['MPPNet 16f']}"
    row = f'id="row-{made.submissions["MPPNet 16f"]}"'
    for browser, action in ((member, "hide"), (member, "show"), (host, "hide")):
        assert (row in Browser(site).get(BOARD).text) == (action == "hide")
        browser.post(f"{done}/{action}", at=done)
    assert row not in Browser(site).get(BOARD).text
    Browser(site).get(done, 404)
    assert "hidden</span>" in host.get(done).text


def test_a_host_tries_a_failed_submission_again(browsers):
    _site, made, host, member, _other = browsers
    failed = f"/submissions/{made.submissions['failed']}"
    assert "Try again" not in member.get(failed).text
    host.post(f"{failed}/retry", at=failed)
    assert "checking" in member.get(failed).text


def test_a_host_changes_a_phase(browsers):
    site, _made, host, member, _other = browsers
    host.post("/host/phases/test", phase_fields(), at="/host?tab=phases")
    phase = phases.benchmark(site).phases[1]
    assert (phase.title, phase.quota, phase.window_days, phase.decimals) == (
        "Final test",
        5,
        7.5,
        3,
    )
    assert phase.closes_at == datetime(2099, 1, 31, 12, tzinfo=timezone.utc)
    assert not phase.confirms_new_best
    assert "5 in 7.5 days" in member.get(BOARD).text
    assert "0.742<" in member.get(BOARD).text
    for changes, words in (
        ({"quota": "many"}, "quota: expected a whole number"),
        ({"window_days": "long"}, "window days: expected a number"),
        ({"closes_at": "soon"}, "closes at: expected a time"),
        ({"decimals": "99"}, "expected 1 to 8"),
        ({"title": ""}, "title"),
    ):
        page = host.post(
            "/host/phases/test", phase_fields(**changes), at="/host?tab=phases", status=422
        )
        assert words in page.text
    member.post("/host/phases/test", phase_fields(), at="/account", status=403)
    zoned = phase_fields(closes_at="2099-01-31T12:00+02:00")
    host.post("/host/phases/test", zoned, at="/host?tab=phases")
    closes = phases.benchmark(site).phases[1].closes_at
    assert closes == datetime(2099, 1, 31, 10, tzinfo=timezone.utc)
    closed = {name: text for name, text in phase_fields().items() if name != "is_open"}
    host.post("/host/phases/test", closed, at="/host?tab=phases")
    assert "This phase is closed" in member.get(BOARD).text


def test_a_host_reveals_the_private_split_and_scores_again(browsers):
    site, _made, host, _member, _other = browsers
    reveal = "/host/phases/test/reveal"
    host.post(reveal, {"revealed": "yes"}, at="/host?tab=phases")
    assert "0.7220" in Browser(site).get(f"{BOARD}?split=private").text
    host.post(reveal, {"revealed": "no"}, at="/host?tab=phases")
    Browser(site).get(f"{BOARD}?split=private", 404)
    host.post("/host/phases/test/rescore", at="/host?tab=phases")
    assert "16 results are computed again" in host.get("/host").text


def test_a_host_grants_submissions_and_blocks_teams(browsers):
    site, made, host, member, _other = browsers
    team = made.teams["TU Perception"]
    fields = {"phase": "test", "extra": "2"}
    host.post(f"/host/teams/{team}/grant", fields, at="/host?tab=teams")
    assert "<b>3</b> of 5 left" in member.get(f"/teams/{team}").text
    host.post(f"/host/teams/{team}/block", {"blocked": "yes"}, at="/host?tab=teams")
    assert "MPPNet" not in Browser(site).get(BOARD).text
    host.post(f"/host/teams/{team}/block", {"blocked": "no"}, at="/host?tab=teams")
    assert "MPPNet" in Browser(site).get(BOARD).text


def test_a_host_disables_accounts_and_resets_passwords(browsers):
    site, made, host, member, _other = browsers
    account = made.accounts[MEMBER]
    at = "/host?tab=accounts"
    host.post(f"/host/accounts/{account}/disable", {"disabled": "yes"}, at=at)
    member.get("/account", 303)
    host.post(f"/host/accounts/{account}/disable", {"disabled": "no"}, at=at)
    code = shown_code(host.post(f"/host/accounts/{account}/reset", at=at, status=200).text)
    visitor = Browser(site)
    visitor.post("/reset", {"code": code, "password": "another quiet road"})
    visitor.post("/login", {"email": MEMBER, "password": PASSWORD}, status=422)
    visitor.post("/login", {"email": MEMBER, "password": "another quiet road"})
    visitor.get("/account")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_host_exports_a_board(browsers, form):
    _site, _made, host, member, _other = browsers
    path = f"/host/export?phase=test&task=detection&format={form}"
    answer = host.get(path)
    assert answer.headers["content-disposition"] == f'attachment; filename="test-detection.{form}"'
    assert "Pillars-L" in answer.text
    member.get(path, 403)
    host.get(path.replace("test&", "none&"), 404)
    host.get(path.replace(form, "html"), 422)


def test_tokens_are_made_shown_once_and_revoked(browsers):
    site, _made, _host, member, _other = browsers
    fields = {"name": "Laptop", "days": "30", "scope_read": "yes", "scope_submit": "yes"}
    token = shown_code(member.post("/account/tokens", fields, at="/account", status=200).text)
    page = member.get("/account").text
    assert token not in page
    assert "Laptop" in page
    client = Browser(site).client
    headers = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/submissions?own=true"
    assert client.get(path, headers=headers).status_code == 200
    token_id = re.search(r'tokens/revoke".*?name="id" value="([^"]+)"', page, re.S)[1]
    member.post("/account/tokens/revoke", {"id": token_id}, at="/account")
    assert client.get(path, headers=headers).status_code == 401
    for days in ("ever", "9" * 5000, "0"):
        member.post("/account/tokens", fields | {"days": days}, at="/account", status=422)


def test_the_second_factor_is_set_up_used_and_turned_off(browsers):
    site, _made, _host, member, _other = browsers
    at, path = "/account", "/account/second-factor"
    member.post(path, {"password": "wrong"}, at=at, status=422)
    page = member.post(path, {"password": PASSWORD}, at=at, status=200).text
    assert re.search(r'<svg role="img" aria-label="QR code"[^>]* class="qr"', page)
    assert "style=" not in page
    secret = re.search(r"this secret: <code>([A-Z2-7]+)</code>", page)[1]
    member.post(f"{path}/confirm", {"otp": "000000x"}, at=at, status=422)
    now = site.clock.now()
    page = member.post(
        f"{path}/confirm", {"otp": code_at(secret, step_of(now))}, at=at, status=200
    ).text
    recovery = re.search(r'<pre id="recovery">([^<]+)</pre>', page)[1].split()
    assert len(recovery) >= 8
    visitor, fields = Browser(site), {"email": MEMBER, "password": PASSWORD}
    page = visitor.post("/login", fields, status=422).text
    assert "a code of the second factor is needed" in page
    assert PASSWORD not in page
    visitor.post("/login", fields | {"otp": recovery[0]})
    assert f"{len(recovery) - 1} recovery codes are left" in visitor.get(at).text
    later = code_at(secret, step_of(now) + 1)
    visitor.post(f"{path}/off", {"password": PASSWORD, "otp": later}, at=at)
    Browser(site).post("/login", fields)


def test_the_password_is_changed_and_other_sessions_end(browsers):
    site, made, _host, member, _other = browsers
    row = '<td class="agent">'
    before = member.get("/account").text.count(row)
    second = Browser(site, MEMBER, made)
    assert second.get("/account").text.count(row) == before + 1
    member.post("/account/sessions/end", at="/account")
    second.get("/account", 303)
    fields = {"old": PASSWORD, "new": "another quiet road"}
    member.post("/account/password", fields | {"old": "wrong"}, at="/account", status=422)
    member.post("/account/password", fields, at="/account")
    Browser(site).post("/login", {"email": MEMBER, "password": fields["new"]})


def test_submitting_begins_with_what_is_left_of_the_quota(browsers):
    _site, _made, _host, member, _other = browsers
    page = member.get("/submit?phase=test").text
    assert "<b>1</b> of 3 left in 30 days" in page
    assert "unlimited submissions" in member.get("/submit?phase=check").text
