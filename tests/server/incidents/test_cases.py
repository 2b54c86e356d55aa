"""The case: opened with the ledgers frozen, what is known, what was said, what was sent, how it ends."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures.clocks import ClockState
from sekisho.procedures.statements import Kind
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import accounts, actions, case_queries
from sekisho.server.incidents.models import Incident, Snapshot, Stop
from sekisho.server.incidents.seams import Item
from sekisho.server.ledgers import actions as ledgers
from sekisho.terms import IncidentState, PaperKind

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def opened(actor, add_contract):
    def make(words="みのり", who="csirt", **values):
        add_contract("R8-001")
        return actions.open_incident(actor(who), title="みのり印刷の事案", words=words, **values)

    return make


def verbs():
    return list(
        JournalEntry.objects.filter(verb__startswith="incident.")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_opening_freezes_what_the_firm_holds(opened, actor, city):
    row = opened()
    assert (row.number, row.state, row.persons_high) == ("事案-0001", "first", 6300)
    assert [section.name for section in row.sections.all()] == ["税務課"]
    assert [firm.name for firm in row.firms.all()] == ["㈱みのり印刷"]
    kept = case_queries.frozen(row)
    assert [one.number for one in kept.contracts] == ["R8-001"]
    assert kept.people.low == 6300
    assert verbs() == ["incident.opened"]


def test_a_later_change_of_the_ledger_does_not_rewrite_it(opened, actor, add_contract):
    row = opened()
    contract = case_queries.frozen(row).contracts[0]
    ledgers.change_contract(actor("policy"), contract.pk, 1, person_count=9999)
    add_contract("R8-002", "市民課")
    assert case_queries.frozen(row).people.low == 6300
    found = actions.compare(actor("csirt"), row)
    assert [(one.row.number, one.before is None) for one in found] == [("R8-001", False), ("R8-002", True)]
    assert found[0].after.persons == 9999
    actions.refreeze(actor("csirt"), row.pk)
    assert Snapshot.objects.filter(incident=row).count() == 2
    assert case_queries.frozen(row).people.low == 9999
    assert [one.row.number for one in actions.compare(actor("csirt"), row)] == ["R8-001", "R8-002"]
    assert {section.name for section in row.sections.all()} == {"税務課", "市民課"}


def test_a_firm_renamed_since_is_still_compared(opened, actor):
    row = opened()
    firm = row.firms.get()
    ledgers.change_contractor(actor("policy"), firm.pk, firm.version, name="株式会社新しい印刷")
    assert actions.compare(actor("csirt"), row) == ()
    assert case_queries.frozen(row).firms[0].name == "㈱みのり印刷"


def test_words_that_mean_nobody_open_nothing(actor, firm):
    with pytest.raises(BadInput, match="台帳に見つかりません"):
        actions.open_incident(actor("csirt"), title="x", words="どこにもない")
    assert not Incident.objects.exists()


def test_a_case_without_a_firm_concerns_the_section_of_who_opens_it(actor, city):
    row = actions.open_incident(actor("manager"), title="宛先を誤ったメール", kind="misdelivery")
    assert [section.name for section in row.sections.all()] == ["税務課"]
    assert case_queries.frozen(row) is None
    assert case_queries.incident(actor("manager"), row.pk) == row
    with pytest.raises(NotFound):
        case_queries.incident(actor("manager2"), row.pk)


def test_known_in_the_future_is_refused(actor):
    with pytest.raises(BadInput, match="まだ来ていません"):
        actions.open_incident(actor("csirt"), title="x", known_at=timezone.now() + dt.timedelta(hours=1))


def test_who_may_record_and_report(opened, actor):
    row = opened()
    with pytest.raises(Refused):
        actions.open_incident(actor("staff"), title="x")
    with pytest.raises(Refused):
        actions.note_sent(actor("manager"), row.pk, kind="preliminary", sent_on=timezone.localdate(), how="x")
    with pytest.raises(NotFound):
        actions.add_entry(actor("manager2"), row.pk, at=timezone.now(), text="x")
    actions.add_entry(actor("manager"), row.pk, at=timezone.now(), text="電話を受けた")


def test_the_clocks_follow_what_becomes_known(opened, actor):
    row = opened(known_at=dt.datetime(2026, 4, 1, 9, tzinfo=timezone.get_default_timezone()))
    assert [one.due for one in case_queries.clocks_of(row)] == [dt.date(2026, 4, 5), dt.date(2026, 4, 30)]
    row = actions.change(actor("csirt"), row.pk, row.version, wrongful_purpose=True)
    assert case_queries.clocks_of(row)[1].due == dt.date(2026, 6, 1)
    assert row.state == IncidentState.HANDLING
    row = actions.change(
        actor("csirt"), row.pk, row.version, personal_data=False, specific_personal_data=False
    )
    assert case_queries.clocks_of(row) == ()


def test_an_unknown_number_keeps_the_clocks_running(opened, actor):
    row = opened()
    row = actions.change(
        actor("csirt"), row.pk, row.version, persons_low=0, persons_high=None, specific_personal_data=False,
        wrongful_purpose=False, sensitive=False, property_risk=False, ordinance_sensitive=False,
    )  # fmt: skip
    assert [clock.runs for clock in case_queries.clocks_of(row)] == [True, True]
    row = actions.change(actor("csirt"), row.pk, row.version, persons_high=100)
    assert case_queries.clocks_of(row) == ()


def test_more_persons_than_the_ledger_are_marked_and_count(opened, actor):
    row = opened()

    def say(persons):
        return actions.add_statement(
            actor("csirt"), row.pk, firm=row.firms.get(), said_on=timezone.localdate(), said_to="青木",
            channel="phone", text="…", claims={}, persons=persons,
        )  # fmt: skip

    row = actions.change(
        actor("csirt"), row.pk, row.version, persons_low=0, persons_high=100, specific_personal_data=False,
        wrongful_purpose=False, sensitive=False, property_risk=False, ordinance_sensitive=False,
    )  # fmt: skip
    assert case_queries.clocks_of(row) == ()
    say(41_000)
    assert [one.kind for one in case_queries.contradictions(row, case_queries.frozen(row))] == [
        Kind.MORE_PERSONS
    ]
    assert [clock.runs for clock in case_queries.clocks_of(row)] == [True, True]
    assert "みのり印刷" in actions.write_draft(actor("csirt"), row.pk, "press").passages[2][1]
    say(80)
    assert case_queries.clocks_of(row) == ()


def test_a_share_does_not_contradict_what_a_firm_says_of_the_whole(opened, actor, add_contract):
    add_contract("R8-002", "市民課")
    row = opened()
    actions.add_statement(
        actor("csirt"), row.pk, firm=row.firms.get(), said_on=timezone.localdate(), said_to="青木",
        channel="phone", text="…", claims={}, persons=12_000,
    )  # fmt: skip
    whole = case_queries.frozen(row)
    share = case_queries.share(actor("manager"), whole)
    assert share.people.high == 6300
    assert case_queries.contradictions(row, share) == ()
    assert case_queries.contradictions(row, whole) == ()


def test_a_suspicion_is_an_answer_of_its_own_and_reported_as_a_leak(opened, actor):
    def told(row):
        return case_queries.leak(row).label, [clock.due for clock in case_queries.clocks_of(row)]

    row = opened()
    sure = actions.change(actor("csirt"), row.pk, row.version, leaked=True)
    leaked, clocks = told(sure)
    row = actions.change(actor("csirt"), row.pk, sure.version, leak_suspected=True)
    assert (row.leaked, told(row)) == (None, ("漏えいしたおそれがある", clocks))
    row = actions.change(actor("csirt"), row.pk, row.version, leaked=False)
    assert (row.leak_suspected, told(row)) == (False, ("漏えいしていない", clocks))
    assert leaked == "漏えいした"
    with pytest.raises(BadInput, match="おそれ"):
        actions.change(actor("csirt"), row.pk, row.version, leaked=True, leak_suspected=True)


def test_two_persons_editing_at_once(opened, actor):
    row = opened()
    actions.change(actor("csirt"), row.pk, row.version, leaked=True)
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        actions.change(actor("general"), row.pk, row.version, leaked=False)


def test_facts_that_contradict_each_other(opened, actor):
    row = opened()
    with pytest.raises(BadInput, match="特定個人情報"):
        actions.change(actor("csirt"), row.pk, row.version, personal_data=False, specific_personal_data=True)
    with pytest.raises(BadInput, match="人数"):
        actions.change(actor("csirt"), row.pk, row.version, persons_low=10, persons_high=5)
    row.refresh_from_db()
    with pytest.raises(BadInput, match="より前です"):
        actions.change(
            actor("csirt"),
            row.pk,
            row.version,
            occurred_on=timezone.localdate(),
            known_at=row.known_at - dt.timedelta(days=3),
        )


def test_the_record_holds_no_words_of_people(opened, actor):
    row = opened()
    secret = "氏名 山田花子"
    actions.change(actor("csirt"), row.pk, row.version, summary=secret)
    actions.add_statement(
        actor("csirt"), row.pk, firm=row.firms.get(), said_on=timezone.localdate(), said_to="青木",
        channel="phone", text=secret, claims={"leaked": False},
    )  # fmt: skip
    actions.add_entry(actor("csirt"), row.pk, at=timezone.now(), text=secret)
    records = "".join(JournalEntry.objects.values_list("record", flat=True))
    assert "山田" not in records
    assert verbs() == ["incident.opened", "incident.changed", "incident.statement", "incident.entry"]


def test_a_statement_is_held_against_the_one_before_and_the_ledger(opened, actor):
    row, today = opened(), timezone.localdate()
    firm = row.firms.get()

    def say(day, **values):
        return actions.add_statement(
            actor("csirt"),
            row.pk,
            firm=firm,
            said_on=day,
            said_to="青木",
            channel="phone",
            text="…",
            **values,
        )

    say(today - dt.timedelta(days=2), claims={"leaked": False, "erased": True}, persons=100)
    say(today, claims={"leaked": True, "kept": True, "encrypted": None})
    found = case_queries.contradictions(row, case_queries.frozen(row))
    assert {one.kind for one in found} == {
        Kind.LEAK_CHANGED, Kind.ERASED_BUT_KEPT, Kind.ERASED_OVERDUE, Kind.FEWER_PERSONS,
    }  # fmt: skip


def test_a_statement_before_the_incident_is_refused(opened, actor):
    row, today = opened(), timezone.localdate()
    row = actions.change(
        actor("csirt"), row.pk, row.version, occurred_on=today - dt.timedelta(days=3), known_at=row.known_at
    )
    told = {"firm": row.firms.get(), "said_to": "青木", "channel": "phone", "text": "…"}
    with pytest.raises(BadInput, match="より前です"):
        actions.add_statement(actor("csirt"), row.pk, said_on=today - dt.timedelta(days=4), **told)
    with pytest.raises(BadInput, match="まだ来ていません"):
        actions.add_statement(actor("csirt"), row.pk, said_on=today + dt.timedelta(days=1), **told)


def test_a_correction_is_a_new_entry_that_points_to_the_old(opened, actor):
    row = opened()
    old = actions.add_entry(actor("csirt"), row.pk, at=timezone.now(), text="9時に電話")
    new = actions.add_entry(actor("csirt"), row.pk, at=timezone.now(), text="10時に電話", corrects=old)
    assert [one.text for one in case_queries.timeline(row)] == ["9時に電話", "10時に電話"]
    assert new.corrects == old
    other = actions.open_incident(actor("csirt"), title="別")
    with pytest.raises(NotFound):
        actions.add_entry(actor("csirt"), other.pk, at=timezone.now(), text="x", corrects=old)


def test_what_to_stop(opened, actor, enter_service, add_asset):
    enter_service("まちの窓口", assets=[add_asset()])
    row = opened()
    assert [(one.kind, one.what, one.who) for one in row.stops.all()] == [
        ("accounts", "まちの窓口", "鈴木 昭"),
        ("erasures", "R8-001 納税通知書データ", "印刷業務R8-001"),
    ]
    stop = row.stops.first()
    done = actions.stop_done(actor("csirt"), row.pk, stop.pk, stop.version)
    assert done.done_on == timezone.localdate()
    with pytest.raises(Conflict):
        actions.stop_done(actor("csirt"), row.pk, stop.pk, done.version)


def test_another_slice_names_the_accounts(opened, actor, enter_service, add_asset, monkeypatch):
    monkeypatch.setattr(accounts._seam, "_sources", [])
    service = enter_service("まちの窓口", assets=[add_asset()])
    accounts.register(
        lambda concerned, _day: [Item("zeimu-1", "基盤係", service=key) for key in concerned.services]
    )
    row = opened()
    assert [one.what for one in row.stops.filter(kind="accounts")] == ["zeimu-1"]
    assert service.pk


def test_a_report_sent_stops_its_clock_and_the_full_one_ends_the_case(opened, actor):
    row, today = opened(), timezone.localdate()
    general = actor("general")
    draft = actions.write_draft(general, row.pk, "preliminary")
    sent = actions.note_sent(
        general, row.pk, kind="preliminary", sent_on=today, how="報告フォーム", draft=draft
    )
    assert sent.draft.sha256 == draft.sha256
    first, second = case_queries.clocks_of(row)
    assert (first.state(today), second.runs) == (ClockState.SENT, True)
    with pytest.raises(Conflict, match="確報"):
        actions.close(general, row.pk, row.version, reason="済んだ")
    with pytest.raises(BadInput, match="種類"):
        actions.note_sent(general, row.pk, kind="final", sent_on=today, how="x", draft=draft)
    actions.note_sent(general, row.pk, kind="final", sent_on=today, how="報告フォーム")
    row.refresh_from_db()
    assert row.state == IncidentState.REPORTED
    closed = actions.close(general, row.pk, row.version, reason="確報を送り、再発防止も済んだ")
    assert (closed.state, closed.closed_on) == ("closed", today)
    with pytest.raises(Conflict, match="終結"):
        actions.add_entry(general, row.pk, at=timezone.now(), text="x")
    assert actions.reopen(general, row.pk, closed.version, reason="新しい事実").state == "handling"


def test_a_report_sent_before_it_was_known_is_refused(opened, actor):
    row = opened()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(BadInput, match="より前です"):
        actions.note_sent(actor("csirt"), row.pk, kind="preliminary", sent_on=yesterday, how="x")


def test_versions_of_a_paper_are_kept_with_their_hash(opened, actor):
    row = opened()
    first = actions.write_draft(actor("csirt"), row.pk, "persons")
    second = actions.revise_draft(
        actor("csirt"), first, title=first.title, to="山田　様", passages=[["", "お詫び"]]
    )
    assert (first.serial, second.serial) == (1, 2)
    assert first.sha256 != second.sha256
    assert [one.serial for one in case_queries.drafts(row, PaperKind.PERSONS)] == [2, 1]


def test_a_head_of_section_sees_the_share_of_the_section(opened, actor, add_contract):
    add_contract("R8-777", "市民課")
    row = opened()
    mine = case_queries.share(actor("manager2"), case_queries.frozen(row))
    assert [one.number for one in mine.contracts] == ["R8-777"]
    assert [one.number for one in mine.provided] == ["R8-777"]


def test_stops_are_of_their_own_case(opened, actor):
    row = opened()
    other = actions.open_incident(actor("csirt"), title="別", words="みのり", another=True)
    stop = Stop.objects.filter(incident=other).first()
    with pytest.raises(NotFound):
        actions.stop_done(actor("csirt"), row.pk, stop.pk, stop.version)
