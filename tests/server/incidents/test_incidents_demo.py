"""さくら市 has a running incident, a closed one and an exercise; the running one shows what it can."""

from django.utils import timezone

from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.demo import custody, incidents, ledger_rows, people
from sekisho.server.incidents import case_queries, exercise_queries


def test_the_incidents_of_the_demo_city(db):
    demo = people.settle()
    with in_body(demo.body.pk):
        policy, csirt = (actor_on(demo.people[name], timezone.localdate()) for name in ("joho-1", "csirt"))
        custody.fill(policy, ledger_rows.fill(policy, demo))
        incidents.fill(csirt)
        states = [row.state for row in case_queries.incidents(csirt)]
        running = case_queries.incidents(csirt).get(state="handling")
        (played,) = case_queries.incidents(csirt, exercise=True)
        report = exercise_queries.report(played)
        assert sorted(states) == ["closed", "handling"]
        assert len(case_queries.contradictions(running, case_queries.frozen(running))) >= 2
        assert running.snapshots.exists()
        assert (report.current, report.right, report.asked) == (None, 8, 9)
