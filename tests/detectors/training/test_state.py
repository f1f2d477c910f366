"""Number formats are those of the layers made inside, and of no others."""

import keras
import pytest

from waymo_kit.detectors.training.state import precision_of_new_layers


@pytest.mark.parametrize(
    ("name", "is_fast", "compute"),
    [
        ("float32", True, "float32"),
        ("bfloat16", False, "bfloat16"),
        ("auto", False, "float32"),
        ("auto", True, "bfloat16"),
    ],
)
def test_layers_compute_in_it_and_keep_float32_weights(name, is_fast, compute):
    class Devices:
        has_fast_bfloat16 = is_fast

    with precision_of_new_layers(name, Devices()):
        layer = keras.layers.Dense(2)
    layer.build((None, 3))
    assert (layer.compute_dtype, layer.kernel.dtype) == (compute, "float32")
    assert keras.layers.Dense(2).compute_dtype == "float32"
