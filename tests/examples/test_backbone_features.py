import runpy
from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "backbone_features.py"


def test_maps_of_a_camera_image_are_listed_by_stride(wod_data, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    data = str(wod_data / "composite_4frames.tfrecord")
    main([data, "--backbone", "resnet50", "--size", "64", "96"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "resnet50 at 64 x 96: 23,561,152 parameters"
    assert [line.split() for line in lines[1:]] == [
        ["stride_4", "16", "x", "24", "x", "256"],
        ["stride_8", "8", "x", "12", "x", "512"],
        ["stride_16", "4", "x", "6", "x", "1024"],
        ["stride_32", "2", "x", "3", "x", "2048"],
    ]
