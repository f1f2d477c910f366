import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

import keras
import tensorflow as tf

from tests.naive import calibration as naive
from waymo_kit.detectors.calibration import SoftBins, SoftThreshold
from waymo_kit.detectors.calibration.losses import (
    SoftCalibrationLoss,
    sigmoid_avuc,
    sigmoid_calibration_error,
    softmax_avuc,
    softmax_calibration_error,
)
from waymo_kit.errors import InvalidInputError

OBJECTIVES = {
    "sb_ece_l1": (softmax_calibration_error, SoftBins(15, 0.01, 1)),
    "sb_ece_l2": (softmax_calibration_error, SoftBins.from_decay(80, 10)),
    "sb_ece_hard": (softmax_calibration_error, SoftBins(15, 1e-5)),
    "s_avuc": (softmax_avuc, SoftThreshold(0.4, 0.7)),
    "s_avuc_sharp": (softmax_avuc, SoftThreshold(0.5, 0.05)),
    "s_avuc_flat": (softmax_avuc, SoftThreshold(0.5, 4.0)),
}
LABELS = np.array([0, 1, 2, 0, 1, 2])
ONE_HOT = np.eye(3)[LABELS]
HARD_LOGITS = {
    "saturated, right": 1e4 * ONE_HOT,
    "saturated, wrong": -1e4 * ONE_HOT,
    "saturated, some right": 1e4 * np.eye(3)[[0, 1, 2, 1, 2, 0]],
    "masked": np.where(ONE_HOT > 0, 0.0, -1e30),
    "nearly saturated": 17.0 * ONE_HOT,
    "uniform": np.zeros((6, 3)),
    "nearly uniform": 1e-4 * ONE_HOT,
    "calibrated": np.log(np.array([[0.5, 0.25, 0.25]] * 6)),
}


