"""A register is taken in whole or not at all; what it says of what we hold is written, asked, and flags."""

import datetime as dt
import json

import attrs
import pytest
from django.utils import timezone
from register_lists import ENDED, TODAY, listed

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures.evidence import ismap_until
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.importing.consent import MOST_BYTES, ChangedSince
from sekisho.server.trust import actions, queries, register_files, registers
from sekisho.server.trust.models import Evidence, RegisterAbsence, RegisterEdition, RegisterRow
from sekisho.terms import RegisterMatch

DAY = dt.timedelta(days=1)
FUNCTIONS = ["申込みフォーム", "通知メール"]


def entries(verb):
    return [json.loads(one.record)["data"] for one in JournalEntry.objects.filter(verb=verb).order_by("pk")]


def row_of(edition, number="C26-0001-2"):
    return RegisterRow.objects.get(edition=edition, number=number)


@pytest.fixture
def adopted(actor, numbered, taken, used):
    """A service with a registration adopted from a register of ten days ago, and judged by it."""

    def make():
        service = numbered()
        used(service)
        edition = taken(listed(), ago=10)
        evidence = actions.adopt(
            actor("policy"),
            row_of(edition).pk,
            0,
            provider=service.provider,
            services=[service],
            functions=FUNCTIONS,
        )
        given = {"sufficient": True, "reason": "登録を見た。", "evidences": [evidence.pk]}
        actions.judge(actor("manager"), service, 0, **given)
        return service, evidence

    return make


def take_in(who, row, **more):
    seen = register_files.look(actions.file_of(row), timezone.localdate()).digests
    return actions.take_in_received(who, row.pk, **{"shown": seen, "accept_doubts": False} | more)


def flags(actor):
    return [one.flagged_why for one in queries.flagged(actor("policy"))]


def test_a_register_is_kept_shown_and_taken_in_with_one_entry(actor, register):
    file = register(listed(), listed("C26-0002-2", "別のもの"))
    row = actions.receive_register(actor("policy"), file)
    assert not RegisterRow.objects.exists()
    done = take_in(actor("policy"), row)
    assert (done.pk, done.current, done.result["accepted"]) == (row.pk, True, 2)
    (entry,) = entries("register.imported")
    assert (entry["sha256"], entry["rows"], entry["refused"]) == (file.digest, 2, 0)
    one = row_of(done)
    assert (one.until, one.period_end) == (ismap_until(ENDED), ENDED)
    with pytest.raises(Conflict, match="もう取り込まれています"):
        take_in(actor("policy"), row)


def test_the_same_again_writes_nothing(actor, register):
    file = register(listed())
    first, new = actions.import_register(actor("policy"), file, accept_doubts=False)
    again, anew = actions.import_register(actor("policy"), file, accept_doubts=False)
    assert (new, anew, again.pk) == (True, False, first.pk)
    row = actions.receive_register(actor("policy"), file)
    assert take_in(actor("policy"), row).pk == first.pk
    assert len(entries("register.imported")) == 1
    assert RegisterRow.objects.count() == 1


def test_the_newest_edition_of_each_kind_is_in_force(taken, actor):
    old, liu = taken(listed(), ago=20), taken(listed("L1"), ago=30, kind="ismap_liu")
    new = taken(listed(), listed("C2", "別"), ago=5)
    in_force = set(RegisterEdition.objects.filter(current=True).values_list("pk", flat=True))
    assert in_force == {new.pk, liu.pk}
    assert [one.number for one in registers.rows(actor("staff"))] == ["C26-0001-2", "C2", "L1"]
    assert [one.edition_id for one in registers.earlier(row_of(new))] == [old.pk]


def test_an_older_register_is_asked_and_never_replaces_the_one_in_force(taken, actor, adopted):
    _, evidence = adopted()
    with pytest.raises(Conflict, match="より古い登録簿"):
        taken(listed("C9", "別"), ago=20)
    kept = taken(listed("C9", "別"), ago=20, older=True)
    assert not kept.current
    assert not RegisterAbsence.objects.exists()
    evidence.refresh_from_db()
    assert (evidence.withdrawn_on, flags(actor)) == (None, [])


