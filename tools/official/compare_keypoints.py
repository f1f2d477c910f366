"""Compares our scores of human keypoints with the official ones.

The official library lives in its own environment, so the comparison has two halves:

    OFFICIAL/bin/python tools/official/compare_keypoints.py official cases.npz
    python -m tools.official.compare_keypoints ours cases.npz

The first half makes random frames of labeled and predicted people, matches and scores them with
the official evaluator, and stores inputs and results. The second half does the same with ours and
prints the largest differences. The golden file of tests/metrics is
`official tests/metrics/golden_keypoints.npz --cases 2`.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

POINTS = 14
SIDES = ("truth", "prediction")
ARRAYS = ("locations", "visibility", "boxes")


def people(rng, count, extent):
    """Makes people in 3D: locations, visibility and boxes."""
    boxes = np.column_stack(
        [
            rng.uniform(-extent, extent, (count, 2)),
            rng.uniform(0, 1, count),
            rng.uniform(0.4, 1.2, (count, 2)),
            rng.uniform(1.2, 2.0, count),
            rng.uniform(-np.pi, np.pi, count),
        ]
    )
    spread = boxes[:, None, 3:6] * rng.uniform(-0.5, 0.5, (count, POINTS, 3))
    visibility = rng.choice([0, 1, 2], (count, POINTS), p=[0.15, 0.15, 0.7])
    visibility[rng.random(count) < 0.25] = rng.choice([0, 1])
    return boxes[:, None, :3] + spread, visibility, boxes


def predicted(rng, truth):
    """Makes predictions of people: moved, missed, duplicated and false ones."""
    locations, visibility, boxes = (array.copy() for array in truth)
    keep = rng.random(len(boxes)) < 0.85
    twice = keep & (rng.random(len(boxes)) < 0.2)
    rows = rng.permutation(np.concatenate([np.flatnonzero(keep), np.flatnonzero(twice)]))
    locations, visibility, boxes = locations[rows], visibility[rows], boxes[rows]
    shift = rng.choice([0.0, 0.03, 0.1, 0.3], (len(rows), 1, 1))
    locations += rng.normal(0, 1, (len(rows), 1, 3)) * shift / 2
    locations += rng.normal(0, 1, locations.shape) * shift
    boxes[:, :3] += rng.normal(0, 0.05, (len(rows), 3))
    visibility = np.where(rng.random(visibility.shape) < 0.1, 0, visibility)
    visibility[(visibility.max(axis=1, initial=0) < 2)] = 2  # a detector does not know occlusion
    others = people(rng, int(rng.integers(0, 3)), 4.0)
    return tuple(
        np.concatenate(pair) for pair in zip((locations, visibility, boxes), others, strict=True)
    )


def frames(rng, extent):
    """Makes three frames, sometimes one without people or predictions."""
    for _ in range(3):
        truth = people(rng, int(rng.choice([0, 1, 3, 8])), extent)
        prediction = predicted(rng, truth)
        if rng.random() < 0.1:
            prediction = tuple(array[:0] for array in prediction)
        yield truth, prediction


def matched_images(rng):
    """Makes 20 matched people in an image: 2D locations, visibility and boxes of both sides."""
    boxes = np.column_stack([rng.uniform(0, 1000, (20, 2)), rng.uniform(10, 200, (20, 2))])
    boxes[:2] = 0
    points = boxes[:, None, :2] + boxes[:, None, 2:] * rng.uniform(-0.5, 0.5, (20, POINTS, 2))
    visibility = rng.integers(0, 3, (20, POINTS))
    visibility[2:6] = 0
    moved = points + rng.normal(0, 1, points.shape) * rng.choice([1, 10, 100, 1000], (20, 1, 1))
    return (points, visibility, boxes), (moved, rng.integers(0, 3, (20, POINTS)), boxes)


def stored_case(name, pairs):
    """Returns the arrays of the frames of a case in float32, as in the official evaluator."""
    stored = {}
    for index, pair in enumerate(pairs):
        for side, arrays in zip(SIDES, pair, strict=True):
            for key, array in zip(ARRAYS, arrays, strict=True):
                kind = np.int8 if key == "visibility" else np.float32
                stored[f"{name}/{index}/{side}_{key}"] = array.astype(kind)
    return stored


def official(path, count, seed, extent):
    from waymo_open_dataset.metrics.python import keypoint_metrics as metrics

    rng = np.random.default_rng(seed)
    stored = {}
    for case in range(count):
        for matcher in ("error", "iou"):
            stored |= stored_case(f"{matcher}{case}", frames(rng, extent))
        stored |= stored_case(f"camera{case}", [matched_images(rng)])
    results = {}
    for name, pairs in by_case(stored).items():
        kind = name.rstrip("0123456789")
        matcher = None
        if kind != "camera":
            config = metrics.MeanErrorMatcherConfig if kind == "error" else metrics.CppMatcherConfig
            matcher = metrics.create_matcher(config())
        camera = kind == "camera"
        config = metrics.DEFAULT_CONFIG_CAMERA if camera else metrics.DEFAULT_CONFIG_LASER
        groups = [metrics.create_combined_metric(config)] + [
            metrics.MetricForSubsets(config.src_order, config.subsets, create)
            for create in (
                lambda group: metrics.PoseEstimationMetric(0.25, name=f"PEM/{group}"),
                lambda group: metrics.KeypointVisibilityPrecision(name=f"precision/{group}"),
                lambda group: metrics.KeypointVisibilityRecall(name=f"recall/{group}"),
            )
        ]
        for pair in pairs.values():
            truth, prediction = (tensors(pair, side) for side in SIDES)
            if matcher:
                paired = matcher.reorder(metrics.PoseEstimationPair(truth, prediction))
                truth, prediction = paired.gt, paired.pr
            for metric in groups:
                metric.update_state([truth.keypoints, prediction.keypoints, truth.box])
        for metric in groups:
            for key, value in metric.result().items():
                results[f"{name}/{key}"] = float(value)
    np.savez_compressed(
        path, names=list(results), values=np.array(list(results.values())), **stored
    )


def tensors(frame, side):
    import tensorflow as tf
    from waymo_open_dataset.utils import keypoint_data

    locations, visibility, boxes = (tf.constant(frame[f"{side}_{key}"]) for key in ARRAYS)
    dims = locations.shape[-1]
    return keypoint_data.PoseEstimationTensors(
        keypoints=keypoint_data.KeypointsTensors(locations, tf.cast(visibility, tf.int32)),
        box=keypoint_data.BoundingBoxTensors(
            boxes[:, :dims], boxes[:, dims : 2 * dims], boxes[:, 6] if dims == 3 else None
        ),
    )


def by_case(stored):
    """Returns the arrays by case, frame and name."""
    cases = defaultdict(lambda: defaultdict(dict))
    for key in stored:
        if "/" in key:
            case, index, name = key.split("/")
            cases[case][index][name] = stored[key]
    return cases


def our_scores(kind, pairs):
    """Returns our scores of one case, by their official names."""
    from waymo_kit.metrics import keypoint_matching, keypoint_types, keypoints
    from waymo_kit.metrics.poses import Poses

    camera = (keypoint_types.CAMERA_KEYPOINTS, keypoint_types.CAMERA_GROUPS)
    scorer = keypoints.KeypointMetric(*(camera if kind == "camera" else ()))
    for pair in pairs.values():
        truth, prediction = (Poses(*(pair[f"{side}_{key}"] for key in ARRAYS)) for side in SIDES)
        if kind != "camera":
            by_iou = kind == "iou"
            match = keypoint_matching.match_by_iou if by_iou else keypoint_matching.match_by_error
            match = match(truth, prediction)
            truth, prediction = keypoint_matching.pair_poses(truth, prediction, match)
        scorer.update(truth, prediction)
    named = {}
    for score in scorer.result():
        named[f"MPJPE/{score.group}"] = score.mpjpe
        named[f"PEM/{score.group}"] = score.pem
        named[f"precision/{score.group}"] = score.precision
        named[f"recall/{score.group}"] = score.recall
        named[f"OKS/{score.group} AP"] = score.oks_ap_of_updates
        for threshold, value in zip(keypoints.PCK_THRESHOLDS, score.pck, strict=True):
            named[f"PCK/{score.group} @ {threshold:.2f}"] = value
        for threshold, value in zip(keypoints.OKS_THRESHOLDS, score.oks_precision, strict=True):
            named[f"OKS/{score.group} P @ {threshold:.2f}"] = value
    return named


def differences(path):
    """Yields (case, score, ours, official); the official evaluator gives 0 where nothing counts."""
    stored = np.load(path)
    expected = dict(zip(stored["names"].tolist(), stored["values"].tolist(), strict=True))
    for case, pairs in by_case(stored).items():
        for name, value in our_scores(case.rstrip("0123456789"), pairs).items():
            yield case, name, np.nan_to_num(value), expected.pop(f"{case}/{name}")
    if expected:
        raise SystemExit(f"no score of ours for {sorted(expected)}")


def ours(path):
    worst = defaultdict(float)
    cases = set()
    for case, name, mine, theirs in differences(path):
        cases.add(case)
        kind = f"{case.rstrip('0123456789'):7s}{name.split('/')[0]}"
        worst[kind] = max(worst[kind], abs(mine - theirs))
    print(f"{len(cases)} cases, largest differences:")
    for kind, difference in sorted(worst.items()):
        print(f"  {kind:18s} {difference:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=["official", "ours"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--extent", type=float, default=4.0, help="maximum distance of people, meters"
    )
    arguments = parser.parse_args()
    if arguments.half == "official":
        official(arguments.path, arguments.cases, arguments.seed, arguments.extent)
    else:
        ours(arguments.path)


if __name__ == "__main__":
    main()
