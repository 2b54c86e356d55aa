"""An attempt on paper, whom a refused gate waits for, and what the form marks as needed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import Conflict, Refused
from sekisho.procedures.phases import Kind
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.lifecycle import details
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.server.lifecycle.forms import GateForm
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import Phase

S = Kind.SERVICE
TODAY = timezone.localdate()
SHORT = {"operation_rules": False, "incident_procedure": False, "users_briefed": True}


@pytest.fixture
def refused(service, actor):
    row = service("build")
    with pytest.raises(Refused):
        pass_gate(
            actor("manager"), S, row.pk, row.version, to=Phase.OPERATION, stated=SHORT, note="<b>綴りを見た"
        )
    return GatePassage.objects.get()


def test_a_refused_gate_names_the_persons_it_waits_for(refused, signed_in):
    mends = details.offices(refused, TODAY)
    who = details.strip(refused, mends)["who"]
    assert "鈴木 昭（外部サービス管理者）" in who or "外部サービス管理者（鈴木 昭）" in who
    assert "統括情報セキュリティ責任者（久保 隆）" in who
    page = signed_in("manager").get(reverse("lifecycle:passage", args=[refused.pk])).content.decode()
    for words in (who, "事故の対処手順：いいえ", "直せる人：統括情報セキュリティ責任者（久保 隆）"):
        assert words in page, words
    assert "<b>綴り" not in page


def test_the_head_of_another_section_is_not_named(refused, city):
    refused.judgement = {
        "citations": [{"clause": "X", "status": "violated", "effect": "deny", "remedy": {"who": "manager"}}]
    }
    assert details.offices(refused, TODAY) == {"manager": "情報セキュリティ管理者（上野 恵）"}


def test_an_office_nobody_holds_is_named_as_such(refused, city):
    refused.judgement = {
        "citations": [{"clause": "X", "status": "unknown", "effect": "deny", "remedy": {"who": "provider"}}]
    }
    assert details.strip(refused, details.offices(refused, TODAY))["who"] == "外部サービス提供者・委託先"


def test_what_is_owed_first_is_refused_with_whose_it_is(service, actor):
    owed = {
        "clause": "EXT-023", "text": "一覧を作る", "responsible": "service_manager", "when": "before_use",
        "due_on": TODAY,
    }  # fmt: skip
    row = service("build", obligations=[owed])
    stated = {"operation_rules": True, "incident_procedure": True, "users_briefed": True}
    with pytest.raises(Conflict) as stopped:
        pass_gate(actor("manager"), S, row.pk, row.version, to=Phase.OPERATION, stated=stated, note="見た")
    assert "担当：鈴木 昭" in str(stopped.value.why)


def test_an_attempt_comes_on_paper_for_those_who_see_it(refused, signed_in):
    url = reverse("lifecycle:passage_pdf", args=[refused.pk])
    answer = signed_in("staff").get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert signed_in("staff2").get(url).status_code == 404


def test_the_paper_names_clauses_facts_and_who_can_mend(refused):
    from django.template.loader import render_to_string  # noqa: PLC0415  for this test alone

    from sekisho.server.catalogues.queries import rulebook_in_force  # noqa: PLC0415  the same

    shown = details.attempt_shown(refused, rulebook_in_force(), TODAY)
    text = render_to_string(
        "lifecycle/print/passage.html", {**shown, "for_pdf": True, "printed_at": timezone.now()}
    )
    for words in (
        "LIF-021", "事故の対処手順：いいえ", "統括情報セキュリティ責任者（久保 隆）", "満たしている条文",
        "止まりました", refused.judgement["rulebook"],
    ):  # fmt: skip
        assert words in text, words
    assert "<b>綴り" not in text
    assert "足りない事実" not in text


def test_the_paper_names_the_fact_a_clause_lacks(service, actor):
    from django.template.loader import render_to_string  # noqa: PLC0415  for this test alone

    from sekisho.server.catalogues.queries import rulebook_in_force  # noqa: PLC0415  the same

    row = service("build")
    with pytest.raises(Refused):
        pass_gate(actor("manager"), S, row.pk, row.version, to=Phase.OPERATION, stated={})
    shown = details.attempt_shown(GatePassage.objects.get(), rulebook_in_force(), TODAY)
    text = render_to_string("lifecycle/print/passage.html", {**shown, "printed_at": timezone.now()})
    assert "足りない事実：事故の対処手順" in text


def test_one_page_of_an_attempt_asks_few_questions(refused, signed_in):
    client, url = signed_in("manager"), reverse("lifecycle:passage", args=[refused.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert len([one for one in asked if "accounts_post" in one["sql"]]) <= 3


def test_what_the_gate_cannot_open_without_is_marked_as_needed(service, signed_in):
    row = service("build")
    form = signed_in("manager").get(f"/lifecycle/service/{row.pk}/operation/").context["form"]
    assert {name for name, field in form.fields.items() if field.required} == {
        "version", "operation_rules", "incident_procedure", "users_briefed", "note",
    }  # fmt: skip


def test_one_of_several_ways_is_not_marked():
    form = GateForm(facts=["mfa", "build_rules"], needed={"build_rules"})
    assert (form.fields["mfa"].required, form.fields["build_rules"].required) == (False, True)
    drawn = str(form.drawn())
    assert drawn.count("必須") == 2
    assert drawn.count("任意") == 1
    assert "必須" not in str(GateForm(facts=["mfa"]).drawn())


def test_a_needed_answer_left_open_is_judged_and_kept(service, signed_in):
    row = service("build")
    answer = signed_in("manager").post(f"/lifecycle/service/{row.pk}/operation/", {"version": row.version})
    assert answer.status_code == 422
    assert GatePassage.objects.get().passed is False
    assert ExternalService.objects.get(pk=row.pk).phase == "build"
