"""What both detectors promise, shown on tiny ones."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras
from keras import ops

from tests.detectors.lidar.networks import CONFIGS, batch_for, made
from tests.detectors.lidar.tiny import (
    BOXES,
    TYPES,
    VELOCITIES,
    stacked,
    tiny_pillars,
    tiny_points,
)
from waymo_kit.detectors.lidar.anchor_head import AnchorOutputs
from waymo_kit.detectors.lidar.center_head import CenterOutputs
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.nms import Candidates, select_detections
from waymo_kit.geometry import iou_3d, wrap_angle
from waymo_kit.schema.names import ObjectType

keras_saves = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when it saves variables."""


@pytest.fixture(scope="module", params=CONFIGS)
def network(request):
    return made(CONFIGS[request.param])


def first(candidates):
    return Candidates(*(ops.convert_to_numpy(part)[0] for part in candidates))


def total_loss(network, maps, targets):
    terms = network.head.losses(maps, targets)
    return sum(term.weight * term.total / ops.maximum(term.count, 1.0) for term in terms)


def training_step(network, optimizer, **options):
    """One step as a compiled TensorFlow function; returns the loss and gradients."""
    tf = pytest.importorskip("tensorflow", reason="steps are compiled with TensorFlow")

    @tf.function(**options)
    def step(pillars, targets):
        weights = network.model.trainable_variables
        with tf.GradientTape() as tape:
            loss = total_loss(network, network.model(pillars, training=True), targets)
        gradients = tape.gradient(loss, weights)
        if optimizer:
            optimizer.apply(gradients, weights)
        return loss, gradients

    return step


def test_all_shapes_are_static(network):
    for operation in network.model.operations:
        outputs = operation.output if isinstance(operation.output, list) else [operation.output]
        for output in outputs:
            assert None not in output.shape[1:], operation.name


def test_shapes_are_static_throughout_the_step(network):
    tf = pytest.importorskip("tensorflow")
    pillars, targets = batch_for(network, 2)

    def work(pillars, targets):
        maps = network.model(pillars, training=True)
        return total_loss(network, maps, targets), network.head.decode(maps)

    graph = tf.function(work).get_concrete_function(pillars, targets).graph
    unknown = [t.name for op in graph.get_operations() for t in op.outputs if t.dtype != "resource"]
    shapes = {t.name: t.shape for op in graph.get_operations() for t in op.outputs}
    assert len(unknown) > 100
    assert [name for name in unknown if not shapes[name].is_fully_defined()] == []


def test_candidates_have_the_promised_shapes_and_types(network):
    pillars, _ = batch_for(network, 2)
    candidates = network.head.decode(network.model(pillars, training=False))
    assert [tuple(part.shape) for part in candidates] == [
        (2, 50, 7),
        (2, 50),
        (2, 50),
        (2, 50, 2),
    ]
    dtypes = [keras.backend.standardize_dtype(part.dtype) for part in candidates]
    assert dtypes == ["float32", "float32", "int32", "float32"]
    assert set(ops.convert_to_numpy(candidates.types).ravel()) <= {1, 2, 4}


def ideal_maps(network, targets):
    """The maps that a perfect network predicts: targets written where they belong."""
    grid = network.config.head_grid
    if hasattr(targets, "heatmap"):
        residuals = np.zeros((grid.rows * grid.columns, 12), np.float32)
        known = targets.is_object
        residuals[targets.cells[known], :11] = targets.residuals[known]
        residuals[targets.cells[known], 8] = 10 * targets.residuals[known, 8] - 5
        residuals[targets.cells[known], 11] = 1
        chance = np.clip(targets.heatmap, 1e-4, 1 - 1e-4)
        heatmap = np.log(chance / (1 - chance))
        return CenterOutputs(heatmap[None], residuals.reshape(1, grid.rows, grid.columns, 12))
    is_direct = network.config.head.heading == "direction"
    residuals = np.zeros((targets.labels.size, 7 + is_direct), np.float32)
    known = targets.matches[targets.is_match]
    residuals[known, :7] = targets.residuals[targets.is_match]
    if is_direct:
        turn = residuals[known, 6]
        offset = network.head.offsets[known % network.head.per_cell]
        residuals[known, 7] = np.where(np.cos(turn - offset) < 0, 5, -5)
        # The loss knows the residual up to half turns only.
        residuals[known, 6] = turn + np.pi * (np.arange(len(known)) % 3 - 1)
    scores = np.where(targets.labels[None] == 1, 8, -8).astype(np.float32)
    return AnchorOutputs(scores, residuals.reshape(1, grid.rows, grid.columns, -1))


