"""The stop list of a case over several sections: each head sees and ticks off the own share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.errors import NotFound, Refused
from sekisho.server.incidents import actions
from sekisho.server.incidents.models import Stop
from sekisho.terms import Role

ELSEWHERE = "ほかの課の分が1件あります"
THEIRS = ("R8-777", "住民票データ", "市民課の窓口印刷")


@pytest.fixture
def opened(actor, add_contract):
    add_contract("R8-001", "税務課")
    add_contract("R8-777", "市民課", provided_data="住民票データ", title="市民課の窓口印刷")
    return actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり")


@pytest.fixture
def stop_of(opened):
    return lambda section: Stop.objects.get(incident=opened, section_name=section)


def shown(client, row):
    return client.get(reverse("incidents:case", args=[row.pk]))


def test_a_head_sees_the_own_share_and_how_much_lies_elsewhere(signed_in, opened):
    answer = shown(signed_in("manager"), opened)
    assert [one.section_name for one in answer.context["stops"]] == ["税務課"]
    page = answer.content.decode()
    assert ELSEWHERE in page
    assert "止めるもの1件を済ませる" in page
    for hidden in THEIRS:
        assert hidden not in page, hidden


def test_who_sees_the_whole_body_sees_all(signed_in, opened):
    for who in ("csirt", "general", "policy", "auditor", "ciso"):
        answer = shown(signed_in(who), opened)
        assert [one.section_name for one in answer.context["stops"]] == ["税務課", "市民課"], who
        assert "ほかの課の分が" not in answer.content.decode(), who
        assert "止めるもの2件を済ませる" in answer.content.decode(), who


def test_a_head_without_a_share_is_told_of_the_rest_alone(signed_in, opened, stop_of):
    stop_of("税務課").delete()
    page = shown(signed_in("manager"), opened).content.decode()
    assert ELSEWHERE in page
    assert "件を済ませる" not in page
    assert reverse("incidents:stop_done", args=[opened.pk, stop_of("市民課").pk]) not in page


def test_what_names_no_section_is_nobodys_share(signed_in, opened):
    Stop.objects.filter(incident=opened).update(section_name="")
    assert shown(signed_in("manager"), opened).context["stops"] == []
    assert len(shown(signed_in("csirt"), opened).context["stops"]) == 2


def test_only_the_own_share_is_ticked_off(signed_in, actor, opened, stop_of):
    theirs = stop_of("市民課")
    with pytest.raises(NotFound):
        actions.stop_done(actor("manager"), opened.pk, theirs.pk, theirs.version)
    with pytest.raises(NotFound):
        actions.stop_done(actor("manager"), opened.pk, theirs.pk, 9)
    url = reverse("incidents:stop_done", args=[opened.pk, theirs.pk])
    answer = signed_in("manager").post(url, {"version": theirs.version})
    assert answer.status_code == 404
    assert "住民票" not in answer.content.decode()
    assert stop_of("市民課").done_on is None
    mine = stop_of("税務課")
    assert actions.stop_done(actor("manager"), opened.pk, mine.pk, mine.version).done_on is not None
    assert actions.stop_done(actor("csirt"), opened.pk, theirs.pk, theirs.version).done_on is not None


def test_who_reads_the_whole_but_writes_for_one_section_ticks_off_that_one(signed_in, also, opened, stop_of):
    both = also("auditor", "税務課", Role.MANAGER)
    theirs, mine = stop_of("市民課"), stop_of("税務課")
    page = shown(signed_in("auditor"), opened).content.decode()
    assert "R8-777" in page
    assert reverse("incidents:stop_done", args=[opened.pk, mine.pk]) in page
    assert reverse("incidents:stop_done", args=[opened.pk, theirs.pk]) not in page
    with pytest.raises(Refused, match="事案を記録する"):
        actions.stop_done(both, opened.pk, theirs.pk, theirs.version)
    assert actions.stop_done(both, opened.pk, mine.pk, mine.version).done_on is not None


def test_api_papers_and_files_hold_nothing_of_the_others(signed_in, actor, opened):
    client = signed_in("manager")
    draft = actions.write_draft(actor("manager"), opened.pk, "preliminary")
    pages = [
        f"/api/v1/incidents/cases/{opened.pk}",
        reverse("incidents:paper", args=[opened.pk, "preliminary"]),
        reverse("incidents:draft", args=[draft.pk]),
        reverse("incidents:export", args=["csv"]),
        "/",
    ]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        for hidden in THEIRS:
            assert hidden not in answer.content.decode(), (url, hidden)


def test_the_notice_is_said_in_english(signed_in, opened):
    client = signed_in("manager")
    client.cookies["django_language"] = "en"
    page = shown(client, opened).content.decode()
    assert "ほかの課の分" not in page


def test_the_page_asks_the_same_number_of_queries_however_long_the_list(signed_in, opened, stop_of):
    client = signed_in("manager")
    shown(client, opened)

    def count():
        with CaptureQueriesContext(connection) as seen:
            shown(client, opened)
        return len(seen)

    before = count()
    for section in ("税務課", "市民課") * 3:
        Stop.make(incident=opened, kind="accounts", what="まちの窓口：zeimu", section_name=section)
    assert count() == before
