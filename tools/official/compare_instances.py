"""Compares COCO's AP of masks and boxes with pycocotools on random cases, and times both.

    python -m tools.official.compare_instances [--cases 50] [--result IMAGES.json RESULTS.json]

`--result` compares files of COCO instead: labels, and detections with masks or boxes.
"""

import argparse
import contextlib
import io
import json
import time
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from waymo_kit.geometry.masks import Masks
from waymo_kit.metrics.instances import FIGURES, InstanceMetric, Instances

CLASSES = 3


def random_case(seed, images=12):
    """Makes labels and detections of random images, as COCO's files have them."""
    rng = np.random.default_rng(seed)
    content, results = {"images": [], "annotations": [], "categories": []}, []
    content["categories"] = [{"id": k + 1, "name": str(k)} for k in range(CLASSES)]
    for number in range(images):
        height, width = rng.integers(60, 240, 2).tolist()
        content["images"].append({"id": number + 1, "height": height, "width": width})
        for _ in range(rng.integers(0, 9)):
            mask, kind = _shape(rng, height, width), int(rng.integers(CLASSES)) + 1
            _label(content["annotations"], number + 1, kind, mask, int(rng.random() < 0.1))
            for _ in range(rng.integers(0, 3)):
                moved = np.roll(mask, rng.integers(-3, 4, 2), (0, 1))
                right = kind if rng.random() < 0.8 else int(rng.integers(CLASSES)) + 1
                _detection(results, number + 1, right, moved, rng)
        for _ in range(rng.integers(0, 4)):
            kind = int(rng.integers(CLASSES)) + 1
            _detection(results, number + 1, kind, _shape(rng, height, width), rng)
    return content, results


def _shape(rng, height, width):
    """Makes a mask: a rectangle or an ellipse, with a hole now and then."""
    rows, columns = np.ogrid[:height, :width]
    half = rng.uniform(2, 0.5 * np.array([height, width]))
    center = rng.uniform([0, 0], [height, width])
    down, across = (rows - center[0]) / half[0], (columns - center[1]) / half[1]
    mask = (down**2 + across**2 < 1) if rng.random() < 0.5 else (abs(down) < 1) & (abs(across) < 1)
    if rng.random() < 0.3:
        mask &= ~((abs(down) < 0.3) & (abs(across) < 0.3))
    mask[int(center[0]) % height, int(center[1]) % width] = True
    return mask


def _parts(mask):
    encoded = Masks.encode([mask])
    return {
        "segmentation": {"size": list(mask.shape), "counts": encoded.texts[0]},
        "bbox": encoded.boxes[0].tolist(),
    }, float(encoded.areas[0])


def _label(rows, image, kind, mask, is_crowd):
    parts, area = _parts(mask)
    rows.append(
        {"id": len(rows) + 1, "image_id": image, "category_id": kind}
        | parts
        | {"area": area, "iscrowd": is_crowd}
    )


def _detection(rows, image, kind, mask, rng):
    parts, _ = _parts(mask)
    parts["bbox"] = (np.array(parts["bbox"]) + rng.uniform(0, 1, 4)).tolist()
    score = float(np.round(rng.random(), 2))
    rows.append({"image_id": image, "category_id": kind, "score": score} | parts)


def their_figures(content, results, kind):
    """Returns the twelve figures of pycocotools, and the seconds that they took."""
    with contextlib.redirect_stdout(io.StringIO()):
        labels = COCO()
        labels.dataset = content
        labels.createIndex()
        kept = {"segm": "segmentation", "bbox": "bbox"}[kind]
        dropped = {"segmentation", "bbox"} - {kept}
        rows = [{k: v for k, v in row.items() if k not in dropped} for row in results]
        found = labels.loadRes(rows)
        evaluation = COCOeval(labels, found, kind)
        started = time.perf_counter()
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        seconds = time.perf_counter() - started
    figures = np.array(evaluation.stats)
    return np.where(figures == -1, np.nan, figures), seconds


def as_instances(content, results, with_masks):
    """Returns detections and labels of each image that has either, in the order of their ids."""
    by_image = {image["id"]: ([], []) for image in content["images"]}
    for side, rows in enumerate((results, content["annotations"])):
        for row in rows:
            by_image[row["image_id"]][side].append(row)
    sizes = {image["id"]: (image["height"], image["width"]) for image in content["images"]}
    return [
        tuple(_columns(rows, sizes[image], with_masks) for rows in by_image[image])
        for image in sorted(by_image)
    ]


def _columns(rows, size, with_masks):
    masks = None
    if with_masks:
        masks = Masks.from_texts([row["segmentation"]["counts"] for row in rows], *size)
    labels = {
        "is_crowd": np.array([row["iscrowd"] for row in rows if "iscrowd" in row], bool),
        "areas": np.array([row["area"] for row in rows if "area" in row]),
    }
    is_label = len(labels["areas"]) == len(rows)
    return Instances(
        np.array([row.get("bbox", (0, 0, 0, 0)) for row in rows]).reshape(-1, 4),
        np.array([row["category_id"] for row in rows], np.int64),
        masks,
        np.array([row.get("score", 0.0) for row in rows]),
        **(labels if is_label else {}),
    )


def our_figures(images):
    """Returns our twelve figures of masks and of boxes, and the seconds that they took."""
    started = time.perf_counter()
    metric = InstanceMetric()
    for found, labels in images:
        metric.update(found, labels)
    result = metric.result()
    parts = {"segm": result.mask, "bbox": result.box}
    figures = {kind: part.figures() for kind, part in parts.items() if part is not None}
    seconds = time.perf_counter() - started
    return {kind: np.array([part[n] for n in FIGURES]) for kind, part in figures.items()}, seconds


def compare(cases):
    """Prints the largest difference and the times."""
    worst, theirs, ours, compared = 0.0, 0.0, 0.0, 0
    for content, results in cases:
        has_masks = all("segmentation" in row for row in results)
        found, own = our_figures(as_instances(content, results, has_masks))
        ours += own
        for kind, figures in found.items():
            expected, seconds = their_figures(content, results, kind)
            assert (np.isnan(expected) == np.isnan(figures)).all(), (expected, figures)
            worst = max(worst, np.nanmax(abs(expected - figures), initial=0.0))
            theirs, compared = theirs + seconds, compared + len(FIGURES)
    print(
        f"{compared} figures, largest difference {worst:.1e}; pycocotools {theirs:.2f} s, ours "
        f"{ours:.2f} s, {theirs / ours:.1f} times as fast"
    )
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--result", nargs=2, metavar=("LABELS", "RESULTS"))
    options = parser.parse_args()
    if options.result:
        content, results = (json.loads(Path(path).read_text()) for path in options.result)
        compare([(content, results)])
        return
    compare([random_case(0)])  # compiles
    compare(random_case(seed) for seed in range(options.cases))


if __name__ == "__main__":
    main()
