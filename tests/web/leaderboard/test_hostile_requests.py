"""What attackers try with bodies, headers and parameters over HTTP; see docs/security.md."""

import itertools

import pytest

from tests.web.leaderboard.conftest import Browser
from tests.web.leaderboard.people import PASSWORD, add_result, bearer
from waymo_kit.web.leaderboard import host, submissions
from waymo_kit.web.leaderboard.app import create_app

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

pytestmark = pytest.mark.usefixtures("phases")


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
