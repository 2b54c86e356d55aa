"""A service is in 運用・保守 only once its use has begun by right; until then it is being prepared."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.server.ledgers import actions, in_use, queries
from sekisho.server.ledgers.standing import service_strip
from sekisho.terms import Phase

TODAY = timezone.localdate()
TOMORROW = TODAY + dt.timedelta(days=1)
BEFORE_USE = {
    "clause": "EXT-023",
    "text": "利用者に説明する",
    "responsible": "manager",
    "when": "before_use",
    "due_on": TODAY,
}


def _phase(actor, row):
    return queries.service(actor("staff"), row.pk).phase_now


@pytest.mark.parametrize(
    ("starts", "owed", "phase"),
    [
        (TOMORROW, [], "build"),
        (TODAY, [BEFORE_USE], "build"),
        (TOMORROW, [BEFORE_USE], "build"),
        (TODAY, [], "operation"),
        (TODAY, [BEFORE_USE | {"when": "in_operation"}], "operation"),
    ],
)
def test_use_begins_on_its_day_when_what_comes_first_is_done(actor, service_values, starts, owed, phase):
    row = actions.enter_service(actor("policy"), **service_values(starts=starts, ends=None, obligations=owed))
    assert _phase(actor, row) == phase


def test_the_last_condition_before_use_readies_it_and_the_gate_begins_it(actor, service_values, signed_in):
    row = actions.enter_service(
        actor("policy"), **service_values(starts=TODAY, ends=None, obligations=[BEFORE_USE])
    )
    assert service_strip(queries.service(actor("staff"), row.pk), TODAY).where == "導入・構築"
    page = signed_in("staff").get(reverse("ledgers:service", args=[row.pk])).content.decode()
    assert 'aria-current="step">導入・構築' in page
    assert 'aria-current="step">運用・保守' not in page
    assert "導入・構築" in signed_in("staff").get(reverse("ledgers:service_list")).content.decode()
    assert row not in in_use.usable_services(actor("staff"), TODAY)
    actions.finish_obligation(actor("manager"), row.obligations.get().pk, on=TODAY, note="説明会をした")
    assert _phase(actor, row) == "build"
    assert row not in in_use.usable_services(actor("staff"), TODAY)
    strip = service_strip(queries.service(actor("staff"), row.pk), TODAY)
    assert strip.next == "関門「使い始める」を通す"
    assert "関門を通るまで使えません" in signed_in("staff").get(reverse("ledgers:approved")).content.decode()
    actions.lead("service", row.pk, row.version, to=Phase.OPERATION, facts={}, obligations=[])
    assert _phase(actor, row) == "operation"
    assert row in in_use.usable_services(actor("staff"), TODAY)


def test_before_the_day_the_page_says_when_use_begins(actor, service_values):
    row = actions.enter_service(actor("policy"), **service_values(starts=TOMORROW, ends=None, obligations=[]))
    strip = service_strip(queries.service(actor("staff"), row.pk), TODAY)
    assert strip.where == "導入・構築"
    assert "から使えます" in strip.next


def test_what_has_a_day_is_next_and_the_named_manager_is_waited_for(actor, service_values, city):
    at_end = BEFORE_USE | {"when": "at_end", "due_on": None, "text": "終わりに消す"}
    hers = BEFORE_USE | {"responsible": "service_manager"}
    values = service_values(starts=TODAY, ends=None, obligations=[at_end, hers], manager=city.people["staff"])
    row = actions.enter_service(actor("policy"), **values)
    strip = service_strip(queries.service(actor("staff"), row.pk), TODAY)
    assert strip.next == "利用者に説明する"
    assert strip.who == "青木 みのり（外部サービス管理者）"


def test_any_other_phase_is_as_the_ledger_keeps_it(actor, service_values):
    row = actions.enter_service(
        actor("policy"), **service_values(starts=TOMORROW, ends=None, obligations=[BEFORE_USE])
    )
    actions.change_service(actor("policy"), row.pk, 1, phase="renewal")
    assert _phase(actor, row) == "renewal"


def test_all_staff_see_what_is_approved_for_whom_and_when(actor, service_values, signed_in):
    more = {"ends": None, "obligations": []}
    actions.enter_service(actor("policy"), **service_values("税務課の道具", **more))
    later = service_values(
        "全庁会議", for_all_staff=True, conditions="録画しない", **(more | {"starts": TOMORROW})
    )
    actions.enter_service(actor("policy"), **later)
    actions.enter_service(
        actor("policy"),
        **service_values("準備中の道具", for_all_staff=True, **(more | {"obligations": [BEFORE_USE]})),
    )
    page = signed_in("staff2").get(reverse("ledgers:approved")).content.decode()
    for words in ("税務課の道具", "税務課の職員だけ", "全庁会議", "録画しない", "全職員"):
        assert words in page
    assert "から使えます" in page
    assert "準備が済むまで使えません" in page
    assert [row.name for row in in_use.usable_services(actor("staff"), TODAY)] == ["税務課の道具"]
    nothing = signed_in("staff2").get(reverse("ledgers:approved"), {"q": "無い言葉"}).content.decode()
    assert "当てはまるものがありません" in nothing


def test_an_empty_list_says_that_nothing_is_approved_yet(signed_in, city):
    page = signed_in("staff").get(reverse("ledgers:approved")).content.decode()
    assert "決裁されたサービスは、まだありません" in page
