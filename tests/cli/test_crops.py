import pyarrow.parquet as pq
import pytest

from tests.detectors.classification.made_scenes import write_scenes


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return write_scenes(tmp_path_factory.mktemp("scenes"), segments=1)


def test_crops_and_index_are_written_and_counted(scenes, tmp_path, kit):
    out = tmp_path / "crops"
    code, stdout, stderr = kit(
        "crops", "--data", scenes, "--out", out, "--per-class", 3, "--side", 16
    )
    assert code == 0
    rows = [line.split() for line in stdout.splitlines()]
    assert ["vehicle", "4", "3"] in rows
    assert ["cyclist", "2", "2"] in rows
    assert "note: left out with a side below 16 pixels: 2 objects" in stderr
    assert "note: fewer than 3 crops of some classes; --per-class 2 balances them" in stderr
    index = pq.read_table(out / "crops.parquet")
    assert sorted(index.column("file").to_pylist()) == sorted(
        str(f.relative_to(out)) for f in out.rglob("*.png")
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "absent"], "absent: no such file or folder"),
        (["--data", "{scenes}", "--min-side", "70"], "expected objects labeled in images"),
    ],
)
def test_errors_are_one_line(scenes, tmp_path, kit, arguments, message):
    filled = [argument.format(scenes=scenes) for argument in arguments]
    code, _, stderr = kit("crops", *filled, "--out", tmp_path / "crops")
    assert code == 2
    (line,) = stderr.splitlines()
    assert line.startswith("waymo-kit: error: ")
    assert message in line
    assert not (tmp_path / "crops").exists()
