"""A head who was told of a case answers that, before a second case on the same firm is opened."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.server.incidents import actions
from sekisho.server.incidents.models import Alert, Incident
from sekisho.server.ledgers import actions as ledgers

TOLD = "この相手の事案の知らせが、あなたの課に届いています"


@pytest.fixture
def two_sections(add_contract):
    add_contract("R8-001", "税務課")
    add_contract("R8-777", "市民課", provided_data="住民票データ")


def opening(actor, who, words="みのり", **more):
    return actions.open_incident(actor(who), title="税務の秘密の題", words=words, **more)


@pytest.fixture
def alert(actor, two_sections):
    opening(actor, "manager")
    return Alert.objects.get()


def link(row):
    return f'href="{reverse("incidents:alert", args=[row.pk])}"'


def asked(client, route, words="みのり"):
    return client.get(reverse(f"incidents:{route}"), {"words": words}).content.decode()


def test_it_is_said_where_the_firm_is_asked_about_and_before_a_case_is_opened(signed_in, alert, firm):
    client = signed_in("manager2")
    for route in ("breach", "open"):
        for words in ("みのり", firm.corporate_number):
            page = asked(client, route, words)
            for seen in (TOLD, link(alert), alert.incident.number):
                assert seen in page, (route, seen)
            for hidden in ("税務の秘密の題", "R8-001", "上野"):
                assert hidden not in page, (route, hidden)
    assert "別の事案として起こす" in asked(client, "open")


def test_nobody_else_is_told_there(signed_in, alert):
    for who in ("manager", "staff2", "deputy2", "csirt", "general", "policy", "auditor", "ciso"):
        assert TOLD not in asked(signed_in(who), "breach"), who


def test_another_firm_is_another_matter(signed_in, actor, alert, add_contract):
    other = ledgers.add_contractor(actor("policy"), name="別の会社")
    add_contract("R8-900", "市民課", contractor=other)
    assert TOLD not in asked(signed_in("manager2"), "breach", "別の会社")
    assert opening(actor, "manager2", "別の会社").pk


def test_a_second_case_is_refused_until_it_is_answered_or_said_to_be_another(actor, alert):
    with pytest.raises(Conflict, match=alert.incident.number) as refused:
        opening(actor, "manager2")
    assert "その知らせに答え" in refused.value.next_step
    assert Incident.objects.count() == 1
    assert opening(actor, "manager2", another=True).pk
    Incident.objects.exclude(pk=alert.incident_id).update(state="closed")
    actions.look_into_alert(actor("manager2"), alert.pk, alert.version, note="名簿は消去済み")
    assert opening(actor, "manager2").pk


def test_a_closed_case_and_a_case_that_is_shown_by_now_send_nobody_to_the_alert(actor, city, alert):
    row = alert.incident
    both = [city.sections[name] for name in ("税務課", "市民課")]
    row = actions.change(actor("csirt"), row.pk, row.version, sections=both)
    with pytest.raises(Conflict, match="もう起きています"):
        opening(actor, "manager2")
    actions.change(actor("csirt"), row.pk, row.version, sections=both[:1])
    Incident.objects.update(state="closed")
    assert opening(actor, "manager2").pk


def test_a_sub_contractor_without_a_row_of_its_own_counts_by_its_words(actor, signed_in, add_contract):
    add_contract("R8-001", "税務課", subcontractors="あおば発送株式会社")
    add_contract("R8-777", "市民課", subcontractors="あおば発送㈱")
    opening(actor, "manager", "あおば発送")
    assert TOLD in asked(signed_in("manager2"), "breach", "あおば発送")
    with pytest.raises(Conflict, match="知らせ"):
        opening(actor, "manager2", "あおば発送")


def test_pressed_all_the_same_it_leads_to_the_alert(signed_in, alert):
    client = signed_in("manager2")
    answer = client.post(reverse("incidents:open"), {"words": "みのり"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("incidents:alert", args=[alert.pk])
    assert "届いています" in answer.content.decode()
    assert Incident.objects.count() == 1
    client.post(reverse("incidents:open"), {"words": "みのり", "another": "on"})
    assert Incident.objects.count() == 2


def test_the_form_and_the_api_are_told_too(signed_in, alert):
    client = signed_in("manager2")
    given = {"title": "もう一度", "kind": "contractor", "known_on": "R8.6.1", "words": "みのり"}
    answer = client.post(reverse("incidents:new"), given)
    assert (answer.status_code, "その知らせに答え" in answer.content.decode()) == (422, True)
    sent = {"title": "もう一度", "words": "みのり"}
    url = "/api/v1/incidents/cases"
    refused = client.post(url, sent, content_type="application/json")
    assert (refused.status_code, alert.incident.number in refused.json()["title"]) == (409, True)
    made = client.post(url, sent | {"another": True}, content_type="application/json")
    assert made.status_code == 201


def test_a_call_on_the_firm_leads_there_too(signed_in, actor, city, alert):
    call = actions.report_call(
        actor("staff2"), section=city.sections["市民課"], words="みのり印刷", text="不正アクセスを受けた"
    )
    client = signed_in("manager2")
    page = client.get(reverse("incidents:call", args=[call.pk])).content.decode()
    for seen in (TOLD, link(alert), "別の事案として起こす"):
        assert seen in page, seen
    refused = client.post(reverse("incidents:call_open", args=[call.pk]), {"version": call.version})
    assert (refused.status_code, "その知らせに答え" in refused.content.decode()) == (422, True)
    sent = {"version": call.version, "another": "on"}
    assert client.post(reverse("incidents:call_open", args=[call.pk]), sent).status_code == 302
    assert timezone.localdate(Incident.objects.latest("pk").known_at) == timezone.localdate(call.taken_at)


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_at_once_one_opens_and_the_other_is_told(at_once, actor, two_sections):
    heads = ("manager", "manager2")
    found = at_once(lambda number: opening(actor, heads[number % 2]))
    assert sum(isinstance(one, Incident) for one in found) == 1, found
    assert {type(one) for one in found} == {Incident, Conflict}
    assert Incident.objects.count() == Alert.objects.count() == 1


def test_the_pages_speak_english(signed_in, alert):
    client = signed_in("manager2")
    client.cookies["django_language"] = "en"
    for route in ("breach", "open"):
        page = asked(client, route)
        assert link(alert) in page
        for japanese in ("知らせ", "届いています", "同じ出来事"):
            assert japanese not in page, (route, japanese)