OBJECT = st.tuples(
    st.floats(0.5, 4.5),
    st.floats(0.5, 4.5),
    st.floats(-1, 2),
    st.sampled_from([(4.7, 2.1, 1.7, 0), (0.9, 0.8, 1.7, 1), (1.8, 0.8, 1.7, 2)]),
    # Away from 45 degrees and multiples of 90, where an anchor's two directions meet.
    st.tuples(st.floats(0.1, 0.7) | st.floats(0.9, 1.4), st.integers(-2, 1)).map(
        lambda h: h[0] + h[1] * np.pi / 2
    ),
    st.floats(-20, 20),
)


@settings(deadline=None, max_examples=20)
@given(rows=st.lists(OBJECT, min_size=4, max_size=4))
def test_targets_decode_to_the_boxes_they_are_made_of(network, rows):
    """One object in each quarter of the grid, so that none suppresses another."""
    corners = [(-9.7, -9.7), (0.2, -9.7), (-9.7, 0.2), (0.2, 0.2)]
    boxes = np.array(
        [
            [x + left, y + bottom, z, *size[:3], heading]
            for (x, y, z, size, heading, _), (left, bottom) in zip(rows, corners, strict=True)
        ]
    )
    boxes[:, :2] += 2.0
    types = np.array([network.config.classes[size[3]] for _, _, _, size, _, _ in rows])
    velocities = np.array([[speed, -speed / 2] for *_, speed in rows])
    targets = network.make_targets(boxes, types, velocities)
    found = select_detections(
        first(network.head.decode(ideal_maps(network, targets))), network.config.decoding
    )
    found = found[found.scores > 0.5]
    assert len(found) == 4
    nearest = np.argmin(np.hypot(*np.moveaxis(found.array[:, None, :2] - boxes[:, :2], 2, 0)), 0)
    found = found[nearest]
    np.testing.assert_array_equal(found.types, types)
    np.testing.assert_allclose(found.array[:, :6], boxes[:, :6], atol=1e-4)
    np.testing.assert_allclose(wrap_angle(found.array[:, 6] - boxes[:, 6]), 0, atol=1e-4)
    if network.config.head.name == "center":
        np.testing.assert_allclose(found.velocities, velocities, atol=1e-4)
    losses = {
        term.name: float(term.total)
        for term in network.head.losses(ideal_maps(network, targets), stacked([targets]))
    }
    # What is left of the focal losses, and of the direction's softplus, is their margin.
    exact = set(losses) - {"heatmap", "score", "direction"}
    assert {name: round(losses[name], 3) for name in exact} == dict.fromkeys(exact, 0.0)


@pytest.mark.parametrize("error", [-0.1, 0.1])
def test_a_small_error_turns_nobody_who_walks_along_or_across_the_street(error):
    network = made(CONFIGS["anchors"])
    boxes = np.tile(BOXES[2], (4, 1))
    boxes[:, :2] = [[-6, -6], [-6, 6], [6, -6], [6, 6]]
    boxes[:, 6] = np.arange(4) * np.pi / 2
    targets = network.make_targets(boxes, np.full(4, ObjectType.PEDESTRIAN), np.zeros((4, 2)))
    scores, residuals = ideal_maps(network, targets)
    residuals = residuals.reshape(*scores.shape, -1)
    residuals[..., 6] += error
    maps = AnchorOutputs(scores, residuals.reshape(*scores.shape[:3], -1))
    found = first(network.head.decode(maps))
    matched = found.scores > 0.5
    assert matched.sum() == targets.is_match.sum() >= 8
    nearest = np.hypot(
        *(found.boxes[matched][:, None, :2] - boxes[:, :2]).transpose(2, 0, 1)
    ).argmin(1)
    turn = wrap_angle(found.boxes[matched, 6] - boxes[nearest, 6])
    np.testing.assert_allclose(turn, error, atol=1e-4)


