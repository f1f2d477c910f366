"""Times the public code of a tracker in images, in a Python of its own.

    PYTHON public_image_trackers.py sort|bytetrack|oc-sort CLONE DETECTIONS.npz

PYTHON has numpy, scipy, filterpy, lap and cython_bbox. CLONE is a clone of abewley/sort,
ifzhang/ByteTrack or noahcao/OC_SORT; what they import and do not use for tracking (PyTorch, OpenCV,
matplotlib, skimage) may be missing. DETECTIONS.npz has `rows` (N, 5), left, top, right, bottom and
score, and `counts` (F,), their number in each frame. Prints the processor seconds of each frame as
JSON.
"""

import importlib
import json
import sys
import time
import types

import numpy as np

UNUSED = (
    "torch", "torch.nn", "torch.nn.functional", "cv2", "skimage", "skimage.io", "matplotlib",
    "matplotlib.pyplot", "matplotlib.patches",
)  # fmt: skip


class _Unused(types.ModuleType):
    """A module of which only the names are needed."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def create(name, clone):
    """Returns a function from the detections of a frame to tracks."""
    sys.path.insert(0, clone)
    importlib.import_module("filterpy.kalman")  # SciPy looks whether there is a PyTorch
    for name_of in UNUSED:
        module = sys.modules.setdefault(name_of, _Unused(name_of))
        parent, _, child = name_of.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    for kind in (float, int):  # names that NumPy had once
        setattr(np, kind.__name__, kind)
    if name == "sort":
        return importlib.import_module("sort").Sort().update
    size = (1080, 1920)
    if name == "oc-sort":
        sys.path.insert(0, f"{clone}/trackers")
        tracker = importlib.import_module("ocsort_tracker.ocsort").OCSort(0.6)
    else:
        package = types.ModuleType("yolox")
        package.__path__ = [f"{clone}/yolox"]
        sys.modules["yolox"] = package
        settings = types.SimpleNamespace(track_thresh=0.6, track_buffer=30, match_thresh=0.9)
        settings.mot20 = False
        tracker = importlib.import_module("yolox.tracker.byte_tracker").BYTETracker(settings)
    return lambda rows: tracker.update(rows, size, size)


def main():
    """Tracks all frames."""
    name, clone, path = sys.argv[1:]
    update = create(name, clone)
    with np.load(path) as stored:
        frames = np.split(stored["rows"], np.cumsum(stored["counts"])[:-1])
    seconds = []
    for rows in frames:
        began = time.process_time()
        update(rows.copy())
        seconds.append(time.process_time() - began)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
