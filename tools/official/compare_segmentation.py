"""Compares our weighted STQ and mean IoU with the official ones.

The official library lives in its own environment, so the comparison has two halves:

    PYTHONPATH=DEEPLAB2_PARENT OFFICIAL/bin/python tools/official/compare_segmentation.py
        official cases.npz
    python -m tools.official.compare_segmentation ours cases.npz

The first half makes random sequences of panoptic labels, scores them with the official evaluator
(which needs the sources of github.com/google-research/deeplab2) and stores inputs and results. The
second half scores the same sequences and prints the largest differences. `--fixture FOLDER` adds
the official fixture of 3D semantic segmentation, `fake_segmentation_*.bin`. Its evaluator is a C++
tool without a Python binding; the expected result is the one in the sources of that tool. The
golden file of tests/metrics is `official tests/metrics/golden_wstq.npz --sequences 8`.
"""

import argparse
import zlib
from pathlib import Path

import numpy as np

DIVISOR = 100_000
THINGS = [2, 3, 4, 5, 8, 9, 10, 11]
CASE_ARRAYS = ("prediction", "truth", "cameras", "tracked")
FIXTURE_MIOU = 0.00395302


def blobs(rng, shape, values):
    """Makes images of overlapping rectangles, similar to labels."""
    image = np.full(shape, values[0])
    for value in values[1:]:
        frame = rng.integers(shape[0])
        top, left = rng.integers(0, shape[1]), rng.integers(0, shape[2])
        height, width = rng.integers(2, shape[1]), rng.integers(2, shape[2])
        image[frame, top : top + height, left : left + width] = value
    return image


def sequence(rng):
    """Makes (images, height, width) arrays: prediction, truth, cameras covered, tracked."""
    shape = (int(rng.integers(1, 7)), int(rng.integers(4, 24)), int(rng.integers(4, 32)))
    kinds = rng.choice([0, 1, *THINGS, 19, 20, 25, 28], int(rng.integers(2, 9)), replace=False)
    objects = np.array([int(c) * DIVISOR + int(i) for c in kinds for i in rng.integers(0, 5, 3)])
    truth = blobs(rng, shape, rng.choice(objects, 40))
    prediction = truth.copy()
    for wrong in rng.choice(objects, int(rng.integers(0, len(objects)))):
        image = int(rng.integers(shape[0]))  # one id or class changes from here on
        later = prediction[image:]
        later[later == wrong] = rng.choice(objects)
    noisy = rng.random(shape) < rng.choice([0.0, 0.1, 0.9])
    prediction[noisy] = rng.choice(objects, noisy.sum())
    cameras = blobs(rng, shape, rng.choice([1, 1, 2, 3], 8)).astype(np.uint8)
    lost = rng.choice(objects, int(rng.integers(0, 4)))
    return prediction, truth, cameras, ~np.isin(truth, lost)


def sequences(seed, count):
    rng = np.random.default_rng(seed)
    for index in range(count):
        case = sequence(rng)
        if index == 0:
            case = (np.zeros_like(case[0]), *case[1:])
        yield f"{index:04d}", dict(zip(CASE_ARRAYS, case, strict=True))


def official(path, count, seed, fixture):
    from waymo_open_dataset.wdl_limited.camera_segmentation import camera_segmentation_metrics

    stored, groups = {}, []
    for name, case in sequences(seed, count):
        stored |= {f"{name}/{key}": array for key, array in case.items()}
        metric = camera_segmentation_metrics.get_metric_object_by_sequence(
            list(case["truth"]),
            list(case["prediction"]),
            list(case["cameras"]),
            [mask.astype(np.uint8) for mask in case["tracked"]],
            sequence_id=name,
        )
        result = metric.result()
        stored[f"{name}/official"] = [result["STQ"], result["AQ"], result["IoU"]]
        groups.append(metric)
    everything = camera_segmentation_metrics.aggregate_metrics(groups)
    stored["all/official"] = [everything.wstq, everything.waq, everything.miou]
    if fixture:
        stored |= read_fixture(fixture)
    np.savez_compressed(path, **stored)


def read_fixture(folder):
    from waymo_open_dataset import dataset_pb2
    from waymo_open_dataset.protos import segmentation_metrics_pb2

    stored = {}
    for side, stem in (("prediction", "predictions"), ("truth", "groundtruths")):
        frames = segmentation_metrics_pb2.SegmentationFrameList()
        frames.ParseFromString((Path(folder) / f"fake_segmentation_{stem}.bin").read_bytes())
        images = []
        for frame in frames.frames:
            for image in (
                frame.segmentation_labels[0].ri_return1,
                frame.segmentation_labels[0].ri_return2,
            ):
                matrix = dataset_pb2.MatrixInt32()
                matrix.ParseFromString(zlib.decompress(image.segmentation_label_compressed))
                images.append(matrix.data)
        stored[f"fixture/{side}"] = np.array(images, np.int8)
    return stored


def ours(path):
    from waymo_kit.metrics.panoptic import PanopticMetric
    from waymo_kit.metrics.segmentation import SegmentationMetric

    stored = np.load(path)
    names = sorted({key.split("/")[0] for key in stored} - {"all", "fixture"})
    everything, worst = PanopticMetric(), np.zeros(3)
    for name in names:
        case = {key: stored[f"{name}/{key}"] for key in (*CASE_ARRAYS, "official")}
        scorer = PanopticMetric()
        scorer.update(
            case["prediction"],
            case["truth"],
            sequence=name,
            cameras_covered=case["cameras"],
            is_tracked=case["tracked"],
        )
        worst = np.maximum(worst, difference(scorer.result(), case["official"]))
        everything.merge(scorer)
    print(f"{len(names)} sequences, largest differences of wSTQ, wAQ and mIoU:", digits(worst))
    total = difference(everything.result(), stored["all/official"])
    print("all together, official in float32:", digits(total))
    if "fixture/truth" in stored:
        scorer = SegmentationMetric()
        scorer.update(stored["fixture/prediction"], stored["fixture/truth"])
        miou = scorer.result().miou
        print(f"fixture mIoU {np.float32(miou):.6g}, official {FIXTURE_MIOU:.6g}")


def difference(result, official):
    mine = np.array([result.wstq, result.waq, result.miou])
    return np.where(np.isnan(mine) & np.isnan(official), 0, np.abs(mine - official))


def digits(values):
    return ", ".join(f"{value:.1e}" for value in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=["official", "ours"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--sequences", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fixture", type=Path)
    arguments = parser.parse_args()
    if arguments.half == "official":
        official(arguments.path, arguments.sequences, arguments.seed, arguments.fixture)
    else:
        ours(arguments.path)


if __name__ == "__main__":
    main()
