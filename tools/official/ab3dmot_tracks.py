"""Runs the public AB3DMOT on detections; compare_trackers.py starts it with another Python.

    python tools/official/ab3dmot_tracks.py CLONE DETECTIONS.npz TRACKS.npz

CLONE is a clone of github.com/xinshuoweng/AB3DMOT (for research use only, see its LICENSE); that
Python needs numpy<2.5, scipy, numba and filterpy==1.4.5. Empty modules replace its toolbox and its
drawing, which tracking does not need. The settings are those that it publishes for PV-RCNN on
KITTI, with one tracker for each of the three classes. Boxes are in the world frame, so that it
needs no ego motion.
"""

import os
import sys
import time
import types

import numpy as np

os.environ["NUMBA_DISABLE_JIT"] = (
    "1"  # roty, its only jitted function, compiles with old numba only
)

CLASSES = {1: "Car", 2: "Pedestrian", 4: "Cyclist"}


def import_tracker(clone):
    for module, names in {
        "xinshuo_miscellaneous": ["print_log"],
        "xinshuo_io": ["mkdir_if_missing", "fileparts"],
        "xinshuo_visualization": ["random_colors"],
        "AB3DMOT_libs.vis": ["vis_obj"],
    }.items():
        empty = types.ModuleType(module)
        for name in names:
            setattr(empty, name, lambda *_, **__: None)
        sys.modules[module] = empty
    sys.path.insert(0, clone)
    from AB3DMOT_libs.model import AB3DMOT

    return AB3DMOT


def main():
    clone, source, target = sys.argv[1:]
    tracker_class = import_tracker(clone)
    given = np.load(source)
    frame, kind, boxes, scores = (given[k] for k in ("frame", "type", "box", "score"))
    settings = types.SimpleNamespace(
        dataset="KITTI", det_name="pvrcnn", ego_com=False, affi_pro=False, vis=False
    )
    trackers = {k: tracker_class(settings, name, ID_init=0) for k, name in CLASSES.items()}
    rows, seconds = [], np.zeros(int(given["frames"]))
    for f in range(len(seconds)):
        for number, tracker in trackers.items():
            mine = (frame == f) & (kind == number)
            x, y, z, length, width, height, heading = boxes[mine].T
            # Axes of AB3DMOT: x right, y down to the bottom of the box, z forward.
            theirs = np.stack([height, width, length, x, height / 2 - z, -y, heading], axis=1)
            detections = {"dets": theirs, "info": scores[mine][:, None]}
            started = time.process_time()
            results, _ = tracker.track(detections, f, "crowd")
            seconds[f] += time.process_time() - started
            for row in results[0]:
                h, w, l, right, down, ahead, turn, name, score = row[:9]  # noqa: E741
                box = [right, -ahead, h / 2 - down, l, w, h, turn]
                rows.append([f, number, 10 * name + number, score, *box])
    np.savez(target, tracks=np.array(rows).reshape(-1, 11), seconds=seconds)


if __name__ == "__main__":
    main()
