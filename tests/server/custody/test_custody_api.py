"""The same acts over the API."""

import pytest

from sekisho.server.custody.models import HandOver


@pytest.fixture
def call(signed_in):
    def send(who, method, path, body=None):
        client = signed_in(who)
        url = f"/api/v1/custody{path}"
        answer = getattr(client, method)(url, body, **({"content_type": "application/json"} if body else {}))
        return answer.status_code, answer.json()

    return send


def test_a_handover_and_its_end(call, contract):
    row = contract()
    body = {
        "contract_id": row.pk,
        "what": "宛名",
        "confidentiality": 2,
        "medium": "paper",
        "handed_on": "2026-04-10",
        "approval": "税第12号",
    }
    status, made = call("staff", "post", "", body)
    assert status == 201
    status, found = call("staff", "get", f"/{made['id']}")
    assert (status, found["state"], found["receiver"]) == (200, "out", row.contractor.name)
    assert call("staff2", "get", f"/{made['id']}")[0] == 404
    assert call("staff2", "post", "", body)[0] == 404
    proof = {"version": 1, "on": "2026-05-01", "how": "見た"}
    assert call("staff", "post", f"/{made['id']}/verify", proof)[0] == 403
    assert call("manager", "post", f"/{made['id']}/verify", proof)[0] == 409
    end = {"version": row.version, "on": "2026-05-10", "due": "2026-05-20"}
    assert call("manager", "post", f"/contracts/{row.pk}/end", end)[0] == 200
    assert str(HandOver.objects.get().return_due) == "2026-05-20"
    assert call("staff", "get", "?overdue=true")[1]["count"] == 1


def test_a_tree_is_built_and_read(call, contract, firm):
    row = contract()
    first = {"firm_id": firm("有限会社した").pk, "work": "封入", "starts": "2026-04-01"}
    status, made = call("staff", "post", f"/contracts/{row.pk}/subcontracts", first)
    assert status == 201
    second = {
        "firm_id": firm("株式会社そこ").pk,
        "work": "運搬",
        "starts": "2026-04-01",
        "parent_id": made["id"],
    }
    assert call("staff", "post", f"/contracts/{row.pk}/subcontracts", second)[0] == 201
    circle = first | {"parent_id": made["id"]}
    assert call("staff", "post", f"/contracts/{row.pk}/subcontracts", circle)[0] == 422
    agreed = {"version": 1, "consented": True, "on": "2026-04-01", "number": "税第2号", "note": "見た"}
    assert call("manager", "post", f"/subcontracts/{made['id']}/consent", agreed)[0] == 200
    _, tree = call("staff", "get", f"/contracts/{row.pk}/subcontracts")
    assert [(one["depth"], one["consent"]) for one in tree] == [(1, "consented"), (2, "asked")]