def random_batch(seed=0, count=40, classes=5, sharpness=2.0):
    random = np.random.default_rng(seed)
    return random.integers(0, classes, count), sharpness * random.normal(size=(count, classes))


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def gradient(function, logits, dtype="float32"):
    x = tf.constant(logits, dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = tf.reduce_mean(function(x))
    return float(value), tape.gradient(value, x).numpy()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("norm", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_sb_ece_equals_the_naive_sum(seed, norm, dtype):
    labels, logits = random_batch(seed)
    chance = softmax(logits.astype(dtype).astype(float))
    right = (chance.argmax(axis=1) == labels).astype(float)
    ours = softmax_calibration_error(labels, logits.astype(dtype), SoftBins(15, 0.01, norm))
    wanted = naive.soft_binned_error(chance.max(axis=1), right, 15, 0.01, norm)
    assert float(ours) == pytest.approx(wanted, abs=1e-6 if dtype == "float32" else 1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("temperature", [0.1, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_s_avuc_equals_the_naive_sum(seed, temperature, dtype):
    labels, logits = random_batch(seed)
    chance = softmax(logits.astype(dtype).astype(float))
    ours = softmax_avuc(labels, logits.astype(dtype), SoftThreshold(0.4, temperature))
    wanted = naive.accuracy_versus_uncertainty(chance, labels, 0.4, temperature)
    assert float(ours) == pytest.approx(wanted, abs=1e-6 if dtype == "float32" else 1e-9)


def test_detection_scores_equal_the_naive_sums():
    random = np.random.default_rng(3)
    logits, right = 2 * random.normal(size=60), (random.random(60) < 0.4).astype(float)
    scores = 1 / (1 + np.exp(-logits))
    wanted = naive.soft_binned_error(scores, right, 15, 0.01, 2)
    assert float(sigmoid_calibration_error(right, logits)) == pytest.approx(wanted, abs=1e-9)
    both = np.stack([scores, 1 - scores], axis=1)
    wanted = naive.accuracy_versus_uncertainty(both, 1 - right, 0.5, 1.0)
    assert float(sigmoid_avuc(right, logits)) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("objective", [sigmoid_calibration_error, sigmoid_avuc])
def test_boxes_of_no_weight_do_not_count(objective):
    random = np.random.default_rng(4)
    logits, right = random.normal(size=30), random.random(30) < 0.5
    weights = (np.arange(30) < 20).astype(float)
    ours = float(objective(right, logits, weights=weights))
    assert ours == pytest.approx(float(objective(right[:20], logits[:20])), abs=1e-9)
    value, slope = gradient(lambda x: objective(right, x, weights=np.zeros(30)), logits)
    assert value == 0
    assert not slope.any()


def check_slopes(function, logits):
    """Gradients in float64 against central differences."""
    _, slopes = gradient(function, logits, "float64")
    for index in np.ndindex(*logits.shape):
        step = np.zeros_like(logits)
        step[index] = 1e-5
        rise = float(tf.reduce_mean(function(tf.constant(logits + step))))
        rise -= float(tf.reduce_mean(function(tf.constant(logits - step))))
        assert slopes[index] == pytest.approx(rise / 2e-5, abs=1e-7)
    assert np.abs(slopes).max() > 1e-4


@pytest.mark.parametrize("name", ["sb_ece_l1", "sb_ece_l2", "s_avuc", "s_avuc_flat"])
def test_gradients_equal_finite_differences(name):
    objective, settings = OBJECTIVES[name]
    labels, logits = random_batch(1, count=7, classes=4, sharpness=1.0)
    check_slopes(lambda x: objective(labels, x, settings), logits)


@pytest.mark.parametrize("objective", [sigmoid_calibration_error, sigmoid_avuc])
def test_gradients_of_detection_scores_equal_finite_differences(objective):
    random = np.random.default_rng(5)
    right = np.array([0, 1, 1, 0, 1, 0, 0, 1])
    check_slopes(lambda x: objective(right, x), random.normal(size=8))


@pytest.mark.parametrize("primary", ["cross_entropy", "focal"])
def test_gradients_of_the_whole_loss_equal_finite_differences(primary):
    labels, logits = random_batch(2, count=6, classes=3, sharpness=1.0)
    loss = SoftCalibrationLoss(SoftBins(), beta=0.5, primary=primary, dtype="float64")
    check_slopes(lambda x: loss(labels, x), logits)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("logits", HARD_LOGITS.values(), ids=HARD_LOGITS)
@pytest.mark.parametrize("name", OBJECTIVES)
def test_gradients_are_finite_on_hard_logits(name, logits, dtype):
    objective, settings = OBJECTIVES[name]
    for weights in (None, np.arange(6.0)):
        value, slope = gradient(
            lambda x, w=weights: objective(LABELS, x, settings, w), logits, dtype
        )
        assert np.isfinite(value)
        assert np.isfinite(slope).all()
        assert np.abs(slope).max() < 1e4


@pytest.mark.parametrize("logits", [0.0, 1e4, -1e4, 1e30, -1e30, 17.0, 1e-4])
@pytest.mark.parametrize("objective", [sigmoid_calibration_error, sigmoid_avuc])
def test_gradients_of_hard_detection_scores_are_finite(objective, logits):
    for right in ([0, 0], [0, 1], [1, 1]):
        value, slope = gradient(lambda x, r=right: objective(r, x), np.full(2, logits))
        assert np.isfinite(value)
        assert np.abs(slope).max() < 1e4


def test_a_calibrated_batch_has_no_error_and_no_gradient():
    right = np.array([1, 0, 1, 0])
    for norm in (1, 2):
        value, slope = gradient(
            lambda x, p=norm: sigmoid_calibration_error(right, x, SoftBins(norm=p)), np.zeros(4)
        )
        assert value == 0
        assert np.isfinite(slope).all()


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("logits", HARD_LOGITS.values(), ids=HARD_LOGITS)
def test_the_whole_loss_is_finite_on_hard_logits(logits, gamma):
    loss = SoftCalibrationLoss(SoftThreshold(), primary="focal", gamma=gamma)
    value, slope = gradient(lambda x: loss(LABELS, x), logits)
    assert np.isfinite(value)
    assert np.isfinite(slope).all()


def test_primary_losses_equal_their_definitions():
    labels, logits = random_batch()
    chance = softmax(logits)[np.arange(40), labels]
    plain = SoftCalibrationLoss(beta=0.0)(labels, logits)
    assert float(plain) == pytest.approx(-np.log(chance).mean(), abs=1e-6)
    focal = SoftCalibrationLoss(beta=0.0, primary="focal", gamma=1.5)(labels, logits)
    assert float(focal) == pytest.approx(-((1 - chance) ** 1.5 * np.log(chance)).mean(), abs=1e-6)


def test_the_objective_is_added_once_whatever_the_batch():
    labels, logits = random_batch()
    objective = SoftThreshold(0.3, 0.5)
    whole = SoftCalibrationLoss(objective, beta=2.5)(labels, logits)
    alone = SoftCalibrationLoss(objective, beta=0.0)(labels, logits)
    added = softmax_avuc(labels, logits, objective)
    assert float(whole) == pytest.approx(float(alone) + 2.5 * float(added), abs=1e-6)


def test_labels_may_be_shares():
    labels, logits = random_batch()
    loss = SoftCalibrationLoss(beta=0.7)
    assert float(loss(np.eye(5)[labels], logits)) == float(loss(labels, logits))
    assert float(loss(labels[:, None], logits)) == float(loss(labels, logits))
    smooth = 0.9 * np.eye(5)[labels] + 0.02
    chance = softmax(logits)
    right = smooth[np.arange(40), chance.argmax(axis=1)]
    wanted = -(smooth * np.log(chance)).sum(axis=1).mean()
    wanted += 0.7 * naive.soft_binned_error(chance.max(axis=1), right, 15, 0.01, 2)
    assert float(loss(smooth, logits)) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("objective", [SoftBins(7, 0.02, 1), SoftThreshold(0.3, 2.0)])
def test_config_makes_the_same_loss(objective):
    loss = SoftCalibrationLoss(objective, beta=3.0, primary="focal", gamma=1.0)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert (again.objective, again.beta, again.primary, again.gamma) == (objective, 3.0, "focal", 1)
    labels, logits = random_batch()
    assert float(again(labels, logits)) == float(loss(labels, logits))


def test_half_precision_logits_are_summed_in_single():
    labels, logits = random_batch()
    half = logits.astype("float16")
    loss = SoftCalibrationLoss()
    assert float(loss(labels, half)) == float(loss(labels, half.astype("float32")))


def test_a_step_compiles_and_lowers_the_error():
    labels, logits = random_batch(count=64, sharpness=4.0)
    x = tf.Variable(logits, dtype="float32")
    loss = SoftCalibrationLoss(SoftBins(), beta=5.0)

    @tf.function(jit_compile=True)
    def step():
        with tf.GradientTape() as tape:
            value = loss(labels, x.value())
        x.assign_sub(2.0 * tape.gradient(value, x))
        return value

    before = float(softmax_calibration_error(labels, x.value()))
    first = float(step())
    for _ in range(40):
        last = float(step())
    assert last < first
    assert float(softmax_calibration_error(labels, x.value())) < 0.5 * before


@pytest.mark.parametrize("objective", [SoftBins(), SoftThreshold()])
def test_a_classifier_trains_with_it_in_half_precision(objective):
    """Batches of 20, the last one of 10; saved and compiled again with its loss."""
    random = np.random.default_rng(0)
    images = random.normal(size=(50, 8)).astype("float32")
    labels = images[:, :3].argmax(axis=1)
    layers = [
        keras.layers.Input((8,)),
        keras.layers.Dense(16, "relu", dtype="mixed_float16"),
        keras.layers.Dense(3, dtype="mixed_float16"),
    ]
    model = keras.Sequential(layers)
    loss = SoftCalibrationLoss(objective, beta=0.5)
    model.compile(keras.optimizers.Adam(0.02), loss, metrics=["accuracy"])
    history = model.fit(images, labels, batch_size=20, epochs=30, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    assert history["loss"][-1] < history["loss"][0]
    assert history["accuracy"][-1] > 0.85
    again = keras.Sequential.from_config(model.get_config())
    again.compile_from_config(model.get_compile_config())
    assert again.loss.objective == objective


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"objective": "sb-ece"}, "objective: expected SoftBins or SoftThreshold, got str"),
        ({"primary": "hinge"}, "primary: expected one of cross_entropy, focal, got 'hinge'"),
        ({"beta": -1.0}, "beta: expected a number of at least 0, got -1.0"),
        ({"gamma": float("nan")}, "gamma: expected a number of at least 0, got nan"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        SoftCalibrationLoss(**arguments)
