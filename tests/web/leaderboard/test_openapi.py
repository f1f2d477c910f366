"""Every route of the API against generated requests: no answer is a fault."""

from collections import Counter
from dataclasses import replace

import hypothesis
import pytest

from tests.web.leaderboard.people import add_result
from waymo_kit.web.leaderboard.app import create_app
from waymo_kit.web.leaderboard.settings import LimitSettings

EXAMPLES = 40
MANY = 10**9


@pytest.mark.heavy
@pytest.mark.usefixtures("phases")
@pytest.mark.parametrize("who", ["host", "nobody"])
def test_no_generated_request_is_answered_with_a_fault(site, people, who):
    schemathesis = pytest.importorskip("schemathesis")
    limits = LimitSettings(MANY, MANY, MANY, MANY, MANY, MANY, MANY)
    site.settings = replace(site.settings, url="http://testserver", limits=limits)
    ada, team = people.team()
    for value in (0.5, 0.6):
        add_result(site, people.begin(ada, team), value)
    token = people.token(people.host, ("read", "submit", "account", "host"))
    app = create_app(site)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    headers = {"Authorization": f"Bearer {token}"} if who == "host" else {}
    answers, answered = Counter(), set()
    faults = []

    for found in schema.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            derandomize=True,
            database=None,
        )
        @hypothesis.given(case=operation.as_strategy())
        def send(case):
            response = case.call(headers=headers)
            answers[response.status_code] += 1
            if response.status_code == 200:
                answered.add((case.method.upper(), case.path))
            if response.status_code >= 500:
                faults.append((case.method, case.path, response.status_code, response.text[:200]))

        send()
    assert faults == []
    assert len(app.openapi()["paths"]) > 40
    assert sum(answers.values()) > 1000
    if who == "host":
        plain = {
            ("GET", path)
            for path, operations in app.openapi()["paths"].items()
            if "get" in operations and "{" not in path
        }
        assert plain - answered <= {("GET", "/api/v1/compare")}  # which needs two results
    print(dict(answers))
