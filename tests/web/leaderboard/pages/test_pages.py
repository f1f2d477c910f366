"""Every page: what it shows to whom, and that no text of a user is taken for HTML."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.web.leaderboard.pages.conftest import Browser, filled_in
from tests.web.leaderboard.pages.filled_site import (
    HOST,
    MEMBER,
    METHODS,
    PASSWORD,
    TITLE,
)
from waymo_kit.web.leaderboard.pages.templating import local_path

BOARD = "/boards/test/detection"
EVIL = "\"><img src=x onerror=alert(1)></script><script>alert(1)</script>{{7*7}}'"
VOID = {"meta", "link", "input", "hr", "br", "img"}


class Tags(HTMLParser):
    """Checks that tags are closed in order, and gathers what a page loads and may run."""

    def __init__(self):
        super().__init__()
        self.open, self.loads, self.ids = [], [], []
        self.handlers, self.scripts, self.styles, self.images = [], [], [], []
        self.controls, self.labels = [], set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.loads += [found[name] for name in ("src", "srcset") if found.get(name)]
        self.loads += [found["href"]] if tag == "link" else []
        self.handlers += [name for name in found if name.startswith(("on", "hx-on"))]
        self.styles += [tag] if tag == "style" or "style" in found else []
        self.scripts += [found.get("src")] if tag == "script" else []
        self.images += [tag] if tag in ("img", "iframe", "object", "embed", "base") else []
        self.ids += [found["id"]] if "id" in found else []
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            is_named = "aria-label" in found or found.get("aria-hidden") == "true"
            self.controls.append((found.get("id"), is_named, "label" in self.open))
        if tag == "label" and "for" in found:
            self.labels.add(found["for"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def checked(text):
    """Checks the HTML of a page; returns its tags."""
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert all(address.startswith("/static/") for address in tags.loads)
    assert (tags.handlers, tags.styles, tags.images) == ([], [], [])
    assert all(tags.scripts)
    assert len(set(tags.ids)) == len(tags.ids), "an id is there twice"
    unnamed = [control for control in tags.controls if not (control[1] or control[2])]
    assert [name for name, *_ in unnamed if name not in tags.labels] == []
    return tags


def host_paths(made):
    states = ("uploading", "queued", "scoring", "rejected", "failed", "cancelled", "Pillars-L")
    submissions = [f"/submissions/{made.submissions[name]}" for name in states]
    first, second = made.submissions["CenterPoint"], made.submissions["Pillars-L"]
    return [
        BOARD,
        f"{BOARD}?breakdown=Range%2C+meters&sort=date&q=a&sensors=LiDAR",
        f"{BOARD}?split=private",
        "/boards/check/detection",
        f"/compare?first={first}&second={second}",
        f"/compare?first={first}&second={second}&section=Weather&column=AP%2FL1",
        *submissions,
        "/submissions",
        "/submissions?phase=test&state=done",
        "/submit",
        "/submit?phase=test&task=tracking",
        *(f"/methods/{made.methods[name]}" for name in ("Pillars-L", "Cluster baseline")),
        *(f"/teams/{made.teams[name]}" for name in ("Nordlicht", "Organizers")),
        "/teams/new",
        "/account",
        "/rules",
        *(f"/host?tab={tab}" for tab in ("overview", "phases", "teams", "accounts", "audit")),
    ]


def test_every_page_is_sound(filled, host, visitor):
    for path in host_paths(filled[1]):
        assert TITLE in host.get(path).text
        checked(host.get(path).text)
    for path in ("/login", "/register", "/reset", "/rules", BOARD, "/teams/new"):
        checked(visitor.get(path).text)


def test_the_first_page_is_the_board_of_the_last_phase(visitor):
    assert visitor.get("/", 303).headers["location"] == BOARD


def test_before_there_is_a_phase_the_rules_are_shown(tmp_path):
    from waymo_kit.web.leaderboard.migrations import upgrade
    from waymo_kit.web.leaderboard.site import open_site

    site = open_site(tmp_path / "empty")
    upgrade(site.database)
    browser = Browser(site)
    assert browser.get("/", 303).headers["location"] == "/rules"
    checked(browser.get("/rules").text)
    site.close()


def test_board_shows_methods_by_rank_with_scores_and_intervals(visitor):
    text = visitor.get(BOARD).text
    shown = re.findall(r'<td class="name"><a href="/methods/[^"]+">([^<]+)</a>', text)
    assert [unescape(name) for name in shown] == [method for method, *_ in METHODS]
    assert "0.7420" in text
    assert "95 % interval 0.7300 to 0.7530" in text
    assert text.count('aria-label="significantly better than the next method"') == 6
    assert "Team Lidar &amp; Friends" in text


def test_board_is_filtered_and_sorted_by_its_address(visitor):
    text = visitor.get(f"{BOARD}?q=course&sort=latency&order=descending").text
    shown = re.findall(r'<td class="name"><a href="/methods/[^"]+">([^<]+)</a>', text)
    assert shown == ["SECOND-IoU", "PointPillars"]
    assert "2 of 8 methods" in text
    assert 'aria-sort="descending"' in text
    assert "No method matches" in visitor.get(f"{BOARD}?q=nobody").text


@pytest.mark.parametrize(
    ("breakdown", "column"),
    [
        ("Object type", "Pedestrian"),
        ("Range, meters", "Vehicle [30, 50)"),
        ("Time of day", "Cyclist Dawn/Dusk"),
        ("Weather", "Vehicle Rain"),
    ],
)
def test_board_shows_breakdowns(visitor, breakdown, column):
    text = visitor.client.get(BOARD, params={"breakdown": breakdown}).text
    assert f"</i>{column}" in text
    assert 'class="number h5 best"' in text
    # The bootstrap compares the score that ranks, which other breakdowns do not have.
    assert ('significantly better than the next method" title' in text) == (
        breakdown == "Object type"
    )


def test_board_is_sent_again_only_if_it_changed(visitor):
    path = unescape(re.search(r'hx-get="([^"]+revision=[^"]+)"', visitor.get(BOARD).text)[1])
    assert visitor.get(path, 204).content == b""
    assert visitor.get(path[:-1] + "!").status_code == 200


def test_progress_is_there_for_plots_and_for_screen_readers(visitor):
    text = visitor.get(BOARD).text
    plot = json.loads(unescape(re.search(r'data-progress="([^"]+)"', text)[1]))
    assert len(plot["times"]) == 16
    assert plot["best"] == sorted(plot["best"])
    assert "Results by time" in text


def test_private_split_is_for_hosts_until_it_is_revealed(visitor, host):
    assert "Private split" in host.get(BOARD).text
    assert "0.7220" in host.get(f"{BOARD}?split=private").text
    assert "Private split" not in visitor.get(BOARD).text
    visitor.get(f"{BOARD}?split=private", 404)


def test_compare_shows_differences_with_intervals_and_verdicts(filled, visitor):
    first, second = (filled[1].submissions[name] for name in ("CenterPoint", "Pillars-L"))
    text = visitor.get(f"/compare?first={first}&second={second}").text
    assert "Pillars-L is significantly better in" in text
    assert "+0.0230" in text
    assert "significantly better</span>" in text
    assert "95 % interval +0.0110 to +0.0350" in text


def test_two_boxes_of_the_board_lead_to_the_comparison(visitor):
    answer = visitor.get("/compare?pick=one&pick=two", 303)
    assert answer.headers["location"] == "/compare?first=two&second=one"
    assert "choose two methods to compare, got 3" in unescape(
        visitor.get("/compare?pick=a&pick=b&pick=c", 422).text
    )


STATES = {
    "uploading": ("received", "every 1500ms"),
    "queued": ("Number 1 in the queue", "every 1500ms"),
    "scoring": ("scoring segment 63 of 150, 42 %", "every 1500ms"),
    "rejected": ("The file was rejected.", "row 12031: [Prediction].box.heading is NaN"),
    "failed": ("not your fault", "the worker lost its storage three times"),
    "cancelled": ("does not count against the quota", "Cancelled."),
    "MPPNet 16f": ("0.7020", "95 % interval 0.6900 to 0.7130"),
}


@pytest.mark.parametrize("name", STATES)
def test_submission_shows_its_state_to_its_team(filled, member, name):
    text = unescape(member.get(f"/submissions/{filled[1].submissions[name]}").text)
    for words in STATES[name]:
        assert words in text
    is_live = name in ("uploading", "queued", "scoring")
    assert ("hx-trigger" in text) == is_live
    assert ('<ol class="steps"' in text) == is_live


def test_submissions_that_are_not_scored_are_shown_to_nobody_else(filled, visitor):
    for name in ("uploading", "queued", "scoring", "rejected", "failed", "cancelled"):
        text = visitor.get(f"/submissions/{filled[1].submissions[name]}", 404).text
        assert "MPPNet" not in text
    visitor.get("/submissions/0123456789abcdef", 404)
    text = visitor.get(f"/submissions/{filled[1].submissions['Pillars-L']}").text
    assert "9f2c" not in text
    assert "predictions.parquet" not in text


@pytest.mark.parametrize("path", ["/submit", "/submissions", "/account", "/host"])
def test_who_is_not_logged_in_is_asked_to(visitor, path):
    assert visitor.get(path, 303).headers["location"] == f"/login?next={path}"


def test_host_page_is_for_hosts(member):
    assert "this page is for hosts" in member.get("/host", 403).text
    assert 'href="/host"' not in member.get(BOARD).text


def test_methods_and_teams_are_changed_by_their_teams_alone(filled, member, visitor):
    own, other = (filled[1].methods[name] for name in ("MPPNet 16f", "Pillars-L"))
    assert "What the board says about it" in member.get(f"/methods/{own}").text
    assert "What the board says about it" not in member.get(f"/methods/{other}").text
    own, other = (filled[1].teams[name] for name in ("TU Perception", "Nordlicht"))
    assert "Invite and rename" in member.get(f"/teams/{own}").text
    assert "Invite and rename" not in member.get(f"/teams/{other}").text
    assert "Bo Lindqvist" not in visitor.get(f"/teams/{own}").text


def test_log_in_and_out(filled, visitor):
    text = visitor.post("/login", {"email": MEMBER, "password": "wrong"}, status=422).text
    assert 'role="alert"' in text
    assert MEMBER in text
    fields = {"email": MEMBER, "password": PASSWORD, "next": "/submit"}
    assert visitor.post("/login", fields).headers["location"] == "/submit"
    assert "Bo Lindqvist" in visitor.get("/submit").text
    answer = visitor.post("/logout", at="/account")
    assert answer.headers["location"] == "/login?done=logged-out"
    assert "You are logged out." in visitor.get("/login?done=logged-out").text
    visitor.get("/account", 303)


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\n",
    ],
)
def test_log_in_leads_to_no_other_site(address):
    assert local_path(address) == "/"


def test_pages_of_the_site_are_led_to():
    assert local_path("/submissions/1?x=2") == "/submissions/1?x=2"


def test_forms_without_their_token_are_refused(member):
    answer = member.client.post("/teams", data={"name": "Forged"})
    assert answer.status_code == 403
    assert "Forged" not in member.get("/account").text


def test_unknown_messages_are_not_shown(visitor):
    assert 'role="status"' not in visitor.get("/login?done=<b>you+won</b>").text


def test_every_free_text_is_shown_as_text(tmp_path):
    site, made = filled_in(tmp_path, text=EVIL)
    browser = Browser(site, HOST, made)
    for path in host_paths(made):
        text = browser.get(path).text
        checked(text)
        assert "<img src=x" not in text
        assert "{{7*7}}" in text or "49" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in browser.get(BOARD).text
    site.close()


def test_what_was_typed_is_shown_as_text_in_refused_forms(visitor, member):
    evil = {"code": EVIL, "name": EVIL, "email": EVIL, "password": PASSWORD, "url": EVIL}
    for browser, path in ((visitor, "/register"), (visitor, "/reset"), (visitor, "/login")):
        fields = {name: text for name, text in evil.items() if name != "url"}
        checked(browser.post(path, fields, status=422).text)
    checked(member.post("/teams", evil, at="/teams/new", status=422).text)
    checked(member.client.get("/compare", params={"first": EVIL, "second": EVIL}).text)
    checked(member.client.get(BOARD, params={"q": EVIL, "sort": EVIL, "breakdown": ""}).text)
    checked(member.client.get("/submissions", params={"phase": EVIL, "state": EVIL}).text)
    checked(member.client.get("/login", params={"next": EVIL}).text or "")


def test_errors_have_pages(visitor):
    for path in ("/no-such-page", "/boards/none/detection", "/methods/0123456789abcdef"):
        text = visitor.get(path, 404).text
        assert "Not found" in text
        checked(text)


def test_the_page_of_a_fault_needs_no_database(filled, visitor, monkeypatch):
    from waymo_kit.web.leaderboard import boards
    from waymo_kit.web.leaderboard.errors import UnavailableError

    def fail(*_arguments, **_options):
        raise UnavailableError("the database is out of reach; try again")

    monkeypatch.setattr(boards, "board", fail)
    monkeypatch.setattr(filled[0].database, "read", fail)
    text = visitor.get(BOARD, 503).text
    assert "the database is out of reach; try again" in text
    checked(text)
