"""TFLite files made here: small quantized networks with known weights."""

import warnings

import numpy as np


def write_tflite(path, model, *, quantized=True, size=32):
    """Converts a Keras model, with uint8 input if it is quantized."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )

    concrete = tf.function(lambda image: model(image, training=False)).get_concrete_function(
        tf.TensorSpec((1, size, size, 3), tf.float32)
    )
    frozen = convert_variables_to_constants_v2(concrete)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    if quantized:
        random = np.random.default_rng(0)
        samples = random.uniform(-1, 1, (20, 1, size, size, 3)).astype(np.float32)
        samples[0, 0, 0, 0], samples[0, 0, 0, 1] = -1, 1
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([sample] for sample in samples)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.uint8
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path.write_bytes(converter.convert())
