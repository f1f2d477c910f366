"""Questions about a dataset in an object store have the answers of the same dataset on a disk."""

import pytest

import waymo_kit as wk
from tests.s3_server import FaultProxy, bucket_behind, moto_server
from waymo_kit.cli import main
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.predictions import boxes_to_predictions, write_predictions

pytest.importorskip("moto.server", reason="needs moto[server]")
pytest.importorskip("duckdb", reason="needs waymo-kit[query]")
pl = pytest.importorskip("polars", reason="needs waymo-kit[query]")

QUESTIONS = (
    "SELECT * FROM segments ORDER BY segment",
    "SELECT * FROM frames ORDER BY segment, frame",
    "SELECT * EXCLUDE (id) FROM tracks ORDER BY segment, tracks.id",
    "SELECT type, count(*), min(center_x) FROM lidar_box WHERE distance < 30 GROUP BY ALL "
    "ORDER BY ALL",
)


@pytest.fixture(scope="module")
def store(tables, tmp_path_factory):
    """The proxy in front of a bucket with the dataset and predictions."""
    folder = tmp_path_factory.mktemp("preds")
    scene = wk.open_dataset(tables)[0]
    boxes = wk.Boxes(
        scene.boxes.array,
        scene.boxes.types,
        scores=0.5,
        timestamps_micros=scene.boxes.timestamps_micros,
    )
    write_predictions(boxes_to_predictions(boxes, scene.name), folder / "p.parquet")
    with (
        pytest.MonkeyPatch.context() as patch,
        moto_server() as port,
        FaultProxy(port) as proxy,
        bucket_behind(proxy, patch),
    ):
        for path in tables.rglob("*.*"):
            if path.is_file() and path.parent.name not in ("lidar", "camera_image"):
                name = path.relative_to(tables).as_posix()
                write_bytes(path.read_bytes(), f"s3://bucket/tables/{name}")
        write_bytes((folder / "p.parquet").read_bytes(), "s3://bucket/p.parquet")
        yield proxy


def test_sql_has_the_same_answers(store, tables):
    with wk.sql("s3://bucket/tables") as remote, wk.sql(tables) as here:
        for question in QUESTIONS:
            found = remote.sql(question).fetchall()
            assert found == here.sql(question).fetchall()
            assert found, question


def test_sql_reads_predictions_and_maps_there(store, tables):
    query = "SELECT count(*), min(score) FROM predictions"
    with wk.sql("s3://bucket/tables", predictions="s3://bucket/p.parquet") as connection:
        boxes = wk.open_dataset(tables)[0].boxes
        assert connection.sql(query).fetchall() == [(len(boxes), 0.5)]
    query = "SELECT count(*), count(lane_distance), sum(on_road::INT) FROM map_box"
    with (
        wk.sql("s3://bucket/tables", with_map=True) as remote,
        wk.sql(tables, with_map=True) as here,
    ):
        assert remote.sql(query).fetchall() == here.sql(query).fetchall()


def test_scan_reads_the_columns_that_it_needs(store, tables):
    def counts(path):
        boxes = wk.scan(path, "lidar_box").group_by("type").agg(pl.len(), pl.min("center_x"))
        return boxes.sort("type").collect()

    assert counts("s3://bucket/tables").equals(counts(tables))
    assert wk.scan("s3://bucket/p.parquet", "predictions").collect().height > 0


def test_select_writes_the_same_subset(store, tables, tmp_path):
    for question in ("frame % 2 = 1", "SELECT segment FROM tracks WHERE type = 'VEHICLE'"):
        found = []
        for name, path in (("remote", "s3://bucket/tables"), ("here", str(tables))):
            out = tmp_path / f"{name}.yaml"
            with pytest.raises(SystemExit) as end:
                main(["select", question, "--data", path, "--out", str(out)])
            assert not end.value.code
            found.append(wk.read_subset(out))
        assert found[0] == found[1]
        assert len(found[0]) == 2
    part = wk.open_dataset(f"s3://bucket/tables#{tmp_path / 'remote.yaml'}")
    assert part.segments == wk.open_dataset(tables).segments


def test_a_store_that_fails_at_times_is_asked_again(store, tables):
    store.script = ["error", "reset", "throttle"]
    with wk.sql("s3://bucket/tables") as remote, wk.sql(tables) as here:
        question = "SELECT max(center_x), max(speed) FROM lidar_box"
        assert remote.sql(question).fetchall() == here.sql(question).fetchall()
    assert sum(store.injected.values()) == 3
