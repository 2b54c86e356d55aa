"""What decisions say of services in use: which 例外措置 are in force on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.applications.models import ExceptionMeasure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def exceptions_of_services(keys: Collection[int], day: dt.date) -> dict[int, dict[str, list[str]]]:
    """Return ``exceptions`` of the services that ever leaned on one, as of ``day``; one query.

    The last day itself still counts. From the day after, the clause is judged as it stands.
    """
    rows = ExceptionMeasure.objects.filter(
        application__service_id__in=keys, state=ExceptionMeasure.GRANTED
    ).values_list("application__service_id", "clause", "ends")
    found: dict[int, set[str]] = {}
    for service, clause, ends in rows.order_by():
        found.setdefault(service, set()).update({clause} if ends >= day else ())
    return {service: {"exceptions": sorted(clauses)} for service, clauses in found.items()}