def test_a_register_of_a_day_to_come_or_without_rows_is_refused(register, actor):
    for lines, ago, why in (((listed(),), -1, "まだ来ていません"), ((), 0, "1つもありません")):
        with pytest.raises(BadInput, match=why):
            actions.import_register(actor("policy"), register(*lines, ago=ago), accept_doubts=True)
    large = attrs.evolve(register(listed()), data=b"x" * (MOST_BYTES + 1))
    with pytest.raises(BadInput, match="大きすぎます"):
        actions.import_register(actor("policy"), large, accept_doubts=True)
    wrong = register(listed().replace("～", "、"))
    with pytest.raises(BadInput, match="取り込める行がありません"):
        actions.import_register(actor("policy"), wrong, accept_doubts=True)
    assert not RegisterEdition.objects.exists()


def test_only_who_keeps_evidence_takes_a_register_in_and_confirms(taken, register, actor, service):
    row = row_of(taken(listed()))
    one = service()
    for key in ("staff", "manager", "ciso", "auditor", "service"):
        with pytest.raises(Refused):
            actions.import_register(actor(key), register(listed("C2")), accept_doubts=False)
        with pytest.raises(Refused):
            actions.receive_register(actor(key), register(listed("C2")))
        with pytest.raises(Refused):
            actions.adopt(actor(key), row.pk, 0, provider=one.provider, services=[], functions=[])
        with pytest.raises(Refused):
            actions.answer_absence(actor(key), 1, gone=True, why="x")
    with pytest.raises(NotFound):
        actions.adopt(actor("policy"), 999_999, 0, provider=one.provider, services=[], functions=[])


def test_a_file_that_waits_is_its_senders_alone(register, actor):
    row = actions.receive_register(actor("policy"), register(listed()))
    with pytest.raises(NotFound):
        take_in(actor("general"), row)


def test_a_confirmed_row_becomes_a_certification(adopted, actor):
    service, evidence = adopted()
    assert (evidence.kind, evidence.number, evidence.period_end) == ("ismap", "C26-0001-2", ENDED)
    assert evidence.until == ismap_until(ENDED)
    assert evidence.functions == FUNCTIONS
    assert "ISMAPクラウドサービスリスト" in evidence.source
    assert list(evidence.services.all()) == [service]
    (seen,) = registers.beside(actor("policy"), registers.rows(actor("policy"))).values()
    assert (seen.evidence.pk, seen.match.state, seen.waits) == (evidence.pk, RegisterMatch.SURE, False)


def test_confirming_twice_records_once(taken, actor, numbered):
    service, row = numbered(), row_of(taken(listed()))
    given = {"provider": service.provider, "services": [service], "functions": FUNCTIONS}
    actions.adopt(actor("policy"), row.pk, 0, **given)
    with pytest.raises(Conflict, match="ほかの人が記録しました"):
        actions.adopt(actor("policy"), row.pk, 0, **given)
    assert Evidence.objects.count() == 1


def test_a_row_is_confirmed_only_as_it_stands_in_the_register(taken, actor, numbered):
    service = numbered()
    edition = taken(listed(), listed("C2", "停止中のもの", state="一時停止"), ago=3)
    given = {"provider": service.provider, "services": [service]}
    with pytest.raises(BadInput, match="対象範囲にありません"):
        actions.adopt(actor("policy"), row_of(edition).pk, 0, functions=["決済"], **given)
    with pytest.raises(BadInput, match="一時停止"):
        actions.adopt(actor("policy"), row_of(edition, "C2").pk, 0, functions=[], **given)
    taken(listed(), listed("C3", "x"), ago=1)
    with pytest.raises(Conflict, match="新しい版"):
        actions.adopt(actor("policy"), row_of(edition).pk, 0, functions=[], **given)


@pytest.mark.parametrize(("word", "said"), [("取消", "取消"), ("一時停止", "一時停止")])
def test_what_the_register_states_as_withdrawn_flags_at_once(adopted, taken, actor, word, said):
    _, evidence = adopted()
    edition = taken(listed(state=f"{word}（{TODAY - 4 * DAY}）"), ago=2)
    evidence.refresh_from_db()
    assert evidence.withdrawn_on == TODAY - 4 * DAY
    assert said in evidence.withdrawn_why
    assert flags(actor) == [[{"evidence": evidence.pk, "why": "withdrawn"}]]
    assert [one["change"] for one in edition.result["changed"]] == [
        "withdrawn" if word == "取消" else "suspended"
    ]


def test_a_shorter_registration_is_written_and_flags(adopted, taken, actor):
    _, evidence = adopted()
    taken(listed(ended=ENDED - 90 * DAY), ago=2)
    evidence.refresh_from_db()
    assert evidence.until == ismap_until(ENDED - 90 * DAY)
    assert flags(actor) == [[{"evidence": evidence.pk, "why": "changed"}]]


