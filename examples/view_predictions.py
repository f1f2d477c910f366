"""Show predictions beside the labels in the browser, and print links to the worst errors.

    python examples/view_predictions.py TABLES PREDICTIONS [--seconds 600]

`waymo-kit view` does the same with more options. Needs `pip install 'waymo-kit[serve]'`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

import waymo_kit as wk
from waymo_kit.evaluation import evaluate
from waymo_kit.web.viewer import view


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", help="dataset with labels")
    parser.add_argument("predictions", help="predictions table or .bin file")
    parser.add_argument("--seconds", type=float, default=600, help="how long to serve")
    options = parser.parse_args(arguments)

    with view(options.tables, [options.predictions]) as viewer:
        print(f"open {viewer.link}")
        for segment, count in missed(options.tables, options.predictions):
            print(f"{count} missed labels: {viewer.link_to(segment)}")
        time.sleep(options.seconds)


def missed(tables: str, predictions: str) -> list[tuple[str, int]]:
    """Returns the segments with the most missed labels."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "errors.parquet"
        evaluate(predictions, tables, listing=listing)
        table = pq.read_table(listing)
    outcome = table.column("[EvaluationErrorComponent].outcome").to_pylist()
    names = table.column("key.segment_context_name").to_pylist()
    counts = dict.fromkeys(wk.open_dataset(tables).segments, 0)
    for name, what in zip(names, outcome, strict=True):
        counts[name] += what == "FN"
    return sorted(counts.items(), key=lambda item: -item[1])[:5]


if __name__ == "__main__":
    main()
