"""Files of each format, written here by the libraries that read them, in our networks."""

import pickle

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.backbones.seeded import images, seed_weights
from waymo_kit.detectors.backbones import create_backbone, read_weights
from waymo_kit.detectors.backbones.pretrained import InputScaling, assign_pretrained
from waymo_kit.detectors.backbones.pretrained.torch_names import (
    FORMS,
    NORM,
    find_form,
    to_torch_layout,
)
from waymo_kit.detectors.backbones.pretrained.weights import model_weights
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError

SMALL = {"width": 0.25, "image_size": 32}
keras_saves = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def outputs(model, batch):
    return keras.ops.convert_to_numpy(model(batch, training=False))


@keras_saves
@pytest.mark.parametrize("suffix", [".weights.h5", ".h5"])
@pytest.mark.parametrize(
    ("name", "network", "width"),
    [("mobilenet_v1", "MobileNet", 0.25), ("mobilenet_v2", "MobileNetV2", 0.35)],
)
def test_files_of_keras_applications_give_the_same_logits(tmp_path, suffix, name, network, width):
    theirs = getattr(keras.applications, network)(
        input_shape=(32, 32, 3), alpha=width, weights=None, classes=7, classifier_activation=None
    )
    seed_weights(theirs)
    path = tmp_path / f"weights{suffix}"
    theirs.save_weights(path) if suffix == ".weights.h5" else theirs.save(path)
    ours = create_backbone(name, width=width, input_shape=(32, 32, 3), weights=path)
    assert ours.output_shape == (None, 7)
    np.testing.assert_allclose(
        outputs(ours, images(2, 32)), outputs(theirs, images(2, 32)), atol=1e-4
    )
    assert read_weights(name, path, width=width).scaling.mean == (127.5, 127.5, 127.5)


@keras_saves
def test_files_of_nasnet_are_read_tensor_by_tensor(tmp_path):
    """Logits differ in the pools of reduction cells; compare_backbones replaces those."""
    from keras.src.applications import nasnet

    theirs = nasnet.NASNet(
        input_shape=(32, 32, 3),
        penultimate_filters=24 * 8,
        num_blocks=2,
        stem_block_filters=8,
        skip_reduction=False,
        filter_multiplier=2,
        include_top=True,
        weights=None,
        classes=5,
    )
    path = tmp_path / "nasnet.weights.h5"
    theirs.save_weights(path)
    ours = create_backbone(
        "nasnet_mobile", cells=6, filters=8, stem_filters=8, input_shape=(32, 32, 3), weights=path
    )
    assert sum(np.abs(w.numpy()).sum() for w in ours.trainable_weights) == pytest.approx(
        sum(np.abs(w.numpy()).sum() for w in theirs.trainable_weights), rel=1e-5
    )
    with pytest.raises(InvalidInputError, match="expected shape"):
        create_backbone("nasnet_mobile", cells=6, filters=12, stem_filters=8, weights=path)


def state_dict(model, names):
    """Returns the weights of our model as PyTorch would name them."""
    tensors = {}
    for path, weight in model_weights(model).items():
        layer, leaf = path.rsplit("/", 1)
        leaf = {v: k for k, v in NORM.items()}.get(leaf, leaf)
        leaf = "weight" if leaf == "kernel" else leaf
        array = to_torch_layout(weight.numpy(), path)
        tensors[f"{names(layer)}.{leaf}"] = np.ascontiguousarray(array)
    return tensors


def port_names(layer):
    import re

    blocks = [1, 2, 2, 3, 3, 4, 1]
    fixed = {"stem_conv": "_conv_stem", "stem_norm": "_bn0", "head_conv": "_conv_head"}
    fixed |= {"head_norm": "_bn1", "logits": "_fc"}
    if layer in fixed:
        return fixed[layer]
    stage, block, kind = re.match(r"stage(\d)_block(\d)_(.*)", layer).groups()
    number = sum(blocks[: int(stage) - 1]) + int(block) - 1
    norms = {"expand_norm": "_bn0", "depthwise_norm": "_bn1", "project_norm": "_bn2"}
    return f"_blocks.{number}.{norms.get(kind, f'_{kind}')}"


