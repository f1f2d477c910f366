"""Training of detectors and classifiers: one loop for all tasks, on one device or many.

A `TrainingTask` brings networks and losses, an `ExampleSource` examples; `loop.train` knows nothing
of what they are about. What belongs to a framework is behind `backend.Backend`: the folder
`tensorflow` is the only one that imports TensorFlow, so that a trained network can be used on any
Keras backend.
"""
