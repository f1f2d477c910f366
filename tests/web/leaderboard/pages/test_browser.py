"""The pages in headless Chromium: by mouse and by keyboard, on desktops and phones.

With `WAYMO_KIT_PICTURES=docs/images` the tests make the pictures of the documentation.
"""

from datetime import timedelta

import pytest

from tests.web.leaderboard.conftest import DATABASES, new_url
from tests.web.leaderboard.pages.browser import (
    DESKTOP,
    PHONE,
    Window,
    browser,
    expect,
    serving,
)
from tests.web.leaderboard.pages.conftest import filled_in
from tests.web.leaderboard.pages.filled_site import HOST, MEMBER, PASSWORD, sample_time
from tests.web.leaderboard.pages.test_pages import EVIL, host_paths
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.models import ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import touch

__all__ = ["browser"]
pytestmark = pytest.mark.heavy

BOARD = "/boards/test/detection"
LOOKS = {
    "desktop": {"size": DESKTOP},
    "dark": {"size": DESKTOP, "scheme": "dark"},
    "phone": {"size": PHONE},
}


@pytest.fixture(scope="module", params=DATABASES)
def served(request, tmp_path_factory):
    """The address of a filled site on each kind of database, the site, and what is in it."""
    url = new_url(request, request.param)
    site, made = filled_in(tmp_path_factory.mktemp("served"), url, now=sample_time())
    with serving(create_app(site)) as address:
        yield address, site, made
    site.close()


@pytest.fixture
def window(served, browser):
    """Opens windows of accounts, or of nobody."""
    opened = []

    def open_window(email="", **look):
        opened.append(Window(browser, served[0], **look))
        if email:
            opened[-1].log_in(served[1], served[2], email)
        return opened[-1]

    yield open_window
    for one in opened:
        one.close()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_sound_in_the_browser(served, window, look):
    shown = window(HOST, **LOOKS[look])
    for path in host_paths(served[2]):
        shown.open(path)
        shown.check(path)
    stranger = window(**LOOKS[look])
    for path in ("/login", "/register", "/reset", "/rules", BOARD, "/boards/check/detection"):
        stranger.open(path)
        stranger.check(path)


def test_board_is_filtered_and_sorted_without_loading_the_page(window):
    shown = window()
    page = shown.open(BOARD)
    page.evaluate("window.isSame = true")
    names = page.locator("table.board td.name > a")
    assert names.count() == 8
    page.get_by_label("Filter by method or team").fill("course")
    expect(names).to_have_count(2)
    page.wait_for_url("**q=course**")
    page.get_by_role("link", name="Latency").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Latency")
    assert names.all_text_contents() == ["PointPillars", "SECOND-IoU"]
    page.get_by_label("Filter by method or team").fill("")
    expect(names).to_have_count(8)
    assert names.first.text_content() == "Cluster baseline"
    page.get_by_label("Breakdown").select_option("Range, meters")
    page.wait_for_selector("td.best")
    shown.picture("leaderboard_breakdown", height=760)
    assert page.evaluate("window.isSame")
    shown.check()


def test_two_methods_are_compared(window):
    shown = window()
    page = shown.open(BOARD)
    compare = page.get_by_role("button", name="Compare")
    assert compare.is_disabled()
    page.get_by_label("Compare Pillars-L of Nordlicht").check()
    assert page.get_by_role("button", name="Choose one more").is_disabled()
    page.get_by_label("Compare Cluster baseline of Organizers").check()
    page.get_by_label("Compare CenterPoint of Team Lidar & Friends").check()
    assert not page.get_by_label("Compare Pillars-L of Nordlicht").is_checked()
    page.get_by_label("Compare Cluster baseline of Organizers").uncheck()
    page.get_by_label("Compare Pillars-L of Nordlicht").check()
    compare.click()
    page.wait_for_url("**/compare?**")
    page.get_by_text("Pillars-L is significantly better in").wait_for()
    page.get_by_role("link", name="Range, meters").click()
    page.get_by_role("rowheader", name="VEHICLE [30, 50)").wait_for()
    page.get_by_role("link", name="Object type").click()
    page.get_by_role("rowheader", name="PEDESTRIAN").wait_for()
    shown.picture("leaderboard_compare", height=560)
    shown.check()


def test_board_shows_a_new_result_by_itself(served, window):
    _, site, made = served
    page = window().open(BOARD)
    page.evaluate("window.isSame = true")
    row = page.locator(f"#row-{made.submissions['Pillars-L']}")
    expect(row).to_have_count(1)
    for is_hidden in (True, False):
        with site.database.write() as session:
            session.get(SubmissionRow, made.submissions["Pillars-L"]).is_hidden = is_hidden
            touch(session, "test")
        expect(row).to_have_count(0 if is_hidden else 1, timeout=12_000)
        told = page.get_by_role("cell", name="Pillars-L, Nordlicht", exact=True)
        expect(told).to_have_count(2 - is_hidden)
    assert page.evaluate("window.isSame")


