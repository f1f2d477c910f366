"""Parts of segments joined into one file, whatever the engine and whatever went wrong before."""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.engine.test_run import MadeUpEngine
from waymo_kit.engine import LocalEngine
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind, make_predictions, read_predictions
from waymo_kit.predictions.job import SegmentPredictions, predict
from waymo_kit.predictions.parts import PartFacts, PredictionParts
from waymo_kit.predictions.writer import PredictionWriter

SEGMENTS = ("c", "a", "empty", "b")
FRAMES = 3
ENGINES = {
    "here": lambda: LocalEngine(1),
    "processes": lambda: LocalEngine(2),
    "backwards": lambda: MadeUpEngine([9]),
    "losing": lambda: MadeUpEngine([2], losses=2),
}


def table_of(segment):
    """Made-up predictions in two chunks; none in the segment `empty`."""
    rng = np.random.default_rng(list(segment.encode()))
    tables = [BoxKind.BOX_3D.schema.empty_table()]
    for micros in (10, 20) if segment != "empty" else ():
        boxes = np.abs(rng.normal(5, 1, (30, 7)))
        tables.append(make_predictions(segment, micros, boxes, 1, rng.random(30)))
    return pa.concat_tables(tables)


@dataclass(frozen=True)
class Made:
    """Predicts, notes it in a folder, and fails on the segments that a file there names."""

    folder: Path

    def __call__(self, segment, progress):
        with (self.folder / "done").open("a") as file:
            file.write(f"{segment}\n")
        progress(1)
        if (self.folder / f"fails-{segment}").exists():
            raise InvalidInputError(f"{segment} is wrong")
        progress(FRAMES)
        table = table_of(segment)
        return SegmentPredictions(table, PartFacts(FRAMES, len(table)), {"made": 1.0})

    def done(self):
        """Segments that were predicted since this was asked last."""
        names = (self.folder / "done").read_text().split()
        (self.folder / "done").write_text("")
        return names


@pytest.fixture
def made(tmp_path):
    (tmp_path / "notes").mkdir()
    return Made(tmp_path / "notes")


def run(made, out, engine=None, depends_on=None, **options):
    depends_on = depends_on or {"data": "some"}
    return predict(
        made, SEGMENTS, PredictionWriter(out), depends_on, engine or LocalEngine(), **options
    )


def parts_of(out, depends_on=None):
    return PredictionParts.beside(locate(out), depends_on or {"data": "some"}, BoxKind.BOX_3D)


def expected(out):
    with PredictionWriter(out) as writer:
        for segment in SEGMENTS:
            writer.add(table_of(segment).combine_chunks())
    return out.read_bytes()


@pytest.mark.parametrize("ending", ["parquet", "arrow", "bin"])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_writes_the_same_bytes(engine, ending, made, tmp_path):
    out = tmp_path / f"p.{ending}"
    outcomes = run(made, out, ENGINES[engine]())
    assert out.read_bytes() == expected(tmp_path / f"q.{ending}")
    assert [each.segment for each in outcomes] == list(SEGMENTS)
    assert {each.status for each in outcomes} == {"made"}
    assert {each.cost.retries for each in outcomes} == {2 if engine == "losing" else 0}
    assert [each.facts for each in outcomes] == [
        PartFacts(FRAMES, len(table_of(segment))) for segment in SEGMENTS
    ]
    assert all(each.cost.bytes_out > 500 and each.cost.seconds >= 0 for each in outcomes)
    assert {path.name for path in tmp_path.iterdir()} == {out.name, f"q.{ending}", "notes"}


def fail_on(made, out, segment, engine=None):
    mark = made.folder / f"fails-{segment}"
    mark.touch()
    with pytest.raises(InvalidInputError, match=f"{segment} is wrong"):
        run(made, out, engine)
    mark.unlink()
    assert not out.exists()


