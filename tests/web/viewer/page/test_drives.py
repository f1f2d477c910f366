"""The list of drives of the viewer's page in headless Chromium: cards, filters, histograms."""

import numpy as np
import pytest

from tests.web.viewer.page.conftest import HOSTILE


@pytest.mark.heavy
def test_hostile_names_are_text(open_page, served):
    page = open_page(segment=served.segment, panel="layers", layout="side")
    page.settle()
    assert HOSTILE in page.tab.locator("select[aria-label='Second model']").inner_text()
    page.tab.keyboard.press("s")
    page.tab.click(".drive")
    page.tab.wait_for_selector(".card")
    assert HOSTILE in page.tab.text_content(".browser-header")
    assert page.run("window.hacked === undefined && !document.querySelector('img[src=x]')")


@pytest.mark.heavy
def test_the_browser_shows_drives_and_filters_them(open_page, served):
    page = open_page()
    page.wait("waymoKit.state.cards === 2")
    names = page.tab.locator(".card .name").all_text_contents()
    assert sorted(names) == sorted(served.answers.viewed.dataset.segments)
    assert page.tab.locator(".card-figure").count() >= 3
    page.tab.fill("input[type=search]", served.segment)
    page.wait("waymoKit.state.cards === 1")
    page.tab.click(".card")
    page.wait(f"waymoKit.state.segment === '{served.segment}' && waymoKit.state.firstFrameMs > 0")
    page.tab.go_back()
    page.wait("waymoKit.state.segment === ''")


@pytest.mark.heavy
def test_histograms_count_the_labels_of_all_drives_that_match(open_page, served, fetch):
    page = open_page()
    # A drive at a time, as if there were more than the page asks for at once.
    one = page.tab.route
    one("**/cards?*", lambda it: it.continue_(url=it.request.url.replace("count=20", "count=1")))
    page.tab.reload()
    page.wait("waymoKit.state.cards === 2")
    cards = {card["segment"]: card["histograms"]["range"] for card in fetch("cards")["cards"]}

    def shown():
        figure = page.tab.locator(".card-figure").filter(has_text="Distance of labels")
        bars = figure.locator("rect title").all_text_contents()
        counts = [int(bar.rpartition(": ")[2].replace(",", "")) for bar in bars]
        return figure.locator("figcaption span").text_content(), counts

    assert shown() == ("2 drives", np.sum(list(cards.values()), axis=0).tolist())
    page.tab.fill("input[type=search]", served.segment)
    page.wait("waymoKit.state.cards === 1")
    assert shown() == ("1 drive", cards[served.segment])
