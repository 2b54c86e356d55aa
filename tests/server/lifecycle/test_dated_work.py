"""期日のある仕事: what is open and by when, who sees it, who has it now, and the act that ends it."""

import datetime as dt
import json
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.japan.fiscal import fiscal_year
from sekisho.procedures.phases import Kind
from sekisho.procedures.regular import NOTICE, yearly_due
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers.models import Contract, ExternalService
from sekisho.server.lifecycle import duties, home, queries, regular, sources
from sekisho.server.lifecycle.actions import pass_gate, record_check
from sekisho.server.lifecycle.models import GatePassage, RegularCheck
from sekisho.terms import Phase, TaskKind, TaskResult

TODAY = timezone.localdate()
OLD = dt.date(2024, 4, 1)
S, C, K = Kind.SERVICE, Kind.CONTRACT, TaskKind


def aged(model, row, since=OLD):
    """Let a row be as old as it would be after years of use."""
    at = timezone.make_aware(dt.datetime.combine(since, dt.time(9)))
    model.objects.filter(pk=row.pk).update(created_at=at, starts=since)
    return row


@pytest.fixture
def used(service):
    """Give a service in use since 2024 without an end."""
    return lambda **changed: aged(ExternalService, service("operation", **({"ends": None} | changed)))


@pytest.fixture
def running(contract):
    def make(ends=None, **changed):
        values = {"starts": OLD, "ends": ends or TODAY + dt.timedelta(days=700)}
        return aged(Contract, contract(**values | changed))

    return make


def found(actor, day=TODAY, who="manager"):
    return {(one.kind, one.thing): one.due for one in duties.duties(actor(who), day)}


def done(actor, of, row, kind, who="manager", on=TODAY, **changed):
    here = regular.open_of(actor(who), of, row.pk, kind, TODAY)
    given = {"due": here.due, "on": on, "result": TaskResult.GO_ON, "note": "点検表を見た"} | changed
    return record_check(actor(who), of, row.pk, kind, **given)


def test_a_service_in_use_is_reviewed_and_its_users_taught_every_year(used, actor):
    used()
    assert found(actor) == {
        ("利用の見直し", "まちの窓口"): yearly_due(2024),
        ("利用者の教育", "まちの窓口"): yearly_due(2024),
    }


def test_what_is_not_in_use_has_no_yearly_checks(service, actor):
    service("build", ends=None)
    assert found(actor) == {}


def test_a_day_of_review_fixed_by_the_decision_is_not_asked_twice(used, actor):
    day = yearly_due(2026)
    review = {"clause": "PRO-014", "text": "見直す", "responsible": "manager", "when": "in_operation"}
    used(obligations=[review | {"due_on": day}])
    told = found(actor)
    assert told["満たすべき条件", "まちの窓口"] == day
    assert told["利用の見直し", "まちの窓口"] == yearly_due(2027)


def test_a_renewal_is_decided_ninety_days_before_the_end(used, running, actor):
    ends = TODAY + dt.timedelta(days=300)
    used(ends=ends)
    running(ends=ends)
    told = found(actor)
    for thing in ("まちの窓口", "納税通知書印刷業務"):
        due = told["更改の判断", thing]
        assert dt.timedelta(days=90) <= ends - due <= dt.timedelta(days=100)


def test_after_its_end_only_the_last_steps_are_open(used, actor):
    row = used(ends=TODAY + dt.timedelta(days=20))
    later = TODAY + dt.timedelta(days=21)
    assert [kind for kind, _ in found(actor, later)] == ["終了の手続"]
    ExternalService.objects.filter(pk=row.pk).update(phase="disposal")
    assert found(actor, later) == {}


def test_a_contract_is_decided_on_once_for_each_end(running, actor):
    row = running(ends=TODAY + dt.timedelta(days=80))
    assert [kind for kind, _ in found(actor)] == ["更改の判断"]
    done(actor, C, row, K.RENEWAL)
    assert found(actor) == {}
    Contract.objects.filter(pk=row.pk).update(ends=row.ends + dt.timedelta(days=365))
    assert [kind for kind, _ in found(actor)] == ["更改の判断"]
    assert found(actor, row.ends + dt.timedelta(days=366)) == {}


def test_what_ends_within_half_a_year_ends_by_itself(contract, actor):
    contract(starts=TODAY - dt.timedelta(days=10), ends=TODAY + dt.timedelta(days=120))
    assert found(actor) == {}


