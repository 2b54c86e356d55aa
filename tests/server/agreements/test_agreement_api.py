"""The API: the pages' own queries and actions, within what the caller may see."""

import pytest
from answering import all_yes, digest_of, link_of
from django.urls import reverse

from sekisho.server.agreements import actions

ROOT = "/api/v1/agreements"


def call(client, path, given=None):
    if given is None:
        return client.get(f"{ROOT}{path}")
    return client.post(f"{ROOT}{path}", given, content_type="application/json")


def test_the_table_is_begun_on_the_page_and_filled_by_a_program(signed_in, service):
    row, client = service(), signed_in("staff")
    assert call(client, f"/service/{row.pk}/split").json() is None
    client.post(reverse("agreements:service_split_begin", args=[row.pk]), {"model": "saas"})
    given = {"control": "12.3.1", "party": "nobody", "note": "相談中", "n": 0}
    told = call(client, f"/service/{row.pk}/split", given).json()
    assert (told["responsibility_undecided"], told["responsibility_nobody"]) == (43, 1)
    again = call(client, f"/service/{row.pk}/split", given)
    assert again.status_code == 409
    assert again["Content-Type"] == "application/problem+json"
    assert call(client, f"/service/{row.pk}/split", given | {"party": "だれか"}).status_code == 422


def test_requirements_are_set_and_read_version_by_version(signed_in, service):
    row, client = service(), signed_in("staff")
    made = call(client, f"/service/{row.pk}/requirements", {"version": 0}).json()
    assert made["number"] == 1
    (kept,) = call(client, f"/service/{row.pk}/requirements").json()
    assert kept["lines"] == made["lines"]
    assert kept["lines"][0]["because"]
    assert call(client, f"/service/{row.pk}/requirements", {"version": 0}).status_code == 409
    assert call(client, f"/elsewhere/{row.pk}/requirements").status_code == 422


def test_questionnaires_and_answers_are_listed(signed_in, asked, sent, service):
    asked(service(name="下書きの"))
    row, _ = sent()
    actions.answer_as_guest(link_of(row), digest_of(row), all_yes(row), by_name="山本")
    client = signed_in("staff")
    told = call(client, "?state=answered").json()
    assert [one["number"] for one in told["items"]] == [row.number]
    assert call(client, "").json()["count"] == 2
    assert call(client, f"/{row.pk}").json()["state"] == "answered"
    (answers,) = call(client, f"/{row.pk}/answers").json()
    assert (answers["by_name"], answers["of_version"]) == ("山本", 1)


def test_what_a_contract_lacks_is_told(signed_in, actor, contract):
    row, client = contract(), signed_in("staff")
    assert call(client, f"/contract/{row.pk}/items").json() is None
    actions.set_items(actor("staff"), row, version=0, specific=True, answers={})
    assert len(call(client, f"/contract/{row.pk}/items").json()["missing"]) == 15


@pytest.mark.parametrize("path", ["/service/{}/split", "/service/{}/requirements"])
def test_another_section_finds_nothing(signed_in, service, path):
    row = service()
    client = signed_in("staff2")
    assert call(client, path.format(row.pk)).status_code == 404
    given = {"version": 0} if "requirements" in path else {"control": "12.3.1", "party": "user", "n": 0}
    assert call(client, path.format(row.pk), given).status_code == 404
