"""Segments whose images show labeled squares of a color for each type."""

import io

import numpy as np
from PIL import Image

from tests.made_frames import full_frame, write_segment

WIDTH, HEIGHT = 120, 90
COLORS = {1: (200, 0, 0), 2: (0, 200, 0), 4: (0, 0, 200)}
"""ObjectType -> color of its squares."""


def made_frame(segment, index):
    """Two images: in FRONT two vehicles and a pedestrian, in FRONT_LEFT a cyclist and a speck."""
    frame = full_frame(index)
    frame.context.name = segment
    stats = frame.context.stats
    stats.location, stats.time_of_day, stats.weather = "location_sf", "Night", "rain"
    del frame.images[2:]
    del frame.camera_labels[2:]
    labeled = (
        [("car-a", 1, 20, 20, 24), ("car-b", 1, 60, 30, 20), ("walker", 2, 100, 60, 30)],
        [("rider", 4, 5, 40, 20), ("speck", 1, 60, 60, 4)],
    )
    for number, objects in enumerate(labeled):
        pixels = np.full((HEIGHT, WIDTH, 3), 60, np.uint8)
        labels = frame.camera_labels[number].labels
        del labels[len(objects) :]
        while len(labels) < len(objects):
            labels.add().CopyFrom(labels[0])
        for label, (name, kind, x, y, side) in zip(labels, objects, strict=True):
            label.id, label.type = f"{name}-{index}", kind
            label.box.center_x, label.box.center_y = x, y
            label.box.length = label.box.width = side
            half = side // 2
            pixels[y - half : y + half, max(x - half, 0) : x + half] = COLORS[kind]
        with io.BytesIO() as file:
            Image.fromarray(pixels).save(file, "PNG")
            frame.images[number].image = file.getvalue()
    return frame


def write_scenes(folder, segments=2, frames=2):
    """v1 files of some segments."""
    for segment in range(segments):
        frames_of = [made_frame(f"segment-{segment}", index) for index in range(frames)]
        write_segment(folder / f"{segment}.tfrecord", frames_of)
    return folder
