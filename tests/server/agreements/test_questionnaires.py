"""質問票: made from requirements, sent, answered by a guest, from answers of before, confirmed."""

import datetime as dt

import pytest
from answering import all_yes, digest_of, link_of
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.agreements import actions, guests, home, questionnaire_queries
from sekisho.server.agreements.models import AnswerVersion, Questionnaire
from sekisho.server.crossings.models import JournalEntry

DAY = dt.date(2026, 6, 1)


def state_of(actor, row):
    return questionnaire_queries.questionnaire(actor("manager"), row.pk).state_now


def test_without_requirements_there_is_nothing_to_ask(actor, service):
    with pytest.raises(NotFound, match="要件がまだありません"):
        actions.make_questionnaire(actor("staff"), service(), title="x")


def test_it_goes_from_draft_to_confirmed(actor, asked, sent):
    row = asked()
    assert row.number.startswith("質-")
    with pytest.raises(Refused):
        actions.send(actor("staff"), row.pk, 1, due_on=timezone.localdate(), contact="x", by_link=True)
    row, token = sent(row)
    assert state_of(actor, row) == "sent"
    assert "." in token
    assert token.split(".")[1] not in JournalEntry.objects.filter(verb="questionnaire.sent").get().record
    link = link_of(row)
    actions.save_guest_draft(link, digest_of(row), {"R-1001": {"reply": "yes"}})
    assert state_of(actor, row) == "answering"
    with pytest.raises(BadInput, match="まだ答えていない"):
        actions.answer_as_guest(link, digest_of(row), {"R-1001": {"reply": "yes"}}, by_name="山本")
    with pytest.raises(BadInput, match="回答者"):
        actions.answer_as_guest(link, digest_of(row), all_yes(row), by_name=" ")
    made = actions.answer_as_guest(link, digest_of(row), all_yes(row), by_name="山本")
    assert (made.number, made.way, made.by_name) == (1, "link", "山本")
    assert state_of(actor, row) == "answered"
    with pytest.raises(Conflict, match="受け付けていません"):
        actions.answer_as_guest(link, digest_of(row), all_yes(row), by_name="山本")
    row.refresh_from_db()
    actions.confirm(actor("manager"), row.pk, row.version, note="すべて満たす")
    assert state_of(actor, row) == "confirmed"
    row.refresh_from_db()
    with pytest.raises(Conflict, match="終わっています"):
        actions.cancel(actor("manager"), row.pk, row.version, reason="x")


def test_asked_again_the_first_answers_stay_as_a_version(actor, sent):
    row, _ = sent()
    actions.answer_as_guest(link_of(row), digest_of(row), all_yes(row), by_name="山本")
    row.refresh_from_db()
    row, _ = sent(row)
    assert row.draft == all_yes(row)
    second = all_yes(row) | {"R-1001": {"reply": "no", "words": "まだ"}}
    actions.answer_as_guest(link_of(row), digest_of(row), second, by_name="山本")
    numbers = AnswerVersion.objects.filter(questionnaire=row).values_list("number", flat=True)
    assert list(numbers) == [2, 1]


def test_a_due_day_that_passed_makes_it_late_and_shows_it_at_home(actor, sent):
    row, _ = sent()
    Questionnaire.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    assert state_of(actor, row) == "late"
    (todo,) = home.todos(actor("manager"), timezone.localdate())
    assert "東西クラウド" in todo.title
    assert list(home.todos(actor("manager2"), timezone.localdate())) == []
    assert list(home.todos(actor("staff"), timezone.localdate())) == []


def test_a_new_link_shuts_the_old_and_a_withdrawn_one_opens_nothing(actor, sent):
    row, first = sent()
    row, second = sent(row)
    look = lambda token: guests.look(token, timezone.now(), address="10.0.0.1")[0]  # noqa: E731  read twice below
    assert (look(first), look(second)) == (guests.Door.CLOSED, guests.Door.OPEN)
    actions.withdraw_link(actor("manager"), row.pk, row.version)
    assert look(second) is guests.Door.CLOSED
    row.refresh_from_db()
    with pytest.raises(Conflict, match="使えるリンクはありません"):
        actions.withdraw_link(actor("manager"), row.pk, row.version)


def test_a_link_ends_two_weeks_after_the_due_day(sent):
    row, token = sent()
    ends = link_of(row).expires_at
    assert timezone.localdate(ends) == row.due_on + dt.timedelta(days=14)
    assert guests.look(token, ends, address="x")[0] is guests.Door.EXPIRED


def test_the_secret_has_256_bits_and_only_its_digest_is_kept(sent):
    row, token = sent()
    selector, _, secret = token.partition(".")
    assert len(secret) >= 43
    link = link_of(row)
    assert link.selector == selector
    assert secret not in {link.secret, link.selector}
    for wrong in (f"{selector}.", f"{selector}.{secret[:-1]}", f"{selector}.{secret}x", secret, "", "é."):
        assert guests.look(wrong, timezone.now(), address="10.0.0.2") == (guests.Door.WRONG, None)


def test_guessing_is_counted_by_address_and_does_not_shut_out_the_right_one(sent):
    _, token = sent()
    doors = [guests.look(f"x{n}.y", timezone.now(), address="10.0.0.3")[0] for n in range(25)]
    assert doors[0] is guests.Door.WRONG
    assert doors[-1] is guests.Door.TOO_OFTEN
    assert guests.look(token, timezone.now(), address="10.0.0.3")[0] is guests.Door.OPEN


