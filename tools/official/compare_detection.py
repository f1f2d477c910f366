"""Compares detection metrics with the official op on random cases, or on two files.

    python -m tools.official.compare_detection [--official PYTHON] [--seeds 200] [--first 0]
        [--golden OUT]
    python -m tools.official.compare_detection [--official PYTHON]
        --objects PREDICTIONS.bin LABELS.bin

Prints the cases that differ and the largest differences. `--golden OUT.npz` stores the official
results for the tests instead.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from tests.golden.detection_cases import make_case, official_arguments, read_case
from tools.official.official_venv import add_option, official_python
from waymo_kit.metrics import evaluate_detections

AREAS = {
    "ap": "average_precision",
    "aph": "average_precision_ha_weighted",
    "apl": "average_precision_longitudinal_affinity_weighted",
}
"""Names of the official op, by our names."""


def run_official(python, cases):
    """Returns the official outputs, by name of the case."""
    with tempfile.TemporaryDirectory() as folder:
        stored, results = Path(folder) / "cases.npz", Path(folder) / "results.npz"
        np.savez(
            stored,
            **{
                f"{name}/{argument}": value
                for name, case in cases.items()
                for argument, value in official_arguments(case).items()
            },
        )
        command = [python, Path(__file__).with_name("official_detection.py"), stored, results]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"the official op failed on {list(cases)}:\n{done.stderr[-3000:]}")
        outputs = {name: {} for name in cases}
        for key, value in np.load(results).items():
            name, output = key.split("/")
            outputs[name][output] = value
    return outputs


def compare(case, official):
    """Returns the number of counts that differ, that of all counts, and the largest area errors."""
    ours = evaluate_detections(*case)
    counts = [ours.true_positives, ours.false_positives, ours.false_negatives]
    differ = np.stack(counts, axis=2) != official["precision_recall"][:, :, 2:]
    worst = [float(np.abs(getattr(ours, name) - official[AREAS[name]]).max()) for name in AREAS]
    return int(differ.sum()), differ.size, worst


def store_golden(path, outputs):
    """Keeps the outputs that tests need: counts as small integers, areas as float32."""
    kept = {}
    for name, official in outputs.items():
        kept[f"{name}/counts"] = official["precision_recall"][:, :, 2:].astype(np.uint16)
        kept |= {f"{name}/{area}": official[AREAS[area]] for area in AREAS}
    np.savez_compressed(path, **kept)
    print(f"{path}: {Path(path).stat().st_size} bytes, {len(outputs)} cases")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_option(parser)
    parser.add_argument("--seeds", type=int, default=200, help="number of seeds")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--golden", metavar="OUT.npz")
    parser.add_argument("--objects", type=Path, nargs=2, metavar="FILE.bin")
    options = parser.parse_args()
    if options.objects:
        cases = {"files": read_case(*options.objects)}
    else:
        seeds = range(options.first, options.first + options.seeds)
        cases = {str(seed): make_case(seed) for seed in seeds}
    python, outputs, names = official_python(options.official), {}, list(cases)
    for start in range(0, len(names), 50):
        outputs |= run_official(python, {name: cases[name] for name in names[start : start + 50]})
    if options.golden:
        store_golden(options.golden, outputs)
        return
    different, compared, most = 0, 0, np.zeros(len(AREAS))
    for name, case in cases.items():
        differ, size, worst = compare(case, outputs[name])
        if differ or max(worst) > 1e-5:
            print(f"case {name}: {differ} counts differ, areas by {worst}")
        different, compared, most = different + differ, compared + size, np.maximum(most, worst)
    areas = ", ".join(f"{name} {value:.2e}" for name, value in zip(AREAS, most, strict=True))
    print(f"{len(cases)} cases: {different} of {compared} counts differ; worst {areas}")


if __name__ == "__main__":
    main()
