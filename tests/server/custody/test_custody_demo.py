"""さくら市 has handed data over: something is overdue, something is done, and a tree is three levels deep."""

from django.utils import timezone

from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.custody import handovers, home, queries, spot_checks, subcontracts
from sekisho.server.demo import custody, ledger_rows, people
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import CustodyState


def test_the_demo_city_shows_what_the_ledger_is_for(db):
    demo, day = people.settle(), timezone.localdate()
    with in_body(demo.body.pk):
        actor = actor_on(demo.people["joho-1"], day)
        custody.fill(actor, ledger_rows.fill(actor, demo))
        late = [one for one in queries.overdue(day) if one.handover is not None]
        assert [one.state for one in late] == [CustodyState.CERTIFIED]
        deep = ledgers.contracts(actor).get(number=custody.DEEP)
        assert [one.depth for one in subcontracts.flat(subcontracts.tree(deep))] == [1, 2, 3]
        general = actor_on(demo.people["general"], day)
        assert late[0].what in " ".join(todo.title for todo in home.todos(general, day))
        assert {row.state for row in handovers.handovers(actor)} == {"out", "certified", "verified"}
        assert [one.handover.what for one in spot_checks.unsettled(general)] == [late[0].what]
