"""Each network learns a few images by heart, through the training loop."""

import io

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from PIL import Image

from tests.detectors.camera.naive import iou
from tests.detectors.camera.tiny import TINY, made_picture
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.camera.source import CameraSource
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import create_state


class MadePictures:
    """Eight images of squares; masks are the squares' inner circles."""

    def __init__(self, count=8):
        rng = np.random.default_rng(0)
        self.made = [made_picture(rng) for _ in range(count)]

    def __len__(self):
        return len(self.made)

    def name(self, index):
        return f"picture {index}"

    def picture(self, index):
        image, boxes, labels = self.made[index]
        with io.BytesIO() as file:
            Image.fromarray(image).save(file, "PNG")
            data = file.getvalue()
        y, x = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
        masks = np.zeros((len(boxes), *image.shape[:2]), bool)
        for mask, box in zip(masks, boxes, strict=True):
            radius = (box[2] - box[0]) / 2
            mask[:] = np.hypot(x - box[0] - radius, y - box[1] - radius) <= radius
        return LabeledPicture(data, self.name(index), boxes, labels, masks)


@pytest.mark.heavy
@pytest.mark.parametrize("name", TINY)
def test_a_network_learns_images_by_heart(tmp_path, name):
    settings = TrainingSettings(
        steps=400, batch_size=8, learning_rate=4e-3, average_decay=0.95, precision="float32"
    )
    state = create_state(lambda: create_camera_network(TINY[name]), settings, create_backend("cpu"))
    pictures = MadePictures()
    source = CameraSource(pictures, TINY[name])
    result = train(state, source, tmp_path)
    assert result.step == 400
    examples = [source.load(k, 0) for k in range(len(pictures))]
    images, sizes = (np.stack([getattr(e, n) for e in examples]) for n in ("image", "size"))
    with state.averages_applied():
        boxes, scores, labels, is_real = map(np.asarray, state.task.detect(images, sizes))
    found = wrong = total = 0
    for k, (_, truth, names) in enumerate(pictures.made):
        sure = is_real[k] & (scores[k] > 0.5)
        total += len(truth)
        for box, label in zip(boxes[k][sure], labels[k][sure], strict=True):
            overlaps = [iou(box, t) * (label == n) for t, n in zip(truth, names, strict=True)]
            found += max(overlaps, default=0) > 0.5
            wrong += max(overlaps, default=0) <= 0.5
    assert found >= 0.9 * total
    assert wrong <= 0.1 * total
