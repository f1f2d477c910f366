"""Camera detectors that start from pretrained backbones."""

import dataclasses

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.backbones.pretrained.made_tflite import write_tflite
from tests.detectors.backbones.seeded import seed_weights
from tests.detectors.camera.tiny import TINY
from waymo_kit.detectors.backbones import create_backbone
from waymo_kit.detectors.backbones.pretrained import InputScaling
from waymo_kit.detectors.camera.camera_run import CameraRun
from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.detectors.camera.examples import CameraExample
from waymo_kit.errors import InvalidInputError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    theirs = keras.applications.MobileNet((32, 32, 3), alpha=0.25, weights=None, classes=3)
    seed_weights(theirs)
    path = tmp_path_factory.mktemp("weights") / "mobilenet.weights.h5"
    theirs.save_weights(path)
    return path, theirs.get_layer("conv_pw_5").kernel.numpy()


def run_with(name, path, **changes):
    backbone = ImageBackbone("mobilenet_v1", width_factor=0.25, weights=str(path), **changes)
    return CameraRun(detector=dataclasses.replace(TINY[name], backbone=backbone))


@pytest.mark.parametrize("name", ["retinanet", "faster-rcnn"])
def test_the_backbone_starts_from_the_file_and_its_scaling_is_recorded(weights, name):
    path, kernel = weights
    run = run_with(name, path, frozen_normalization=True).with_recorded_inputs()
    assert run.detector.backbone.scaling == InputScaling((127.5,) * 3, (127.5,) * 3)
    model = run.start_network().model
    layers = {layer.name: layer for layer in model._flatten_layers()}
    found = layers["mobilenet_v1"].get_layer("block5_point_conv").kernel.numpy()
    np.testing.assert_array_equal(found, kernel)
    normalized = layers["normalized"]
    white = np.full((1, 2, 2, 3), 255, np.uint8)
    np.testing.assert_allclose(
        keras.ops.convert_to_numpy(normalized(white, np.array([[2, 2]], np.int32))), 1, atol=1e-6
    )


class NoisePictures:
    """Four examples of noise, of which a backbone sees images and sizes."""

    is_closed = False

    def __len__(self):
        return 4

    def load(self, index, epoch):
        image = np.random.default_rng(index).integers(0, 256, (64, 96, 3)).astype(np.uint8)
        none = np.zeros(0)
        return CameraExample(image, np.array([64, 96], np.int32), *[none] * 5)

    def close(self):
        self.is_closed = True


@pytest.mark.parametrize("is_frozen", [False, True])
def test_folded_normalization_gets_the_statistics_of_the_images(tmp_path, monkeypatch, is_frozen):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("converting to TFLite needs Keras on TensorFlow")
    published = create_backbone("mobilenet_v1", width=0.25, num_classes=2, input_shape=(32, 32, 3))
    seed_weights(published)
    write_tflite(tmp_path / "net.tflite", published)
    run = run_with("retinanet", tmp_path / "net.tflite", frozen_normalization=is_frozen)
    source = NoisePictures()
    monkeypatch.setattr(CameraRun, "open_examples", lambda self, network: source)
    model = run.with_recorded_inputs().start_network().model
    layers = {layer.name: layer for layer in model._flatten_layers()}
    variance = layers["mobilenet_v1"].get_layer("stem_norm").moving_variance.numpy()
    if is_frozen:
        np.testing.assert_allclose(variance, 0.999)
        return
    examples = [source.load(k, 0) for k in range(len(source))]
    scaled = layers["normalized"](
        np.stack([each.image for each in examples]), np.stack([each.size for each in examples])
    )
    stem = layers["mobilenet_v1"].get_layer("stem_conv")(scaled).numpy()
    np.testing.assert_allclose(variance, stem.var(axis=(0, 1, 2)), rtol=1e-3, atol=1e-6)
    assert source.is_closed


def test_a_given_scaling_stays(weights):
    scaling = InputScaling((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
    run = run_with("retinanet", weights[0], scaling=scaling)
    assert run.with_recorded_inputs().detector.backbone.scaling == scaling


def test_weights_of_another_width_are_named(weights):
    run = run_with("retinanet", weights[0])
    wider = dataclasses.replace(run.detector.backbone, width_factor=0.5)
    other = dataclasses.replace(run, detector=dataclasses.replace(run.detector, backbone=wider))
    with pytest.raises(InvalidInputError, match="tensor conv1/kernel: expected shape"):
        other.start_network()
