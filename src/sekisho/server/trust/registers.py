"""Questions to the registers of ISMAP: which edition is in force, what a row is to the body that asks.

The register is public and no section's: who sees services somewhere sees it. What of the ledgers a row
agrees with is worked out for the person who asks, from the services they see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils import timezone

from sekisho.errors import NotFound
from sekisho.procedures import registers as rules
from sekisho.procedures.evidence import NOTICE, compare
from sekisho.procedures.registers import Firm, Ours, Service, number_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust.models import Evidence, RegisterAbsence, RegisterEdition, RegisterRow
from sekisho.terms import EvidenceState, RegisterChange, RegisterMatch, RegisterState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from sekisho.procedures.evidence import Scope
    from sekisho.procedures.registers import Match
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService


@attrs.frozen
class Known:
    """What of ours stands beside a row: the match, the certification with its number, its services."""

    match: Match
    evidence: Evidence | None
    services: tuple[ExternalService, ...]
    """Those the certification backs that the person sees."""

    change: RegisterChange | None
    """What the row says of the certification that differs from it."""

    @property
    def waits(self) -> bool:
        """Whether a person is to confirm it: matched and not recorded, or recorded with another end."""
        if self.evidence is None:
            return self.match.state in {RegisterMatch.SURE, RegisterMatch.DOUBTFUL}
        return self.change is RegisterChange.LONGER


def editions(actor: Actor) -> QuerySet[RegisterEdition]:
    """Return the editions taken in, the newest first.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[RegisterEdition] = RegisterEdition.objects.filter(taken_at__isnull=False)
    return rows.select_related("person")


def waiting(actor: Actor) -> list[RegisterEdition]:
    """Return the actor's own files that wait for consent, the newest first."""
    require(actor, Permission.EVIDENCE_EDIT)
    rows = RegisterEdition.objects.filter(taken_at=None, person_id=actor.person)
    return list(rows.order_by("-pk")[:10])


def rows(actor: Actor, day: dt.date | None = None) -> QuerySet[RegisterRow]:
    """Return the rows of the editions in force with their ``standing`` of ``day`` (today).

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    return with_standing(RegisterRow.objects.filter(edition__current=True), day or timezone.localdate())


def row(actor: Actor, pk: int) -> RegisterRow:
    """Return one row, of whichever edition.

    Raises:
        NotFound: there is none in this body.
    """
    require(actor, Permission.SERVICE_VIEW)
    found = with_standing(RegisterRow.objects.filter(pk=pk), timezone.localdate()).first()
    if found is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    return found


def with_standing(rows: QuerySet[RegisterRow], day: dt.date) -> QuerySet[RegisterRow]:
    """Add ``standing`` as of ``day``, by the core's own order of questions; suspended is as withdrawn."""
    cases = [
        (~Q(state=RegisterState.LISTED.value), EvidenceState.WITHDRAWN),
        (Q(until__lt=day), EvidenceState.LAPSED),
        (Q(until=None) | Q(registered=None), EvidenceState.UNKNOWN),
        (Q(registered__gt=day), EvidenceState.NOT_YET),
        (Q(until__lte=day + NOTICE), EvidenceState.EXPIRING),
    ]
    standing = Case(
        *(When(asked, then=Value(found.value)) for asked, found in cases),
        default=Value(EvidenceState.VALID.value),
        output_field=CharField(),
    )
    named = rows.select_related("edition").annotate(standing=standing)  # type: ignore[no-redef]  # the model declares it for readers of rows
    return named.order_by("edition__kind", "line", "pk")


def ours(actor: Actor) -> Ours:
    """Return the firms and services ``actor`` sees, ready to be matched (two queries)."""
    firms = ledgers.contractors_for_services(actor).values_list("pk", "name", "corporate_number")
    services = ledgers.services(actor).order_by().values_list("pk", "name", "provider_id")
    return Ours((Firm(*one) for one in firms), (Service(*one) for one in services))


def matches(actor: Actor, rows: Iterable[RegisterRow]) -> dict[int, Match]:
    """Return for each row, by its key, what of the ledgers it is about."""
    known = ours(actor)
    return {one.pk: known.match(one.corporate_number, one.provider_name, one.service_name) for one in rows}


