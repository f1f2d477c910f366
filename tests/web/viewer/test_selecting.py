"""Drives are chosen by the conditions of `waymo-kit select`, which read nothing but the views."""

import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import select

pytest.importorskip("duckdb", reason="duckdb is not installed")


def names(reader, where):
    page = reader.json("cards", where=where)
    assert page["total"] == len(page["cards"])
    return [card["segment"] for card in page["cards"]]


def test_a_condition_chooses_what_select_chooses(reader):
    for condition in ("num_vehicles > 5", "speed >= 0 AND frame < 3", "num_pedestrians = 10000"):
        try:
            expected = set(select(reader.viewed.dataset, condition).frames)
        except LookupError:
            expected = set()
        assert set(names(reader, condition)) == expected
    only = reader.segments[1]
    assert names(reader, f"segment = '{only}'") == [only]
    assert names(reader, " ") == reader.segments


def test_the_page_is_told_whether_conditions_work(reader, open_reader, monkeypatch):
    def session(one):
        return one.answers.get("session", {}).body

    assert b'"select":true' in session(reader).replace(b" ", b"")
    assert b'"select":false' in session(open_reader("v1")).replace(b" ", b"")
    monkeypatch.setattr(reader.viewed, "hides_paths", True)
    assert not reader.viewed.can_select
    with pytest.raises(InvalidInputError, match="conditions need tables"):
        reader.json("cards", where="frame = 0")


@pytest.mark.parametrize(
    "condition",
    [
        "frame = ",
        "no_such_column = 1",
        "1 = (SELECT count(*) FROM read_text('/etc/passwd'))",
        "1 = (SELECT count(*) FROM '/etc/passwd')",
        "SELECT content AS segment FROM read_text('/etc/hostname')",
        "1=1) TO '/tmp/out.csv'; COPY (SELECT 1",
        "1=1); ATTACH '/tmp/x.db' AS x; SELECT (1",
        "1=1); SET enable_external_access=true; SELECT (1",
        "segment IN (SELECT * FROM condition)",
    ],
)
def test_a_condition_reads_nothing_else(reader, condition, tmp_path):
    with pytest.raises(InvalidInputError) as caught:
        reader.json("cards", where=condition)
    assert "\n" not in str(caught.value)
    assert "root:" not in str(caught.value)
