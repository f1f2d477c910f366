"""A headless Chromium, if there is one: what a page looks like at some width, without a driver.

The page is put into a frame of the wanted width. A script beside it, which the page itself could
not run, measures it once it is laid out; `--dump-dom` prints what it found.
"""

import html
import json
import os
import re
import shutil
import subprocess
from urllib.parse import unquote

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

MEASURE = """
<script>
addEventListener("load", () => {
  const view = document.querySelector("iframe").contentDocument;
  const box = (element) => {
    const { left, right, width, height } = element.getBoundingClientRect();
    return [left, right, width, height];
  };
  const isVisible = (element) => box(element)[2] + box(element)[3] > 0;
  const plots = [...view.querySelectorAll("svg[data-plot]")].map((svg) => {
    const words = [...svg.querySelectorAll("text")];
    const pixels = (text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a;
    return {
      name: svg.dataset.plot,
      box: box(svg),
      marks: [...svg.querySelectorAll("polyline, rect, circle, polygon")].filter(isVisible).length,
      words: words.map((text) => [text.textContent, box(text)]),
      letters: words.length ? Math.min(...words.map(pixels)) : null,
    };
  });
  const root = view.documentElement;
  const found = { plots, width: root.scrollWidth, shown: root.clientWidth };
  const pre = Object.assign(document.createElement("pre"), { id: "found" });
  pre.textContent = encodeURIComponent(JSON.stringify(found));
  document.body.append(pre);
});
</script>
"""


def chromium():
    """The browser's path; skips the test where there is none."""
    given = os.environ.get("WAYMO_KIT_CHROMIUM")
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if given is None and found is None:
        pytest.skip("needs a Chromium: none on the PATH, nor in $WAYMO_KIT_CHROMIUM")
    return given or found


def lay_out(page, width, folder):
    """Lays a page out; returns what was found, and what the browser's console said."""
    wrapper = folder / "wrapper.html"
    framed = f'<iframe width="{width}" height="900" srcdoc="{html.escape(page)}"></iframe>'
    wrapper.write_text(f"<!doctype html><meta charset=utf-8><body>{framed}{MEASURE}</body>")
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--enable-logging=stderr"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width + 100},1000"]
    command += ["--virtual-time-budget=5000", "--dump-dom", wrapper.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    found = re.search(r'<pre id="found">([^<]*)</pre>', done.stdout)
    assert found, f"the page was not laid out: {done.stderr[-2000:]}"
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return json.loads(unquote(found[1])), said
