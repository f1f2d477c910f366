"""What attackers try over HTTP; docs/security.md says which requirement each test is about."""

import itertools

import pytest

from tests.web.leaderboard.conftest import Browser
from tests.web.leaderboard.people import PASSWORD, add_result
from waymo_kit.web.leaderboard import host, sessions, submissions
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.settings import SiteSettings

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

pytestmark = pytest.mark.usefixtures("phases")


@pytest.fixture
def ada(people):
    return people.team("Team A")


@pytest.fixture
def logged_in(client, people, ada):
    assert client.log_in(people.email(ada[0])).status_code == 200
    return client


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


# Other teams' things


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


# Forged requests, sessions, hosts


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


# Bodies, headers, parameters


def test_bodies_are_limited_and_of_the_expected_type(logged_in, app, people, ada):
    big = {"name": "x" * 70_000}
    assert logged_in.send_json("POST", "/teams", big).status_code == 413
    headers = bearer(people.token(ada[0], ("read", "submit", "account")))
    client = Browser(app)

    def stream():
        for _ in range(20):
            yield b"x" * 10_000

    answer = client.post(
        "/api/v1/teams",
        content=stream(),
        headers={**headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 413
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml"):
        answer = client.post(
            "/api/v1/teams", content=b'{"name":"x"}', headers={**headers, "Content-Type": kind}
        )
        assert answer.status_code == 415
    deep = b"[" * 30_000
    answer = client.post(
        "/api/v1/teams", content=deep, headers={**headers, "Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)


def test_unknown_fields_and_repeated_fields_are_refused(logged_in, app, people, ada):
    body = {"name": "Team X", "is_blocked": False, "id": "A" * 16}
    assert logged_in.send_json("POST", "/teams", body).status_code == 422
    made = logged_in.post(
        "/api/v1/login", content="csrf=a&csrf=b", headers={"Content-Type": "text/plain"}
    )
    assert made.status_code == 415
    token = logged_in.get("/api/v1/csrf").json()["csrf"]
    answer = logged_in.post(
        "/x",
        content=f"csrf={token}&csrf={token}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422


def test_sql_in_parameters_is_text(client):
    for value in ("' OR 1=1 --", "test'; DROP TABLE account; --", "%", "\\", "\x00"):
        answer = client.get("/api/v1/submissions", params={"phase": value})
        assert answer.status_code in (200, 422)
        assert answer.json() == [] or answer.status_code == 422


def test_file_names_are_never_paths(people, ada, site):
    from waymo_kit.errors import InvalidInputError

    for name in (
        "../../etc/passwd.parquet",
        "/etc/x.parquet",
        "a/b.parquet",
        "a\\b.parquet",
        "..parquet",
        ".parquet",
        "a\0.parquet",
        "a\nb.parquet",
        "x.parquet.exe",
        "x.pkl",
        "x" * 200 + ".parquet",
    ):
        with pytest.raises(InvalidInputError):
            people.begin(*ada, filename=name)
    made = people.begin(*ada, filename="My preds (v2).parquet")
    from waymo_kit.web.leaderboard.uploads import open_chunk

    open_chunk(site, ada[0], made, offset=0).release()
    assert [path.name for path in site.uploads.iterdir()] == [f"{made}.part"]


def test_markup_in_texts_stays_text(site, people, app, logged_in):
    fields = {"description": XSS, "sensors": XSS[:80]}
    owner, team = people.team(XSS[:70])
    made = people.begin(owner, team, method=XSS[:60])
    add_result(site, made, 0.5)
    summary = submissions.view(site, owner, made).summary
    headers = bearer(people.token(owner))
    client = Browser(app)
    answer = client.put(f"/api/v1/methods/{summary.method_id}", json=fields, headers=headers)
    assert answer.status_code == 200
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a" onclick=x',
        "//evil",
        "ftp://x/",
    ):
        answer = client.put(
            f"/api/v1/methods/{summary.method_id}", json={"paper_url": url}, headers=headers
        )
        assert answer.status_code == 422
    for path in ("/api/v1/boards/test/detection", f"/api/v1/methods/{summary.method_id}"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/json"
        assert XSS[:60] in (answer.json().get("name") or answer.json()["rows"][0]["method"])
    assert "<script>alert" not in client.get("/nothing/<script>alert(1)</script>").text


def test_exported_cells_are_no_formulas(site, people, ada):
    made = people.begin(*ada, method="=cmd|' /C calc'!A0")
    add_result(site, made, 0.5)
    content = host.export(site, people.host, "test", "detection").decode()
    assert ",'=cmd" in content


def test_nothing_changes_by_get(app):
    for path, methods in app.openapi()["paths"].items():
        if "get" in methods:
            name = methods["get"]["operationId"]
            assert name.startswith(("read", "list", "compare", "export")), path


def test_requests_are_limited(site, people):
    from dataclasses import replace

    limits = replace(site.settings.limits, reads=5, writes=2)
    site.settings = replace(site.settings, limits=limits)
    client = Browser(create_app(site))
    answers = [client.get("/api/v1/benchmark") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_secrets_are_in_no_log_and_no_address(app, people, ada, caplog, site):
    caplog.set_level("DEBUG", logger="waymo_kit.leaderboard")
    client = Browser(app)
    client.log_in(people.email(ada[0]))
    token = people.token(ada[0])
    client.get("/api/v1/account", headers=bearer(token))
    code = client.send_json("POST", "/reset-password", {"code": "my-secret-code", "password": "x"})
    assert code.status_code == 403
    cookies = [cookie.value for cookie in client.cookies.jar]
    text = "\n".join(str(vars(record)) for record in caplog.records)
    assert "account.log_in" in text
    for secret in (PASSWORD, token, "my-secret-code", *cookies):
        assert secret not in text
    paths = app.openapi()["paths"]
    names = [
        parameter["name"]
        for methods in paths.values()
        for route in methods.values()
        for parameter in route.get("parameters", [])
    ]
    assert not {"token", "password", "code", "otp"} & set(names)


def test_unexpected_errors_tell_nothing(app, client, monkeypatch, caplog):
    from waymo_kit.web.leaderboard import phases

    def fail(site):
        raise RuntimeError("/secret/path and more")

    monkeypatch.setattr(phases, "benchmark", fail)
    answer = client.get("/api/v1/benchmark")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "/secret/path" in caplog.text


def test_addresses_of_proxies_are_believed_only_from_proxies(site, people, app):
    from dataclasses import replace

    def limited(proxies):
        limits = replace(site.settings.limits, reads=3)
        site.settings = replace(site.settings, limits=limits, proxies=proxies)
        client = Browser(create_app(site))
        counter = itertools.count()
        codes = [
            client.get(
                "/api/v1/benchmark", headers={"X-Forwarded-For": f"10.0.0.{next(counter)}"}
            ).status_code
            for _ in range(6)
        ]
        return 429 in codes

    assert limited(())
    assert not limited(("testclient",))
