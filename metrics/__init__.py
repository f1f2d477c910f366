"""Metrics of the Waymo Open Dataset and beyond: numpy and numba only, no TensorFlow."""
