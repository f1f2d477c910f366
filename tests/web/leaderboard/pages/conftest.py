"""A site that is filled without workers, and clients of its pages."""

import re
import shutil

import pytest

pytest.importorskip("fastapi", reason="needs the packages of the extra 'serve'")
pytest.importorskip("sqlalchemy", reason="needs the packages of the extra 'serve'")

from starlette.testclient import TestClient

from tests.web.leaderboard.conftest import DATABASES, new_url
from tests.web.leaderboard.pages.filled_site import HOST, MEMBER, fill, new_session
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.migrations import upgrade
from waymo_kit.web.leaderboard.settings import SiteSettings
from waymo_kit.web.leaderboard.site import open_site

BASE = "http://127.0.0.1"
_APPS = {}


class Browser:
    """A client that fills in forms as a browser does."""

    def __init__(self, site, email="", made=None):
        app = _APPS.setdefault(site.home, None) or create_app(site)
        _APPS[site.home] = app
        self.client = TestClient(app, base_url=BASE, follow_redirects=False)
        if email:
            self.client.cookies.set("session", new_session(site, email, made))

    def get(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text[:2000]
        return answer

    def post(self, path, fields=None, *, at=None, status=303):
        """Sends a form with the token of the page that it is on."""
        page = self.client.get(at or path)
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        data = {"csrf": token[1], **(fields or {})}
        answer = self.client.post(path, data=data)
        assert answer.status_code == status, answer.text[:2000]
        return answer


def filled_in(folder, database="", **values):
    """Makes a filled site in a folder; returns it and what is in it."""
    site = open_site(folder, SiteSettings(database=database))
    upgrade(site.database)
    return site, fill(site, **values)


@pytest.fixture(scope="session", params=DATABASES)
def filled(request, tmp_path_factory):
    """A filled site that tests only read, on each kind of database, and what is in it."""
    url = new_url(request, request.param)
    site, made = filled_in(tmp_path_factory.mktemp("filled"), url)
    yield site, made
    site.close()


@pytest.fixture
def new_site(filled, tmp_path, request):
    """A filled site of the test's own, and what is in it."""
    if filled[0].database.is_sqlite:
        shutil.copytree(filled[0].home, tmp_path / "site")
        site, made = open_site(tmp_path / "site"), filled[1]
    else:
        site, made = filled_in(tmp_path / "site", new_url(request, "postgresql"))
    yield site, made
    site.close()


@pytest.fixture
def visitor(filled):
    """A browser that nobody has logged in with."""
    return Browser(filled[0])


@pytest.fixture
def member(filled):
    """The browser of a member of a team."""
    return Browser(filled[0], MEMBER, filled[1])


@pytest.fixture
def host(filled):
    """The browser of a host."""
    return Browser(filled[0], HOST, filled[1])
