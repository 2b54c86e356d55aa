"""Questions about certifications and judgements, within what the person may see.

A certification is the provider's and no section's: who sees services somewhere sees it. Services and the
judgements of them are limited to the sections the person sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone

from sekisho.errors import NotFound
from sekisho.procedures.evidence import NOTICE
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import within
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust.models import Evidence, FunctionsUsed, Judgement
from sekisho.server.trust.weighing import weigh
from sekisho.terms import EvidenceState

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService
    from sekisho.server.trust.weighing import Weighed


def evidences(actor: Actor, day: dt.date | None = None) -> QuerySet[Evidence]:
    """Return the certifications with their state of ``day`` (today), the nearest end first.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    return with_state(Evidence.objects.select_related("provider"), day or timezone.localdate())


def evidence(actor: Actor, pk: int) -> Evidence:
    """Return one certification.

    Raises:
        NotFound: there is none in this body.
    """
    row = evidences(actor).select_related("checked_by").filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    return row


def with_state(rows: QuerySet[Evidence], day: dt.date) -> QuerySet[Evidence]:
    """Add ``state`` as of ``day``: the core's own order of questions, over the days kept."""
    cases = [
        (Q(withdrawn_on__lte=day), EvidenceState.WITHDRAWN),
        (Q(until__lt=day), EvidenceState.LAPSED),
        (Q(until=None) | Q(begins=None), EvidenceState.UNKNOWN),
        (Q(begins__gt=day), EvidenceState.NOT_YET),
        (Q(until__lte=day + NOTICE), EvidenceState.EXPIRING),
    ]
    state = Case(
        *(When(asked, then=Value(found.value)) for asked, found in cases),
        default=Value(EvidenceState.VALID.value),
        output_field=CharField(),
    )
    return rows.annotate(state=state)  # type: ignore[no-redef]  # the model declares it for readers of rows


def backed_by(actor: Actor, row: Evidence) -> list[ExternalService]:
    """Return the services a certification backs that ``actor`` may see."""
    return list(ledgers.services(actor).filter(evidences=row)[:100])


def of_firm(actor: Actor, firm: Contractor) -> list[Evidence]:
    """Return the certifications of one provider."""
    return list(evidences(actor).filter(provider=firm)[:100])


def firms_certified(key: str) -> QuerySet[Evidence, int]:
    """Return, as a subquery, the providers with ``key`` in a certification (number, holder, service)."""
    return Evidence.objects.filter(search_key__contains=key).values_list("provider_id", flat=True)


def functions(service: ExternalService) -> list[str]:
    """Return the functions ``service`` is used for; empty where nobody wrote them down."""
    row = functions_row(service)
    return list(row.functions) if row else []


def functions_row(service: ExternalService) -> FunctionsUsed | None:
    """Return the row of the functions used, if there is one."""
    found: FunctionsUsed | None = FunctionsUsed.objects.filter(service=service).first()
    return found


def weighed(service: ExternalService, day: dt.date) -> list[Weighed]:
    """Return what backs ``service``, each weighed for the functions used (two queries)."""
    used = functions(service)
    rows = Evidence.objects.select_related("provider").filter(services=service)
    return [weigh(row, service.name, used, day) for row in rows]


def judgements_of(service: ExternalService) -> list[Judgement]:
    """Return the judgements of ``service``, the newest first. The caller has seen the service."""
    return list(Judgement.objects.filter(service=service).select_related("made_by", "service"))


def judgement(actor: Actor, pk: int) -> Judgement:
    """Return one judgement, current or earlier, of a service ``actor`` sees, in use or not.

    Raises:
        NotFound: there is none, or the service is another section's.
    """
    rows = Judgement.objects.select_related("made_by", "service__provider", "service__section")
    row: Judgement | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    ledgers.service(actor, row.service_id)
    return row


def judgements(actor: Actor) -> QuerySet[Judgement]:
    """Return the current judgements of the services ``actor`` sees, those to be made anew first.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[Judgement] = Judgement.objects.filter(current=True, service__retired_on=None)
    rows = within(rows, actor, Permission.SERVICE_VIEW, "service__section")
    return rows.select_related("service__section", "made_by").order_by("flagged_on", "pk")


def flagged(actor: Actor) -> QuerySet[Judgement]:
    """Return the judgements to be made anew, the oldest flag first."""
    return judgements(actor).filter(flagged_on__isnull=False)
