"""All accumulators follow one pattern and one way of naming."""

import inspect

import pytest

from waymo_kit import metrics
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import (
    DETECTION_2D_CONFIG,
    CoverageMetric,
    DetectionMetric,
    Metric,
    SegmentationMetric,
    TrackingConfig,
    TrackingMetric,
)

PUBLIC = {name: getattr(metrics, name) for name in metrics.__all__}
CLASSES = {name: value for name, value in PUBLIC.items() if inspect.isclass(value)}
ACCUMULATORS = {
    name: kind for name, kind in CLASSES.items() if hasattr(kind, "update") and kind is not Metric
}
MAKE = {"ClassifierCalibrationMetric": lambda kind: kind(3)}


def made(name):
    return MAKE.get(name, lambda kind: kind())(ACCUMULATORS[name])


def test_everything_that_is_updated_is_a_metric_by_name_and_base():
    assert len(ACCUMULATORS) >= 8
    for name, kind in ACCUMULATORS.items():
        assert name.endswith("Metric")
        assert issubclass(kind, Metric)
    others = {name for name, kind in CLASSES.items() if name.endswith("Metric")}
    assert others - {"Metric"} == set(ACCUMULATORS)


@pytest.mark.parametrize("name", ACCUMULATORS)
def test_nothing_merges_into_nothing(name):
    metric = made(name)
    metric.merge(made(name))
    metric.reset()
    metric.result()


@pytest.mark.parametrize("name", ACCUMULATORS)
def test_what_a_metric_takes_is_documented(name):
    kind = ACCUMULATORS[name]
    assert inspect.getdoc(kind.update).count("Args:") == 1
    assert inspect.getdoc(kind).splitlines()[0].startswith("Accumulates ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SegmentationMetric([1, 2]), SegmentationMetric([1, 3])),
        (CoverageMetric(10), CoverageMetric(20)),
        (DetectionMetric(), DetectionMetric(DETECTION_2D_CONFIG)),
        (TrackingMetric(), TrackingMetric(TrackingConfig(hota=False))),
    ],
)
def test_metrics_of_other_settings_do_not_merge(one, other):
    with pytest.raises(InvalidInputError, match="expected"):
        one.merge(other)
