"""The original tools, in environments of their own, read our exports and score them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import waymo_kit as wk
from tests.exchange.environments import make_environment, run_script
from tests.exchange.scenes import FRAMES, SEGMENTS, TIMES
from tests.exchange.test_round_trips import labels_as_predictions
from waymo_kit.exchange import export_predictions, read_index
from waymo_kit.exchange.exports.nuscenes import token
from waymo_kit.predictions import BoxKind, write_predictions

pytestmark = pytest.mark.heavy
SCRIPTS = Path(__file__).parent / "original"


@pytest.fixture(scope="module")
def devkit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("devkit")
    return make_environment(folder / "env", "nuscenes-devkit==1.2.0", "pycocotools")


@pytest.fixture(scope="module")
def trackeval(tmp_path_factory):
    return make_environment(tmp_path_factory.mktemp("trackeval") / "env", "trackeval", "scipy")


def perfect(scenes, folder, to, index, kind=BoxKind.BOX_3D, only=None):
    table = labels_as_predictions(scenes, kind)
    if only is not None:
        types = np.asarray(table.column("[PredictionComponent].type"))
        table = table.filter(types == only)
    path = folder / "perfect.parquet"
    write_predictions(table, path, kind)
    out = folder / "results"
    export_predictions(path, to, out, data=scenes, index=index)
    return out


@pytest.mark.parametrize("every", [1, 2, 3])
def test_nuscenes_devkit_loads_and_scores(every, devkit, exported, scenes, tmp_path):
    root = exported("nuscenes", every=every)
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    if every > 1:
        wanted = set(TIMES[::every])
        times = table.column("key.frame_timestamp_micros").to_pylist()
        table = table.filter(np.array([time in wanted for time in times]))
    names = table.column_names
    table = table.drop_columns(["[PredictionComponent].track_id"])
    assert names != table.column_names
    write_predictions(table, tmp_path / "p.parquet")
    results = tmp_path / "results.json"
    export_predictions(tmp_path / "p.parquet", "nuscenes", results, data=scenes, index=root)
    script = SCRIPTS / "score_nuscenes.py"
    found = json.loads(run_script(devkit, script, root, results, "waymo_training"))
    assert found["scenes"] == 2
    for name in ("car", "pedestrian", "bicycle"):
        assert sorted(found["ap"][name]) == ["0.5", "1.0", "2.0", "4.0"]
        for threshold, ap in found["ap"][name].items():
            assert ap == pytest.approx(1, abs=1e-9), (name, threshold)
    # The devkit moves the boxes back into the frame of LIDAR_TOP, which is the vehicle's.
    boxes = {row[0]: np.array(row[1:]) for row in found["boxes"]}
    compared = 0
    for scene in wk.open_dataset(scenes):
        tracks = scene.tracks()
        for track in tracks.values():
            for place, frame in enumerate(track.frames.tolist()):
                name = token("annotation", scene.name, track.id, TIMES[frame])
                if name in boxes:
                    compared += 1
                    found_box, box = boxes[name], track.boxes.array[place]
                    np.testing.assert_allclose(found_box[:6], box[:6], atol=1e-6)
                    assert np.cos(found_box[6] - box[6]) == pytest.approx(1, abs=1e-9)
    assert compared == len(boxes) == len(found["velocities"])
    _check_velocities(scenes, found["velocities"], every)


def _check_velocities(scenes, found, every):
    """The devkit derives from the chains what central differences of our tracks are.

    It takes differences of Unix times in seconds, which float64 holds to 0.24 microseconds only:
    of two frames 0.1 s apart, that is 2e-5 m/s at 8 m/s. Ours, from whole microseconds, have no
    such error.
    """
    checked = 0
    for scene in wk.open_dataset(scenes):
        for track in scene.tracks().values():
            kept = np.flatnonzero(track.frames % every == 0)
            if track.boxes.num_points[0] == 0:
                continue
            centers = track.boxes_world.array[kept, :3]
            micros = np.array(TIMES)[track.frames[kept]]
            rounded = 1e-6 * micros
            for place, time in enumerate(micros.tolist()):
                name = token("annotation", scene.name, track.id, time)
                low, high = max(place - 1, 0), min(place + 1, len(kept) - 1)
                checked += 1
                if low == high:
                    assert found[name] is None
                    continue
                moved = centers[high] - centers[low]
                expected = moved / (rounded[high] - rounded[low])
                np.testing.assert_allclose(found[name], expected, atol=1e-9)
                exact = moved / (1e-6 * (micros[high] - micros[low]))
                labeled = track.boxes.velocities_world[kept[place]]
                np.testing.assert_allclose(exact, labeled, atol=1e-9)
                bound = np.abs(exact) * 2.4e-7 / (1e-6 * (micros[high] - micros[low]))
                assert (np.abs(found[name] - exact) <= bound + 1e-9).all()
    assert checked == len(found)


@pytest.mark.parametrize("kind", ["bbox", "segm"])
def test_pycocotools_scores_boxes_and_masks(kind, devkit, exported, scenes, tmp_path):
    root = exported("coco")
    name = {"bbox": "boxes", "segm": "masks"}[kind]
    annotations = root / "annotations" / f"{name}_train.json"
    content = json.loads(annotations.read_text())
    if kind == "bbox":
        results = perfect(scenes, tmp_path, "coco", root, BoxKind.BOX_2D)
    else:
        rows = [
            {k: row[k] for k in ("image_id", "category_id", "segmentation")} | {"score": 0.5}
            for row in content["annotations"]
        ]
        results = tmp_path / "masks.json"
        results.write_text(json.dumps(rows))
    found = json.loads(run_script(devkit, SCRIPTS / "score_coco.py", annotations, results, kind))
    assert found["ap"] == pytest.approx(1)
    if kind == "segm":
        assert found["pixels"] == [row["area"] for row in content["annotations"]]
        assert found["pixels"][:3] == [300, 128, 1]


def test_trackeval_scores_mot(trackeval, exported, scenes, tmp_path):
    root = exported("mot")
    truth = tmp_path / "gt"
    shutil.copytree(root / "WAYMO-train", truth / "WAYMO-train")
    shutil.copytree(root / "seqmaps", truth / "seqmaps")
    made = perfect(scenes, tmp_path, "mot", root, BoxKind.BOX_2D, only=2)
    data = tmp_path / "trackers" / "WAYMO-train" / "perfect" / "data"
    shutil.copytree(made, data)
    script = SCRIPTS / "score_tracks.py"
    found = json.loads(run_script(trackeval, script, "mot", truth, tmp_path / "trackers", "train"))
    assert found["pedestrian"]["labels"] == 2 * FRAMES * 2
    assert found["pedestrian"]["HOTA"] == pytest.approx(1)
    assert found["pedestrian"]["MOTA"] == pytest.approx(1)


def test_trackeval_scores_kitti_tracking(trackeval, exported, scenes, tmp_path):
    root = exported("kitti-tracking")
    truth = tmp_path / "gt"
    shutil.copytree(root / "training" / "label_02", truth / "label_02")
    shutil.copy(root / "evaluate_tracking.seqmap.training", truth)
    data = tmp_path / "trackers" / "perfect" / "data"
    data.mkdir(parents=True)
    for path in (truth / "label_02").iterdir():  # labels as results: a score behind each line
        lines = path.read_text().splitlines()
        (data / path.name).write_text("".join(f"{line} 0.9\n" for line in lines))
    script = SCRIPTS / "score_tracks.py"
    arguments = ("kitti", truth, tmp_path / "trackers", "training")
    found = json.loads(run_script(trackeval, script, *arguments))
    for name in ("car", "pedestrian"):
        assert found[name]["labels"] > 0
        assert found[name]["HOTA"] == pytest.approx(1)
        assert found[name]["MOTA"] == pytest.approx(1)


def test_webdataset_groups_the_samples(exported, tmp_path):
    python = make_environment(tmp_path / "env", "webdataset", "pillow")
    root = exported("webdataset")
    script = tmp_path / "read.py"
    script.write_text(
        "import json, sys, webdataset as wds\n"
        "samples = list(wds.WebDataset(sys.argv[1], shardshuffle=False).decode('pil'))\n"
        "print(json.dumps([[s['__key__'], s['points.npy'].shape, s['front.jpg'].size,"
        " s['json']['segment']] for s in samples]))\n"
    )
    found = json.loads(run_script(python, script, root / "waymo-training-000001.tar"))
    assert [row[0] for row in found] == [f"0001{frame:03d}" for frame in range(FRAMES)]
    for _, shape, size, segment in found:
        assert shape[1] == 7
        assert size == [96, 64]
        assert segment == SEGMENTS[1]
    assert len(read_index(root, "webdataset")) == 2 * FRAMES
