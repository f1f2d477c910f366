import pyarrow.parquet as pq
import pytest

from tests.detectors.classification.made_scenes import write_scenes
from waymo_kit.cli import main


def run(capsys, *arguments):
    """Runs `waymo-kit crops`; returns exit code, stdout and stderr."""
    try:
        main(["crops", *map(str, arguments)])
        code = 0
    except SystemExit as end:
        code = end.code or 0
    return code, *capsys.readouterr()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return write_scenes(tmp_path_factory.mktemp("scenes"), segments=1)


def test_crops_and_index_are_written_and_counted(scenes, tmp_path, capsys):
    out = tmp_path / "crops"
    code, stdout, stderr = run(capsys, scenes, "--out", out, "--per-class", 3, "--size", 16)
    assert code == 0
    rows = [line.split() for line in stdout.splitlines()]
    assert ["vehicle", "4", "3"] in rows
    assert ["cyclist", "2", "2"] in rows
    assert "note: 2 objects have a side below 16 pixels" in stderr
    assert "note: fewer than 3 crops of some classes; --per-class 2 balances them" in stderr
    index = pq.read_table(out / "crops.parquet")
    assert sorted(index.column("file").to_pylist()) == sorted(
        str(f.relative_to(out)) for f in out.rglob("*.png")
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent"], "absent: no such file or folder"),
        (["{scenes}", "--min-side", "70"], "expected objects labelled in images"),
    ],
)
def test_errors_are_one_line(scenes, tmp_path, capsys, arguments, message):
    filled = [argument.format(scenes=scenes) for argument in arguments]
    code, _, stderr = run(capsys, *filled, "--out", tmp_path / "crops")
    assert code == 2
    (line,) = stderr.splitlines()
    assert line.startswith("waymo-kit: error: ")
    assert message in line
    assert not (tmp_path / "crops").exists()
