"""Train a PointNet that tells simulated pedestrians from other objects (needs waymo-kit[torch])."""

import tempfile

import numpy as np
import torch
from torch import nn

import waymo_kit as wk
from waymo_kit.geometry import points_in_boxes
from waymo_kit.simulate import simulate_dataset


def object_points(sample: wk.FrameSample, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Returns 64 lidar points around the center of each object, and the objects' types."""
    points, boxes = sample.points[:, :3], sample.boxes
    box_of_point = points_in_boxes(points, boxes.array)
    seen = [k for k in range(len(boxes)) if (box_of_point == k).sum() >= 5]
    chosen = [rng.choice(np.flatnonzero(box_of_point == k), 64) for k in seen]
    clouds = points[np.array(chosen, int).reshape(-1, 64)] - boxes.array[seen, None, :3]
    return {"points": clouds.astype(np.float32), "types": boxes.types[seen]}


def main(arguments: list[str] | None = None) -> None:
    """Trains, and prints how many objects of either kind are recognized."""
    torch.manual_seed(0)
    features = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 128), nn.ReLU())
    head = nn.Linear(128, 1)
    optimizer = torch.optim.Adam([*features.parameters(), *head.parameters()], 3e-3)
    loss_of = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(10.0))  # pedestrians are few
    with tempfile.TemporaryDirectory() as folder:
        simulate_dataset(folder, segments=3, frames=8, seed=7)
        frames = wk.open_dataset(folder).frames()
        batches = frames.to_torch(object_points).batches(8, collate="flat")
        for epoch in range(20):
            counts = torch.zeros(2, 2)
            for batch in batches:
                target = (batch["types"] == wk.ObjectType.PEDESTRIAN).float()
                logits = head(features(batch["points"]).amax(dim=1))[:, 0]
                optimizer.zero_grad()
                loss_of(logits, target).backward()
                optimizer.step()
                counts += torch.bincount(2 * target.int() + (logits > 0), minlength=4).view(2, 2)
            others, pedestrians = (counts.diagonal() / counts.sum(dim=1)).tolist()
            print(f"epoch {epoch:2}: {pedestrians:.0%} of pedestrians, {others:.0%} of others")


if __name__ == "__main__":
    main()
