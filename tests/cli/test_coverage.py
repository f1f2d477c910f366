import json

import numpy as np
import pytest
from PIL import Image

from tests.naive import coverage as naive


def pose_table(path, segments):
    rows = [
        f"{name},{city},{x},{y}"
        for (name, city), positions in segments.items()
        for x, y in positions
    ]
    path.write_text("\n".join(["segment,city,x,y", *rows]) + "\n", encoding="utf-8")
    return path


def straight(x, y, poses=40):
    return np.column_stack([x + 2.0 * np.arange(poses), np.full(poses, float(y))])


@pytest.fixture
def training(tmp_path):
    drives = {
        ("s0", "location_sf"): straight(0, 0),
        ("s1", "location_sf"): straight(60, 0),
        ("s2", "location_phx"): straight(5000, 0),
    }
    return pose_table(tmp_path / "training.csv", drives)


def test_areas_and_growth_are_reported(training, tmp_path, kit):
    code, stdout, stderr = kit("coverage", training, "--json", tmp_path / "coverage.json")
    assert (code, stderr) == (0, "")
    report = json.loads((tmp_path / "coverage.json").read_text())
    exact = naive.area_of_discs(np.concatenate([straight(0, 0), straight(60, 0)]), 75.0) / 1e6
    sf = report["cities"]["location_sf"]
    assert sf["area_km2"] == pytest.approx(exact, rel=1e-3)
    assert (sf["segments"], sf["poses"]) == (2, 80)
    assert report["radius_m"] == 75
    assert report["bounds_km2"][0] <= report["area_km2"] <= report["bounds_km2"][1]
    assert len(report["growth_km2"]) == 4
    assert report["growth_km2"][3] == pytest.approx(report["area_km2"], rel=4e-4)
    assert f"{sf['area_km2']:.3f}" in stdout
    assert "location_phx" in stdout
    last = report["growth_km2"][3] - report["growth_km2"][2]
    assert f"the last adds {last * 1e6:,.0f} m²" in stdout


def test_two_datasets_are_compared(training, tmp_path, kit):
    validation = pose_table(
        tmp_path / "validation.csv",
        {("v0", "location_sf"): straight(20, 100), ("v1", "location_other"): straight(0, 0)},
    )
    code, stdout, _ = kit(
        "coverage", training, "--against", validation, "--json", tmp_path / "coverage.json"
    )
    assert code == 0
    report = json.loads((tmp_path / "coverage.json").read_text())
    ratio = report["area_km2"] / report["against"]["area_km2"]
    assert report["overlap"]["ratio"] == pytest.approx(ratio)
    assert f"covers {ratio:.2f} times the area of" in stdout
    shared = report["overlap"]["cities"]
    assert shared["location_phx"] == shared["location_other"] == 0
    assert 0 < shared["location_sf"] < report["against"]["cities"]["location_sf"]["area_km2"]
    assert report["overlap"]["shared_km2"] == shared["location_sf"]


def test_radius_changes_the_area(training, tmp_path, kit):
    areas = []
    for radius in (10, 20):
        assert (
            kit("coverage", training, "--radius", radius, "--json", tmp_path / "out.json")[0] == 0
        )
        areas.append(json.loads((tmp_path / "out.json").read_text())["area_km2"])
    assert 1.9 < areas[1] / areas[0] < 2.5


def test_map_shows_both_datasets(training, tmp_path, kit):
    pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")
    other = pose_table(tmp_path / "other.csv", {("v0", "location_sf"): straight(20, 100)})
    picture = tmp_path / "map.png"
    assert kit("coverage", training, "--against", other, "--map", picture)[0] == 0
    with Image.open(picture) as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    for color in ((0x56, 0xB4, 0xE9), (0xFF, 0x9D, 0x2E), (0xF2, 0xF6, 0xFA)):
        assert (pixels == color).all(axis=1).sum() > 1000


def test_doubtful_frames_are_pointed_out(tmp_path, kit, wod_data):
    relative = {(f"s{i}", "sf"): straight(0, 0) for i in range(3)}
    _, _, stderr = kit("coverage", pose_table(tmp_path / "relative.csv", relative))
    assert "warning" in stderr
    assert "all 3 segments of sf start at one place" in stderr
    _, _, stderr = kit("coverage", wod_data / "v2")
    assert "city unknown (no stats table) for 1 segment" in stderr


def test_errors_are_one_line(training, tmp_path, kit):
    broken = tmp_path / "broken.csv"
    broken.write_text(training.read_text() + "s9,sf,1,x\n", encoding="utf-8")
    twice = tmp_path / "twice"
    twice.mkdir()
    for name in ("one.csv", "two.csv"):
        (twice / name).write_text(training.read_text(), encoding="utf-8")
    for arguments, message in (
        ([broken], "broken.csv: row 120: expected y"),
        ([twice], "segment s0: expected once in 'location_sf'"),
        ([training, "--map", tmp_path / "map.gif"], "map.gif: expected a picture"),
        (
            [training, "--json", tmp_path / "no" / "out.json"],
            "no/out.json: its folder does not exist",
        ),
        ([tmp_path / "nothing"], "nothing"),
    ):
        code, _, stderr = kit("coverage", *arguments)
        assert code == 2
        assert message in stderr
        assert stderr.count("\n") == 1
    assert kit("coverage", training, "--radius", 0)[0] == 2
