"""Somebody climbs the scores that are shown: 100 variants of a file, the better ones kept."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.web.leaderboard.conftest import changed_benchmark
from tests.web.leaderboard.made_labels import write_guesses, write_labels
from tests.web.leaderboard.people import run_all
from waymo_kit.evaluation import evaluate
from waymo_kit.predictions import write_predictions
from waymo_kit.schema.predictions import BoxKind
from waymo_kit.web.leaderboard import boards, sandbox, submissions
from waymo_kit.web.leaderboard.actor import ANONYMOUS
from waymo_kit.web.leaderboard.benchmark import write_benchmark
from waymo_kit.web.leaderboard.jobs import JOBS
from waymo_kit.web.leaderboard.jobs.tasks import task_of
from waymo_kit.web.leaderboard.worker import Worker

pytestmark = pytest.mark.heavy
VARIANTS = 100
ROUNDING = 0.5e-4
"""Half a unit of the last of four decimals."""
TASK = {"breakdowns": ["type"]}


@pytest.fixture
def run_here(monkeypatch):
    """Runs jobs in this process, which is fast; what they return and what is shown is the same."""

    def run(site, job, values, **options):
        return sandbox.Outcome(sandbox.DONE, "", JOBS[job](values, lambda stage, percent: None))

    monkeypatch.setattr(sandbox, "run", run)


@pytest.fixture
def climbed(site, people, run_here, tmp_path):
    """Climbs on a benchmark; returns what was shown, and the true gain of the file at the end."""

    def climb(variants, **rules):
        labels = tmp_path / "labels"
        made = write_labels(labels, segments=16, frames=3)
        base = write_guesses(tmp_path / "base.parquet", made, noise=0.25, lost=0.1)
        path = site.home / "benchmark.yaml"
        write_benchmark(path, labels=str(labels), tasks=("detection",))
        benchmark = changed_benchmark(path, tasks={"detection": TASK}, quota=variants, **rules)
        worker = Worker(site, benchmark)
        worker.publish()
        ada, team = people.team()
        best, praised, answers = base, None, []
        for number in range(variants):
            sent = base if number == 0 else variant(tmp_path / f"v{number}.parquet", best, number)
            summary = submissions.view(site, ada, people.submit(ada, team, sent, "Climber")).summary
            run_all(worker)
            summary = submissions.view(site, ada, summary.id).summary
            assert summary.state == "done"
            answers.append(summary.value)
            if summary.value is not None and (praised is None or summary.value > praised):
                best, praised = sent, summary.value
        return answers, true_score(best, labels) - true_score(base, labels)

    return climb


def variant(path, source, number):
    """Writes a file in which a few boxes of another are moved a little, by chance."""
    random = np.random.default_rng(number)
    table = pq.read_table(source)
    moved = random.random(table.num_rows) < 0.1
    for name in BoxKind.BOX_3D.box_columns[:2]:
        place = table.schema.get_field_index(name)
        values = table.column(place).to_numpy() + moved * random.normal(0, 0.2, table.num_rows)
        table = table.set_column(place, table.schema.field(place), [values])
    write_predictions(table, path)
    return path


def true_score(file, labels):
    rows = evaluate(file, labels, task_of("detection", TASK)).rows
    return rows["OBJECT_TYPE_ALL_NS_LEVEL_2"]["APH"]


def test_100_submissions_gain_nothing_on_the_benchmark_that_serve_writes(climbed, site):
    answers, gain = climbed(VARIANTS)
    told = [value for value in answers if value is not None]
    print(f"{len(told)} of {len(answers)} answers tell a score; the climb gains {gain:.5f}")
    assert answers[0] is not None
    assert len(told) < 5
    assert gain <= ROUNDING
    assert len(boards.board(site, ANONYMOUS, "test", "detection").rows) == 1


def test_100_submissions_climb_where_each_score_is_shown(climbed):
    """What the protection is worth; a host who turns it off has the quota alone."""
    answers, gain = climbed(VARIANTS, confirms_new_best=False)
    print(f"each of {len(answers)} scores is told; the climb gains {gain:.5f}")
    assert None not in answers
    assert gain > 10 * ROUNDING


def test_the_usual_quota_bounds_a_climb_where_each_score_is_shown(climbed):
    _, gain = climbed(3, confirms_new_best=False)
    print(f"3 submissions gain {gain:.5f}")
    assert gain < 0.02
