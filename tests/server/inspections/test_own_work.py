"""Who ever reported an improvement does not verify it."""

import pytest
from django.utils import timezone

from sekisho.errors import Refused
from sekisho.server.inspections import actions
from sekisho.terms import FindingGrade, Role


def test_who_reported_first_does_not_verify_what_another_reported_again(city, also, actor, audit, asked):
    both = also("staff", "情報政策課", Role.POLICY_STAFF)
    row = actions.record_finding(
        actor("auditor"),
        audit().pk,
        section=city.sections["税務課"],
        clause=asked[0],
        grade=FindingGrade.NONCONFORMITY,
        facts="名簿が古い",
    )
    row = actions.plan(both, row.pk, row.version, what="直す", who="係長", due=timezone.localdate())
    row = actions.finish(both, row.pk, row.version, note="直した")
    row = actions.send_back(both, row.pk, row.version, note="戻す")
    row = actions.finish(actor("deputy"), row.pk, row.version, note="直した")
    with pytest.raises(Refused):
        actions.verify(both, row.pk, row.version, note="見た")
    assert actions.verify(actor("policy"), row.pk, row.version, note="見た").verified_on
