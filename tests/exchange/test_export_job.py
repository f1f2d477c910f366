"""The job around an export: whole segments, resumed runs, one kind of export per folder."""

import json

import pytest

from tests.exchange.scenes import FRAMES, SEGMENTS
from waymo_kit.cli import main
from waymo_kit.engine import LocalEngine
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.exchange import FORMATS, ExportOptions, export_dataset, read_index
from waymo_kit.exchange.exports.openpcdet import OpenPcdetExport
from waymo_kit.exchange.index import INDEX_NAME


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("to", FORMATS)
def test_an_interrupted_export_continues_and_gives_the_same_bytes(
    to, scenes, exported, tmp_path, monkeypatch
):
    if to in ("mcap", "rrd"):
        pytest.importorskip({"mcap": "mcap", "rrd": "rerun"}[to], reason=f"needs waymo-kit[{to}]")
    whole = exported(to)
    form = FORMATS[to]

    write = type(form).write_segment

    def fail_in_the_second(self, export):
        if export.number == 1:
            export.write("half", b"written")
            raise NotFoundError("gone")
        return write(self, export)

    with monkeypatch.context() as patch:
        patch.setattr(type(form), "write_segment", fail_in_the_second)
        with pytest.raises(NotFoundError, match="gone"):
            export_dataset(scenes, to, tmp_path)
    assert not (tmp_path / INDEX_NAME).exists()
    assert not (tmp_path / "half").exists()
    with pytest.raises(NotFoundError, match="no index"):
        read_index(tmp_path, to)
    summary = export_dataset(scenes, to, tmp_path)
    assert (summary.present, summary.segments, summary.frames) == (1, 2, 2 * FRAMES)
    if to != "rrd":
        assert contents(tmp_path) == contents(whole)
    assert export_dataset(scenes, to, tmp_path).present == 2
    assert export_dataset(scenes, to, tmp_path, overwrite=True).present == 0


@pytest.mark.heavy
def test_workers_write_the_same(scenes, exported, tmp_path):
    export_dataset(scenes, "openpcdet", tmp_path, engine=LocalEngine(2))
    assert contents(tmp_path) == contents(exported("openpcdet"))


def test_a_folder_holds_one_kind_of_export(scenes, tmp_path):
    export_dataset(scenes, "openpcdet", tmp_path)
    with pytest.raises(InvalidInputError, match="holds an export to openpcdet"):
        export_dataset(scenes, "coco", tmp_path)
    with pytest.raises(InvalidInputError, match="or --overwrite"):
        export_dataset(scenes, "openpcdet", tmp_path, ExportOptions(every=2))
    summary = export_dataset(scenes, "openpcdet", tmp_path, ExportOptions(every=2), overwrite=True)
    assert summary.frames == FRAMES


def test_a_damaged_record_is_written_again(scenes, tmp_path):
    export_dataset(scenes, "openpcdet", tmp_path)
    record = tmp_path / "_export" / f"{SEGMENTS[0]}.json"
    record.write_text("{")
    assert export_dataset(scenes, "openpcdet", tmp_path).present == 1
    record.write_text(json.dumps({"job": "another"}))
    assert export_dataset(scenes, "openpcdet", tmp_path).present == 1


def test_bad_arguments_are_named(scenes, tmp_path):
    with pytest.raises(InvalidInputError, match="expected one of kitti, "):
        export_dataset(scenes, "kity", tmp_path)
    with pytest.raises(InvalidInputError, match="split: expected"):
        ExportOptions(split="train")
    with pytest.raises(InvalidInputError, match="every, min_points"):
        ExportOptions(every=0)
    with pytest.raises(InvalidInputError, match="labeled in the images as they are"):
        export_dataset(scenes, "coco", tmp_path, ExportOptions(rectify=True))


def test_an_index_is_checked(tmp_path):
    (tmp_path / INDEX_NAME).write_text('{"format": 1, "to": "kitti"}')
    with pytest.raises(CorruptDataError, match="no index of an export"):
        read_index(tmp_path, "kitti")
    values = {"format": 1, "to": "kitti", "options": {}, "segments": []}
    values["segments"] = [{"segment": "../x", "samples": {}, "ids": []}]
    (tmp_path / INDEX_NAME).write_text(json.dumps(values))
    with pytest.raises(CorruptDataError, match="cannot be the name of a segment"):
        read_index(tmp_path, "kitti")
    (tmp_path / INDEX_NAME).write_text(json.dumps({**values, "segments": []}))
    with pytest.raises(InvalidInputError, match="expected an export to coco, got one to 'kitti'"):
        read_index(tmp_path, "coco")
    index = read_index(tmp_path, "kitti")
    with pytest.raises(InvalidInputError, match="has no sample '000000'"):
        index.place("000000", "results/000000.txt")


def test_the_command_says_what_it_wrote(scenes, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["export", str(scenes), "--to", "openpcdet", "--out", str(tmp_path), "--json"])
    assert end.value.code == 0
    captured = capsys.readouterr()
    values = json.loads(captured.out)
    assert values["frames"] == 2 * FRAMES
    assert values["options"]["rectify"] is False
    assert "applies tanh" in captured.err
    assert OpenPcdetExport.notes[0] in values["notes"]
