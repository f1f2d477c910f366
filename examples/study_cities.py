"""Train a small detector in each of three simulated cities, and test it in all of them.

    python examples/study_cities.py --out study [--frames 10] [--steps 150]

Minutes of training on a few frames show how a study is run, not how far real cities differ.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("study"))
    parser.add_argument("--frames", type=int, default=10, help="of each drive")
    parser.add_argument("--steps", type=int, default=150, help="of each training")
    options = parser.parse_args(arguments)
    training, unseen = options.out / "training", options.out / "unseen"
    simulate_dataset(training, segments=3, frames=options.frames, seed=1)  # a drive a city
    simulate_dataset(unseen, segments=3, frames=options.frames, seed=2)
    command = [
        *("study", "domain-gap", "--config", "centerpoint-pillar-tiny"),
        *("--data", str(training), "--validation", str(unseen)),
        *("--steps", str(options.steps), "--out", str(options.out / "domain-gap")),
    ]
    subprocess.run([sys.executable, "-m", "waymo_kit", *command], check=True)


if __name__ == "__main__":
    main()
