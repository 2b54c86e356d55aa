"""Nothing of one body is seen, changed or counted from another; forgetting the body is refused."""

import pytest
from django.apps import apps

from sekisho.server.accounts.models import Section
from sekisho.server.accounts.tenancy import BodyOwned, NoBodyInForce, in_body
from sekisho.server.ledgers.models import Contractor

OWNED = [model for model in apps.get_models() if issubclass(model, BodyOwned)]
NOT_OWNED_BY_DESIGN = {"Body", "Person"}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_a_query_without_a_body_is_refused(db, model):
    with pytest.raises(NoBodyInForce):
        model.objects.count()


def test_every_model_of_ours_is_owned_by_a_body():
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("sekisho.") and not model._meta.auto_created
    ]
    strays = {model.__name__ for model in ours if not issubclass(model, BodyOwned)} - NOT_OWNED_BY_DESIGN
    assert not strays, "a model without a body could be read by every municipality"


def test_rows_of_another_body_are_not_seen_by_any_lookup(city, other_city):
    with in_body(other_city.body.pk):
        theirs = Contractor.make(name="もみじ商事")
    assert not Contractor.objects.filter(pk=theirs.pk).exists()
    with pytest.raises(Contractor.DoesNotExist):
        Contractor.objects.get(pk=theirs.pk)
    assert Contractor.objects.filter(pk=theirs.pk).update(name="書換え") == 0
    theirs.refresh_from_db()
    assert theirs.name == "もみじ商事"


def test_each_body_counts_its_own_sections(city, other_city):
    with in_body(other_city.body.pk):
        Section.make(code="900", name="もみじだけの課", symbol="も", starts="2020-04-01")
        assert Section.objects.count() == len(other_city.sections) + 1
    assert Section.objects.count() == len(city.sections)


def test_make_writes_for_the_body_in_force(city, other_city):
    with in_body(other_city.body.pk):
        assert Contractor.make(name="甲").body_id == other_city.body.pk
    assert Contractor.make(name="乙").body_id == city.body.pk


def test_the_body_in_force_is_restored_after_a_block(city, other_city):
    with in_body(other_city.body.pk):
        pass
    assert Section.objects.filter(name="税務課").get().body_id == city.body.pk