def center_maps(network, peaks):
    """Maps of a center head with (row, column, class, heatmap) peaks and small boxes."""
    rows, columns = network.config.head_grid.rows, network.config.head_grid.columns
    heatmap = np.full((1, rows, columns, len(network.config.classes)), -9.0, np.float32)
    residuals = np.zeros((1, rows, columns, 12), np.float32)
    residuals[..., 3:6] = np.log([0.4, 0.4, 1.7])
    residuals[..., 7] = residuals[..., 11] = 1.0
    for row, column, kind, value in peaks:
        heatmap[0, row, column, kind] = np.log(value / (1 - value))
    return CenterOutputs(ops.array(heatmap), ops.array(residuals))


def test_people_in_neighboring_cells_are_both_found():
    network = made(CONFIGS["centers"])
    for kind, count in ((0, 1), (1, 2)):
        maps = center_maps(network, [(5, 5, kind, 0.9), (5, 6, kind, 0.8)])
        found = select_detections(first(network.head.decode(maps)), network.config.decoding)
        assert len(found) == count


def test_the_sides_of_a_gaussian_are_not_more_people():
    network = made(CONFIGS["centers"])
    side = 0.9 * np.exp(-0.5 / (5 / 6) ** 2)  # one cell away from a peak of radius 2
    peaks = [(5, 5, 1, 0.9), *((row, 5, 1, side) for row in (4, 6)), (5, 6, 1, side)]
    found = select_detections(
        first(network.head.decode(center_maps(network, peaks))), network.config.decoding
    )
    assert len(found) == 1


def test_a_low_peak_is_no_detection_whatever_iou_it_predicts():
    network = made(CONFIGS["centers"])
    maps = center_maps(network, [(5, 5, 0, 0.09), (15, 5, 0, 0.11), (5, 15, 1, 0.05)])
    found = select_detections(first(network.head.decode(maps)), network.config.decoding)
    assert len(found) == 1
    assert found.scores[0] == pytest.approx(0.11**0.32, rel=1e-4)


def test_one_sweep_measures_no_velocity():
    config = CONFIGS["centers"]
    network = made(dataclasses.replace(config, points=dataclasses.replace(config.points, sweeps=1)))
    targets = network.make_targets(BOXES, TYPES, VELOCITIES)
    maps = ideal_maps(network, targets)
    found = select_detections(first(network.head.decode(maps)), network.config.decoding)
    assert len(found) > 0
    assert np.isnan(found.velocities).all()
    wrong = maps._replace(residuals=maps.residuals + ops.ones_like(maps.residuals))
    terms = {term.name: term for term in network.head.losses(wrong, stacked([targets]))}
    assert float(terms["velocity"].total) == float(terms["velocity"].count) == 0.0
    assert float(terms["offset"].total) > 0.0


def test_gradients_reach_every_weight(network):
    _, gradients = training_step(network, None)(*batch_for(network, 2))
    weights = network.model.trainable_variables
    still = [
        weight.path
        for weight, gradient in zip(weights, gradients, strict=True)
        if gradient is None or not np.any(gradient.numpy())
    ]
    assert still == []


@pytest.mark.parametrize(
    "name", ["centers", "anchors", pytest.param("anchors-wrapped", marks=pytest.mark.heavy)]
)
def test_it_learns_a_frame(name):
    network = made(CONFIGS[name])
    step = training_step(network, keras.optimizers.Adam(5e-3))
    pillars, targets = batch_for(network)
    for _ in range(200):
        step(pillars, targets)
    candidates = network.head.decode(network.model(pillars, training=False))
    found = select_detections(first(candidates), network.config.decoding)
    assert found.scores[3] > 0.4
    assert (found.scores[4:] < 0.7 * found.scores[3]).all()
    iou = iou_3d(found.array[:4], BOXES)
    match = iou.argmax(axis=0)
    assert sorted(match) == [0, 1, 2, 3]
    assert iou.max(axis=0).min() > 0.6
    np.testing.assert_array_equal(found.types[match], TYPES)
    turn = wrap_angle(found.array[match, 6] - BOXES[:, 6])
    assert np.abs(turn).max() < 0.3
    if name == "centers":
        np.testing.assert_allclose(found.velocities[match[:3]], VELOCITIES[:3], atol=0.5)


