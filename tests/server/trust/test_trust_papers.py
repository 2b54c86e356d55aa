"""The paper of a judgement, current or earlier; what the register says on the page of its service."""

import subprocess

import pytest
from django.urls import reverse
from register_lists import TODAY, listed

from sekisho.server.trust import actions, papers, registers
from sekisho.server.trust.models import Judgement
from sekisho.terms import ScopeAnswer


@pytest.fixture
def judged(service, used, evidence, actor):
    """A service judged twice: for two functions, then for three of which one is not in the scope."""
    row = service()
    used(row)
    proof = evidence(row)
    given = {"sufficient": True, "evidences": [proof.pk]}
    actions.judge(actor("manager"), row, 0, reason="最初の理由", **given)
    used(row, ["申込みフォーム", "通知メール", "決済"], version=1)
    actions.judge(actor("manager"), row, 1, reason="二度目の理由", **given)
    return row


def text_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    made = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, check=True, capture_output=True, timeout=60
    )
    return "".join(made.stdout.decode().split())


def test_the_paper_holds_ground_reason_scope_and_history(judged, signed_in):
    row = Judgement.objects.get(current=True)
    text = text_of(signed_in("staff").get(reverse("trust:judgement_pdf", args=[row.pk])))
    for part in ("二度目の理由", "CLOUD990017", "決済", "上野恵", "最初の理由", "第2回", judged.name):
        assert part in text, part
    assert "今の判断ではありません" not in text


def test_an_earlier_judgement_says_that_it_is_not_the_present_one(judged, signed_in):
    row = Judgement.objects.get(current=False)
    client = signed_in("manager")
    assert "今の判断ではありません" in text_of(client.get(reverse("trust:judgement_pdf", args=[row.pk])))
    page = client.get(reverse("trust:judgement_print", args=[row.pk])).content.decode()
    assert "最初の理由" in page
    assert "使う機能が変わった" in page
    listed_page = client.get(reverse("trust:service", args=[judged.pk])).content.decode()
    assert reverse("trust:judgement_pdf", args=[row.pk]) in listed_page


def test_the_table_sets_function_against_scope_as_it_stood(judged):
    first, second = Judgement.objects.order_by("serial")
    assert papers.scope_table(first) == [
        ("申込みフォーム", [ScopeAnswer.COVERED]),
        ("通知メール", [ScopeAnswer.COVERED]),
    ]
    assert papers.scope_table(second)[2] == ("決済", [ScopeAnswer.NOT_COVERED])


def test_the_paper_of_another_section_is_not_found(judged, signed_in):
    for name in ("judgement_pdf", "judgement_print"):
        for row in Judgement.objects.all():
            url = reverse(f"trust:{name}", args=[row.pk])
            assert signed_in("staff2").get(url).status_code == 404
            assert signed_in("policy").get(url).status_code == 200


def test_the_page_of_a_service_sets_its_functions_against_the_register(numbered, used, taken, signed_in):
    row = numbered()
    used(row, ["申込みフォーム", "決済"])
    page = signed_in("staff").get(reverse("trust:service", args=[row.pk])).content.decode()
    assert "ISMAPの登録簿では" not in page
    taken(listed(), listed("C9", "別のもの"), ago=TODAY.day % 2)
    page = signed_in("staff").get(reverse("trust:service", args=[row.pk])).content.decode()
    assert "C26-0001-2" in page
    assert "C9" not in page


def test_only_words_of_the_scope_cover_and_an_exception_does_not(numbered, taken, actor):
    row = numbered()
    taken(listed(scope="申込みフォーム、通知メールを除く"))

    def found(*used):
        ((one),) = registers.weighed(actor("staff"), row, used)
        return one.scope.answer, one.scope.missing

    assert found("申込みフォーム") == (ScopeAnswer.COVERED, ())
    assert found("通知メール") == (ScopeAnswer.NOT_COVERED, ("通知メール",))
    assert found("決済") == (ScopeAnswer.UNKNOWN, ("決済",))
