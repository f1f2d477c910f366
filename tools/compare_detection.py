"""Compares detection metrics with the official op on random cases.

    python tools/compare_detection.py [--official PYTHON] [--seeds 200] [--first 0] [--golden OUT]

Prints the cases that differ and the worst differences of all. `--golden OUT.npz` stores the
official results instead, for the tests.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from detection_cases import make_case, official_arguments
from official_venv import add_option, official_python
from waymo_kit.metrics import evaluate_detections

AREAS = {
    "ap": "average_precision",
    "aph": "average_precision_ha_weighted",
    "apl": "average_precision_longitudinal_affinity_weighted",
}
"""Ours -> the official op's name."""


def run_official(python, seeds):
    """Official outputs by seed."""
    with tempfile.TemporaryDirectory() as folder:
        cases, results = Path(folder) / "cases.npz", Path(folder) / "results.npz"
        np.savez(
            cases,
            **{
                f"{seed}/{name}": value
                for seed in seeds
                for name, value in official_arguments(make_case(seed)).items()
            },
        )
        command = [python, Path(__file__).with_name("official_detection.py"), cases, results]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"the official op failed on seeds {seeds}:\n{done.stderr[-3000:]}")
        outputs = {seed: {} for seed in seeds}
        for key, value in np.load(results).items():
            seed, name = key.split("/")
            outputs[int(seed)][name] = value
    return outputs


def compare(seed, official):
    """Number of counts that differ, and the largest differences of the areas."""
    ours = evaluate_detections(*make_case(seed))
    counted = [ours.true_positives, ours.false_positives, ours.false_negatives]
    counts = int((np.stack(counted, axis=2) != official["precision_recall"][:, :, 2:]).sum())
    worst = {name: np.abs(getattr(ours, name) - official[AREAS[name]]).max() for name in AREAS}
    return counts, worst, ours.true_positives.size * 3


def store_golden(path, outputs):
    """Keeps what a test needs: counts as small integers, areas as float32."""
    kept = {}
    for seed, official in outputs.items():
        kept[f"{seed}/counts"] = official["precision_recall"][:, :, 2:].astype(np.uint16)
        kept |= {f"{seed}/{name}": official[AREAS[name]] for name in AREAS}
    np.savez_compressed(path, **kept)
    print(f"{path}: {Path(path).stat().st_size} bytes, seeds {sorted(outputs)}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_option(parser)
    parser.add_argument("--seeds", type=int, default=200, help="how many")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--golden", metavar="OUT.npz")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    outputs = {}
    for start in range(0, len(seeds), 50):
        outputs |= run_official(official_python(options.official), seeds[start : start + 50])
    if options.golden:
        store_golden(options.golden, outputs)
        return
    total = {"counts": 0, "compared": 0, **dict.fromkeys(AREAS, 0.0)}
    for seed in seeds:
        counts, worst, compared = compare(seed, outputs[seed])
        if counts or max(worst.values()) > 1e-5:
            print(f"seed {seed}: {counts} counts differ, worst areas {worst}")
        total["counts"] += counts
        total["compared"] += compared
        for name in AREAS:
            total[name] = max(total[name], float(worst[name]))
    print(
        f"{len(seeds)} seeds: {total['counts']} of {total['compared']} counts differ; "
        f"worst AP {total['ap']:.2e}, APH {total['aph']:.2e}, APL {total['apl']:.2e}"
    )


if __name__ == "__main__":
    main()
