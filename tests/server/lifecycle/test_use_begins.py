"""A use begins by its decision or by its gate, never by itself; and a gate that refused is not gone round."""

import datetime as dt
import importlib
import json

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.procedures.phases import Kind
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import governed, in_use, obligations
from sekisho.server.ledgers import queries as asked
from sekisho.server.ledgers.models import ExternalService, ServiceObligation
from sekisho.server.lifecycle import home, queries
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import Phase

TODAY = timezone.localdate()
LATER = TODAY + dt.timedelta(days=5)
P, S, C = Phase, Kind.SERVICE, Kind.CONTRACT
IN_USE = {"operation_rules": True, "incident_procedure": True, "users_briefed": True, "build_rules": True}
OWED = {"clause": "EXT-023", "text": "利用者に説明する", "responsible": "manager", "when": "before_use"}
OWED |= {"due_on": TODAY}


@pytest.fixture
def prepared(service):
    """Give a service as its decision entered it, with something to be done before use."""
    return lambda **changed: service("operation", **({"obligations": [OWED]} | changed))


def shown(actor, row):
    return asked.service(actor("manager"), row.pk).phase_now


def done(actor, row, who="manager", text="利用者に説明する"):
    duty = row.obligations.get(text=text)
    return ledgers.finish_obligation(actor(who), duty.pk, on=TODAY, note="説明会の名簿を見た")


def finish_all(actor, row):
    for one in ServiceObligation.objects.filter(service=row, done_on=None, when="before_use"):
        ledgers.finish_obligation(actor("manager"), one.pk, on=TODAY, note="見た", reason="担当と一緒に見た")


def last(verb):
    return json.loads(JournalEntry.objects.filter(verb=verb).latest("pk").record)["data"]


def begin(actor, row, stated=IN_USE, who="manager"):
    version = ExternalService.objects.get(pk=row.pk).version
    return pass_gate(actor(who), S, row.pk, version, to=P.OPERATION, stated=stated, note="規程の綴りを見た")


def test_a_refused_gate_is_not_passed_by_noting_the_last_condition(prepared, actor):
    row = prepared()
    with pytest.raises(Refused):
        begin(actor, row, IN_USE | {"incident_procedure": False})
    done(actor, row)
    assert shown(actor, row) == "build"
    assert governed.among("service", [row.pk], TODAY)[0].facts["phase"] == "build"
    assert row not in in_use.usable_services(actor("manager"), TODAY)
    assert "phase" not in last("obligation.done")
    begin(actor, row)
    assert last("gate.passed")["to"] == "operation"
    finish_all(actor, row)
    assert shown(actor, row) == "operation"
    assert row in in_use.usable_services(actor("manager"), TODAY)


def test_what_was_kept_in_use_and_shown_in_preparation_stays_there_once_refused(prepared, actor):
    row = prepared()
    ExternalService.objects.filter(pk=row.pk).update(phase="operation")
    assert shown(actor, row) == "build"
    with pytest.raises(Refused):
        begin(actor, row, IN_USE | {"incident_procedure": False})
    version = ExternalService.objects.get(pk=row.pk).version
    done(actor, row)
    assert (shown(actor, row), version) == ("build", row.version)


@pytest.mark.parametrize(
    ("starts", "duties", "phase"),
    [
        (TODAY, [], "operation"),
        (TODAY, [OWED | {"when": "in_operation"}], "operation"),
        (TODAY, [OWED], "build"),
        (LATER, [], "build"),
    ],
)
def test_the_decision_begins_a_use_before_which_nothing_stands(service, starts, duties, phase):
    row = service("operation", obligations=duties, starts=starts)
    assert ExternalService.objects.get(pk=row.pk).phase == phase
    assert last("service.entered")["phase"] == phase


def test_the_day_alone_begins_no_use(service, actor):
    row = service("operation", starts=LATER)
    ExternalService.objects.filter(pk=row.pk).update(starts=TODAY)
    assert shown(actor, row) == "build"


def test_no_gate_opens_before_the_day_of_use(service, actor):
    row = service("operation", starts=LATER)
    with pytest.raises(Conflict, match="まだ来ていません"):
        begin(actor, row)
    assert not GatePassage.objects.exists()


