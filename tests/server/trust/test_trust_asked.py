"""What the ledger and the register have stands beside the question on certifications, and judges nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from register_lists import NUMBER, TODAY, listed

from sekisho.server.applications import actions as applications
from sekisho.server.applications.models import Application
from sekisho.server.trust import asked

ANSWERS = {
    "name": "まちの窓口",
    "provider_name": "㈱まちのクラウド",
    "provider_corporate_number": NUMBER,
    "no_assets": True,
    "certifications": [],
}
STEP = 3


@pytest.fixture
def draft(actor):
    """Begin an application in the name of 税務課's staff with some answers."""

    def make(key="staff", **changed):
        row = applications.start(actor(key))
        answers = {name: value for name, value in (ANSWERS | changed).items() if value is not None}
        return applications.save_draft(actor(key), row.pk, version=row.version, changes=answers, screen="x")

    return make


def page(client, row, step=STEP):
    answer = client.get(reverse("applications:edit", args=[row.pk, step]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_beside_the_question_stands_what_ledger_and_register_have(
    numbered, used, evidence, taken, draft, signed_in
):
    service = numbered()
    used(service)
    paper = evidence(service)
    taken(listed(), listed("C9", "別のもの"), listed("C8", "まちの窓口プラス"), ago=1)
    row = draft()
    text = page(signed_in("staff"), row)
    assert reverse("trust:evidence", args=[paper.pk]) in text
    assert "C26-0001-2" in text
    assert text.index("C26-0001-2 ") < text.index("C8 ") < text.index("C9 ")
    assert "含まれる" in text
    assert "台帳と登録簿にある" not in page(signed_in("staff"), row, 2)
    part = asked.beside_question(_actor(signed_in, row), row, TODAY)
    assert [match.value for _, match in part.values["listed"]] == ["sure", "doubtful", "firm"]


def _actor(signed_in, row):
    from sekisho.server.accounts.queries import actor_on  # noqa: PLC0415  beside its only use

    return actor_on(row.applicant, TODAY)


def test_what_is_typed_is_looked_up_when_it_is_saved(numbered, evidence, draft, signed_in):
    paper = evidence(numbered())
    row = draft(provider_name=None, provider_corporate_number=None)
    client = signed_in("staff")
    assert "台帳と登録簿にある" not in page(client, row)
    url = reverse("applications:autosave", args=[row.pk, STEP])
    typed = {"version": Application.objects.get(pk=row.pk).version, "provider_name": "まちのクラウド"}
    text = client.post(url, typed).content.decode()
    assert 'id="known" hx-swap-oob="true"' in text
    assert reverse("trust:evidence", args=[paper.pk]) in text


def test_it_changes_no_answer_and_no_judgement(numbered, evidence, taken, draft, signed_in):
    row = draft()
    before = Application.objects.get(pk=row.pk)
    evidence(numbered())
    taken(listed())
    page(signed_in("staff"), row)
    after = Application.objects.get(pk=row.pk)
    assert (after.answers, after.version) == (before.answers, before.version)
    assert after.answers["certifications"] == []


def test_nothing_is_found_in_words(draft, signed_in):
    text = page(signed_in("staff"), draft(provider_name="知らない会社", provider_corporate_number=None))
    assert "台帳に認定・認証の記録はありません" in text
    assert "当てはまる登録は見つかりません" in text


def test_the_reviewer_sees_it_beside_the_application(numbered, evidence, draft, signed_in):
    paper = evidence(numbered())
    row = draft()
    text = signed_in("staff").get(reverse("applications:detail", args=[row.pk])).content.decode()
    assert reverse("trust:evidence", args=[paper.pk]) in text


def test_another_firm_of_the_same_name_is_not_taken_for_it(numbered, evidence, draft, actor):
    evidence(numbered())
    row = draft(provider_corporate_number="7010000001107")
    part = asked.beside_question(actor("staff"), row, timezone.localdate())
    assert part.values["held"] == []


def test_a_long_register_takes_as_many_queries_as_a_short_one(numbered, evidence, taken, draft, actor):
    evidence(numbered())
    row = draft()
    taken(listed(), ago=3)
    with CaptureQueriesContext(connection) as few:
        asked.beside_question(actor("staff"), row, TODAY)
    taken(listed(), *(listed(f"C{number}", f"サービス{number}") for number in range(20)), ago=1)
    with CaptureQueriesContext(connection) as many:
        part = asked.beside_question(actor("staff"), row, TODAY)
    assert len(many) == len(few)
    assert len(part.values["listed"]) == 8
