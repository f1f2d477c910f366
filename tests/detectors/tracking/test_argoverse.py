"""Labels of two Argoverse 2 logs as perfect detections: every object keeps one id."""

from pathlib import Path

import numpy as np
import pytest

from tools.official.compare_trackers import follow
from tools.official.noisy_detector import perfect
from tools.official.tracking_crowds import read_argoverse
from waymo_kit.detectors.tracking import METHODS, Tracker

LOGS = Path(__file__).parents[4] / "shared" / "data" / "public" / "av2_boxes"

pytestmark = pytest.mark.skipif(
    not LOGS.is_dir(), reason="needs boxes of Argoverse 2 logs in ../shared/data/public/av2_boxes"
)


@pytest.fixture(scope="module")
def crowds():
    return list(read_argoverse(LOGS))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shuffle_seed", [None, 5])
@pytest.mark.parametrize("with_poses", [True, False])
def test_every_object_keeps_one_id(crowds, method, shuffle_seed, with_poses):
    ids = objects = lasting = 0
    for crowd in crowds:
        if not with_poses:
            crowd = crowd._replace(poses=np.broadcast_to(np.eye(4), crowd.poses.shape))
        rows, _ = follow(Tracker(METHODS[method]()), crowd, perfect(crowd, shuffle_seed))
        ids += len(np.unique(rows[:, 2]))
        _, frames = np.unique(np.concatenate(crowd.ids), return_counts=True)
        objects, lasting = objects + len(frames), lasting + int((frames > 1).sum())
    assert (objects, lasting) == (236, 234)
    # An object of a single frame is reported if its score is high, as all perfect ones are.
    assert lasting <= ids <= objects
    assert shuffle_seed is not None or ids == objects
