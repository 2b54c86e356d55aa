"""Load さくら市 into an empty site, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.server.accounts.models import Body
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.catalogues.runs import judge_all
from sekisho.server.demo import (
    access,
    agreements,
    applications,
    commons,
    custody,
    incidents,
    inspections,
    ledger_rows,
    lifecycle,
    offers,
    oversight,
    people,
    registers,
    trust,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sekisho.server.demo.people import Demo


def load_if_empty(say: Callable[[str], None]) -> None:
    """Load the demo city unless the site already has a body; a killed load leaves nothing behind."""
    if Body.objects.exists():
        return
    say("架空の「さくら市」を用意しています（初めてのときだけ、数十秒かかります）。")
    with transaction.atomic():
        demo = people.settle()
        with in_body(demo.body.pk):
            _fill(demo)


def _fill(demo: Demo) -> None:
    policy = actor_on(demo.people["joho-1"], timezone.localdate())
    assets = ledger_rows.fill(policy, demo)
    custody.fill(policy, assets)
    applications.fill(demo, assets)
    agreements.fill(policy)
    lifecycle.fill(policy)
    trust.fill(policy)
    registers.fill(policy)
    incidents.fill(actor_on(demo.people["csirt"], timezone.localdate()))
    incidents.fill_calls(actor_on(demo.people["zeimu-1"], timezone.localdate()))
    general = actor_on(demo.people["general"], timezone.localdate())
    commons.fill(policy, general)
    offers.fill(general)
    access.fill(demo)
    oversight.fill(demo)
    judge_all()
    inspections.fill(demo, policy)
