"""Public files of other libraries load in our importers.

`$WAYMO_KIT_REFERENCE_FILES` names a folder with checkouts of mmdetection3d and cocoapi.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange import import_predictions
from waymo_kit.exchange.index import ExportIndex, IndexedSegment
from waymo_kit.formats.pickles import read_pickle
from waymo_kit.io import locate, read_json, write_json
from waymo_kit.predictions import BoxKind, read_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import SCORE

FOLDER = Path(os.environ.get("WAYMO_KIT_REFERENCE_FILES", "none"))
MMDET3D, COCO = FOLDER / "mmdetection3d/tests/data", FOLDER / "cocoapi/results"
needs = {
    path: pytest.mark.skipif(not path.is_dir(), reason=f"needs {path}, see the module")
    for path in (MMDET3D, COCO)
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
