"""A stale version is told only to those who may edit the row."""

import json

import pytest


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("PATCH", "?version=999", {"purpose": "x"}),
        ("PATCH", "?version=1", {"ends": "2099-01-01"}),
        ("POST", "/retire", {"version": 999, "on": "2026-01-01", "reason": "x"}),
    ],
)
def test_a_stranger_learns_nothing_of_a_service(actor, service_values, signed_in, method, tail, body):
    from sekisho.server.ledgers import actions  # noqa: PLC0415  beside its one use

    values = service_values(name="秘密の住民相談", decision_number="税第12号")
    row = actions.enter_service(actor("policy"), **values)
    answer = signed_in("manager2").generic(
        method, f"/api/v1/ledgers/services/{row.pk}{tail}", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 403
    assert "秘密" not in answer.content.decode()
    assert "税第12号" not in answer.content.decode()