def test_a_gate_into_renewal_is_a_decision_too(used, running, actor):
    ends = TODAY + dt.timedelta(days=80)
    service, contract = used(ends=ends), running(ends=ends)
    ExternalService.objects.filter(pk=service.pk).update(phase="renewal")
    assert ("更改の判断", "まちの窓口") not in found(actor)
    assert ("更改の判断", "納税通知書印刷業務") in found(actor)
    GatePassage.make(
        section=contract.section, contract=contract, origin="operation", to="renewal", outcome="permit",
        passed=True, asked_by_id=actor("manager").person, asked_at=timezone.now(),
    )  # fmt: skip
    assert ("更改の判断", "納税通知書印刷業務") not in found(actor)


def test_what_is_done_is_recorded_once_with_its_entry(used, actor):
    row = used()
    made = done(actor, S, row, K.REVIEW, result=TaskResult.MEND)
    entry = json.loads(JournalEntry.objects.get(verb="check.recorded").record)
    assert entry["subject"] == {"type": "service", "id": str(row.pk)}
    assert entry["data"] == {
        "kind": "review", "due": yearly_due(2024).isoformat(), "on": TODAY.isoformat(), "result": "mend",
        "note": "点検表を見た",
    }  # fmt: skip
    assert found(actor)["利用の見直し", "まちの窓口"] == yearly_due(2026)
    with pytest.raises(Conflict, match="ほかの人が記録しました"):
        done(actor, S, row, K.REVIEW, due=made.due_on)
    assert RegularCheck.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_who_record_at_once_record_once(used, actor, at_once):
    row = used()
    here = regular.open_of(actor("manager"), S, row.pk, K.REVIEW, TODAY)
    told = at_once(
        lambda _number: record_check(
            actor("manager"),
            S,
            row.pk,
            K.REVIEW,
            due=here.due,
            on=TODAY,
            result=TaskResult.GO_ON,
            note="見た",
        )
    )
    assert len([one for one in told if isinstance(one, RegularCheck)]) == 1, told
    assert all(isinstance(one, (RegularCheck, Conflict)) for one in told), told
    assert RegularCheck.objects.count() == JournalEntry.objects.filter(verb="check.recorded").count() == 1


@pytest.mark.parametrize("who", ["staff", "deputy", "manager2", "auditor", "ciso", "system"])
def test_nobody_else_records_it(used, actor, who):
    row = used()
    with pytest.raises((Refused, NotFound)):
        done(actor, S, row, K.REVIEW, who)
    assert not RegularCheck.objects.exists()


@pytest.mark.parametrize("who", ["manager", "service", "policy", "general"])
def test_who_answers_for_it_records_it(used, actor, who):
    done(actor, S, used(), K.REVIEW, who)
    assert RegularCheck.objects.get().done_by_id == actor(who).person


def test_the_named_manager_checks_but_does_not_decide_on_the_renewal(used, actor, city):
    row = used(ends=TODAY + dt.timedelta(days=300), manager=city.people["staff"])
    done(actor, S, row, K.REVIEW, "staff")
    for who in ("staff", "service"):
        with pytest.raises(Refused):
            done(actor, S, row, K.RENEWAL, who)
    done(actor, S, row, K.RENEWAL, "manager", result=TaskResult.END)
    assert ("更改の判断", "まちの窓口") not in found(actor)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"note": " "}, "確かめたこと"), ({"on": TODAY + dt.timedelta(days=1)}, "まだ来ていません")],
)
def test_what_was_not_seen_or_has_not_happened_is_not_recorded(used, actor, given, words):
    row = used()
    with pytest.raises(BadInput, match=words):
        done(actor, S, row, K.REVIEW, **given)


def test_nothing_is_recorded_that_is_not_open(used, actor):
    row = used()
    with pytest.raises(Conflict, match="今はすることがありません"):
        regular.open_of(actor("manager"), S, row.pk, K.RENEWAL, TODAY)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (dt.date(2025, 2, 20), set()),
        (dt.date(2025, 3, 10), {"manager", "service"}),
        (dt.date(2025, 4, 10), {"manager", "service"}),
        (dt.date(2025, 4, 16), {"manager", "service", "policy", "general"}),
        (dt.date(2025, 5, 20), {"manager", "service", "policy", "general", "ciso"}),
    ],
)
def test_it_is_near_on_the_right_home_pages_and_climbs_when_missed(used, running, actor, city, day, who):
    used()
    running()
    assert {key for key in city.people if list(home.checks(actor(key), day))} == who


