"""Each example runs, and prints and writes what it promises."""

import runpy

import pytest

from tests.examples.cases import EXAMPLES
from tests.examples.dataset_cases import DATASET_CASES
from tests.examples.detector_cases import DETECTOR_CASES
from tests.examples.evaluation_cases import EVALUATION_CASES

CASES = DATASET_CASES + EVALUATION_CASES + DETECTOR_CASES


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.heavy] if case.is_heavy else []) for case in CASES],
    ids=[case.check.__name__.removeprefix("check_") for case in CASES],
)
def test_an_example_does_what_it_says(case, tmp_path, capfd, request):
    pytest.importorskip(case.needs)
    arguments = case.arguments
    if "DATA" in arguments:
        folder = request.getfixturevalue("wod_data")
        arguments = arguments.replace("DATA", str(folder / "composite_4frames.tfrecord"))
    case.prepare(tmp_path)
    main = runpy.run_path(str(EXAMPLES / f"{case.example}.py"))["main"]
    main(arguments.replace("OUT", str(tmp_path)).split())
    case.check(capfd.readouterr().out.splitlines(), tmp_path)


def test_every_example_is_run():
    assert {case.example for case in CASES} == {path.stem for path in EXAMPLES.glob("*.py")}
