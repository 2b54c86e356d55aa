"""The page of a gate says before it is pressed all that stands before it, and asks nothing a table knows."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.procedures.phases import Kind
from sekisho.server.agreements.models import ResponsibilitySplit
from sekisho.server.ledgers.governed import OPEN
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.terms import Phase

TODAY = timezone.localdate()
IN_USE = {"operation_rules": True, "incident_procedure": True, "users_briefed": True, "build_rules": True}
OWED = [
    {"clause": "EXT-021", "text": "要件を仕様書に写す", "responsible": "manager", "when": "before_use"},
    {
        "clause": "EXT-026",
        "text": "緊急連絡先を整える",
        "responsible": "service_manager",
        "when": "before_use",
    },
]


def gate(row, kind="service"):
    return reverse("lifecycle:gate", args=[kind, row.pk, "operation"])


@pytest.fixture
def owing(service):
    return service("build", obligations=[one | {"due_on": TODAY} for one in OWED])


def test_every_condition_before_use_is_named_before_the_gate_is_pressed(owing, signed_in):
    text = signed_in("manager").get(gate(owing)).content.decode()
    for duty in owing.obligations.all():
        assert text.count(duty.text) >= 1, duty.text
        assert reverse("ledgers:obligation_done", args=[duty.pk]) in text
        assert reverse("catalogues:clause", args=[duty.clause]) in text
    assert "利用開始の日" not in text


def test_a_permit_of_the_clauses_does_not_promise_the_gate_while_conditions_are_open(owing, signed_in):
    sent = dict.fromkeys(IN_USE, "yes") | {"version": owing.version, "note": "規程の綴りを見た"}
    text = signed_in("manager").post(gate(owing), sent).content.decode()
    assert "先に済ませることが残っています" in text
    assert "この関門を通れます" not in text


def test_the_refusal_names_all_that_is_owed(owing, actor):
    with pytest.raises(Conflict) as refused:
        pass_gate(
            actor("manager"), Kind.SERVICE, owing.pk, owing.version,
            to=Phase.OPERATION, stated=IN_USE, note="見た",
        )  # fmt: skip
    for one in OWED:
        assert one["text"] in refused.value.what
        assert one["clause"] in refused.value.clauses


def test_the_day_of_use_is_named_as_well(service, signed_in):
    row = service("build", starts=TODAY + dt.timedelta(days=5))
    assert "利用開始の日" in signed_in("manager").get(gate(row)).content.decode()


def test_what_a_table_knows_is_shown_with_the_way_to_it_and_not_asked(service, signed_in):
    row = service("build")
    ResponsibilitySplit.objects.create(
        body_id=row.body_id, service=row, model="saas", rows={}, undecided=42, nobody=0
    )
    page = signed_in("manager").get(gate(row))
    assert "responsibility_undecided" not in page.context["form"].fields
    text = page.content.decode()
    known = text.split("台帳でわかっていること")[1].split("</dl>")[0]
    assert "責任分界の未決の件数" in known
    assert "42" in known
    assert reverse("agreements:service_split", args=[row.pk]) in known


def test_answers_that_contradict_each_other_are_named_with_the_way_to_them(contract, signed_in, monkeypatch):
    from sekisho.server.ledgers import governed  # noqa: PLC0415  for this test alone

    row = contract()
    said = [lambda keys, _day: {key: {"requirements_unmet": OPEN} for key in keys}]
    monkeypatch.setitem(governed._sources, "contract", governed._sources["contract"] + said)
    page = signed_in("manager").get(gate(row, "contract"))
    assert "requirements_unmet" not in page.context["form"].fields
    known = page.content.decode().split("台帳でわかっていること")[1].split("</dl>")[0]
    assert "食い違い" in known
    assert reverse("agreements:contract_requirements", args=[row.pk]) in known
