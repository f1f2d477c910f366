import errno
import json
import os
import resource
import subprocess
import sys

import pytest

from tests.convert.test_segment import tree
from tests.made_frames import SEGMENT, full_frame, plain_frame, write_segment
from waymo_kit.formats.tables import writer as table_writer
from waymo_kit.schema import CONVERTED_TAGS

CONTINUE = "what is complete is kept: run the command again to continue"


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b"):
        frames = [plain_frame(i) for i in range(2)]
        for frame in frames:
            frame.context.name = name
        write_segment(tmp_path / "in" / f"{name}.tfrecord", frames)
    return tmp_path / "in"


def test_a_folder_is_converted_and_summed_up(folder, tmp_path, kit):
    out = tmp_path / "out"
    code, stdout, stderr = kit("convert", folder, "--out", out, "--json", tmp_path / "summary.json")
    assert (code, stderr) == (0, "")
    assert stdout.startswith("2 segments converted (4 frames, ")
    assert stdout.endswith(f"0 complete before, 0 skipped -> {out}\n")
    assert {path.name for path in out.iterdir()} == {*CONVERTED_TAGS, "_manifest"}
    summary = json.loads((tmp_path / "summary.json").read_text())
    counts = {name: summary[name] for name in ("out", "converted", "present", "failed")}
    assert counts == {"out": str(out), "converted": 2, "present": 0, "failed": 0}
    segment = summary["segments"][0]
    assert (segment["segment"], segment["status"], segment["frames"]) == ("a", "converted", 2)
    assert segment["source"] == str(folder / "a.tfrecord")
    assert segment["error"] is None
    assert segment["table_bytes"] == sum(p.stat().st_size for p in out.rglob("a.parquet"))
    code, stdout, _ = kit("convert", folder, "--out", out, "--workers", 2)
    assert code == 0
    assert stdout.startswith("0 segments converted")
    assert "2 complete before" in stdout


def test_components_are_chosen_by_name(folder, tmp_path, kit):
    arguments = (f"{folder}/*.tfrecord", "--out", tmp_path / "out", "--components")
    assert kit("convert", *arguments, "stats, lidar,stats")[0] == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"stats", "lidar", "_manifest"}
    code, _, err = kit("convert", *arguments, "stats,lidr")
    assert code == 2
    assert err.startswith(
        "waymo-kit: error: --components 'stats,lidr': no component lidr; known are all, "
    )
    assert kit("convert", *arguments, ",")[0] == 2


def damage(path, at=-5):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_damaged_source_is_one_line_and_exit_code_2(folder, tmp_path, kit):
    damage(folder / "b.tfrecord")
    code, out, err = kit("convert", folder, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert err.startswith(f"waymo-kit: error: {folder}/b.tfrecord: record 1 at byte ")
    assert err.endswith("leave it out with --on-error skip\n")
    assert err.count("\n") == 1


def test_skipped_sources_are_listed_and_the_exit_code_is_3(folder, tmp_path, kit):
    damage(folder / "a.tfrecord")
    summary = tmp_path / "s.json"
    options = ("--out", tmp_path / "out", "--on-error", "skip", "--json", summary)
    code, out, err = kit("convert", folder, *options)
    assert code == 3
    assert out.startswith("1 segment converted (2 frames, ")
    assert "1 skipped" in out
    assert err.startswith(f"skipped: {folder}/a.tfrecord: record 1 at byte ")
    failed, good = json.loads(summary.read_text())["segments"]
    assert (failed["status"], good["status"]) == ("failed", "converted")
    assert err == f"skipped: {failed['error']}\n"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [("none.tfrecord", "no such file"), ("ftp://host/a", "ftp://host/a: "), (".", "no file with")],
)
def test_a_source_that_is_not_there_is_one_line(tmp_path, kit, monkeypatch, source, complaint):
    monkeypatch.chdir(tmp_path)
    code, out, err = kit("convert", source, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1


def test_overwrite_converts_again(folder, tmp_path, kit):
    out = tmp_path / "out"
    kit("convert", folder, "--out", out)
    before = tree(out)
    code, stdout, _ = kit("convert", folder, "--out", out, "--overwrite")
    assert code == 0
    assert stdout.startswith("2 segments converted")
    assert tree(out) == before


def test_a_full_disk_is_one_line(folder, tmp_path, kit, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(table_writer.os, "fsync", full)
    code, out, err = kit("convert", folder, "--out", tmp_path / "out", "--on-error", "skip")
    assert (code, out) == (2, "")
    complaint = f"{tmp_path}/out: cannot write: No space left on device"
    assert err == f"waymo-kit: error: {complaint}; {CONTINUE}\n"


def test_a_summary_without_a_folder_is_refused_before_the_work(folder, tmp_path, kit):
    code, out, err = kit(
        "convert", folder, "--out", tmp_path / "out", "--json", tmp_path / "none" / "summary.json"
    )
    assert (code, out) == (2, "")
    assert err == (
        f"waymo-kit: error: --json {tmp_path}/none/summary.json: its folder does not exist\n"
    )
    assert not (tmp_path / "out").exists()


CONVERT = [sys.executable, "-m", "waymo_kit", "convert"]


def test_a_file_size_limit_is_one_line_and_leaves_nothing(tmp_path):
    """The kernel refuses to let a table grow: as on a full disk, in the middle of a write."""
    frames = [full_frame(i) for i in range(3)]
    for frame in frames:
        frame.images[0].image = os.urandom(100_000)
    source = write_segment(tmp_path / "a.tfrecord", frames)
    limited = subprocess.run(
        [*CONVERT, source, "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)),
    )
    assert limited.returncode == 2
    complaint = f"{tmp_path}/out: cannot write: File too large"
    assert limited.stderr == f"waymo-kit: error: {complaint}; {CONTINUE}\n"
    assert tree(tmp_path / "out") == {}
    again = subprocess.run([*CONVERT, source, "--out", tmp_path / "out"], capture_output=True)
    assert again.returncode == 0
    assert f"_manifest/{SEGMENT}.json" in tree(tmp_path / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_one_line(folder, tmp_path, kit):
    (tmp_path / "out").mkdir(mode=0o555)
    code, _, err = kit("convert", folder, "--out", tmp_path / "out")
    assert code == 2
    assert f"{tmp_path}/out" in err
    assert "Permission denied" in err


def test_a_file_in_the_way_is_one_line(folder, tmp_path, kit):
    (tmp_path / "out").write_text("")
    code, _, err = kit("convert", folder, "--out", tmp_path / "out")
    assert code == 2
    assert err.startswith(f"waymo-kit: error: {tmp_path}/out")
    assert err.count("\n") == 1


def test_a_terminal_shows_progress(folder, tmp_path):
    """On a terminal the bar counts segments and bytes; elsewhere stderr stays empty."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    ours, theirs = pty.openpty()
    command = [*CONVERT, folder, "--out", tmp_path / "out"]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, env=environment) as done:
        os.close(theirs)
        shown = b""
        while chunk := read_terminal(ours):
            shown += chunk
        assert done.wait() == 0
    os.close(ours)
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert b"0 of 2 segments" in shown
    assert b"2 of 2 segments" in shown
    assert f"{size / 1e3:.1f} kB".encode() in shown


def read_terminal(descriptor):
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux ends so
        return b""
