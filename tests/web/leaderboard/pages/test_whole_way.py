"""From an invitation to a hidden result, in the browser, with a real worker and real labels."""

import re
import threading

import pytest

from tests.web.leaderboard.pages.browser import Window, browser, expect, serving
from tests.web.leaderboard.pages.filled_site import PASSWORD
from waymo_kit.web.leaderboard import invitations
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.benchmark import write_benchmark
from waymo_kit.web.leaderboard.migrations import upgrade
from waymo_kit.web.leaderboard.settings import SiteSettings
from waymo_kit.web.leaderboard.site import open_site
from waymo_kit.web.leaderboard.worker import Worker

__all__ = ["browser"]
pytestmark = pytest.mark.heavy

BOARD = "/boards/test/detection"
SCORED_MS = 300_000
"""Longest time until a submission is scored; kernels may have to be compiled first."""


@pytest.fixture
def site(labels, tmp_path, database_url):
    """A site with hidden labels and a worker that scores."""
    made = open_site(tmp_path / "home", SiteSettings(database=database_url))
    upgrade(made.database)
    folder = str(labels[0])
    benchmark = write_benchmark(
        made.home / "benchmark.yaml", labels=folder, check_labels=folder, title="Lab benchmark"
    )
    stop = threading.Event()
    worker = Worker(made, benchmark, stop=stop)
    worker.publish()
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    yield made
    stop.set()
    thread.join(60)
    made.close()


def register(window, code, name, email):
    page = window.open("/register")
    page.get_by_label("Invitation code").fill(code)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    window.check()
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/account")
    page.get_by_role("heading", name=name).wait_for()
    window.check()


def make_team(window, name):
    page = window.open("/account")
    page.get_by_role("link", name="Create a team").click()
    page.get_by_label("Name on the board").fill(name)
    page.get_by_role("button", name="Create the team").click()
    page.wait_for_url(re.compile("/teams/(?!new)"))
    page.get_by_role("heading", name=name).wait_for()
    window.check()


def submit(window, method, phase, path, state="done"):
    """Submits a file by hand; returns the page of the submission once it has ended."""
    page = window.open("/submit")
    page.get_by_label("Phase").select_option(phase)
    page.locator("#quota").get_by_text(phase.capitalize()).wait_for()
    page.get_by_label("Method").fill(method)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload and score").click()
    page.wait_for_url("**/submissions/*")
    page.evaluate("window.isSame = true")
    page.locator("#state").get_by_text(state, exact=True).wait_for(timeout=SCORED_MS)
    assert page.evaluate("window.isSame"), "the page was loaded anew"
    window.check()
    return page


def test_whole_way(site, guesses, browser, tmp_path):
    with serving(create_app(site)) as address:
        host, guest, reader = (Window(browser, address) for _ in range(3))
        register(host, invitations.invite_first_host(site), "Ada Sommer", "ada@example.org")
        make_team(host, "Organizers")

        page = host.open("/host?tab=accounts")
        page.get_by_role("button", name="Make a code").click()
        code = page.locator("#invitation").text_content()
        host.check()
        register(guest, code, "Bo Lindqvist", "bo@example.org")
        make_team(guest, "TU Perception")

        page = submit(guest, "Close boxes", "test", guesses[0])
        assert page.get_by_text("2 of 3 left in 30 days").is_visible()
        assert page.get_by_role("link", name="Receipt").is_visible()
        assert page.get_by_role("link", name="Full report").count() == 0
        result = page.url.removeprefix(address)
        submit(host, "Wide boxes", "test", guesses[2])

        page = submit(guest, "Close boxes", "check", guesses[0])
        with page.expect_navigation():
            page.get_by_role("link", name="Full report").click()
        assert page.get_by_role("heading", name="Leaderboard table").is_visible()

        broken = tmp_path / "broken.parquet"
        broken.write_bytes(b"PAR1 this is no table PAR1")
        page = submit(guest, "Close boxes", "test", broken, "rejected")
        assert page.get_by_text("It does not count against the quota.").is_visible()
        assert page.get_by_text("2 of 3 left in 30 days").is_visible()

        page = reader.open(BOARD)
        names = page.locator("table.board td.name > a")
        assert names.all_text_contents() == ["Close boxes", "Wide boxes"]
        reader.check()
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name="Compare").click()
        page.wait_for_url("**/compare?**")
        page.get_by_role("rowheader", name="VEHICLE").first.wait_for()
        reader.check()

        page = reader.open(BOARD)
        hosting = host.open(result)
        hosting.get_by_role("button", name="Hide").click()
        hosting.get_by_text("The result is hidden from the board.").wait_for()
        host.check()
        expect(names).to_have_text(["Wide boxes"], timeout=12_000)
        reader.check()
        for window in (host, guest, reader):
            assert window.faults == []
            window.close()