@pytest.fixture(scope="module")
def lite():
    model = create_backbone("efficientnet_lite0", num_classes=3, input_shape=(32, 32, 3))
    seed_weights(model)
    return model, state_dict(model, port_names)


def save(path, tensors):
    safetensors = pytest.importorskip("safetensors.numpy", reason="needs waymo-kit[pretrained]")
    safetensors.save_file(tensors, path)


def read_lite(path, **options):
    return create_backbone("efficientnet_lite0", input_shape=(32, 32, 3), weights=path, **options)


def test_state_dicts_give_the_same_logits(tmp_path, lite):
    model, tensors = lite
    path = tmp_path / "lite0.safetensors"
    save(path, tensors | {"_bn0.num_batches_tracked": np.array(3)})
    np.testing.assert_array_equal(
        outputs(read_lite(path), images(2, 32)), outputs(model, images(2, 32))
    )
    assert read_weights("efficientnet_lite0", path).scaling == InputScaling((127,) * 3, (128,) * 3)


def test_a_classifier_of_other_classes_keeps_random_weights(tmp_path, lite):
    model, tensors = lite
    save(tmp_path / "a.safetensors", tensors)
    other = read_lite(tmp_path / "a.safetensors", num_classes=5)
    np.testing.assert_array_equal(other.get_layer("stem_conv").kernel.numpy(), tensors_of(model))
    assert other.output_shape == (None, 5)
    body = read_lite(tmp_path / "a.safetensors", include_top=False)
    np.testing.assert_array_equal(body.get_layer("stem_conv").kernel.numpy(), tensors_of(model))


def tensors_of(model):
    return model.get_layer("stem_conv").kernel.numpy()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            lambda t: t.pop("_blocks.3._project_conv.weight"),
            InvalidInputError,
            "expected a tensor for stage3_block1_project_conv/kernel of efficientnet_lite0, shape",
        ),
        (
            lambda t: t.update({"_blocks.16._bn0.weight": np.zeros(4, np.float32)}),
            InvalidInputError,
            r"tensor _blocks\.16\._bn0\.weight belongs to",
        ),
        (
            lambda t: t.update({"_conv_head.weight": np.zeros((9, 320, 1, 1), np.float32)}),
            InvalidInputError,
            r"_conv_head\.weight: expected shape \(1, 1, 320, 1280\) .* got \(1, 1, 320, 9\)",
        ),
        (
            lambda t: t.update({"_bn0.bias": np.full(32, np.nan, np.float32)}),
            CorruptDataError,
            r"tensor _bn0\.bias: 32 of 32 numbers are NaN",
        ),
        (
            lambda t: [t.pop(n) for n in list(t) if "_fc" not in n],
            InvalidInputError,
            "the names of",
        ),
    ],
)
def test_wrong_tensors_are_named(tmp_path, lite, change, error, message):
    tensors = dict(lite[1])
    change(tensors)
    save(tmp_path / "a.safetensors", tensors)
    with pytest.raises(error, match=message):
        read_lite(tmp_path / "a.safetensors")


@pytest.mark.parametrize("suffix", [".safetensors", ".h5", ".tflite", ".pth"])
@pytest.mark.parametrize("content", [b"", b"\x80\x02", b"x" * 100])
def test_damaged_files_are_refused(tmp_path, suffix, content):
    if suffix in (".safetensors", ".pth"):
        pytest.importorskip("torch" if suffix == ".pth" else "safetensors")
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(CorruptDataError, match=f"a{suffix}"):
        create_backbone("mobilenet_v1", **SMALL, weights=path)


def test_a_cut_tflite_file_is_refused(tmp_path, tflite):
    path = tmp_path / "cut.tflite"
    path.write_bytes(tflite[1].read_bytes()[:5000])
    with pytest.raises(CorruptDataError, match=r"cut\.tflite"):
        create_backbone("mobilenet_v1", **SMALL, weights=path)


