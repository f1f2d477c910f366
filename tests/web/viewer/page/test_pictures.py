"""The pictures of the guide, written into it with `WAYMO_KIT_PICTURES=1`."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from waymo_kit.web.serving import AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.viewed import open_viewed

IMAGES = Path(__file__).parents[4] / "docs" / "images"

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def shown(demo, tmp_path_factory):
    """URL of a server of the drives and models, under names for people."""
    folder = tmp_path_factory.mktemp("pictures")
    models = []
    for name, path in zip(("good", "poor"), demo.models, strict=True):
        models.append(folder / f"{name}.parquet")
        models[-1].write_bytes(path.read_bytes())
    answers = ViewerAnswers(open_viewed(str(demo.tables), models, scratch=folder))
    answers.viewed.title = "validation"
    server = AddressServer(viewer_app(answers))
    server.start()
    yield server.url
    server.stop()
    answers.close()


@pytest.mark.parametrize(
    ("name", "size", "state", "keys"),
    [
        ("view", (1280, 760), {"frame": 12}, ""),
        ("view_models", (1280, 760), {"frame": 12, "layout": "side", "panel": "layers"}, ""),
        ("view_camera", (1280, 760), {"frame": 12, "view": "camera", "camera": 1}, "jd"),
        ("view_phone", (390, 844), {"frame": 12, "view": "birds-eye"}, ""),
        ("view_drives", (1280, 760), None, ""),
    ],
)
def test_picture(open_page, shown, served, tmp_path, name, size, state, keys):
    page = open_page(*size, url=shown, **({"segment": served.segment, **state} if state else {}))
    if state is None:
        page.wait("waymoKit.state.cards === 2")
        page.tab.wait_for_timeout(1500)
    for key in keys:
        page.settle()
        page.tab.keyboard.press(key)
    page.settle()
    folder = IMAGES if os.environ.get("WAYMO_KIT_PICTURES") else tmp_path
    path = folder / f"{name}.png"
    page.tab.screenshot(path=path)
    picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert picture.shape[:2] == size[::-1]
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 500
