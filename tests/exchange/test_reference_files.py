"""Public files of other libraries load in our importers.

`$WAYMO_KIT_REFERENCE_FILES` names a folder with checkouts of mmdetection3d, cocoapi, OpenPCDet at
0b243c8 (which had a label of KITTI), AB3DMOT (the labels of KITTI tracking) and fish_tracker.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import SHARED_DATA
from tests.exchange.scenes import SEGMENTS, YAWS
from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange import import_predictions
from waymo_kit.exchange.index import ExportIndex, IndexedSegment
from waymo_kit.formats.pickles import read_pickle
from waymo_kit.geometry import rotation_from_euler
from waymo_kit.io import locate, read_json, write_json
from waymo_kit.predictions import BoxKind, read_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import SCORE, TIMESTAMP, TRACK_ID, TYPE

FOLDER = Path(os.environ.get("WAYMO_KIT_REFERENCE_FILES", "none"))
MMDET3D, COCO = FOLDER / "mmdetection3d/tests/data", FOLDER / "cocoapi/results"
KITTI = FOLDER / "OpenPCDet/data/kitti/training/label_2"
KITTI_TRACKING = FOLDER / "AB3DMOT/scripts/KITTI/label"
FISH = FOLDER / "fish_tracker/gt"
needs = {
    path: pytest.mark.skipif(not path.is_dir(), reason=f"needs {path}, see the module")
    for path in (MMDET3D, COCO, KITTI, KITTI_TRACKING, FISH)
}


@needs[MMDET3D]
@pytest.mark.parametrize("split", ["train", "val"])
def test_infos_of_mmdet3d_are_read(split):
    path = MMDET3D / f"waymo/kitti_format/waymo_infos_{split}.pkl"
    infos = read_pickle(path.read_bytes(), str(path))
    assert infos["metainfo"]["dataset"] == "waymo"
    (item,) = infos["data_list"]
    assert np.asarray(item["ego2global"]).shape == (4, 4)
    assert len(item["instances"][0]["bbox_3d"]) == 7


@needs[MMDET3D]
def test_every_pickle_of_mmdet3d_is_read_or_refused_in_a_line(tmp_path):
    read = 0
    for path in sorted(MMDET3D.rglob("*.pkl")):
        try:
            read_pickle(path.read_bytes(), str(path))
            read += 1
        except InvalidInputError as error:
            assert "was not called" in str(error)
        with pytest.raises(InvalidInputError) as caught:  # none holds results for Waymo
            import_predictions(path, "mmdet3d", tmp_path / "p.parquet")
        assert "\n" not in str(caught.value)
    assert read >= 8


@needs[COCO]
@pytest.mark.parametrize("kind", ["bbox", "segm"])
def test_results_of_coco_come_home(kind, tmp_path):
    path = COCO / f"instances_val2014_fake{kind}100_results.json"
    rows = [row for row in read_json(path) if 1 <= row["category_id"] <= 4]
    images = sorted({row["image_id"] for row in rows})
    samples = {str(image): (1000 + number, 1) for number, image in enumerate(images)}
    index = ExportIndex("coco", {}, (IndexedSegment("1_2_3_4_5", samples, ()),))
    index.write(locate(tmp_path))
    with pytest.raises(InvalidInputError, match="expected a category_id from 1 to 4"):
        import_predictions(path, "coco", tmp_path / "p.parquet", index=tmp_path)
    write_json(rows, tmp_path / "results.json")
    found = import_predictions(
        tmp_path / "results.json", "coco", tmp_path / "p.parquet", index=tmp_path
    )
    assert (found.boxes, found.frames) == (len(rows), len(images))
    table = read_predictions(tmp_path / "p.parquet", BoxKind.BOX_2D)
    scores = np.sort(table.column(SCORE).to_numpy())
    np.testing.assert_allclose(scores, sorted(row["score"] for row in rows), rtol=1e-6)
    if kind == "bbox":
        areas = np.sort(box_array(table, BoxKind.BOX_2D)[:, 2:].prod(axis=1))
        expected = sorted(row["bbox"][2] * row["bbox"][3] for row in rows)
        np.testing.assert_allclose(areas, expected, rtol=1e-6)


def index_of(to, names, folder):
    """Writes an index that takes the names of a reference file for frames of a segment."""
    samples = {name: (1000 + number, int(to == "mot")) for number, name in enumerate(names)}
    index = ExportIndex(to, {}, (IndexedSegment(SEGMENTS[0], samples, ()),))
    index.write(locate(folder))


@needs[KITTI]
def test_the_label_of_kitti_comes_home(scenes, tmp_path):
    index_of("kitti", ["000000"], tmp_path)
    found = import_predictions(KITTI, "kitti", tmp_path / "p.parquet", data=scenes, index=tmp_path)
    assert (found.boxes, found.frames) == (1, 1)
    table = read_predictions(tmp_path / "p.parquet")
    assert table.column(TYPE).to_pylist() == [2]
    ((*center, length, width, height, heading),) = box_array(table, BoxKind.BOX_3D)
    assert (height, width, length) == (1.89, 0.48, 1.20)
    # rotation_y is 0.01, and the front camera of the scenes looks along x, but for rounding.
    assert np.cos(heading - (-0.01 - np.pi / 2)) == pytest.approx(1)
    camera = rotation_from_euler(0.01, 0.02, YAWS[1])
    ahead, left, up = (np.array(center) - [1.5, 0.1, 2.0] - [0, 0, 0.5 * height]) @ camera
    np.testing.assert_allclose([-left, -up, ahead], [1.84, 1.47, 8.41], atol=1e-5)


@needs[KITTI_TRACKING]
@pytest.mark.parametrize("path", sorted(KITTI_TRACKING.glob("*.txt")), ids=lambda path: path.stem)
def test_labels_of_kitti_tracking_come_home(path, scenes, tmp_path):
    lines = [line.split() for line in path.read_text().splitlines()]
    kept = [line for line in lines if line[2] not in ("DontCare", "Misc", "Tram")]
    frames = sorted({int(line[0]) for line in kept})
    index_of("kitti-tracking", [f"{path.stem}/{frame:06d}" for frame in frames], tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / path.name).write_bytes(path.read_bytes())
    out = tmp_path / "p.parquet"
    found = import_predictions(
        tmp_path / "results", "kitti-tracking", out, data=scenes, index=tmp_path
    )
    assert (found.boxes, found.frames) == (len(kept), len(frames))
    table = read_predictions(out)
    sizes = box_array(table, BoxKind.BOX_3D)[:, 3:6]
    expected = [[float(line[12]), float(line[11]), float(line[10])] for line in kept]
    np.testing.assert_allclose(np.sort(sizes, axis=0), np.sort(expected, axis=0), atol=1e-5)
    assert set(table.column(TRACK_ID).to_pylist()) == {line[1] for line in kept}


def mot_files():
    """Labels and detections of MOT15, and a file of another tracker, as far as they are here."""
    public = Path(os.environ.get("WAYMO_KIT_TESTDATA", SHARED_DATA)) / "public" / "mot"
    found = sorted(public.glob("TUD-*/*.txt")) + sorted(FISH.glob("gt.txt"))
    missing = pytest.mark.skip(reason=f"needs {public} or {FISH}")
    return found or [pytest.param(None, marks=missing)]


@pytest.mark.parametrize(
    "path", mot_files(), ids=lambda path: path and f"{path.parent.name}-{path.stem}"
)
def test_files_of_the_mot_challenge_come_home(path, tmp_path):
    rows = np.loadtxt(path, delimiter=",")
    frames = np.unique(rows[:, 0]).astype(int).tolist()
    index_of("mot", [f"0000/{frame:06d}" for frame in frames], tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "0000.txt").write_bytes(path.read_bytes())
    found = import_predictions(tmp_path / "results", "mot", tmp_path / "p.parquet", index=tmp_path)
    assert (found.boxes, found.frames) == (len(rows), len(frames))
    table = read_predictions(tmp_path / "p.parquet", BoxKind.BOX_2D)
    boxes = box_array(table, BoxKind.BOX_2D)
    edges = np.column_stack([boxes[:, :2] - 0.5 * boxes[:, 2:] + 1, boxes[:, 2:]])
    order = np.lexsort((*edges.T, table.column(TIMESTAMP)))
    expected = rows[np.lexsort((*rows[:, 2:6].T, rows[:, 0]))]
    np.testing.assert_allclose(edges[order], expected[:, 2:6], atol=1e-4)
    tracks = {str(int(track)) if track >= 0 else "" for track in rows[:, 1]}
    assert set(table.column(TRACK_ID).to_pylist()) == tracks


@needs[MMDET3D]
def test_tables_of_nuscenes_have_the_columns_of_the_reference(exported):
    root = exported("nuscenes") / "v1.0-trainval"
    names = {path.stem for path in root.glob("*.json")}
    reference = MMDET3D / "lyft/v1.01-train/v1.01-train"
    assert names == {path.stem for path in reference.glob("*.json")} | {"splits"}
    for name in names - {"splits"}:
        (ours, *_), (theirs, *_) = (
            read_json(folder / f"{name}.json") for folder in (root, reference)
        )
        assert ours.keys() >= theirs.keys(), name