def test_what_is_read_for_the_home_page_leaves_nothing_out(used, actor, city):
    source = random.Random(20210927)  # noqa: S311  test data
    for _ in range(25):
        since = OLD + dt.timedelta(days=source.randrange(900))
        ends = source.choice([None, since + dt.timedelta(days=source.randrange(900))])
        row, grade = aged(ExternalService, used(), since), source.choice([1, 2])
        ExternalService.objects.filter(pk=row.pk).update(ends=ends, confidentiality=grade)
        for kind in source.sample([K.REVIEW, K.EDUCATION, K.RENEWAL], source.randrange(4)):
            on = since + dt.timedelta(days=source.randrange(800))
            RegularCheck.make(
                section=row.section, service=row, kind=kind.value, due_on=on, note="見た",
                done_on=on + dt.timedelta(days=source.randrange(-60, 200)), result="go_on",
                done_by=city.people["manager"], recorded_at=timezone.now(),
            )  # fmt: skip
        if source.random() < 0.3:
            day = since + dt.timedelta(days=source.randrange(800))
            row.obligations.create(
                body=row.body, clause="PRO-014", text="見直す", responsible="manager", when="in_operation",
                due_on=day, done_on=source.choice([None, day]),
            )  # fmt: skip
    who, seen = actor("policy"), 0
    for number in range(0, 1300, 9):
        day = OLD + dt.timedelta(days=number)
        soon = day + NOTICE
        every = regular.of_services(ExternalService.objects.exclude(phase=Phase.DISPOSAL), day)
        expected = {(one.kind, one.row.pk, one.due) for one in every if one.due <= soon}
        assert {(one.kind, one.row.pk, one.due) for one in sources.near(who, day)} == expected, day
        seen += len(expected)
    assert seen > 500


def test_the_home_page_asks_the_same_number_of_questions_however_much_there_is(
    used, running, actor, django_assert_num_queries
):
    def ask():
        return list(home.checks(actor("policy"), TODAY))

    used()
    running()
    with CaptureQueriesContext(connection) as few:
        ask()
    for number in range(5):
        used()
        running(number=f"R8-1{number}", contractor=Contract.objects.first().contractor)
    with django_assert_num_queries(len(few)):
        ask()


def test_another_section_and_another_body_see_nothing_of_it(used, running, actor, other_city):
    used()
    running()
    assert found(actor, who="manager2") == {}
    with in_body(other_city.body.pk):
        assert regular.of_services(ExternalService.objects.all(), TODAY) == []


def test_the_list_says_who_has_it_now_since_when(used, actor):
    used()
    day = dt.date(2025, 4, 1)
    lines = duties.lines(duties.duties(actor("policy"), day), day)
    assert {(line.holder, line.since) for line in lines} == {("鈴木 昭", day)}
    day = dt.date(2025, 4, 9)
    lines = duties.lines(duties.duties(actor("policy"), day), day)
    assert {(line.holder, line.since) for line in lines} == {("情報セキュリティ責任者", dt.date(2025, 4, 8))}
    day = dt.date(2025, 5, 20)
    lines = duties.lines(duties.duties(actor("policy"), day), day)
    assert {(line.state.value, line.holder) for line in lines} == {
        ("overdue", "佐々木 弘（最高情報セキュリティ責任者）")
    }
    assert all(yearly_due(2024) < line.since <= day for line in lines)


def test_the_page_names_the_doer_and_beside_to_whom_it_has_climbed(used, signed_in):
    row = used()
    page = signed_in("policy").get(reverse("lifecycle:duties"))
    line = page.context["table"].rows[0]
    assert (line.get_cell("who"), str(line.get_cell("climbed"))) == (
        row.manager.name,
        "佐々木 弘（最高情報セキュリティ責任者）",
    )
    for heading in ("担当", "上がった先", "いつから"):
        assert f">{heading}<" in page.content.decode(), heading
    text = signed_in("policy").get(reverse("lifecycle:duty_export", args=["csv"])).content.decode("utf-8-sig")
    assert "担当,上がった先,いつから" in text.splitlines()[0]


def test_what_is_not_overdue_or_still_with_the_doer_has_climbed_nowhere(used, actor):
    used()
    for day in (dt.date(2025, 3, 1), dt.date(2025, 4, 1)):
        lines = duties.lines(duties.duties(actor("policy"), day), day)
        assert {(line.climbed, line.climbed_on) for line in lines} == {("", None)}
        assert {line.duty.who for line in lines} == {"鈴木 昭"}


def test_an_english_list_names_offices_in_english(used, signed_in):
    used()
    client = signed_in("policy")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("lifecycle:duties")).content.decode()
    assert "佐々木 弘 (Chief information security officer)" in page
    assert "最高情報セキュリティ責任者" not in page


