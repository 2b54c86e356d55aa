"""The line of steps, 次に何を and 誰待ち: after 差戻し, while somebody is away, while the CISO decides."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.server.applications import actions, queries, where_it_stands
from sekisho.server.ledgers import actions as ledgers
from sekisho.terms import ApplicationState as S


def _states(who, row):
    return [step["state"] for step in where_it_stands.steps_of(queries.application(who, row.pk))]


def _strip(who, row):
    return where_it_stands.strip_of(who, queries.application(who, row.pk), timezone.localdate())


def test_sent_back_it_stands_with_the_applicant_and_nothing_later_is_red(submitted, sensitive, actor):
    row = submitted(sensitive)
    row = actions.send_back(actor("policy"), row.pk, version=row.version, reason="目的を詳しく")
    assert row.state == S.SENT_BACK
    assert _states(actor("staff"), row) == ["now", "stopped", "todo", "todo", "todo"]
    assert "差戻し" in where_it_stands.steps_of(queries.application(actor("staff"), row.pk))[1]["note"]


def test_sent_back_from_the_decision_only_the_decision_is_marked(reviewed, sensitive, actor):
    row = reviewed(sensitive)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=False, note="高い")
    row = actions.send_back(actor("general"), row.pk, version=row.version, reason="見積りを付ける")
    assert _states(actor("staff"), row) == ["now", "done", "done", "stopped", "todo"]


@pytest.mark.parametrize("verb", [actions.pull_back, actions.withdraw])
def test_what_the_applicant_takes_back_leaves_no_step_red(verb, reviewed, sensitive, actor):
    row = reviewed(sensitive)
    row = verb(actor("staff"), row.pk, version=row.version, reason="直す")
    assert _states(actor("staff"), row)[1:4] == ["done", "todo", "todo"]


def test_while_the_decider_is_away_it_says_so_and_who_may_act(reviewed, actor, absent):
    row = reviewed()
    assert _strip(actor("staff"), row)["who"].startswith("上野 恵")
    absent("manager")
    who = _strip(actor("staff"), row)["who"]
    assert "上野 恵（不在）" in who
    assert "代決できる人：石田 直樹" in who
    assert "上野 恵" in _strip(actor("deputy"), row)["who"]
    absent("deputy")
    assert "代決できる人：なし" in _strip(actor("staff"), row)["who"]


def test_the_deputys_page_says_for_whom_and_why_and_the_reader_sees_reason_and_outcome(
    reviewed, actor, absent, signed_in
):
    row = reviewed()
    absent("manager")
    page = signed_in("deputy").get(reverse("applications:act_for", args=[row.pk])).content.decode()
    assert "上野 恵" in page
    assert "出張" in page
    actions.act_for(actor("deputy"), row.pk, version=row.version, reason="窓口を明日開くため")
    later = signed_in("manager").get(reverse("applications:later")).content.decode()
    assert "窓口を明日開くため" in later
    assert "決裁済み" in later


def _ask(row, actor, clause):
    return actions.ask_exception(
        actor("staff"),
        row.pk,
        version=row.version,
        clause=clause,
        reason="代わりがない",
        measure="名前を消す",
        ends=timezone.localdate() + dt.timedelta(days=90),
    )


def test_while_the_ciso_decides_it_waits_for_the_ciso_and_is_not_asked_twice(
    draft, sensitive, actor, signed_in, again
):
    row = draft(sensitive | {"terms_kind": "terms_only"})
    client = signed_in("staff")
    confirm = reverse("applications:edit", args=[row.pk, 5])
    ask = reverse("applications:ask_exception", args=[row.pk])
    assert ask in client.get(confirm).content.decode()
    _ask(row, actor, "EXT-010")
    strip = _strip(actor("staff"), row)
    assert "佐々木 弘" in strip["who"]
    assert "例外措置の決定を待つ" in strip["next"]
    with pytest.raises(BadInput, match="もう求めて"):
        _ask(again(row), actor, "EXT-010")
    page = client.get(confirm).content.decode()
    assert ask not in page
    assert "決定待ち" in page
    assert "例外措置を求められる条文はありません" in client.get(ask).content.decode()


def test_what_no_exception_can_excuse_is_named_beside_the_request(draft, sensitive, asset, actor, signed_in):
    ledgers.change_asset(actor("policy"), asset.pk, asset.version, specific_personal_data=True)
    row = draft(sensitive | {"terms_kind": "terms_only"})
    _ask(row, actor, "EXT-010")
    page = signed_in("staff").get(reverse("applications:edit", args=[row.pk, 5])).content.decode()
    assert "例外措置では済みません" in page
    assert "約款による外部サービスに特定個人情報を置かない" in page.partition("例外措置では済みません")[2]
