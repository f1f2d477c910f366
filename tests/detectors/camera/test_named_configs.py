import dataclasses

import pytest

from waymo_kit.detectors.camera.camera_run import NAMED_RUNS, CameraRun
from waymo_kit.detectors.camera.config import AnchorMatching, ImageAnchors, PyramidConfig
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.detection.runs import configured_run
from waymo_kit.errors import InvalidInputError


def test_runs_are_made_by_name():
    assert list(NAMED_RUNS) == [
        f"{name}{kind}"
        for name in ("retinanet", "faster-rcnn", "mask-rcnn")
        for kind in ("", "-tpu", "-small")
    ]
    run = configured_run(["mask-rcnn-small"], {"detector": {"backbone": {"name": "botnet50"}}})
    assert isinstance(run, CameraRun)
    assert run.detector.name == "mask-rcnn"
    assert run.detector.backbone.name == "botnet50"


@pytest.mark.parametrize(
    ("config", "changes", "message"),
    [
        (RetinaNetConfig(), {"height": 100}, "height: expected a multiple of 32"),
        (RetinaNetConfig(), {"classes": ()}, "classes: expected one or more"),
        (RetinaNetConfig(), {"classes": ("a", "a")}, "classes: expected one or more"),
        (RetinaNetConfig(), {"pyramid": PyramidConfig(3, 6)}, "sizes: expected those of 4 levels"),
        (RetinaNetConfig(), {"prior": 1.0}, "prior: expected more than 0"),
        (RetinaNetConfig(), {"focal_gamma": -1}, "focal_gamma: expected at least 0"),
        (FasterRCNNConfig(), {"max_boxes": 0}, "max_boxes: expected at least 1"),
        (PyramidConfig(), {"min_level": 6}, "min_level: expected 2 to 5"),
        (PyramidConfig(), {"max_level": 4}, "max_level: expected 5 to 8"),
        (AnchorMatching(), {"max_negative": 0.6}, "min_positive: expected max_negative <="),
        (ImageAnchors(((1.0,),)), {"sizes": ((1.0,), ())}, "sizes: expected as many"),
        (ImageAnchors(((1.0,),)), {"ratios": (0.0,)}, "sizes: expected sides and ratios above 0"),
        (CameraRun(), {"cameras": ()}, "cameras: expected one or more"),
    ],
)
def test_wrong_values_are_refused(config, changes, message):
    with pytest.raises(InvalidInputError, match=message):
        dataclasses.replace(config, **changes)