def test_missing_files_and_unknown_formats_are_refused(tmp_path):
    with pytest.raises(NotFoundError, match="no such file"):
        create_backbone("mobilenet_v1", weights=tmp_path / "a.h5")
    (tmp_path / "a.onnx").write_bytes(b"")
    with pytest.raises(InvalidInputError, match="expected weights in a file that ends in"):
        create_backbone("mobilenet_v1", weights=tmp_path / "a.onnx")


class Code:
    def __reduce__(self):
        return print, ("code ran",)


def test_code_in_a_pickle_does_not_run(tmp_path, capsys):
    torch = pytest.importorskip("torch", reason="needs waymo-kit[torch]")
    torch.save({"conv_stem.weight": Code()}, tmp_path / "a.pth")
    (tmp_path / "b.pth").write_bytes(pickle.dumps({"a": Code()}))
    for name in ("a.pth", "b.pth"):
        with pytest.raises(CorruptDataError, match=r"\.pth"):
            create_backbone("efficientnet_lite0", weights=tmp_path / name)
    assert "code ran" not in capsys.readouterr().out


@pytest.mark.parametrize("nested", [False, True])
def test_torch_files_are_read(tmp_path, lite, nested):
    torch = pytest.importorskip("torch", reason="needs waymo-kit[torch]")
    tensors = {f"module.{name}": torch.from_numpy(value) for name, value in lite[1].items()}
    torch.save({"state_dict": tensors, "epoch": 3} if nested else tensors, tmp_path / "a.pth")
    ours = read_lite(tmp_path / "a.pth")
    np.testing.assert_array_equal(outputs(ours, images(1, 32)), outputs(lite[0], images(1, 32)))


def test_weights_of_pytorch_need_its_padding(tmp_path):
    model = create_backbone("mobilenet_v2_torch", num_classes=2, input_shape=(32, 32, 3))
    seed_weights(model)
    save(tmp_path / "a.safetensors", state_dict(model, torchvision_names))
    ours = create_backbone(
        "mobilenet_v2_torch", input_shape=(32, 32, 3), weights=tmp_path / "a.safetensors"
    )
    np.testing.assert_array_equal(outputs(ours, images(2, 32)), outputs(model, images(2, 32)))
    with pytest.raises(InvalidInputError, match="need padding symmetric, the network has same"):
        create_backbone("mobilenet_v2", weights=tmp_path / "a.safetensors")


def torchvision_names(layer):
    import re

    fixed = {"stem_conv": "features.0.0", "stem_norm": "features.0.1", "logits": "classifier.1"}
    fixed |= {"head_conv": "features.18.0", "head_norm": "features.18.1"}
    if layer in fixed:
        return fixed[layer]
    stage, block, kind = re.match(r"stage(\d)_block(\d)_(.*)", layer).groups()
    number = sum([1, 2, 3, 4, 3, 3, 1][: int(stage) - 1]) + int(block)
    kinds = ["expand_conv", "expand_norm", "depthwise_conv", "depthwise_norm"]
    kinds += ["project_conv", "project_norm"]
    places = ["0.0", "0.1", "1.0", "1.1", "2", "3"]
    if stage == "1":
        kinds, places = kinds[2:], ["0.0", "0.1", "1", "2"]
    return f"features.{number}.conv.{places[kinds.index(kind)]}"


def test_each_form_is_found_by_its_own_names():
    found = {
        "_conv_stem.weight": 0,
        "conv_stem.weight": 1,
        "features.1.conv.0.0.weight": 2,
        "features.1.conv.0.weight": 3,
        "layer1.0.conv1.weight": 4,
        "stages.0.0.conv1_1x1.conv.weight": 5,
        "conv_0.conv.weight": 6,
    }
    for name, number in found.items():
        assert find_form([name, "x"]) is FORMS[number]
    assert find_form(["x"]) is None


@pytest.fixture(scope="module")
def tflite(tmp_path_factory):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("converting to TFLite needs Keras on TensorFlow")
    from tests.detectors.backbones.pretrained.made_tflite import write_tflite

    model = create_backbone("mobilenet_v1", **SMALL, num_classes=6)
    seed_weights(model)
    path = tmp_path_factory.mktemp("tflite") / "net.tflite"
    write_tflite(path, model)
    return model, path