def test_when_the_questions_change_a_guest_is_told_and_the_rest_stays(actor, service, asked, sent):
    matter = service()
    row, _ = sent(asked(matter))
    old = digest_of(row)
    actions.save_guest_draft(link_of(row), old, all_yes(row))
    actions.add_requirement(
        actor("staff"),
        matter,
        version=1,
        heading="9",
        text="貸与端末だけ",
        question="方法は",
        reason="決まり",
    )
    row.refresh_from_db()
    with pytest.raises(Conflict, match="変わりました"):
        actions.revise_questions(actor("staff"), row.pk, row.version - 1)
    made = actions.revise_questions(actor("staff"), row.pk, row.version)
    assert made.number == 2
    row.refresh_from_db()
    assert "R-1001" in row.draft
    with pytest.raises(Conflict, match="直されました"):
        actions.save_guest_draft(link_of(row), old, all_yes(row))
    with pytest.raises(Conflict, match="質問は同じ"):
        actions.revise_questions(actor("staff"), row.pk, row.version)


def test_answers_of_before_are_offered_with_their_origin_and_accepted_one_by_one_or_all(
    actor, service, asked, sent
):
    first, _ = sent(asked(service(name="一つ目")))
    answers = all_yes(first) | {"R-1001": {"reply": "partly", "words": "TLS 1.2以上"}}
    actions.answer_as_guest(link_of(first), digest_of(first), answers, by_name="山本")
    second = asked(service(name="二つ目"))
    stranger = asked(service(name="別の会社の", provider="別の会社"))
    assert questionnaire_queries.earlier_answers(actor("staff"), stranger) == []
    found = questionnaire_queries.earlier_answers(actor("staff"), second)
    assert {one.question.id for one in found} == set(answers)
    assert {one.number for one in found} == {first.number}
    assert actions.accept_earlier(actor("staff"), second.pk, 1, ["R-1001"]) == 1
    second.refresh_from_db()
    assert second.draft["R-1001"]["words"] == "TLS 1.2以上"
    assert second.draft["R-1001"]["origin"]["number"] == first.number
    with pytest.raises(BadInput, match="まだ答えていない"):
        actions.take_earlier_as_answer(actor("manager"), second.pk, second.version)
    actions.accept_earlier(actor("staff"), second.pk, second.version, list(answers))
    second.refresh_from_db()
    made = actions.take_earlier_as_answer(actor("manager"), second.pk, second.version)
    assert (made.way, made.by_person_id) == ("reused", actor("manager").person)


def test_an_answer_given_by_another_section_is_not_shown(actor, city, service, asked, sent):
    other = service(name="市民課の", section=city.sections["市民課"])
    actions.set_requirements(actor("staff2"), other, version=0)
    row = actions.make_questionnaire(actor("staff2"), other, title="x")
    row, _ = actions.send(
        actor("manager2"), row.pk, 1, due_on=timezone.localdate(), contact="x", by_link=True
    )
    actions.answer_as_guest(link_of(row), digest_of(row), all_yes(row), by_name="山本")
    mine = asked()
    assert questionnaire_queries.earlier_answers(actor("staff"), mine) == []
    assert questionnaire_queries.earlier_answers(actor("policy"), mine) != []
    with pytest.raises(NotFound):
        questionnaire_queries.questionnaire(actor("staff"), row.pk)


def test_a_due_day_must_lie_ahead(actor, asked):
    row = asked()
    for day in (timezone.localdate() - dt.timedelta(days=1), timezone.localdate() + dt.timedelta(days=181)):
        with pytest.raises(BadInput, match="回答期限"):
            actions.send(actor("manager"), row.pk, 1, due_on=day, contact="x", by_link=False)


def test_answers_to_questions_of_before_are_not_confirmed_as_answers_to_those_of_now(
    actor, service, asked, sent
):
    matter = service()
    row, _ = sent(asked(matter))
    actions.answer_as_guest(link_of(row), digest_of(row), all_yes(row), by_name="山本")
    actions.add_requirement(
        actor("staff"), matter, version=1, heading="9", text="貸与端末だけ", question="方法は", reason="x"
    )
    row.refresh_from_db()
    actions.revise_questions(actor("staff"), row.pk, row.version)
    row.refresh_from_db()
    with pytest.raises(Conflict, match="今の質問への回答ではありません"):
        actions.confirm(actor("manager"), row.pk, row.version, note="すべて満たす")
    assert state_of(actor, row) == "answered"


def test_sent_again_after_a_new_wording_the_answer_to_the_old_wording_does_not_count(actor, service, sent):
    matter = service()
    actions.set_requirements(actor("staff"), matter, version=0)
    own = {"heading": "9", "question": "方法は", "reason": "x"}
    actions.add_requirement(actor("staff"), matter, version=1, text="貸与端末だけを使う", **own)
    row = actions.make_questionnaire(actor("staff"), matter, title="要件の確認")
    row, _ = sent(row)
    actions.answer_as_guest(link_of(row), digest_of(row), all_yes(row), by_name="山本")
    actions.remove_requirement(actor("staff"), matter, version=2, line="U-01", reason="x")
    actions.add_requirement(actor("staff"), matter, version=3, text="端末を封印して使う", **own)
    row.refresh_from_db()
    actions.revise_questions(actor("staff"), row.pk, row.version)
    row.refresh_from_db()
    row, _ = sent(row)
    assert "U-01" not in row.draft
    assert "R-1001" in row.draft
