"""Exported networks: what is written gives the same outputs, or nothing is written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError

pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from waymo_kit.detectors.detection import export
from waymo_kit.detectors.detection.export import NetworkFormat, export_detector


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "needs"),
    [("detector.onnx", "tf2onnx"), ("detector.stablehlo", "jax"), ("detector", "tensorflow")],
)
@pytest.mark.parametrize("batch_size", [1, 2])
def test_each_format_gives_the_same_outputs(name, needs, batch_size, tmp_path):
    pytest.importorskip(needs)
    out = tmp_path / name
    command = [sys.executable, "-m", "waymo_kit", "export-model", "--checkpoint", "pretrained"]
    command += ["--out", out, "--batch-size", str(batch_size), "--json", tmp_path / "summary.json"]
    environment = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    subprocess.run(command, check=True, env=environment)  # each format has a backend of its own
    described = json.loads((tmp_path / f"{name}.json").read_text())
    assert described == json.loads((tmp_path / "summary.json").read_text())
    assert described["format"] == NetworkFormat.of(out).name
    assert described["max_difference"] < 1e-4
    assert described["inputs"][0] == {
        "name": "points",
        "shape": [batch_size, 50000, 6],
        "dtype": "float32",
    }
    assert [each["name"] for each in described["outputs"]] == [
        "boxes",
        "scores",
        "types",
        "velocities",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [name, f"{name}.json", "summary.json"]
    )


@pytest.mark.heavy
@pytest.mark.parametrize("model", ["retinanet-small", "faster-rcnn-small", "mask-rcnn-small"])
def test_camera_networks_are_exported(model, tmp_path):
    from waymo_kit.detectors.camera.detector import CameraDetector
    from waymo_kit.detectors.camera.networks import NAMED_CAMERA_CONFIGS, create_camera_network

    detector = CameraDetector(create_camera_network(NAMED_CAMERA_CONFIGS[model]))
    inputs = detector.random_inputs(np.random.default_rng(0))
    out = tmp_path / "detector"
    run = export._write(detector, inputs, out, out)
    difference, outputs = export._compare(detector, run)
    assert difference < 1e-4
    assert len(outputs) == len(detector.outputs) == (5 if model == "mask-rcnn-small" else 4)


@pytest.fixture
def is_off(monkeypatch):
    """Makes what is written for TensorFlow return scores that are off by 2e-4."""

    def write(detector, inputs, out, path):
        path.mkdir()
        (path / "file").write_text("written")

        def run(arrays):
            found = [np.array(x) for x in detector.device_model.predict_on_batch(tuple(arrays))]
            found[1] += 2e-4
            return found

        return run

    monkeypatch.setattr(export, "_write", write)


@pytest.mark.usefixtures("is_off")
def test_other_outputs_are_not_written(tmp_path):
    with pytest.raises(InvalidInputError, match=r"differ by 0.0002.*nothing is written"):
        export_detector("pretrained", tmp_path / "detector")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["detector", "detector.json"])
def test_what_exists_is_kept(name, tmp_path):
    (tmp_path / name).mkdir()
    with pytest.raises(InvalidInputError, match=f"{name}: exists: choose another name"):
        export_detector("pretrained", tmp_path / "detector")


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
def test_a_name_is_needed(name):
    with pytest.raises(InvalidInputError, match="expected the name of a file or of a folder"):
        export_detector("pretrained", Path(name), overwrite=True)


def test_only_a_saved_model_is_replaced_by_another(tmp_path):
    (tmp_path / "detector").mkdir()
    (tmp_path / "detector" / "thesis.tex").touch()
    with pytest.raises(InvalidInputError, match="is a folder, and no SavedModel"):
        export_detector("pretrained", tmp_path / "detector", overwrite=True)
    assert (tmp_path / "detector" / "thesis.tex").exists()


def test_stablehlo_needs_jax(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    with pytest.raises(InvalidInputError, match=r"expected Keras on jax, it is on tensorflow"):
        export_detector("pretrained", tmp_path / "detector.stablehlo")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.onnx", NetworkFormat.ONNX),
        ("a.stablehlo", NetworkFormat.STABLEHLO),
        ("a", NetworkFormat.SAVED_MODEL),
        ("a.onnx.d", NetworkFormat.SAVED_MODEL),
    ],
)
def test_the_name_chooses_the_format(path, expected, tmp_path):
    assert NetworkFormat.of(tmp_path / path) is expected
