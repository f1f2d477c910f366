"""The viewer of a phase: for everybody where labels are public, else for hosts, else for nobody."""

from dataclasses import replace

import pytest

from tests.web.leaderboard.conftest import Browser
from waymo_kit.web.leaderboard.app import create_app

VIEW = "/phases/{}/view/api/session"


@pytest.fixture
def viewed(site, phases, labels):
    """An application whose settings name data of the phases check and test."""
    views = {"check": str(labels[0]), "test": str(labels[0])}
    site.settings = replace(site.settings, views=views)
    app = create_app(site)
    yield app
    app.state.viewer.close()


def test_public_drives_are_for_all_and_hidden_ones_for_hosts(viewed, people, labels):
    visitor, team, host = Browser(viewed), Browser(viewed), Browser(viewed)
    team.log_in(people.email(people.team()[0]))
    host.log_in(people.email(people.host))
    for browser in (visitor, team, host):
        answer = browser.get(VIEW.format("check"))
        assert answer.status_code == 200
        assert str(labels[0]) not in answer.text
        assert browser.get(VIEW.format("nothing")).status_code == 404
    assert visitor.get(VIEW.format("test")).status_code == 404
    assert team.get(VIEW.format("test")).status_code == 404
    assert host.get(VIEW.format("test")).status_code == 200
    assert "View the drives" in host.get("/boards/test/detection").text
    assert "View the drives" not in team.get("/boards/test/detection").text
    assert "View the drives" in team.get("/boards/check/detection").text


def test_without_the_setting_there_is_no_viewer(app, people, phases):
    host = Browser(app)
    host.log_in(people.email(people.host))
    for phase in ("check", "test"):
        assert host.get(VIEW.format(phase)).status_code == 404
    assert "View the drives" not in host.get("/boards/check/detection").text