def test_submission_is_watched_until_it_is_done(served, window):
    _, site, made = served
    shown = window(MEMBER)
    submission_id = made.submissions["scoring"]
    page = shown.open(f"/submissions/{submission_id}")
    page.evaluate("window.isSame = true")
    page.get_by_text("scoring segment 63 of 150, 42 %").wait_for()
    shown.picture("leaderboard_scoring", height=640)
    with site.database.write() as session:
        row = session.get(SubmissionRow, submission_id)
        row.percent, row.stage = 80.0, "scoring segment 120 of 150"
    page.get_by_text("scoring segment 120 of 150, 80 %").wait_for()
    with site.database.write() as session:
        row = session.get(SubmissionRow, submission_id)
        row.state, row.percent, row.stage = "done", None, ""
        row.finished_at = row.created_at + timedelta(minutes=3)
        like = (
            session.query(ResultRow).filter_by(submission_id=made.submissions["MPPNet 16f"]).one()
        )
        session.add(
            ResultRow(
                id="watchedxxxxxxxxx",
                submission_id=submission_id,
                is_current=True,
                version=like.version,
                splits=like.splits,
                findings=like.findings,
                result_key="",
                report_key="",
                receipt=like.receipt,
                is_confirmed=None,
                created_at=row.created_at,
            )
        )
    page.get_by_text("95 % interval 0.6900 to 0.7130").wait_for()
    assert page.evaluate("window.isSame")
    assert page.locator("[hx-trigger]").count() == 0
    shown.picture("leaderboard_submission", height=1100)
    shown.check()


def test_theme_is_switched_and_kept(window):
    page = window().open(BOARD)
    color = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(color)
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate(color)
    assert dark != light
    page.reload()
    assert page.evaluate(color) == dark


def test_pages_are_used_by_keyboard(window):
    shown = window(MEMBER)
    page = shown.open(BOARD)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Shift+Tab")
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Account"
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    page.get_by_label("Compare Pillars-L of Nordlicht").focus()
    page.keyboard.press("Space")
    page.get_by_label("Compare CenterPoint of Team Lidar & Friends").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare").focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?**")


def test_log_in_and_second_factor_by_hand(window):
    shown = window()
    page = shown.open("/submit")
    page.wait_for_url("**/login?next=/submit")
    page.get_by_label("E-mail").fill(MEMBER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/submit")
    shown.picture("leaderboard_submit", height=780)
    page.goto(shown.address + "/account")
    page.locator("#totp-password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("img", name="QR code").wait_for()
    shown.check()


def test_a_broken_upload_goes_on_and_can_be_paused(served, window, tmp_path):
    path = tmp_path / "large.parquet"
    path.write_bytes(b"PAR1" + bytes(40 << 20))
    shown = window(MEMBER)
    page = shown.open("/submit?phase=check")
    sent = []

    def pass_on(route):
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) == 2:
                return route.abort("connectionreset")
            page.wait_for_timeout(300)
        return route.continue_()

    page.route("**/api/v1/uploads/**", pass_on)
    page.get_by_label("Method").fill("MPPNet 16f")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload and score").click()
    page.get_by_text("Connection lost. Trying again in 1 s").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused at").wait_for()
    count = len(sent)
    page.wait_for_timeout(1000)
    assert len(sent) == count
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/submissions/*")
    assert page.locator("#state").text_content().startswith("checking")
    assert sent[:3] == [0, 8 << 20, 8 << 20]
    assert shown.faults == ["console: Failed to load resource: net::ERR_CONNECTION_RESET"]


def test_a_refused_upload_says_why(window, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no predictions")
    page = window(MEMBER).open("/submit?phase=check")
    page.get_by_label("Method").fill("MPPNet 16f")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload and score").click()
    page.get_by_role("alert").get_by_text("filename: expected a name that ends with").wait_for()
    assert page.get_by_label("Method").is_enabled()


def test_pictures_of_board_and_host_pages(window):
    for email, look, path, name, height in (
        ("", "desktop", BOARD, "leaderboard_board", 1330),
        ("", "dark", BOARD, "leaderboard_board_dark", 1330),
        ("", "phone", BOARD, "leaderboard_phone", 1500),
        (HOST, "desktop", "/host?tab=phases", "leaderboard_host", 760),
    ):
        shown = window(email, **LOOKS[look])
        shown.open(path)
        shown.picture(name, height=height)
        assert shown.faults == []


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_texts_of_users_run_nothing(browser, tmp_path, look):
    site, made = filled_in(tmp_path, text=EVIL)
    with serving(create_app(site)) as address:
        shown = Window(browser, address, **LOOKS[look])
        shown.log_in(site, made, HOST)
        for path in host_paths(made):
            page = shown.open(path)
            assert shown.faults == [], path
            assert page.locator("main img, main script").count() == 0
            width = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert width <= 0, path
        shown.close()
    site.close()
