"""Annex and questionnaire contradict each other: shown, unknown to the clauses, settled with a reason."""

import json

import pytest
from answering import all_yes, digest_of, link_of
from django.urls import reverse
from django.utils import timezone
from test_annex_answers import NEEDS, agreed, facts, filled, out, take  # noqa: F401  fixtures of the annexes

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.judgement import Crossing, judge
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import actions, contradictions, known
from sekisho.server.agreements.annex_models import AnswerSettlement
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import governed
from sekisho.server.lifecycle.models import GatePassage
from sekisho.storage.editions import load_rulebook
from sekisho.terms import CrossingKind, Phase


@pytest.fixture
def ask(actor):
    """Have the firm answer a questionnaire about a matter: はい to all but what is given."""

    def answer(matter, **other):
        row = actions.make_questionnaire(actor("staff"), matter, title="確認")
        row, _token = actions.send(
            actor("manager"), row.pk, row.version, due_on=timezone.localdate(), contact="佐藤様", by_link=True
        )
        given = all_yes(row) | {key.replace("_", "-"): value for key, value in other.items()}
        actions.answer_as_guest(link_of(row), digest_of(row), given, by_name="東西印刷 佐藤")
        return row

    return answer


@pytest.fixture
def differing(actor, agreed, out, ask):  # noqa: F811  the fixtures
    """The annex says 適合 to all; the questionnaire before it says that one is not met."""
    ask(agreed, R_0501={"reply": "no", "words": "文書はない。"})
    take(actor, agreed, filled(out(agreed)))
    return agreed


def clause(matter, name="OUT-018"):
    (found,) = governed.among("contract", [matter.pk], matter.starts)
    told = judge(
        Crossing(CrossingKind.OUTSOURCE, "x"), found.facts | {"phase": "operation"}, load_rulebook(),
        timezone.now(),
    )  # fmt: skip
    return {one.clause: one.status.value for one in told.citations}[name]


def settle(actor, matter, source="annex", who="staff", **changed):
    (here,) = contradictions.of(matter)
    given = {"digest": here.found.digest, "seen": here.seen, "reason": "山本様に電話で確かめた。"} | changed
    return actions.settle_contradiction(actor(who), matter, source=source, **given)


def test_the_newer_answer_does_not_stand_over_the_other_until_a_person_says_so(actor, differing):
    (one,) = contradictions.of(differing)
    assert [told.reply for told in one.found.told] == ["yes", "no"]
    assert "requirements_unmet" not in facts(differing)
    assert known.unmet("contract", differing.pk) is None
    assert clause(differing) == "unknown"
    settle(actor, differing)
    assert facts(differing)["requirements_unmet"] == 0
    assert clause(differing) == "satisfied"
    settle(actor, differing, "questionnaire")
    assert facts(differing)["requirements_unmet"] == 1
    assert clause(differing) == "violated"


def test_what_was_stated_at_a_gate_does_not_fill_what_is_open(actor, differing, city):
    GatePassage.make(
        section=differing.section, contract=differing, origin="contract", to="operation", outcome="permit",
        passed=True, asked_by=city.people["manager"], asked_at=timezone.now(),
        stated={"requirements_unmet": 0},
    )  # fmt: skip
    assert "requirements_unmet" not in facts(differing)
    (found,) = governed.among("contract", [differing.pk], differing.starts)
    assert "requirements_unmet" in found.known


def test_nobody_states_it_at_the_gate(differing, signed_in):
    url = reverse("lifecycle:gate", args=["contract", differing.pk, Phase.RENEWAL.value])
    page = signed_in("manager").get(url)
    assert page.status_code == 200
    assert "requirements_unmet" not in page.context["form"].fields


def test_settling_is_recorded_with_both_answers_as_they_were_seen(actor, differing):
    row = settle(actor, differing)
    assert {key: one["reply"] for key, one in row.said.items()} == {"annex": "yes", "questionnaire": "no"}
    entry = json.loads(JournalEntry.objects.get(verb="answers.settled").record)
    assert entry["subject"] == {"type": "contract", "id": str(differing.pk)}
    assert entry["data"] == {
        "requirement": "R-0501", "source": "annex", "reply": "yes", "digest": row.digest,
        "reason": "山本様に電話で確かめた。",
    }  # fmt: skip