def test_the_page_is_narrowed_and_asks_no_more_however_long(
    used, running, actor, signed_in, django_assert_num_queries
):
    used()
    running()
    client, url = signed_in("manager"), reverse("lifecycle:duties")
    page = client.get(url).content.decode()
    for words in ("利用の見直し", "更改の判断", "期限切れが", "まちの窓口"):
        assert words in page, words
    narrowed = client.get(url, {"kind": "更改の判断", "state": "ahead"}).content.decode()
    table = narrowed[narrowed.index("<tbody") :]
    assert "納税通知書印刷業務" in table
    assert "まちの窓口" not in table
    assert "当てはまるものがありません" in client.get(url, {"state": "near"}).content.decode()
    assert client.get(url, {"section": "x", "kind": "y", "state": "z"}).status_code == 200
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(4):
        used()
        running(number=f"R8-2{number}", contractor=Contract.objects.first().contractor)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_the_files_hold_what_one_may_write_out(used, actor, signed_in):
    used()
    url = reverse("lifecycle:duty_export", args=["csv"])
    assert "利用の見直し" in signed_in("manager").get(url).content.decode("utf-8-sig")
    assert "利用の見直し" not in signed_in("manager2").get(url).content.decode("utf-8-sig")
    assert signed_in("staff").get(url).status_code == 403
    assert signed_in("policy").get(reverse("lifecycle:duty_export", args=["xlsx"])).status_code == 200
    assert signed_in("policy").get(reverse("lifecycle:duty_export", args=["exe"])).status_code == 404


def test_a_check_is_recorded_on_its_page(used, actor, signed_in):
    row, client = used(), signed_in("manager")
    url = reverse("lifecycle:check", args=["service", row.pk, "review"])
    page = client.get(url)
    sent = {"due": page.context["form"].initial["due"].isoformat(), "on": "R8.6.1", "result": "go_on"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert client.post(url, sent | {"note": "利用状況の表を見た"}).url == reverse("lifecycle:duties")
    assert "利用状況の表を見た" in client.get(url).content.decode()
    stale = client.post(url, sent | {"note": "もう一度"})
    assert (stale.status_code, RegularCheck.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    "place", ["service/{pk}/check/disposal", "service/{pk}/check/x", "asset/{pk}/check/review"]
)
def test_what_is_not_recorded_here_is_no_page(used, signed_in, place):
    row = used()
    assert signed_in("manager").get(f"/lifecycle/{place.format(pk=row.pk)}/").status_code == 404


def test_passing_the_last_gate_ends_the_last_steps(used, actor):
    row = used(ends=TODAY + dt.timedelta(days=20), obligations=[])
    ExternalService.objects.filter(pk=row.pk).update(ends=TODAY - dt.timedelta(days=1))
    assert [kind for kind, _ in found(actor)] == ["終了の手続"]
    here = queries.led(actor("manager"), S, row.pk, TODAY)
    assert here.phase is Phase.OPERATION
    stated = {
        "disposal_rules": True,
        "operation_rules": True,
        "incident_procedure": True,
        "users_briefed": True,
    }
    pass_gate(actor("manager"), S, row.pk, row.version, to=Phase.DISPOSAL, stated=stated, note="見た")
    assert [kind for kind, _ in found(actor) if kind != "満たすべき条件"] == []


def test_a_program_reads_what_is_due_and_records_a_check(used, signed_in):
    row, client = used(), signed_in("manager")
    told = client.get("/api/v1/lifecycle/duties").json()
    assert {(one["kind"], one["due"], one["state"]) for one in told} == {
        (kind, yearly_due(2024).isoformat(), "overdue") for kind in ("利用の見直し", "利用者の教育")
    }
    assert signed_in("manager2").get("/api/v1/lifecycle/duties").json() == []
    token = client.get(reverse("lifecycle:duties")).cookies["csrftoken"].value
    sent = {"due": told[0]["due"], "on": TODAY.isoformat(), "result": "go_on", "note": "表を見た"}

    def send(what):
        return client.post(
            f"/api/v1/lifecycle/service/{row.pk}/checks/{what}", json.dumps(sent),
            content_type="application/json", headers={"X-CSRFToken": token},
        )  # fmt: skip

    assert send("review").json()["due_on"] == told[0]["due"]
    assert send("review").status_code == 409
    assert send("nothing").status_code == 404


@pytest.mark.parametrize("kind", [K.REVIEW, K.EDUCATION])
def test_nobody_ticks_off_the_years_to_come(used, actor, kind):
    row = used()
    done(actor, S, row, kind)
    done(actor, S, row, kind)  # the one of this 年度, done before its day
    this = fiscal_year(TODAY)
    with pytest.raises(Conflict, match="まだ始まっていません"):
        done(actor, S, row, kind)
    assert max(fiscal_year(one.due_on) for one in RegularCheck.objects.filter(kind=kind)) == this
    assert RegularCheck.objects.filter(kind=kind).count() == 2
