"""Training of detectors and classifiers on TensorFlow's distribution strategies.

The only folder that imports TensorFlow. `loss_term`, `task`, `configuration` and `checkpoints` do
without it, so that a trained network can be used on any Keras backend.
"""
