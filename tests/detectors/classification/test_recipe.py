import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.configuration import (
    configuration_text,
    read_configuration,
)
from waymo_kit.detectors.backbones import SMALL_BACKBONES
from waymo_kit.detectors.calibration import Objective
from waymo_kit.detectors.classification.classifier import (
    create_classifier,
    image_size,
)
from waymo_kit.detectors.classification.named_recipes import (
    NAMED_RECIPES,
    recipe_for,
)
from waymo_kit.detectors.classification.recipe import (
    RandomOperations,
    Recipe,
    SoftCalibration,
)
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.errors import InvalidInputError

TEXT = """
backbone: cifar_aa_resnet14
crop: pad
operations: {count: 1, magnitude: 5}
mixup: 0.2
calibration:
  objective: s-avuc
  beta: 0.5
  bins: {count: 10}
training: {steps: 20, optimizer: sgd, learning_rate: 1e-2}
"""


def test_a_file_changes_what_it_names(tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text(TEXT)
    recipe = read_configuration(path, Recipe())
    assert recipe.crop is Crop.PAD
    assert recipe.operations == RandomOperations(1, 5.0)
    assert recipe.calibration.objective is Objective.S_AVUC
    assert recipe.calibration.bins.count == 10
    assert recipe.training.learning_rate == 0.01
    assert recipe.label_smoothing == 0
    path.write_text(configuration_text(recipe))
    assert read_configuration(path, Recipe()) == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("crop: zoom", "crop: expected one of none, pad, area, got 'zoom'"),
        ("label_smoothing: 1", r"label_smoothing: expected a number in \[0, 1\), got 1"),
        ("mixup: -1", "mixup: expected a number of at least 0"),
        ("image_size: 0", "image_size: expected at least 1, got 0"),
        ("dropout: 1", r"dropout: expected a number in \[0, 1\), got 1"),
        ("normalization_momentum: 1", r"normalization_momentum: expected a number in \[0, 1\)"),
        ("calibration: {beta: -1}", "calibration: beta: expected a number of at least 0"),
        ("cutmix: 1", "unknown key cutmix"),
        ("calibration: {objective: temperature}", "objective: expected sb-ece or s-avuc"),
    ],
)
def test_a_wrong_value_is_named_with_its_file(tmp_path, text, message):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=message) as info:
        read_configuration(path, Recipe())
    assert str(path) in str(info.value)
    assert "\n" not in str(info.value)


@pytest.mark.parametrize("name", NAMED_RECIPES)
def test_named_recipes_are_read_back_as_they_are(tmp_path, name):
    path = tmp_path / "recipe.yaml"
    path.write_text(configuration_text(NAMED_RECIPES[name]))
    assert read_configuration(path, Recipe(calibration=SoftCalibration())) == NAMED_RECIPES[name]


def test_a_recipe_sets_the_momentum_of_all_normalizations():
    for recipe, expected in (
        (Recipe("mobilenet_v1", image_size=32, normalization_momentum=0.5), 0.5),
        (Recipe("mobilenet_v1", image_size=32), 0.99),
    ):
        layers = create_classifier(recipe, 3)._flatten_layers()
        found = {layer.momentum for layer in layers if hasattr(layer, "momentum")}
        assert found == {expected}


@pytest.mark.parametrize("name", [*SMALL_BACKBONES, "mobilenet_v1", "mobilenet_v2", "nasnet_cifar"])
def test_without_scale_nothing_but_gamma_is_missing(name):
    def paths(model):
        return {weight.path.partition("/")[2] for weight in model.weights}

    plain = paths(create_classifier(Recipe(name, image_size=32), 3))
    found = paths(create_classifier(Recipe(name, image_size=32, normalization_scale=False), 3))
    assert found == {path for path in plain if not path.endswith("gamma")} < plain


def test_the_features_before_the_classifier_are_dropped():
    for recipe, expected in (
        (Recipe("cifar_resnet8", dropout=0.4), [0.4]),
        (Recipe("cifar_resnet8"), []),
        (Recipe("mobilenet_v2", image_size=32, dropout=0.0), []),
        (Recipe("mobilenet_v2", image_size=32), [0.2]),
    ):
        layers = create_classifier(recipe, 3)._flatten_layers()
        assert [layer.rate for layer in layers if layer.name == "dropout"] == expected


def test_a_backbone_has_the_recipe_of_its_image_size():
    assert recipe_for("botnet50").crop is Crop.AREA
    assert image_size(recipe_for("halonet_h4")) == 384
    for name in ("nasnet_cifar", *SMALL_BACKBONES):
        recipe = recipe_for(name)
        assert (recipe.crop, recipe.backbone, image_size(recipe)) == (Crop.PAD, name, 32)
    with pytest.raises(InvalidInputError, match=r"expected one of resnet50, .*, got 'vgg'"):
        recipe_for("vgg")


def test_dropped_paths_reach_the_network():
    dropping = create_classifier(Recipe("cifar_resnet14", drop_path=0.3), 3)
    names = [type(layer).__name__ for layer in dropping.get_layer("cifar_resnet14").layers]
    assert names.count("DropPath") == 6
    with pytest.raises(InvalidInputError, match="aa_wide_resnet28_10 has no paths to drop"):
        create_classifier(Recipe("aa_wide_resnet28_10", drop_path=0.3), 3)
