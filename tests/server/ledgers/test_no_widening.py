"""A section narrows the use of a decided service; it does not widen it, nor takes in others' assets."""

import datetime as dt

import pytest

from sekisho.errors import NotFound, Refused
from sekisho.server.ledgers import actions, queries
from sekisho.server.ledgers.models import Contractor, ExternalService, InformationAsset

ENDS = dt.date(2026, 12, 31)


@pytest.fixture
def decided(city):
    return ExternalService.make(
        number="外サ-1", name="予約", section=city.sections["税務課"], provider=Contractor.make(name="甲"),
        kind="cloud", terms_kind="individual", service_class="external_sensitive", purpose="受付",
        confidentiality=3, facts={"confidentiality": 3}, starts=dt.date(2026, 4, 1), ends=ENDS,
        conditions="持ち出さないこと", decision_number="税第1号 令和8年度",
    )  # fmt: skip


@pytest.fixture
def theirs(city):
    return InformationAsset.make(
        number="市-1", name="名簿", section=city.sections["市民課"], confidentiality=3, integrity=1,
        availability=1, medium="paper", registered_on=ENDS,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wider",
    [
        {"ends": dt.date(2036, 12, 31)}, {"ends": None}, {"for_all_staff": True}, {"conditions": ""},
        {"confidentiality": 2}, {"terms_kind": "terms_only"},
    ],
    ids=str,
)  # fmt: skip
def test_a_section_does_not_widen_what_was_decided(actor, decided, wider):
    with pytest.raises(Refused, match="決裁した範囲を超える"):
        actions.change_service(actor("service"), decided.pk, 1, **wider)
    decided.refresh_from_db()
    assert (decided.ends, decided.version) == (ENDS, 1)


def test_a_section_narrows_and_the_policy_section_corrects(actor, decided):
    narrowed = actions.change_service(actor("service"), decided.pk, 1, ends=dt.date(2026, 9, 30))
    assert narrowed.ends == dt.date(2026, 9, 30)
    corrected = actions.change_service(
        actor("policy"), decided.pk, narrowed.version, conditions="書き誤りを直した"
    )
    assert corrected.conditions == "書き誤りを直した"


def test_assets_of_another_section_are_not_found(actor, decided, theirs):
    with pytest.raises(NotFound):
        queries.asset_ids(actor("service"), ["市-1"])
    assert queries.asset_ids(actor("policy"), ["市-1"]) == [theirs.pk]
    ExternalService.objects.filter(pk=decided.pk).update(decision_number="")
    with pytest.raises(NotFound):
        actions.change_service(actor("service"), decided.pk, 1, asset_ids=[theirs.pk])
    assert not decided.assets.exists()
