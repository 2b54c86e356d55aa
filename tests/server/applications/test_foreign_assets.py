"""An application shows nothing of other sections' assets, whichever way they are named."""

import datetime as dt

import pytest

from sekisho.errors import BadInput
from sekisho.server.applications import actions
from sekisho.server.applications.models import Application
from sekisho.server.ledgers import actions as ledgers


@pytest.fixture
def theirs(city, actor):
    return ledgers.add_asset(
        actor("policy"), number="市民-1", name="名簿", section=city.sections["市民課"],
        confidentiality=3, integrity=2, availability=1, medium="electronic",
        registered_on=dt.date(2024, 4, 1),
    )  # fmt: skip


def test_a_new_application_may_not_name_them(actor, theirs):
    with pytest.raises(BadInput, match="見られない"):
        actions.start(actor("staff"), answers={"name": "N", "asset_ids": [theirs.pk]})
    assert not Application.objects.exists()


def test_a_draft_may_not_take_them_in(actor, draft, again, theirs):
    row = draft()
    with pytest.raises(BadInput, match="見られない"):
        actions.save_draft(actor("staff"), row.pk, version=row.version, changes={"asset_ids": [theirs.pk]})
    assert "asset_ids" not in again(row).answers


def test_what_the_draft_has_already_stays_savable(actor, draft, again, asset):
    row = draft({"name": "N", "asset_ids": [asset.pk]})
    saved = actions.save_draft(actor("staff"), row.pk, version=row.version, changes={"purpose": "受付"})
    assert saved.answers["asset_ids"] == [asset.pk]
