"""The viewer inside another application, which decides by visitor what is seen."""

import shutil

import pytest

pytest.importorskip("starlette", reason="starlette is not installed")

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from waymo_kit.web.viewer import mounted
from waymo_kit.web.viewer.mounted import MountedViewer, ShownData


@pytest.fixture
def boards(drive, tmp_path):
    """A client of two boards: one that all see, and one for those with a key."""

    models = (str(drive.root / "first.parquet"),)

    async def choose(scope):
        board = scope["path_params"]["name"]
        keys = [value for name, value in scope["headers"] if name == b"x-key"]
        if board == "public":
            return ShownData(str(drive.converted), "Public board", models)
        if board == "hidden" and keys == [b"host"]:
            return ShownData(str(drive.converted), "Hidden board", is_private=True)
        if board == "gone":
            return ShownData(str(drive.root / "nothing"), "Gone board")
        if board == "damaged":
            return ShownData(str(tmp_path / "tables"), "Damaged board")
        return None

    viewer = MountedViewer(choose, tmp_path, max_open=1)
    app = Starlette(routes=[Mount("/boards/{name}/view", viewer)])
    with TestClient(app) as client:
        yield client
    viewer.close()
    assert not list(tmp_path.glob("viewer-*"))


def url(board, client, rest="", **headers):
    session = client.get(f"/boards/{board}/view/api/session", headers=headers)
    assert session.status_code == 200
    return f"/boards/{board}/view/api/{session.json()['stamp']}/{rest}"


def test_each_visitor_sees_what_the_application_chooses(boards, drive):
    answer = boards.get("/boards/public/view/api/session")
    assert answer.json()["title"] == "Public board"
    assert [model["name"] for model in answer.json()["models"]] == ["first"]
    assert str(drive.root) not in answer.text
    assert boards.get("/boards/public/view/").text.startswith("<!doctype html>")
    for path in ("", "viewer.js", "api/session", "api/x/cards"):
        assert boards.get(f"/boards/hidden/view/{path}").status_code == 404
        assert boards.get(f"/boards/none/view/{path}").status_code == 404
    key = {"X-Key": "host"}
    session = boards.get("/boards/hidden/view/api/session", headers=key)
    assert session.json()["title"] == "Hidden board"
    assert boards.get("/boards/hidden/view/viewer.js", headers=key).status_code == 200


def test_browsers_keep_nothing_of_private_data(boards, drive):
    path = f"segments/{drive.segments[0]}/frames/0/boxes"
    answer = boards.get(url("hidden", boards, path, **{"X-Key": "host"}), headers={"X-Key": "host"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    public = boards.get(url("public", boards, path))
    assert public.content != b""
    assert "immutable" in public.headers["cache-control"]
    stamped = url("hidden", boards, path, **{"X-Key": "host"})
    assert boards.get(stamped).status_code == 404  # the URL alone opens nothing


def test_messages_do_not_name_files_of_the_server(boards, drive, tmp_path, caplog):
    shutil.copytree(drive.converted, tmp_path / "tables")
    for file in (tmp_path / "tables" / "lidar_box").iterdir():
        file.write_bytes(b"not a table")
    gone = boards.get("/boards/gone/view/api/session")
    assert (gone.status_code, gone.json()) == (422, {"error": "this data cannot be shown"})
    assert str(drive.root / "nothing") in caplog.text
    base = url("damaged", boards)
    for path in (f"segments/{drive.segments[0]}/frames/0/boxes", "cards", "segments/x/scene"):
        answer = boards.get(base + path)
        assert str(tmp_path) not in answer.text
        assert "error" in answer.text
    assert "lidar_box" in caplog.text


def test_the_last_used_datasets_stay_open(boards, monkeypatch):
    opened = []
    open_viewed = mounted.open_viewed

    def counted(data, *rest, **options):
        opened.append(options["scratch"])
        return open_viewed(data, *rest, **options)

    monkeypatch.setattr(mounted, "open_viewed", counted)
    key = {"X-Key": "host"}
    for board in ("public", "public", "hidden", "hidden", "public"):
        url(board, boards, **key)
    assert len(opened) == 3
    assert [folder.exists() for folder in opened] == [False, False, True]
