"""Read, convert, load and score the Waymo Open Dataset, without TensorFlow."""