def beside(actor: Actor, rows: Iterable[RegisterRow]) -> dict[int, Known]:
    """Return for each row what of ours stands beside it; as many queries for many rows as for one."""
    wanted = list(rows)
    found = matches(actor, wanted)
    held = {(one.kind, number_key(one.number)): one for one in standing_evidence()}
    seen: dict[int, list[ExternalService]] = {}
    keys = [one.pk for one in held.values()]
    for service in ledgers.services(actor).filter(evidences__in=keys).annotate(backed_by=F("evidences__pk")):
        seen.setdefault(service.backed_by, []).append(service)
    answer = {}
    for one in wanted:
        evidence = held.get((one.edition.kind, one.number_key))
        services = tuple(seen.get(evidence.pk, ())) if evidence else ()
        answer[one.pk] = Known(found[one.pk], evidence, services, _change(evidence, one))
    return answer


def _change(held: Evidence | None, row: RegisterRow) -> RegisterChange | None:
    return rules.change(held.until, RegisterState(row.state), row.until) if held else None


def earlier(row: RegisterRow) -> list[RegisterRow]:
    """Return the same registration in the other editions, the newest first."""
    found = RegisterRow.objects.filter(edition__kind=row.edition.kind, number_key=row.number_key)
    others = found.filter(edition__taken_at__isnull=False).exclude(pk=row.pk).select_related("edition")
    return list(others.order_by("-edition__as_of", "-pk")[:20])


def standing_evidence() -> list[Evidence]:
    """Return the certifications of ISMAP and ISMAP-LIU that are not withdrawn; of one number, the last."""
    found = Evidence.objects.filter(kind__in=("ismap", "ismap_liu"), withdrawn_on=None)
    return list(found.exclude(number="").order_by("pk"))


def row_for(evidence: Evidence) -> RegisterRow | None:
    """Return the row in force that bears the number of a certification, if there is one."""
    key = number_key(evidence.number)
    if not key:
        return None
    found = RegisterRow.objects.filter(edition__current=True, edition__kind=evidence.kind, number_key=key)
    return with_standing(found, timezone.localdate()).first()


def held_with(row: RegisterRow) -> Evidence | None:
    """Return the certification that bears the number of ``row``, if it is not withdrawn."""
    found = [
        one
        for one in standing_evidence()
        if one.kind == row.edition.kind and number_key(one.number) == row.number_key
    ]
    return found[-1] if found else None


def for_service(actor: Actor, service: ExternalService) -> list[RegisterRow]:
    """Return the rows in force that are about ``service``, for its page."""
    known = Ours(
        [Firm(service.provider_id, service.provider.name, service.provider.corporate_number)],
        [Service(service.pk, service.name, service.provider_id)],
    )
    listed = rows(actor)
    words = listed.values_list("pk", "corporate_number", "provider_name", "service_name")
    keys = [pk for pk, *named in words if service.pk in known.match(*named).services]
    return list(listed.filter(pk__in=keys)) if keys else []


@attrs.frozen
class Listed:
    """A row about a service, weighed against the functions the service is used for."""

    row: RegisterRow
    scope: Scope
    evidence: Evidence | None


def weighed(actor: Actor, service: ExternalService, used: Sequence[str]) -> list[Listed]:
    """Return the rows in force about ``service``, each compared with the functions ``used``.

    Only the words of the stated scope count: what a person took from it stands with the certification.
    """
    found = for_service(actor, service)
    held = {(one.kind, number_key(one.number)): one for one in standing_evidence()} if found else {}
    return [
        Listed(
            one,
            compare(service.name, used, f"{one.service_name}\n{one.scope}"),
            held.get((one.edition.kind, one.number_key)),
        )
        for one in found
    ]


def absences(actor: Actor) -> QuerySet[RegisterAbsence]:
    """Return the open questions about registrations that a register has no more, the oldest first.

    Raises:
        Refused: the actor may not record certifications.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    found: QuerySet[RegisterAbsence] = RegisterAbsence.objects.filter(
        answered_on=None, evidence__withdrawn_on=None
    )
    return found.select_related("evidence__provider", "edition")


def absence_of(row: Evidence) -> RegisterAbsence | None:
    """Return the open question whether a certification is gone; who sees it, sees that it is asked."""
    return RegisterAbsence.objects.filter(answered_on=None, evidence=row).select_related("edition").first()


def absence(actor: Actor, pk: int) -> RegisterAbsence:
    """Return one such question, answered or not.

    Raises:
        NotFound: there is none in this body.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    found: RegisterAbsence | None = (
        RegisterAbsence.objects.select_related("evidence__provider", "edition").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    return found
