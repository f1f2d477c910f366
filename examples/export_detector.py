"""Export the detector that comes with waymo-kit to ONNX, and detect objects with ONNX Runtime.

python examples/export_detector.py --out exported

The host's part stays in Python: the points of a frame become pillars, and the candidates of the
network become boxes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime

import waymo_kit as wk
from waymo_kit.detectors import load
from waymo_kit.detectors.detection.export import export_detector
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.detectors.lidar.nms import Candidates, select_detections
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("exported"))
    options = parser.parse_args(arguments)
    path = options.out / "detector.onnx"
    simulate_dataset(options.out / "drive", segments=1, frames=1, seed=3)

    exported = export_detector("pretrained", path, overwrite=True)
    for array in (*exported.inputs, *exported.outputs):
        print(f"{array.name}: {array.shape} {array.dtype}")
    print(f"outputs equal within {exported.max_difference:.1e}")

    detector, frame = load("pretrained"), wk.open_dataset(options.out / "drive")[0][0]
    pillars = detector.read(frame, StageClock())
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = {name: array[None] for name, array in pillars._asdict().items()}
    found = Candidates(*(array[0] for array in session.run(Candidates._fields, inputs)))
    boxes = select_detections(found, detector.network.config.decoding)
    expected = detector.detect(frame)
    difference = np.abs(boxes.array - expected.array).max()
    print(f"{len(boxes)} boxes, as many as in Keras: {len(boxes) == len(expected)}")
    print(f"the same to {difference:.0e}")


if __name__ == "__main__":
    main()