def test_a_longer_registration_waits_for_a_person(adopted, taken, actor):
    service, evidence = adopted()
    edition = taken(listed(ended=ENDED + 30 * DAY), ago=2)
    evidence.refresh_from_db()
    assert (evidence.until, flags(actor)) == (ismap_until(ENDED), [])
    policy = actor("policy")
    (seen,) = registers.beside(policy, registers.rows(policy)).values()
    assert (seen.waits, seen.change.value) == (True, "longer")
    given = {"provider": service.provider, "services": [service], "functions": FUNCTIONS}
    again = actions.adopt(policy, row_of(edition).pk, evidence.version, **given)
    assert (again.pk, again.until) == (evidence.pk, ismap_until(ENDED + 30 * DAY))


def test_what_is_missing_is_asked_and_only_a_person_says_that_it_is_gone(adopted, taken, actor):
    _, evidence = adopted()
    taken(listed("C9", "別のもの"), ago=2)
    evidence.refresh_from_db()
    assert (evidence.withdrawn_on, flags(actor)) == (None, [])
    policy = actor("policy")
    (asked,) = registers.absences(policy)
    with pytest.raises(BadInput, match="確かめたこと"):
        actions.answer_absence(policy, asked.pk, gone=True, why=" ")
    actions.answer_absence(policy, asked.pk, gone=True, why="提供者に電話で確かめた。")
    evidence.refresh_from_db()
    assert evidence.withdrawn_why == "提供者に電話で確かめた。"
    assert flags(actor) == [[{"evidence": evidence.pk, "why": "withdrawn"}]]
    assert entries("register.answered")[0]["gone"] is True
    with pytest.raises(Conflict):
        actions.answer_absence(policy, asked.pk, gone=False, why="x")
    assert not registers.absences(policy).exists()


def test_a_question_moves_to_the_next_edition_and_closes_when_the_number_returns(adopted, taken, actor):
    adopted()
    taken(listed("C9", "別のもの"), ago=4)
    second = taken(listed("C8", "また別"), ago=3)
    (asked,) = registers.absences(actor("policy"))
    assert asked.edition_id == second.pk
    taken(listed(), ago=2)
    asked.refresh_from_db()
    assert (asked.gone, asked.answered_on) == (False, TODAY)
    assert flags(actor) == []


def test_a_row_that_could_not_be_read_is_not_missing(adopted, taken):
    adopted()
    broken = listed().replace("～", "、")
    edition = taken(broken, listed("C9", "別のもの"), ago=2)
    assert edition.left_out == ["c26-0001-2"]
    assert not RegisterAbsence.objects.exists()


def test_a_part_of_a_list_is_told_before_it_is_taken_for_the_whole(taken, register, actor):
    taken(*(listed(f"C{number}", f"サービス{number}") for number in range(9)), ago=9)
    row = actions.receive_register(actor("policy"), register(listed()))
    assert any("一部だけ" in text for text in row.result["warnings"])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_register_in_one_writes(at_once, actor, register):
    file, policy = register(listed()), actor("policy")
    found = at_once(lambda _: actions.import_register(policy, file, accept_doubts=False))
    assert sorted(new for _, new in found) == [False, False, False, True]
    assert RegisterEdition.objects.filter(current=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_a_row_one_records(at_once, actor, taken, numbered):
    service, row, policy = numbered(), row_of(taken(listed())), actor("policy")
    given = {"provider": service.provider, "services": [service], "functions": FUNCTIONS}
    found = at_once(lambda _: actions.adopt(policy, row.pk, 0, **given))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["Evidence"]


def test_what_a_colleague_recorded_since_the_look_is_looked_at_before_it_is_withdrawn(
    adopted, actor, register
):
    _service, held = adopted()
    row = actions.receive_register(actor("policy"), register(listed(state="取消"), ago=1))
    seen = register_files.look(actions.file_of(row), timezone.localdate()).digests
    actions.change_evidence(actor("policy"), held.pk, held.version, source="同僚が書いた")
    with pytest.raises(ChangedSince):
        take_in(actor("policy"), row, shown=seen)
    held.refresh_from_db()
    assert held.withdrawn_on is None
    take_in(actor("policy"), row)
    held.refresh_from_db()
    assert held.withdrawn_on is not None
