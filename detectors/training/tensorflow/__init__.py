"""Training on TensorFlow: distribution strategies, tf.data and compiled steps.

The only folder that imports TensorFlow.
"""