@pytest.mark.heavy
def test_a_training_step_compiles_and_equals_the_plain_one(network):
    batch = batch_for(network, 2)
    plain, compiled = (training_step(network, None, jit_compile=jit) for jit in (None, True))
    weights = network.model.get_weights()
    loss, gradients = plain(*batch)
    network.model.set_weights(weights)
    compiled_loss, compiled_gradients = compiled(*batch)
    np.testing.assert_allclose(compiled_loss, loss, rtol=1e-4)
    for ours, theirs in zip(compiled_gradients, gradients, strict=True):
        scale = np.abs(theirs).max()
        np.testing.assert_allclose(ours, theirs, atol=2e-3 * scale)


def test_each_example_of_a_batch_is_seen_alone(network):
    pillars, _ = batch_for(network, 3)
    together = network.model(pillars, training=False)
    alone = network.model(tuple(part[1:2] for part in pillars), training=False)
    for all_of_them, one in zip(together, alone, strict=True):
        np.testing.assert_allclose(all_of_them[1:2], one, atol=1e-5)


def test_losses_are_sums_over_the_examples(network):
    """So that the loss of a batch is that of its parts, however they are divided."""
    pillars, targets = batch_for(network, 3)
    maps = network.model(pillars, training=False)
    together = network.head.losses(maps, targets)
    parts = [
        network.head.losses(
            type(maps)(*(part[k : k + 1] for part in maps)),
            type(targets)(*(part[k : k + 1] for part in targets)),
        )
        for k in range(3)
    ]
    for term, *of_parts in zip(together, *parts, strict=True):
        for field in ("total", "count"):
            added = sum(float(getattr(part, field)) for part in of_parts)
            assert float(getattr(term, field)) == pytest.approx(added, rel=1e-5)


def test_an_empty_frame_has_finite_losses_and_no_objects(network):
    pillars = stacked([tiny_pillars(network.config, tiny_points()[:0])])
    targets = stacked([network.make_targets(np.zeros((0, 7)), np.zeros(0), np.zeros((0, 2)))])
    terms = network.head.losses(network.model(tuple(pillars), training=True), targets)
    assert all(np.isfinite(float(term.total)) for term in terms)
    assert all(float(term.count) == 0 for term in terms)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, -1e30])
def test_any_weights_decode_to_finite_boxes_that_can_be_suppressed(network, value):
    pillars, _ = batch_for(network)
    maps = network.model(pillars, training=False)
    corrupt = type(maps)(*(np.full(part.shape, value, np.float32) for part in maps))
    found = first(network.head.decode(corrupt))
    assert np.isfinite(found.boxes).all()
    assert not np.isinf(found.velocities).any()
    assert (found.boxes[:, 3:6] > 0.04).all()
    assert ((found.scores >= 0) & (found.scores <= 1)).all()
    select_detections(found, network.config.decoding)


def test_mixed_precision_keeps_float32_weights_and_maps(network):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        mixed = made(network.config)
    finally:
        keras.config.set_dtype_policy("float32")
    assert {w.dtype for w in mixed.model.trainable_variables} == {"float32"}
    mixed.model.set_weights(network.model.get_weights())
    pillars, targets = batch_for(network, 2)
    expected = network.model(pillars, training=False)
    for part, plain in zip(mixed.model(pillars, training=False), expected, strict=True):
        assert keras.backend.standardize_dtype(part.dtype) == "float32"
        np.testing.assert_allclose(part, plain, atol=0.05 * np.abs(plain).max())
    loss, gradients = training_step(mixed, None)(pillars, targets)
    assert np.isfinite(loss)
    assert all(np.isfinite(gradient).all() for gradient in gradients)


@keras_saves
def test_weights_load_into_a_new_detector(network, tmp_path):
    pillars, _ = batch_for(network, 2)
    network.model(pillars, training=True)
    network.model.save_weights(tmp_path / "some.weights.h5")
    keras.utils.set_random_seed(1)
    other = create_network(network.config)
    other.model.load_weights(tmp_path / "some.weights.h5")
    for part, expected in zip(
        other.model(pillars, training=False),
        network.model(pillars, training=False),
        strict=True,
    ):
        np.testing.assert_allclose(part, expected, atol=1e-6)