def test_passed_on_conditions_it_begins_with_the_last_of_them_and_the_entry_says_so(prepared, actor):
    row = prepared()
    done(actor, row)
    begin(actor, row, IN_USE | {"users_briefed": False})
    assert shown(actor, row) == "build"
    with pytest.raises(Conflict, match="先にすることが残っています"):
        begin(actor, row)
    finish_all(actor, row)
    assert (shown(actor, row), last("obligation.done")["phase"]) == ("operation", "operation")
    entries = [json.loads(one.record)["data"] for one in JournalEntry.objects.filter(verb="obligation.done")]
    assert len([one for one in entries if "phase" in one]) == 1 < len(entries)


def test_nobody_begins_a_use_by_correcting_the_ledger(prepared, actor):
    row = prepared()
    with pytest.raises(Conflict, match="直すことはできません"):
        ledgers.change_service(actor("policy"), row.pk, row.version, phase="operation")
    assert shown(actor, row) == "build"


def test_a_contract_that_a_gate_refused_does_not_start_with_its_day(contract, actor):
    row = contract()
    with pytest.raises(Refused):
        pass_gate(
            actor("manager"), C, row.pk, row.version, to=P.OPERATION,
            stated={"contract_items_missing": ["secrecy"]}, note="案を見た",
        )  # fmt: skip
    assert queries.beside(C, row, row.starts).phase is P.CONTRACT
    assert governed.among("contract", [row.pk], row.starts)[0].facts["phase"] == "contract"
    assert queries.beside(C, row, row.ends + dt.timedelta(days=1)).phase is P.DISPOSAL


def test_a_contract_never_asked_at_a_gate_runs_from_its_first_day(contract):
    row = contract()
    assert queries.beside(C, row, row.starts).phase is P.OPERATION


def titles(actor, who):
    return [(todo.title, todo.url) for todo in home.todos(actor(who), TODAY)]


def test_the_gate_is_on_the_home_page_once_nothing_stands_before_it(prepared, actor, city):
    row = prepared(manager=city.people["staff"])
    assert titles(actor, "manager") == titles(actor, "staff") == []
    done(actor, row)
    words = "まちの窓口：関門「使い始める」を通す"
    assert titles(actor, "manager") == [
        (words, reverse("lifecycle:gate", args=["service", row.pk, "operation"]))
    ]
    assert titles(actor, "staff") == [(words, reverse("ledgers:service", args=[row.pk]))]
    for other in ("manager2", "deputy", "staff2", "policy", "auditor", "ciso"):
        assert titles(actor, other) == [], other
    begin(actor, row)
    assert titles(actor, "manager") == titles(actor, "staff") == []


@pytest.mark.parametrize(
    ("days", "who"),
    [
        (1, {"manager", "service"}),
        (8, {"manager", "service"}),
        (29, {"manager", "service", "policy", "general"}),
        (60, {"manager", "service", "policy", "general", "ciso"}),
    ],
)
def test_a_gate_not_passed_climbs_from_the_day_it_could_be(service, actor, city, days, who):
    service("build", starts=dt.date(2026, 4, 6))
    day = dt.date(2026, 4, 6) + dt.timedelta(days=days)
    assert {key for key in city.people if list(home.todos(actor(key), day))} == who


def test_it_does_not_climb_for_the_days_in_which_a_condition_was_open(service, actor, city):
    row = service("build", starts=TODAY - dt.timedelta(days=120), obligations=[OWED])
    done(actor, row)
    assert {key for key in city.people if list(home.todos(actor(key), TODAY))} == {"manager", "service"}


def test_the_home_page_asks_once_for_all_gates(prepared, actor):
    for _each in range(3):
        done(actor, prepared())
    with CaptureQueriesContext(connection) as asked_for:
        assert len(list(home.todos(actor("manager"), TODAY))) == 3
    assert len([one for one in asked_for if "externalservice" in one["sql"]]) == 1


def test_rows_of_before_wait_for_their_gate_and_what_is_in_use_stays_in_use(prepared, service, actor):
    waiting, using, led = prepared(), service("operation"), prepared()
    begun = [waiting.pk, using.pk, led.pk]
    ExternalService.objects.filter(pk__in=begun).update(phase="operation")
    GatePassage.make(
        section=led.section, service=led, origin="build", to="operation", outcome="conditional",
        passed=True, asked_by_id=actor("manager").person, asked_at=timezone.now(),
    )  # fmt: skip
    migration = importlib.import_module("sekisho.server.lifecycle.migrations.0002_use_begins_at_the_gate")
    migration.wait(apps, connection.SchemaEditorClass(connection))
    kept = dict(ExternalService.objects.filter(pk__in=begun).values_list("pk", "phase"))
    assert kept == {waiting.pk: "build", using.pk: "operation", led.pk: "operation"}


