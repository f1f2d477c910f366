"""What attackers try to read over HTTP: data of other teams, hidden scores; docs/security.md."""

import pytest

from tests.web.leaderboard.conftest import Browser
from tests.web.leaderboard.people import add_result, bearer
from waymo_kit.web.leaderboard import host, invitations, submissions

pytestmark = pytest.mark.usefixtures("phases")


def test_private_data_of_other_teams_is_not_found_by_any_route(site, people, app, ada):
    owner, team = ada
    made = people.begin(owner, team)
    done = people.begin(owner, team)
    add_result(site, done, 0.5)
    submissions.set_hidden(site, owner, done, True)
    eve, _ = people.team("Team E")
    client, headers = Browser(app), bearer(people.token(eve, ("read", "submit", "account")))
    for name, headers_of in (("eve", headers), ("nobody", {})):
        for submission in (made, done):
            for method, path in (
                ("GET", f"/submissions/{submission}"),
                ("GET", f"/submissions/{submission}/receipt"),
                ("HEAD", f"/uploads/{submission}"),
                ("DELETE", f"/uploads/{submission}"),
                ("POST", f"/submissions/{submission}/cancel"),
            ):
                answer = client.request(method, f"/api/v1{path}", headers=headers_of)
                assert answer.status_code in ((404,) if name == "eve" else (401, 403, 404)), path
                assert "p.parquet" not in answer.text
            answer = client.get(
                f"/submissions/{submission}/report", headers=headers_of, follow_redirects=False
            )
            assert answer.status_code in (303, 401, 404)
        answer = client.get("/api/v1/submissions?limit=200", headers=headers_of)
        assert answer.json() == []
        answer = client.get(f"/api/v1/teams/{team.id}", headers=headers_of)
        assert answer.json()["members"] == []
    answer = client.get(f"/api/v1/teams/{team.id}/quota?phase=test", headers=headers)
    assert answer.status_code == 404
    answer = client.put(f"/api/v1/teams/{team.id}", json={"name": "Mine"}, headers=headers)
    assert answer.status_code == 404


def test_answers_to_guessed_and_to_existing_identifiers_are_the_same(site, people, app, ada):
    made = people.begin(*ada)
    headers = bearer(people.token(people.person()))
    client = Browser(app)
    answers = [
        client.get(f"/api/v1/submissions/{found}", headers=headers)
        for found in (made, "A" * 16, made[:-1] + ("A" if made[-1] != "A" else "B"))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_others_see_scores_but_not_files_reasons_or_findings(site, people, app, ada):
    made = people.begin(*ada)
    add_result(site, made, 0.123456789, private=0.987654321)
    answer = Browser(app).get(f"/api/v1/submissions/{made}")
    view = answer.json()
    assert view["scores"][0]["value"] == 0.1235
    assert (view["filename"], view["sha256"], view["findings"]) == ("", "", [])
    assert "secret finding" not in answer.text
    for secret in ("0.12345", "0.98", "private"):
        assert secret not in answer.text.replace("is_private", "")


def test_private_scores_are_shown_when_the_host_reveals_them(site, people, app, ada):
    from tests.web.leaderboard.people import publish_phases

    publish_phases(site, private_share=0.5)
    made = people.begin(*ada)
    add_result(site, made, 0.5, private=0.25)
    client = Browser(app)
    board = "/api/v1/boards/test/detection"
    assert client.get(f"{board}?split=private").status_code == 404
    assert client.get(board).json()["splits"] == ["public"]
    host.reveal_private(site, people.host, "test", True)
    assert client.get(f"{board}?split=private").json()["rows"][0]["shown"] == ["0.2500"]
    splits = [
        score["split"] for score in client.get(f"/api/v1/submissions/{made}").json()["scores"]
    ]
    assert splits == ["public", "private"]


def test_a_score_that_is_not_confirmed_is_told_to_nobody_but_hosts(site, people, app, ada):
    made = people.begin(*ada)
    add_result(site, made, 0.5432, is_confirmed=False)
    client, headers = Browser(app), bearer(people.token(ada[0]))
    answer = client.get(f"/api/v1/submissions/{made}", headers=headers)
    assert answer.json()["scores"][0]["value"] is None
    assert "0.5432" not in answer.text
    assert client.get(f"/api/v1/submissions/{made}").status_code == 404
    assert client.get(f"/api/v1/submissions/{made}/receipt", headers=headers).status_code == 404
    assert client.get("/api/v1/boards/test/detection", headers=headers).json()["rows"] == []
    assert submissions.view(site, people.host, made).scores[0].value == 0.5432


def test_a_token_of_a_host_that_may_not_act_as_one_sees_and_does_no_more(site, people, app, ada):
    made = people.begin(*ada)
    add_result(site, made, 0.5432, is_confirmed=False)
    code = invitations.invite(site, ada[0], team_id=ada[1].id).code
    invitations.accept(site, people.host, code)
    client = Browser(app)
    headers = bearer(people.token(people.host, ("read", "submit", "account")))
    receipt = f"/api/v1/submissions/{made}/receipt"
    assert client.get(receipt, headers=headers).status_code == 404
    renamed = client.put(f"/api/v1/teams/{ada[1].id}", json={"name": "Mine"}, headers=headers)
    assert renamed.status_code == 403
    whole = bearer(people.token(people.host, ("read", "account", "host")))
    assert client.get(receipt, headers=whole).status_code == 200
    renamed = client.put(f"/api/v1/teams/{ada[1].id}", json={"name": "Better"}, headers=whole)
    assert renamed.status_code == 200


def test_hosts_routes_are_for_hosts(app, people, ada):
    client, headers = Browser(app), bearer(people.token(ada[0], ("read", "submit", "account")))
    paths = app.openapi()["paths"]
    routes = [(path, method) for path in paths for method in paths[path] if "/host" in path]
    assert len(routes) > 10
    for path, method in routes:
        place = path.format(
            phase="test",
            task="detection",
            team_id="A" * 16,
            submission_id="A" * 16,
            account_id="A" * 16,
        )
        body = {"value": True, "is_hidden": True, "team_id": "A" * 16, "extra": 1}
        for who, expected in ((headers, {403, 422}), ({}, {401, 403, 422})):
            answer = client.request(
                method, place, headers=who, json=None if method == "get" else body
            )
            assert answer.status_code in expected, (method, path)
