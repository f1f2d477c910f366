"""From an uploaded file to a score on the board, on both databases."""

import pytest

from tests.web.leaderboard.people import run_all
from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation import evaluate
from waymo_kit.web.leaderboard import boards, comparing, host, quota, receipts, submissions
from waymo_kit.web.leaderboard.actor import ANONYMOUS
from waymo_kit.web.leaderboard.errors import TooManyError
from waymo_kit.web.leaderboard.jobs.tasks import task_of


def test_a_submission_is_checked_scored_and_ranked(site, people, worker, guesses, labels):
    ada, team = people.team("Team A")
    first = people.submit(ada, team, guesses[1], "Middling")
    second = people.submit(ada, team, guesses[2], "Poor")
    assert submissions.view(site, ada, first).summary.state == "checking"
    assert submissions.view(site, ada, first).summary.queue_position == 1
    assert submissions.view(site, ada, second).summary.queue_position == 2
    assert quota.quota(site, ada, team.id, "test").used == 0
    run_all(worker)
    view = submissions.view(site, ada, first)
    assert view.summary.state == "done"
    assert view.counts_against_quota
    assert quota.quota(site, ada, team.id, "test").left == 1

    definition = worker.phases["test"].definition
    task = task_of("detection", definition.tasks["detection"])
    expected = evaluate(guesses[1], labels[0], task).rows["OBJECT_TYPE_ALL_NS_LEVEL_2"]["APH"]
    assert view.summary.value == round(expected, 4)
    assert view.scores[0].column == "APH/L2"
    low, high = view.scores[0].interval
    assert low < expected < high

    board = boards.board(site, ANONYMOUS, "test", "detection")
    assert [row.method for row in board.rows] == ["Middling", "Poor"]
    assert board.rows[0].is_better_than_next
    ranking = [column.is_ranking for column in board.columns].index(True)
    assert board.rows[0].values[ranking] == round(expected, 4)
    assert {"Object type", "Weather"} <= set(board.breakdowns)
    weather = boards.board(site, ANONYMOUS, "test", "detection", breakdown="Weather")
    assert any("rain" in column.label.lower() for column in weather.columns)
    progress = boards.progress(site, ANONYMOUS, "test", "detection")
    assert [point.method for point in progress] == ["Middling", "Poor"]
    assert progress[1].best == progress[0].value

    compared = comparing.compare(site, ANONYMOUS, first, second)
    assert compared.verdict == "worse"
    receipts.verify(submissions.receipt(site, ANONYMOUS, first), "")


@pytest.mark.heavy
def test_scoring_again_gives_the_same_digits(site, people, worker, guesses):
    ada, team = people.team()
    made = people.submit(ada, team, guesses[0])
    run_all(worker)
    before = submissions.receipt(site, ada, made)
    assert host.rescore(site, people.host, "test") == 1
    assert submissions.view(site, ada, made).summary.state == "done"
    run_all(worker)
    assert submissions.receipt(site, ada, made) == before
    assert quota.quota(site, ada, team.id, "test").used == 1


@pytest.mark.heavy
def test_the_quota_is_kept_and_says_when_it_is_free(site, people, worker, guesses):
    ada, team = people.team()
    for _ in range(3):
        people.submit(ada, team, guesses[0])
        run_all(worker)
    state = quota.quota(site, ada, team.id, "test")
    assert (state.used, state.left) == (3, 0)
    with pytest.raises(TooManyError, match="3 of 3 in 30 days; the next is free at"):
        people.submit(ada, team, guesses[0])
    site.clock.offset += state.next_at - site.clock.now()
    assert quota.quota(site, ada, team.id, "test").left == 1
    host.grant(site, people.host, "test", team.id, 2)
    assert quota.quota(site, ada, team.id, "test").left == 3


@pytest.mark.heavy
def test_a_check_phase_shows_diagnostics_and_takes_no_quota(site, people, worker, guesses):
    ada, team = people.team()
    made = people.submit(ada, team, guesses[0], phase="check")
    run_all(worker)
    assert b"<html" in submissions.report(site, ada, made)
    assert not submissions.view(site, ada, made).counts_against_quota
    with pytest.raises(NotFoundError):
        submissions.report(site, people.person(), made)


@pytest.mark.heavy
def test_a_file_without_enough_frames_is_rejected_and_costs_nothing(
    site, people, worker, labels, tmp_path
):
    from tests.web.leaderboard.made_labels import write_guesses

    ada, team = people.team()
    some = list(labels[1])[:1]
    path = write_guesses(tmp_path / "one.parquet", labels[1], segments=some)
    made = people.submit(ada, team, path)
    run_all(worker)
    view = submissions.view(site, ada, made)
    assert view.summary.state == "rejected"
    assert "segments have no predictions" in view.reasons[0]
    assert str(site.home) not in view.reasons[0]
    assert quota.quota(site, ada, team.id, "test").used == 0
