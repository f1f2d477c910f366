"""Train a PointNet that tells pedestrians from other objects by their lidar points.

    python examples/train_pointnet.py [--drives 3] [--epochs 20]

The drives are simulated. It needs PyTorch: pip install 'waymo-kit[torch]'.
"""

from __future__ import annotations

import argparse
import tempfile

import numpy as np
import torch
from torch import nn

import waymo_kit as wk
from waymo_kit.simulate import simulate_dataset


def object_points(sample: wk.FrameSample, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Returns 64 points of each object in its box's axes, and whether it is a pedestrian."""
    clouds, labels = [np.zeros((0, 64, 3), np.float32)], []
    for box in sample.boxes[sample.boxes.num_points >= 5]:
        offset = sample.points[:, :3] - box.center
        c, s = np.cos(box.heading), np.sin(box.heading)
        local = offset @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        inside = local[np.all(np.abs(local) < box.size / 2 + 0.1, axis=1)]
        if len(inside):
            rows = rng.integers(len(inside), size=64)
            clouds.append(inside[None, rows].astype(np.float32))
            labels.append(box.type == wk.ObjectType.PEDESTRIAN)
    return {"points": np.concatenate(clouds), "boxes": np.array(labels, np.float32)}


def train(data: str, epochs: int, workers: int) -> None:
    """Trains on a dataset and prints how many objects of either kind are recognized."""
    frames = wk.open_dataset(data).frames()
    batches = frames.to_torch(object_points).batches(8, collate="flat", workers=workers)
    layers = [nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 128), nn.ReLU()]
    features, head = nn.Sequential(*layers), nn.Linear(128, 1)
    optimizer = torch.optim.Adam([*features.parameters(), *head.parameters()], 3e-3)
    loss_of = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(10.0))  # pedestrians are few
    for epoch in range(epochs):
        right, count = torch.zeros(2), torch.zeros(2)
        for batch in batches:
            logits = head(features(batch["points"]).amax(dim=1))[:, 0]
            optimizer.zero_grad()
            loss_of(logits, batch["boxes"]).backward()
            optimizer.step()
            kind = batch["boxes"].long()
            right += torch.bincount(kind[(logits > 0) == (kind > 0)], minlength=2)
            count += torch.bincount(kind, minlength=2)
        others, pedestrians = (right / count).tolist()
        print(f"epoch {epoch:2d}: {pedestrians:.0%} of pedestrians, {others:.0%} of others right")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--drives", type=int, default=3, help="number of simulated drives")
    parser.add_argument("--epochs", type=int, default=20, help="number of epochs")
    parser.add_argument("--workers", type=int, default=0, help="number of worker processes")
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        simulate_dataset(folder, segments=options.drives, frames=8, seed=7)
        train(folder, options.epochs, options.workers)


if __name__ == "__main__":
    main()
