"""A case of one section that concerns others: their heads are told its number and the firm, and no more."""

import datetime as dt

import pytest
from django.urls import reverse

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import actions, alert_queries
from sekisho.server.incidents.models import Alert
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import Contract

TOLD = "㈱みのり印刷に預けているものを確かめる"


@pytest.fixture
def two_sections(add_contract):
    add_contract("R8-001", "税務課", provided_data="納税の名簿")
    add_contract("R8-777", "市民課", person_count=70_000, provided_data="住民票データ")


@pytest.fixture
def opened(actor, two_sections):
    return actions.open_incident(actor("manager"), title="税務の秘密の題", words="みのり")


def url(row):
    return reverse("incidents:alert", args=[row.pk])


def home(client):
    return client.get("/").content.decode()


def test_the_other_head_is_told_at_once_and_looks_at_the_own_share(signed_in, opened):
    row = Alert.objects.get()
    assert (row.section.name, row.firm) == ("市民課", "㈱みのり印刷")
    client = signed_in("manager2")
    assert f"{opened.number}：{TOLD}" in home(client)
    shown = client.get(url(row)).content.decode()
    for seen in (opened.number, "㈱みのり印刷", "R8-777", "70,000"):
        assert seen in shown, seen
    for page in (shown, home(client)):
        for hidden in ("R8-001", "6,300", "納税の名簿", "税務の秘密の題", "税務課", "上野"):
            assert hidden not in page, hidden
    assert client.get(reverse("incidents:case", args=[opened.pk])).status_code == 404


def test_nobody_else_is_told(signed_in, opened):
    for who in ("manager", "staff2", "deputy2", "officer", "csirt", "general", "policy", "auditor", "ciso"):
        assert TOLD not in home(signed_in(who)), who
    row = Alert.objects.get()
    assert signed_in("manager").get(url(row)).status_code == 404
    for who in ("staff2", "auditor", "ciso", "committee"):
        assert signed_in(who).get(url(row)).status_code == 403, who


def test_what_was_found_reaches_who_sees_the_whole_and_ends_the_task(signed_in, opened):
    row, client = Alert.objects.get(), signed_in("manager2")
    assert client.post(url(row), {"version": row.version, "note": ""}).status_code == 422
    assert client.post(url(row), {"version": row.version, "note": "名簿は山田が消去済み"}).status_code == 302
    assert TOLD not in home(client)
    assert client.post(url(row), {"version": 2, "note": "もう一度"}).status_code == 422
    case = reverse("incidents:case", args=[opened.pk])
    assert "名簿は山田が消去済み" in signed_in("csirt").get(case).content.decode()
    mine = signed_in("manager").get(case).content.decode()
    for hidden in ("名簿は山田が消去済み", "市民課", "大野"):
        assert hidden not in mine, hidden
    assert JournalEntry.objects.filter(verb="incident.looked").count() == 1
    assert "山田" not in "".join(JournalEntry.objects.values_list("record", flat=True))


def test_who_may_look_into_it(actor, opened):
    row = Alert.objects.get()
    with pytest.raises(NotFound):
        actions.look_into_alert(actor("manager"), row.pk, 1, note="x")
    for who in ("staff2", "ciso"):
        with pytest.raises(Refused):
            actions.look_into_alert(actor(who), row.pk, 1, note="x")
    with pytest.raises(BadInput, match="確かめたこと"):
        actions.look_into_alert(actor("manager2"), row.pk, 1, note="　")
    with pytest.raises(Conflict):
        actions.look_into_alert(actor("manager2"), row.pk, 9, note="x")


def test_a_case_that_is_shown_to_the_section_asks_no_more(actor, city, opened):
    assert alert_queries.waiting(actor("manager2")).exists()
    both = [city.sections[name] for name in ("税務課", "市民課")]
    actions.change(actor("csirt"), opened.pk, opened.version, sections=both)
    assert not alert_queries.waiting(actor("manager2")).exists()


def test_a_case_opened_for_the_whole_body_and_an_exercise_alert_nobody(actor, two_sections):
    actions.open_incident(actor("csirt"), title="x", words="みのり")
    actions.begin_exercise(actor("manager"), "printer-2024", "みのり")
    assert not Alert.objects.exists()


def test_a_section_found_when_the_ledgers_are_copied_again_is_told_once(actor, add_contract):
    add_contract("R8-001", "税務課")
    row = actions.open_incident(actor("manager"), title="x", words="みのり")
    assert not Alert.objects.exists()
    add_contract("R8-777", "市民課")
    for _again in range(2):
        actions.refreeze(actor("manager"), row.pk)
    assert [one.section.name for one in Alert.objects.all()] == ["市民課"]


def test_data_held_by_a_sub_contractor_tells_its_section(actor, add_contract, firm):
    other = ledgers.add_contractor(actor("policy"), name="別の会社")
    add_contract("R8-001", "税務課", subcontractors="あおば発送株式会社")
    add_contract("R8-777", "市民課", contractor=other, subcontractors="あおば発送㈱")
    actions.open_incident(actor("manager"), title="x", words="あおば発送")
    (row,) = alert_queries.waiting(actor("manager2"))
    assert row.firm == "あおば発送"


def test_another_city_and_the_api(signed_in, opened, other_city, client):
    row = Alert.objects.get()
    api = "/api/v1/incidents/alerts"
    (seen,) = signed_in("manager2").get(api).json()["items"]
    assert (seen["incident"], seen["section"], seen["note"]) == (opened.number, "市民課", "")
    assert signed_in("manager").get(api).json()["items"] == []
    looked = {"version": 1, "note": "なし"}
    sent = f"{api}/{row.pk}/looked"
    assert signed_in("manager").post(sent, looked, content_type="application/json").status_code == 404
    assert signed_in("manager2").post(sent, looked, content_type="application/json").status_code == 200
    client.force_login(
        other_city.people["manager"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert client.get(url(row)).status_code == 404
    with in_body(other_city.body.pk):
        assert not Alert.objects.exists()


def test_the_page_speaks_english(signed_in, opened):
    client = signed_in("manager2")
    client.cookies["django_language"] = "en"
    shown = client.get(url(Alert.objects.get())).content.decode()
    for japanese in ("確かめ", "知らせ", "あなたの課", "事案番号"):
        assert japanese not in shown, japanese


def test_what_ended_long_ago_counts_too(actor, two_sections):
    Contract.objects.filter(number="R8-777").update(ends=dt.date(2020, 3, 31), starts=dt.date(2019, 4, 1))
    actions.open_incident(actor("manager"), title="x", words="みのり")
    assert alert_queries.waiting(actor("manager2")).exists()