HERS = OWED | {"responsible": "service_manager", "text": "利用者の一覧を作る"}


@pytest.mark.parametrize(
    "who", ["staff", "deputy", "staff2", "manager2", "auditor", "csirt", "ciso", "system"]
)
def test_nobody_but_the_assignee_or_those_who_stand_in_notes_a_condition(prepared, actor, who):
    row = prepared(obligations=[HERS])
    with pytest.raises(Refused):
        done(actor, row, who, HERS["text"])
    assert row.obligations.get().done_on is None


@pytest.mark.parametrize("who", ["manager", "policy", "general"])
def test_a_head_stands_in_with_a_reason_and_the_entry_says_why(prepared, actor, who):
    row = prepared(obligations=[HERS])
    with pytest.raises(BadInput, match="代わりに記録する理由"):
        done(actor, row, who, HERS["text"])
    duty = row.obligations.get()
    ledgers.finish_obligation(actor(who), duty.pk, on=TODAY, note="一覧を見た", reason="担当が休職中")
    assert row.obligations.get().reason == "担当が休職中"
    told = last("obligation.done")
    assert told["in_place_of_assignee"] == "担当が休職中"
    assert told["responsible"] == "service_manager"


def test_the_assignee_needs_no_reason_and_a_role_covers_its_section(prepared, actor, city):
    row = prepared(obligations=[HERS, OWED, OWED | {"responsible": "staff", "text": "設定を見る"}])
    done(actor, row, "service", HERS["text"])
    done(actor, row, "staff", "設定を見る")
    done(actor, row, "manager")
    assert "in_place_of_assignee" not in last("obligation.done")


def test_without_a_named_person_the_role_of_the_section_has_it(prepared, actor, city):
    row = prepared(obligations=[HERS], manager=None)
    assert obligations.may_finish(actor("service"), row.obligations.get())
    assert not obligations.may_finish(actor("staff"), row.obligations.get())
    done(actor, row, "service", HERS["text"])


def test_a_clerk_with_the_role_does_not_note_what_is_her_heads(prepared, actor):
    row = prepared()
    with pytest.raises(Refused, match="情報セキュリティ管理者"):
        done(actor, row, "service")


def test_what_has_not_happened_is_not_noted(prepared, actor):
    row = prepared()
    with pytest.raises(BadInput, match="まだ来ていません"):
        ledgers.finish_obligation(actor("manager"), row.obligations.get().pk, on=LATER, note="見る予定")


def test_the_page_warns_when_it_is_another_ones_or_early(prepared, signed_in, actor):
    yearly = OWED | {
        "when": "in_operation",
        "due_on": TODAY + dt.timedelta(days=300),
        "text": "年に一度見直す",
    }
    row = prepared(obligations=[HERS, yearly])
    hers, mine = (row.obligations.get(text=one["text"]) for one in (HERS, yearly))
    client = signed_in("manager")
    page = client.get(reverse("ledgers:obligation_done", args=[hers.pk])).content.decode()
    assert "この条件の担当は、あなたではありません" in page
    assert "期限はまだ先です" not in page
    page = client.get(reverse("ledgers:obligation_done", args=[mine.pk])).content.decode()
    assert "この条件の担当は、あなたではありません" not in page
    assert "代わりに記録する理由" not in page
    assert "期限はまだ先です" in page
    done(actor, row, text=yearly["text"])
    assert last("obligation.done")["early"] is True


def test_a_program_stands_in_with_a_reason_too(prepared, signed_in):
    row, client = prepared(obligations=[HERS]), signed_in("manager")
    url = f"/api/v1/ledgers/obligations/{row.obligations.get().pk}/done"
    token = client.get(reverse("lifecycle:list")).cookies["csrftoken"].value

    def send(**sent):
        return client.post(
            url, json.dumps(sent), content_type="application/json", headers={"X-CSRFToken": token}
        )

    refused = send(on=TODAY.isoformat(), note="見た")
    assert refused.status_code in {400, 422}
    assert send(on=TODAY.isoformat(), note="見た", reason="担当が休職中").status_code == 200
