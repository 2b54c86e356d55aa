"""A prefecture above the city, and a neighbour under the same prefecture."""

import pytest
from django.test import Client

from sekisho.procedures.offers import Addition, written
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.catalogues.details import EXAMPLE
from sekisho.server.offers import actions
from sekisho.terms import OfferKind

LINES = (Addition("9", "貸与した端末だけを使うこと。", "端末の管理の方法を書いてください。"),)
CLAUSE = EXAMPLE.replace("LOC-001", "KEN-001")


@pytest.fixture
def ken(city, other_city):
    """Give the people of the prefecture, and act in its name: ``ken(act)``."""
    Body.objects.filter(pk=other_city.body.pk).update(kind="prefecture", name="もみじ県")
    Body.objects.filter(pk=city.body.pk).update(parent=other_city.body)

    def act(do, key="policy"):
        with in_body(other_city.body.pk):
            return do(actor_on(other_city.people[key], _today()))

    return act


@pytest.fixture
def neighbour(ken, other_city):
    return Body.objects.create(code="999993", name="もみじ町", parent=other_city.body)


@pytest.fixture
def offered(ken):
    """Offer clauses, requirements or a template; a keyword changes what is offered."""

    def make(kind=OfferKind.CLAUSES, **changed):
        text = CLAUSE if kind is OfferKind.CLAUSES else written(LINES)
        given = {"title": "国外に置かない", "note": "共通の決まり", "text": text} | changed
        return ken(lambda actor: actions.publish_offer(actor, kind, **given))

    return make


@pytest.fixture
def ken_client(ken, other_city):
    client = Client()
    client.force_login(
        other_city.people["policy"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    return client


def _today():
    from django.utils import timezone  # noqa: PLC0415  settings are ready then

    return timezone.localdate()