@pytest.mark.parametrize("engine", ["here", "processes"])
def test_a_job_that_broke_off_goes_on(engine, made, tmp_path):
    out = tmp_path / "p.parquet"
    fail_on(made, out, "b", ENGINES[engine]())
    left = set(parts_of(out).names())
    assert "b" not in left
    assert "b" in made.done()
    told = []
    outcomes = run(made, out, ENGINES[engine](), on_progress=told.append)
    assert set(made.done()) == set(SEGMENTS) - left
    assert {each.segment for each in outcomes if each.status == "present"} == left
    assert [each.facts.frames for each in outcomes] == [FRAMES] * 4
    assert out.read_bytes() == expected(tmp_path / "q.parquet")
    assert told[0] == (len(left), 4, FRAMES * len(left))
    assert told[-1] == (4, 4, 4 * FRAMES)
    assert told == sorted(told)


def test_parts_are_made_again_when_asked_or_when_something_else_is_wanted(made, tmp_path):
    out = tmp_path / "p.parquet"
    fail_on(made, out, "b")
    made.done()
    fail_on(made, out, "b")
    assert made.done() == ["b"]
    run(made, out, overwrite=True)
    assert made.done() == list(SEGMENTS)
    out.unlink()
    fail_on(made, out, "b")
    made.done()
    run(made, out, depends_on={"data": "other"})
    assert made.done() == list(SEGMENTS)
    assert not (tmp_path / "p.parquet.parts").exists()


def test_a_part_that_is_cut_off_is_made_again(made, tmp_path):
    out = tmp_path / "p.parquet"
    fail_on(made, out, "b")
    (folder,) = (tmp_path / "p.parquet.parts").iterdir()
    for name, size in (("a", 0), ("c", 200)):
        content = (folder / f"{name}.parquet").read_bytes()
        (folder / f"{name}.parquet").write_bytes(content[:size])
    made.done()
    run(made, out)
    assert made.done() == ["c", "a", "b"]
    assert out.read_bytes() == expected(tmp_path / "q.parquet")


def test_a_damaged_part_is_named_and_can_be_made_again(made, tmp_path):
    out = tmp_path / "p.parquet"
    fail_on(made, out, "b")
    (folder,) = (tmp_path / "p.parquet.parts").iterdir()
    content = bytearray((folder / "a.parquet").read_bytes())
    content[150:200] = bytes(50)
    (folder / "a.parquet").write_bytes(content)
    with pytest.raises(
        CorruptDataError, match=r"a.parquet: no readable Parquet file: .*--overwrite"
    ):
        run(made, out)
    assert not out.exists()
    run(made, out, overwrite=True)
    assert out.read_bytes() == expected(tmp_path / "q.parquet")


def test_parts_have_the_same_bytes_however_often_and_at_the_same_time(tmp_path):
    parts = parts_of(tmp_path / "p.bin")
    table = table_of("a")
    facts = PartFacts(2, len(table), inputs=5, objects=7)
    threads = [threading.Thread(target=parts.write, args=("a", table, facts)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (file,) = Path(parts.folder.path).iterdir()
    first = file.read_bytes()
    parts.write("a", table.combine_chunks(), facts)
    assert file.read_bytes() == first
    assert parts.names() == {"a"}
    assert parts.facts("a") == facts
    assert parts.read("a").equals(table.combine_chunks())


def test_a_table_that_is_wrong_leaves_no_part(tmp_path):
    parts = parts_of(tmp_path / "p.bin")
    table = table_of("a").drop_columns(["key.segment_context_name"])
    with pytest.raises(InvalidInputError, match="segment a: predictions"):
        parts.write("a", table, PartFacts(1, 1))
    assert parts.names() == frozenset()


def test_no_segments_give_an_empty_file(made, tmp_path):
    out = tmp_path / "p.parquet"
    assert predict(made, (), PredictionWriter(out), {}, LocalEngine(2)) == []
    assert read_predictions(out).num_rows == 0


def test_a_segment_that_is_there_twice_is_an_error(made, tmp_path):
    with pytest.raises(InvalidInputError, match="a is there more than once"):
        predict(made, ("a", "b", "a"), PredictionWriter(tmp_path / "p.bin"), {}, LocalEngine())
