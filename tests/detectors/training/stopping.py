"""An observer that ends a training in the middle, as an error or a kill would."""


class StopError(Exception):
    """Stands for whatever ends a process."""


class Stop:
    """Raises `StopError` after a step that is logged."""

    def __init__(self, step):
        self.step = step

    def on_step(self, record):
        if record.step == self.step:
            raise StopError

    def on_evaluation(self, step, metrics):
        pass
