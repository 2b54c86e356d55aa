"""No 例外措置 is granted or goes on where nothing is left to except."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.errors import Conflict, SekishoError
from sekisho.server.applications import actions
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService

TODAY = timezone.localdate()
LONGER = TODAY + dt.timedelta(days=90)
WORDS = {"reason": "理由", "measure": "代わりの措置"}


@pytest.fixture
def measure(city):
    def make(row, state):
        return ExceptionMeasure.make(
            application=row,
            clause="EXT-012",
            **WORDS,
            ends=TODAY + dt.timedelta(days=20),
            state=state,
            asked_by=city.people["staff"],
            asked_at=timezone.now(),
        )

    return make


def test_none_is_granted_or_goes_on_for_what_was_withdrawn(draft, actor, measure):
    row = draft()
    asked = measure(row, ExceptionMeasure.ASKED)
    actions.withdraw(actor("staff"), row.pk, version=row.version, reason="やめる")
    with pytest.raises(Conflict):
        actions.decide_exception(actor("ciso"), asked.pk, grant=True, note="よい")
    assert (
        actions.decide_exception(actor("ciso"), asked.pk, grant=False, note="対象がない").state == "refused"
    )
    granted = measure(row, ExceptionMeasure.GRANTED)
    with pytest.raises(Conflict):
        actions.prolong_exception(actor("staff"), granted.pk, **WORDS, ends=LONGER)


def test_none_goes_on_for_a_service_out_of_use(decided, actor, measure):
    row = decided()
    granted, service = measure(row, ExceptionMeasure.GRANTED), row.service
    ledgers.retire_service(actor("policy"), service.pk, service.version, on=TODAY, reason="やめる")
    with pytest.raises(Conflict):
        actions.prolong_exception(actor("staff"), granted.pk, **WORDS, ends=LONGER)


def test_none_goes_on_for_a_service_led_to_its_end(decided, actor, measure):
    row = decided()
    granted = measure(row, ExceptionMeasure.GRANTED)
    ExternalService.objects.filter(pk=row.service.pk).update(phase="disposal")
    with pytest.raises(Conflict):
        actions.prolong_exception(actor("staff"), granted.pk, **WORDS, ends=LONGER)


@pytest.mark.django_db(transaction=True)
def test_none_is_granted_while_the_service_is_taken_out(at_once, decided, actor, measure):
    row = decided()
    asked, policy, ciso = measure(row, ExceptionMeasure.ASKED), actor("policy"), actor("ciso")

    def act(number):
        if number:
            return actions.decide_exception(ciso, asked.pk, grant=True, note="よい")
        version = ExternalService.objects.get(pk=row.service.pk).version
        return ledgers.retire_service(policy, row.service.pk, version, on=TODAY, reason="やめる")

    found = at_once(act, 2)
    assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, SekishoError)]
    asked.refresh_from_db()
    out = ExternalService.objects.get(pk=row.service.pk).retired_on is not None
    last = JournalEntry.objects.order_by("-pk").values_list("verb", flat=True).first()
    assert out
    assert asked.state == "asked" or last == "service.retired"
