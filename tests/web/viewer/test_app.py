"""The application: statuses, caching, and that names from data are text."""

import base64
import json
import shutil

import pytest

pytest.importorskip("starlette", reason="needs waymo-kit[serve]")

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from waymo_kit.web.viewer import page as page_module
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.page import self_contained
from waymo_kit.web.viewer.viewed import open_viewed

INDEX = (
    "<!doctype html><html><head>"
    '<link rel="stylesheet" href="./viewer.css">'
    '<script type="module" src="./viewer.js"></script>'
    "</head><body><p>Viewer</p></body></html>"
)


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A page in place of the real one."""
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "viewer.js").write_text('const end = "</script>"; // <!-- \nconsole.log(end)')
    (tmp_path / "viewer.css").write_text("p { color: red }")
    (tmp_path / "secret.map").write_text("not a file of the page")
    monkeypatch.setattr(page_module, "BUILT", tmp_path)
    page_module.page_files.cache_clear()
    yield tmp_path
    page_module.page_files.cache_clear()


@pytest.fixture
def client(reader):
    with TestClient(viewer_app(reader.answers), raise_server_exceptions=True) as client:
        yield client


def test_the_page_may_load_its_own_files_only(client, built):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.text == INDEX
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy.replace("https", "http")
    assert client.get("/viewer.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/viewer.css").text.startswith("p {")
    assert client.get("/secret.map").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/..%2f..%2fsetup.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/viewer.js/../../app.py",
        "/app.py",
        "/.%00/viewer.js",
        "/api/..%2f..%2fetc%2fpasswd",
        "/api/{stamp}/segments/..%2f..%2fetc/scene",
        "/api/{stamp}/segments/{segment}%2f..%2f{segment}/scene",
        "/api/{stamp}/segments/{segment}/frames/..%2f0/points",
    ],
)
def test_no_path_leads_to_other_files(client, reader, built, path):
    answer = client.get(path.format(stamp=reader.answers.stamp, segment=reader.segments[0]))
    assert answer.status_code in (400, 404, 410)
    assert set(answer.json()) == {"error"}


def test_content_is_kept_by_browsers_as_long_as_the_data_is_the_same(client, reader):
    session = client.get("/api/session")
    assert session.headers["cache-control"] == "no-cache"
    stamp = session.json()["stamp"]
    url = f"/api/{stamp}/{reader.of_frame('boxes')}"
    answer = client.get(url)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = client.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"other"'}).content == answer.content
    old = client.get(f"/api/0000/{reader.of_frame('boxes')}")
    assert old.status_code == 410
    assert "reload" in old.json()["error"]
    assert old.headers["cache-control"] == "no-store"


def test_statuses(client, reader):
    stamp = reader.answers.stamp
    for path, status in (
        ("nothing", 404),
        (reader.of_frame("points", frame=77), 404),
        (reader.of_segment("outcomes") + "?iou=1", 400),
        (reader.of_frame("cameras/1/crop") + "?row=x", 400),
    ):
        answer = client.get(f"/api/{stamp}/{path}")
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/json"
        assert "\n" not in answer.json()["error"]
    assert client.post("/api/session").status_code == 405


def test_it_can_be_mounted_under_a_prefix(reader, built):
    app = Starlette(routes=[Mount("/view/split", viewer_app(reader.answers))])
    with TestClient(app) as client:
        assert client.get("/view/split/").text == INDEX
        assert client.get("/view/split").url.path == "/view/split/"
        assert client.get("/view/split/api/session").json()["stamp"] == reader.answers.stamp
        stamp = reader.answers.stamp
        assert client.get(f"/view/split/api/{stamp}/cards").json()["total"] == 2


def test_a_damaged_file_is_one_line(drive, tmp_path, reader):
    shutil.copytree(drive.converted, tmp_path / "tables")
    path = tmp_path / "tables" / "lidar" / f"{reader.segments[0]}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    path.write_bytes(data)
    answers = ViewerAnswers(open_viewed(tmp_path / "tables", scratch=tmp_path))
    with TestClient(viewer_app(answers)) as client:
        statuses = set()
        for frame in range(4):
            answer = client.get(f"/api/{answers.stamp}/{reader.of_frame('points', frame=frame)}")
            statuses.add(answer.status_code)
            if answer.status_code == 422:
                assert path.name in answer.json()["error"]
        assert 422 in statuses
        assert statuses <= {200, 422}
    answers.close()


def test_one_file_holds_a_frame_and_nothing_of_it_is_markup(reader, built, monkeypatch):
    monkeypatch.setattr(reader.viewed, "title", "</script><script>alert(1)</script>")
    html = self_contained(reader.answers, reader.segments[0], 2)
    assert "alert(1)" not in html
    assert "<style>p { color: red }</style>" in html
    assert "viewer.css" not in html
    assert html.count("</script>") == 2
    start = html.index('id="waymo-kit-data">') + len('id="waymo-kit-data">')
    stored = json.loads(html[start : html.index("</script>", start)])
    stamp = reader.answers.stamp
    for what in ("points", "boxes", "wireframes", "cameras/1/image"):
        assert f"api/{stamp}/{reader.of_frame(what, frame=2)}" in stored
    for what in ("scene", "outcomes", "outcomes?model=1", "map", "zones"):
        assert f"api/{stamp}/{reader.of_segment(what)}" in stored
    session = json.loads(base64.b64decode(stored["api/session"]["base64"]))
    assert session["title"].startswith("</script>")
    boxes = stored[f"api/{stamp}/{reader.of_frame('boxes', frame=2)}"]
    assert base64.b64decode(boxes["base64"]) == reader.bytes(reader.of_frame("boxes", frame=2))
