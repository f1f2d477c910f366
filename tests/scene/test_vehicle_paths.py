import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.scene.vehicle_paths import VehiclePaths, read_pose_table
from waymo_kit.schema import component_of

GOOD = "segment,city,x,y,z\nb,sf,1,2,9\nb,sf,3,4,9\na,phx,5,6.5,9\nb,sf,-1e1,0,9\n"


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def as_lists(paths):
    return [(one.segment, one.city, one.positions.tolist()) for one in paths]


EXPECTED = [("b", "sf", [[1, 2], [3, 4], [-10, 0]]), ("a", "phx", [[5, 6.5]])]


def test_csv_table(tmp_path):
    assert as_lists(read_pose_table(write(tmp_path / "poses.csv", GOOD))) == EXPECTED


@pytest.mark.parametrize("text", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), "str")])
def test_parquet_table(tmp_path, text):
    columns = {
        "city": pa.array(["sf", "sf", "phx", "sf"]).cast(text),
        "y": pa.array([2, 4, 6.5, 0], pa.float32()),
        "x": pa.array([1, 3, 5, -10], pa.int64()),
        "segment": pa.array(["b", "b", "a", "b"]).cast(text),
    }
    pq.write_table(pa.table(columns), tmp_path / "poses.parquet")
    assert as_lists(read_pose_table(tmp_path / "poses.parquet")) == EXPECTED


def test_folder_of_tables(tmp_path):
    write(tmp_path / "one.csv", GOOD)
    write(tmp_path / "two.csv", GOOD.replace("sf", "mtv"))
    paths = VehiclePaths(tmp_path)
    assert len(paths) == 2
    assert [as_lists(found)[0][1] for found in paths] == ["sf", "mtv"]


def write_segment(root, name, positions, location):
    transforms = np.tile(np.eye(4), (len(positions), 1, 1))
    transforms[:, :2, 3] = positions
    keys = {
        "key.segment_context_name": [name] * len(positions),
        "key.frame_timestamp_micros": 100_000 * np.arange(len(positions)),
    }
    columns = {
        "vehicle_pose": {"world_from_vehicle.transform": transforms.reshape(-1, 16).tolist()},
        "stats": {"location": [location] * len(positions)},
    }
    for tag, values in columns.items():
        if tag == "stats" and location is None:
            continue
        component = component_of(tag)
        own = {component.column(key): value for key, value in values.items()}
        rows = {field.name: None for field in component.schema} | keys | own
        arrays = [
            pa.nulls(len(positions), field.type)
            if rows[field.name] is None
            else pa.array(rows[field.name], field.type)
            for field in component.schema
        ]
        (root / tag).mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_arrays(arrays, schema=component.schema)
        pq.write_table(table, root / tag / f"{name}.parquet")


def test_component_tables(tmp_path):
    write_segment(tmp_path, "s0", [[1, 2], [3, 4]], "location_sf")
    write_segment(tmp_path, "s1", [[5, 6]], None)
    paths = VehiclePaths(tmp_path)
    assert len(paths) == 2
    assert [as_lists(found)[0] for found in paths] == [
        ("s0", "location_sf", [[1, 2], [3, 4]]),
        ("s1", "unknown", [[5, 6]]),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("segment,city,x\na,sf,1\n", "poses.csv: expected the columns .* got no y among"),
        (GOOD + "a,phx,1,abc,9\n", "poses.csv: row 4: expected y to be .* got 'abc'"),
        (GOOD + "a,phx,inf,2,9\n", "row 4: expected x to be a finite number of meters, got 'inf'"),
        (GOOD + "a,phx,,2,9\n", "row 4: expected x"),
        (GOOD + ",phx,1,2,9\n", "row 4: segment is missing"),
        (GOOD + "a,,1,2,9\n", "row 4: city is missing"),
        (GOOD + "a,sf,1,2,9\n", "row 4: expected segment a to stay in phx, got sf"),
        ("segment,city,x,y\n", "expected one row per pose, got none"),
    ],
)
def test_bad_tables_are_named(tmp_path, text, message):
    with pytest.raises(InvalidInputError, match=message):
        read_pose_table(write(tmp_path / "poses.csv", text))


def test_damaged_files_are_named(tmp_path):
    with pytest.raises(CorruptDataError, match=r"poses.csv: not a readable pose table"):
        read_pose_table(write(tmp_path / "poses.csv", GOOD + "too,few\n"))
    with pytest.raises(CorruptDataError, match=r"poses.parquet: not a readable pose table"):
        read_pose_table(write(tmp_path / "poses.parquet", GOOD))
    with pytest.raises(CorruptDataError, match=r"empty.csv"):
        read_pose_table(write(tmp_path / "empty.csv", ""))
    with pytest.raises(NotFoundError, match=r"none.csv"):
        read_pose_table(tmp_path / "none.csv")
    with pytest.raises(NotFoundError):
        VehiclePaths(tmp_path / "nothing")


def test_real_files(wod_data):
    ((downloaded,),) = VehiclePaths(wod_data / "v2")
    assert downloaded.city == "unknown"
    assert downloaded.positions.shape == (199, 2)
    ((recorded,),) = VehiclePaths(wod_data / "composite_4frames.tfrecord")
    assert (recorded.city, len(recorded.positions)) == ("location_sf", 4)
    # Tens of kilometers from the origin: the frame is the city's, not the segment's.
    for path in (downloaded, recorded):
        assert np.linalg.norm(path.positions, axis=1).min() > 10_000
        assert np.linalg.norm(np.diff(path.positions, axis=0), axis=1).max() < 3
