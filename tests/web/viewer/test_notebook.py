"""`scene.view()` and `view`: a server in the background and a frame in the notebook."""

import json
import socket
import urllib.request

import pytest

pytest.importorskip("starlette", reason="needs waymo-kit[serve]")

import waymo_kit as wk
from waymo_kit.errors import NotFoundError
from waymo_kit.web.viewer import view


def session_of(viewer):
    with urllib.request.urlopen(
        f"{viewer.link.partition('#')[0]}api/session", timeout=30
    ) as answer:
        return json.load(answer)


@pytest.mark.parametrize("form", ["v1", "converted"])
def test_a_scene_shows_itself(drive, form):
    dataset = wk.open_dataset(getattr(drive, form))
    with dataset[1] as scene, scene[1:].view([drive.root / "first.parquet"], frame=1) as viewer:
        session = session_of(viewer)
        assert session["segments"] == [scene.name]
        assert session["start"] == {"segment": scene.name, "frame": 2}
        assert [model["name"] for model in session["models"]] == ["first"]
        assert viewer.link.endswith(f"#segment={scene.name}&frame=2")
        html = viewer._repr_html_()
        assert html.startswith('<iframe src="http://127.0.0.1:')
        assert "&amp;frame=2" in html
        base = viewer.link.partition("#")[0]
        url = f"{base}api/{session['stamp']}/segments/{scene.name}/frames/2/points"
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert answer.read(4) == b"WKP1"
        port = int(base.rpartition(":")[2].rstrip("/"))
        assert len(scene[0].points()) > 0  # the scene's own files stay open
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)


def test_a_dataset_is_viewed_by_its_path(drive):
    with view(drive.converted, segment=drive.segments[1]) as viewer:
        assert session_of(viewer)["start"]["segment"] == drive.segments[1]
        assert viewer.link_to(drive.segments[0], 3).endswith(f"{drive.segments[0]}&frame=3")
    with pytest.raises(NotFoundError):
        view(drive.root / "nothing")
