"""Every Python and shell snippet of README and docs runs, in the order of its page."""

import pytest

from tests.docs.snippets import (
    PAGES,
    ROOT,
    make_data,
    prepare,
    run_python,
    run_shell,
    snippets_of,
)

WITH_SNIPPETS = [page for page in PAGES if snippets_of(page.read_text())[0]]
MIN_REASON = 10


def has_heavy(page):
    return any(snippet.heavy for snippet in snippets_of(page.read_text())[0])


def name_of(page):
    return page.relative_to(ROOT).as_posix()


NEEDS = {
    "README.md": "matplotlib",
    "docs/guides/augmentation.md": "keras",
    "docs/guides/camera_detectors.md": "keras",
    "docs/guides/coverage.md": "matplotlib",
    "docs/guides/draw.md": "matplotlib",
    "docs/guides/lidar_input.md": "keras",
    "docs/guides/query.md": "duckdb",
    "docs/guides/soft_calibration.md": "keras",
    "docs/guides/view.md": "starlette",
}
"""Optional package that the quick snippets of a page need."""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Folder with simulated segments, their tables and predictions."""
    folder = tmp_path_factory.mktemp("data")
    make_data(folder)
    return folder


def run_page(page, data, folder, with_heavy):
    snippets, files = snippets_of(page.read_text())
    prepare(data, folder, files)
    names = {"__name__": "__main__", "PAGE": page.read_text()}
    for snippet in snippets:
        if snippet.skip or (snippet.heavy and not with_heavy):
            continue
        if snippet.language == "python":
            run_python(snippet, page, names)
        else:
            run_shell(snippet, page, folder)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("page", WITH_SNIPPETS, ids=name_of)
def test_snippets_run(page, data, tmp_path, monkeypatch):
    if name_of(page) in NEEDS:
        pytest.importorskip(NEEDS[name_of(page)], reason="needs an extra of waymo-kit")
    monkeypatch.chdir(tmp_path)
    run_page(page, data, tmp_path, with_heavy=False)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("page", [p for p in WITH_SNIPPETS if has_heavy(p)], ids=name_of)
def test_snippets_that_take_minutes_run(page, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_page(page, data, tmp_path, with_heavy=True)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_is_not_run_says_why(page):
    for snippet in snippets_of(page.read_text())[0]:
        for reason in filter(None, (snippet.skip, snippet.heavy)):
            assert len(reason) >= MIN_REASON, f"{page}:{snippet.line}: {reason}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_fenced_so_that_they_run(page):
    text = page.read_text()
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        fenced ^= line.startswith("```")
        is_command = line.strip().startswith(("waymo-kit ", "python -m ", "make "))
        assert fenced or not (line.startswith("    ") and is_command), f"{page}:{number}: {line}"
        assert line != "```" or fenced is False, f"{page}:{number}: a fence without a language"


def test_pages_are_parsed_as_they_say():
    text = (
        "<!-- files: tables -->\n<!-- setup\nx = 1\n-->\n```python\ny = x\n```\n"
        "<!-- heavy: trains a network -->\n```bash\na\n```\n```text\nb\n```\n"
        "<!-- not run: needs a cluster -->\n```bash\nc\n```\n```python\nd\n```\n"
    )
    snippets, files = snippets_of(text)
    assert files == ["tables"]
    assert [(s.language, s.code.strip(), s.skip, s.heavy) for s in snippets] == [
        ("python", "x = 1", "", ""),
        ("python", "y = x", "", ""),
        ("bash", "a", "", "trains a network"),
        ("bash", "c", "needs a cluster", ""),
        ("python", "d", "", ""),
    ]
    assert text.splitlines()[snippets[1].line - 1] == "y = x"