def test_another_answer_opens_it_again(actor, differing, ask):
    settle(actor, differing)
    ask(differing, R_0501={"reply": "partly", "words": "来年度に示す。"})
    assert "requirements_unmet" not in facts(differing)
    ask(differing)
    assert contradictions.of(differing) == []
    assert facts(differing)["requirements_unmet"] == 0


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"reason": " "}, BadInput, "理由"),
        ({"source": "phone"}, BadInput, "選べません"),
        ({"digest": "0" * 64}, Conflict, "もうありません"),
        ({"seen": 1}, Conflict, "ほかの人が先に"),
    ],
)
def test_what_is_refused_says_why(actor, differing, given, error, words):
    with pytest.raises(error, match=words):
        settle(actor, differing, **given)
    assert not AnswerSettlement.objects.exists()


@pytest.mark.parametrize("who", ["staff2", "manager2", "auditor"])
def test_nobody_else_settles_it(actor, differing, who):
    with pytest.raises((Refused, NotFound)):
        settle(actor, differing, who=who)


def test_another_body_settles_nothing_here(actor, differing, other_city):
    (here,) = contradictions.of(differing)
    given = {"digest": here.found.digest, "source": "annex", "reason": "見た", "seen": 0}
    with in_body(other_city.body.pk):
        assert contradictions.of(differing) == []
        with pytest.raises(NotFound):
            actions.settle_contradiction(actor("staff"), differing, **given)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_settle_at_once_one_does(actor, differing, at_once):
    (here,) = contradictions.of(differing)
    told = at_once(
        lambda _number: actions.settle_contradiction(
            actor("staff"), differing, digest=here.found.digest, source="annex", reason="見た", seen=0
        )
    )
    assert len([one for one in told if isinstance(one, AnswerSettlement)]) == 1, told
    assert all(isinstance(one, (AnswerSettlement, Conflict)) for one in told), told


def test_the_pages_show_both_and_a_person_settles(differing, signed_in):
    client = signed_in("staff")
    pages = [
        reverse(f"agreements:contract_{name}", args=[differing.pk])
        for name in ("requirements", "annex_answers")
    ]
    for url in pages:
        page = client.get(url).content.decode()
        for words in ("食い違う回答", "文書はない。", "佐藤", "山本", "どちらによるかを決める"):
            assert words in page, (url, words)
    assert "食い違う回答が1件あります" in client.get(pages[0]).content.decode()
    url = reverse("agreements:contract_settle", args=[differing.pk, "R-0501"])
    first = client.get(url).context["form"].initial
    assert client.post(url, first | {"source": "questionnaire"}).status_code == 422
    given = first | {"source": "questionnaire", "reason": "文書がないことを確かめた。"}
    assert client.post(url, given).url == pages[0]
    page = client.get(pages[0]).content.decode()
    assert "文書がないことを確かめた。" in page
    assert "決め直す" in page
    assert client.post(url, given).status_code == 422
    assert "食い違う回答が" not in page
    assert client.get(reverse("agreements:contract_settle", args=[differing.pk, "R-0601"])).status_code == 404
    assert "決め直す" not in signed_in("auditor").get(pages[0]).content.decode()


def test_a_program_reads_and_settles(differing, signed_in):
    client = signed_in("staff")
    url = f"/api/v1/agreements/contract/{differing.pk}/contradictions"
    (one,) = client.get(url).json()
    assert [(told["source"], told["reply"]) for told in one["told"]] == [
        ("annex", "yes"),
        ("questionnaire", "no"),
    ]
    assert (one["requirement"], one["settled"], one["seen"]) == ("R-0501", None, 0)
    token = client.get(reverse("agreements:list")).cookies["csrftoken"].value
    sent = {"digest": one["digest"], "source": "annex", "reason": "確かめた", "seen": 0}

    def post():
        return client.post(
            url, json.dumps(sent), content_type="application/json", headers={"X-CSRFToken": token}
        )

    assert post().json()["source"] == "annex"
    assert post().status_code == 409
    assert client.get(url).json()[0]["settled"] == "annex"
    assert signed_in("staff2").get(url).status_code == 404


def test_as_many_questions_however_many_contradict(actor, agreed, out, ask, django_assert_max_num_queries):  # noqa: F811  the fixtures
    ask(agreed, R_0501={"reply": "no", "words": "ない。"}, R_0601={"reply": "no", "words": "ない。"})
    take(actor, agreed, filled(out(agreed), lambda book: book[NEEDS].__setitem__("E3", "適合")))
    with django_assert_max_num_queries(4):
        assert len(contradictions.of(agreed)) == 2
