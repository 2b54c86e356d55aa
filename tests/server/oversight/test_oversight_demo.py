"""さくら市 has something to see: a medium that should be back, a check that is late, a permit asked for."""

from django.utils import timezone

from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.demo import custody, ledger_rows, oversight, people
from sekisho.server.oversight import home, queries
from sekisho.terms import OversightPoint


def test_the_demo_city_shows_what_oversight_is_for(db):
    demo, day = people.settle(), timezone.localdate()
    with in_body(demo.body.pk):
        actor = actor_on(demo.people["joho-1"], day)
        custody.fill(actor, ledger_rows.fill(actor, demo))
        oversight.fill(demo)
        rows = {row.number: queries.points(row) for row in queries.contracts(actor, day)}
        assert OversightPoint.MEDIA_LATE in rows[custody.DEEP]
        assert OversightPoint.CHECK_LATE in rows[oversight.PRINTED]
        assert any(OversightPoint.NO_PLAN in found for found in rows.values())
        head = " ".join(one.title for one in home.todos(actor_on(demo.people["zeimu-kacho"], day), day))
        assert oversight.OVERDUE in head
        assert oversight.ASKED in head
        assert oversight.STRANGER in head