def test_a_quantized_network_is_dequantized_layer_by_layer(tflite):
    model, path = tflite
    ours = create_backbone("mobilenet_v1", **SMALL, weights=path)
    assert ours.output_shape == (None, 6)
    for layer in ("stem_conv", "block3_depthwise_conv", "block13_point_conv"):
        expected = folded_kernel(model, layer)
        step = np.abs(expected).max() / 127
        np.testing.assert_allclose(folded_kernel(ours, layer), expected, atol=0.51 * step)
    batch = np.random.default_rng(1).integers(0, 256, (8, 32, 32, 3)).astype(np.uint8)
    scaling = read_weights("mobilenet_v1", path, **SMALL).scaling
    logits = outputs(ours, scaling.apply(batch)), outputs(model, scaling.apply(batch))
    assert np.corrcoef(logits[0].ravel(), logits[1].ravel())[0, 1] > 0.999


def folded_kernel(model, layer):
    kernel = model.get_layer(layer).kernel.numpy()
    norm = model.get_layer(layer.replace("_conv", "_norm"))
    factor = norm.gamma.numpy() / np.sqrt(norm.moving_variance.numpy() + norm.epsilon)
    return kernel * (factor[:, None] if "depthwise" in layer else factor)


def test_features_of_the_integer_network_correlate_with_ours(tflite):
    from waymo_kit.detectors.backbones.pretrained.tflite_features import TFLiteFeatures

    extractor = TFLiteFeatures(tflite[1])
    assert (extractor.image_size, extractor.features) == (32, 256)
    ours = create_backbone("mobilenet_v1", **SMALL, weights=tflite[1])
    pooled = keras.Model(ours.input, ours.get_layer("pool").output)
    batch = np.random.default_rng(2).integers(0, 256, (5, 32, 32, 3)).astype(np.uint8)
    scaling = read_weights("mobilenet_v1", tflite[1], **SMALL).scaling
    expected = outputs(pooled, scaling.apply(batch))
    together = extractor(batch)
    assert np.corrcoef(together.ravel(), expected.ravel())[0, 1] > 0.99
    np.testing.assert_array_equal(extractor(batch[2:3])[0], together[2])


def test_a_network_of_other_depth_is_refused(tflite):
    with pytest.raises(InvalidInputError, match="expected 52 convolutions and perhaps a class"):
        create_backbone("mobilenet_v2", weights=tflite[1])
    with pytest.raises(InvalidInputError, match="TFLite networks are read into"):
        create_backbone("resnet50", depths=(1, 1, 1, 1), width=8, weights=tflite[1])
    with pytest.raises(InvalidInputError, match=r"expected shape .* for stem_conv/kernel"):
        create_backbone("mobilenet_v1", width=0.5, weights=tflite[1])


def test_nothing_is_assigned_before_all_is_checked(tmp_path, lite):
    tensors = lite[1]
    wrong = tensors | {"_fc.bias": np.full(3, np.inf, np.float32)}
    save(tmp_path / "a.safetensors", wrong)
    weights = read_weights("efficientnet_lite0", tmp_path / "a.safetensors")
    fresh = create_backbone("efficientnet_lite0", num_classes=3, input_shape=(32, 32, 3))
    before = fresh.get_weights()
    with pytest.raises(CorruptDataError, match=r"_fc\.bias"):
        assign_pretrained(fresh, weights, with_classifier=True)
    for old, new in zip(before, fresh.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_scaling_divides_by_positive_numbers():
    with pytest.raises(InvalidInputError, match="deviation: expected three positive"):
        InputScaling((0, 0, 0), (1, 0, 1))
    scaled = InputScaling((1, 2, 3), (2, 2, 2)).apply(np.full((1, 1, 3), 5, np.uint8))
    np.testing.assert_array_equal(scaled, [[[2, 1.5, 1]]])
