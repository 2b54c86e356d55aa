"""The pages and the API of the gates: what is asked, who may pass, what was kept."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.procedures.phases import Kind
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import Phase

BUILT = {"build_rules": True}


def gate(row, to="build", kind="service"):
    return reverse("lifecycle:gate", args=[kind, row.pk, to])


def test_the_page_of_a_service_shows_its_phase_and_the_gates_to_who_may_pass(service, signed_in):
    row = service("contract")
    url = reverse("ledgers:service", args=[row.pk])
    shown = signed_in("manager").get(url).content.decode()
    assert "導入・構築に進む" in shown
    assert gate(row) in shown
    assert gate(row) not in signed_in("staff").get(url).content.decode()


def test_the_gate_says_what_is_missing_and_asks_for_just_that(service, signed_in):
    row = service("contract")
    page = signed_in("manager").get(gate(row))
    assert [name for name in page.context["form"].fields if name not in {"version", "note"}] == [
        "build_rules"
    ]
    text = page.content.decode()
    for expected in ("LIF-010", "構築時の対策の定め", "直せる人"):
        assert expected in text, expected


def test_a_refused_attempt_stays_on_the_page_and_a_passed_one_leads_on(service, signed_in):
    row, client = service("contract"), signed_in("manager")
    sent = {"version": row.version, "build_rules": "no", "note": "確認表を見た"}
    refused = client.post(gate(row), sent)
    assert refused.status_code == 422
    assert "LIF-010" in refused.content.decode()
    passed = client.post(gate(row), sent | {"build_rules": "yes"})
    assert passed.url == reverse("ledgers:service", args=[row.pk])
    assert ExternalService.objects.get(pk=row.pk).phase == "build"
    assert GatePassage.objects.filter(passed=False).count() == 1
    listed = client.get(reverse("lifecycle:list")).content.decode()
    assert listed.count("まちの窓口") >= 2
    one = GatePassage.objects.filter(passed=False).get()
    assert "止まりました" in client.get(reverse("lifecycle:passage", args=[one.pk])).content.decode()


def test_a_manager_is_named_in_the_ledger_and_cannot_be_claimed_at_the_gate(service, signed_in, actor):
    row = service("contract")
    ledgers.change_service(actor("policy"), row.pk, row.version, manager=None)
    page = signed_in("manager").get(gate(row))
    assert "service_manager_named" not in page.context["form"].fields
    assert "LIF-012" in page.content.decode()


@pytest.mark.parametrize("to", ["operation", "nowhere"])
def test_a_gate_that_is_not_there_is_no_page(service, signed_in, to):
    row = service("contract")
    assert signed_in("manager").get(gate(row, to)).status_code in {404, 409}
    assert signed_in("manager").get(gate(row, kind="asset")).status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long(
    service, actor, signed_in, django_assert_num_queries
):
    client, row = signed_in("manager"), service("contract")

    def attempts(count):
        for _ in range(count):
            found = ExternalService.objects.get(pk=row.pk)
            to = Phase.BUILD if found.phase == "contract" else Phase.DISPOSAL
            GatePassage.make(
                section=found.section, service=found, origin=found.phase, to=to.value, outcome="permit",
                passed=True, asked_by_id=actor("manager").person, asked_at=found.created_at,
            )  # fmt: skip

    attempts(2)
    client.get(reverse("lifecycle:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("lifecycle:list"))
    attempts(20)
    with django_assert_num_queries(len(few)):
        client.get(reverse("lifecycle:list"))


def test_the_files_hold_what_the_list_shows(service, actor, signed_in):
    row = service("contract")
    pass_gate(actor("manager"), Kind.SERVICE, row.pk, row.version, to=Phase.BUILD, stated=BUILT, note="=見た")
    text = signed_in("policy").get(reverse("lifecycle:export", args=["csv"])).content.decode("utf-8-sig")
    assert "導入・構築" in text
    assert ",=見た" not in text
    assert signed_in("policy").get(reverse("lifecycle:export", args=["xlsx"])).status_code == 200
    assert signed_in("policy").get(reverse("lifecycle:export", args=["exe"])).status_code == 404


def test_a_program_sees_the_gates_and_passes_them(service, signed_in, city):
    row, client = service("contract"), signed_in("manager")
    base = f"/api/v1/lifecycle/service/{row.pk}"
    found = client.get(base).json()
    assert found["phase"] == "contract"
    assert [one["to"] for one in found["gates"]] == ["build", "disposal"]
    sent = {"version": row.version, "to": "build", "stated": BUILT, "note": "確認表"}
    client.enforce_csrf_checks = False
    token = client.get(reverse("lifecycle:list")).cookies["csrftoken"].value
    answer = client.post(
        f"{base}/pass", json.dumps(sent), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200, answer.content
    assert [one["passed"] for one in client.get(f"{base}/passages").json()] == [True]


def test_questions_drawn_once_speak_the_language_of_each_screen(service, signed_in):
    row, client = service("contract"), signed_in("manager")

    def shown(language):
        client.cookies["django_language"] = language
        return client.get(gate(row)).content.decode()

    pages = {language: [shown(language), shown(language)] for language in ("ja", "en", "ja")}
    assert all("確かめたこと" in text for text in pages["ja"])
    assert all("確かめたこと" not in text for text in pages["en"])
    assert all(f'name="version" value="{row.version}"' in text for two in pages.values() for text in two)
