"""A day of another calendar, or a name that grows, does not shut a page of others."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.server.accounts.models import Body
from sekisho.server.commons import actions as commons
from sekisho.server.ledgers import actions as ledgers

BACKEND = "sekisho.server.accounts.backends.BodyAccountBackend"
FIRM = {"firm_name": "株式会社東西情報", "corporate_number": "7000012050002"}
CERTIFICATE = {"kind": "certificate", "certificate_kind": "ismap", "certificate_number": "1"}


@pytest.mark.parametrize(
    ("path", "more", "page"),
    [
        ("notices", {"what": "y", "known_on": "1800-01-01"}, "/commons/"),
        ("facts", {**CERTIFICATE, "valid_until": "1800-01-01"}, "/commons/facts/"),
    ],
)
def test_a_neighbours_old_day_does_not_shut_our_page(city, other_city, signed_in, path, more, page):
    above = Body.objects.create(code="990000", name="県", kind="prefecture")
    Body.objects.filter(pk__in=[city.body.pk, other_city.body.pk]).update(parent=above)
    client = Client()
    client.force_login(other_city.people["general"], backend=BACKEND)
    sent = client.post(f"/api/v1/commons/{path}", json.dumps(FIRM | more), content_type="application/json")
    assert sent.status_code in {200, 201}, sent.content
    shown = signed_in("general").get(page)
    assert shown.status_code == 200
    assert "1800-01-01" in shown.content.decode()


def test_a_name_whose_key_is_longer_than_itself(actor):
    firm = ledgers.add_contractor(actor("policy"), name="㌖㍍" * 60, corporate_number="")
    row = commons.rename_firm(
        actor("policy"), firm.pk, firm.version, name="新しい名前", happened_on=timezone.localdate()
    )
    assert row is not None
