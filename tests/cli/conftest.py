"""The command line under test, run in this process."""

import pytest

from waymo_kit.cli import main


@pytest.fixture
def kit(capfd):
    """Runs `waymo-kit` with arguments; returns exit code, stdout and stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        return end.value.code or 0, *capfd.readouterr()

    return run
