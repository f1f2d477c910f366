"""How many requests to an object store a segment costs, and each of its frames."""

from pathlib import Path

import pytest

from tests.engine.conftest import upload, write_made_predictions
from tests.evaluation.command import run_command
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_dataset

pytestmark = pytest.mark.heavy

FEW, MANY = 2, 12
BUCKET = "s3://bucket"
# Command -> requests of the job and a segment without its frames, and of a frame, at most.
MOST = {
    "convert": (45, 1),
    "detect": (42, 2),
    "track": (42, 0),
    "eval": (42, 0),
    "training example": (30, 2),
}


def requests_of(proxy, folder, frames):
    """Number of requests by command for one segment."""
    local, remote = folder / str(frames), f"{BUCKET}/{frames}"
    simulate_dataset(local / "v1", segments=1, frames=frames, seed=2)
    assert run_command("convert", local / "v1", "--out", local / "tables") == 0
    predictions = write_made_predictions(local / "tables", local / "p.parquet")
    for file in [predictions, *(path for path in local.rglob("*/*") if path.is_file())]:
        upload(Path(file), f"{remote}/{file.relative_to(local)}", folder)
    tables, found = f"{remote}/tables", f"{remote}/p.parquet"
    detect = ("detect", "--baseline", "clusters", "-d", tables)
    counts = {}
    for command, arguments in (
        ("convert", ("convert", f"{remote}/v1", "--out", f"{remote}/again")),
        ("detect", (*detect, "--out", f"{remote}/d.parquet")),
        ("track", ("track", "-p", found, "-d", tables, "--out", f"{remote}/t.parquet")),
        ("eval", ("eval", "-p", found, "-g", tables)),
    ):
        before = len(proxy.requests)
        assert run_command(*arguments) == 0
        counts[command] = len(proxy.requests) - before
    scene = open_dataset(tables)[0]
    before = len(proxy.requests)
    for frame in scene:
        load_labeled_points(frame, PointInput())
    counts["training example"] = len(proxy.requests) - before
    return counts


def test_a_frame_costs_few_requests(bucket, tmp_path):
    _, proxy = bucket
    few, many = (requests_of(proxy, tmp_path, frames) for frames in (FEW, MANY))
    costs = {}
    for command, (max_at_once, max_per_frame) in MOST.items():
        a_frame = (many[command] - few[command]) / (MANY - FEW)
        costs[command] = (few[command] - FEW * a_frame, a_frame)
        assert costs[command][0] <= max_at_once, costs
        assert a_frame <= max_per_frame, costs
    print(costs)
