"""What is where in the folder of a training run."""

CONFIG = "config.yaml"
CHECKPOINTS = "checkpoints"
LOG = "log.jsonl"
TENSORBOARD = "tensorboard"
