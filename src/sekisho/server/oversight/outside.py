"""What the breach question is told: where work under the contracts is done, and which media are out there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import FilteredRelation, Q

from sekisho.server.incidents.outside import Medium, Site
from sekisho.server.oversight.models import Place
from sekisho.server.ui.words import label
from sekisho.terms import CarrierKind, CarryState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

_COLUMNS = (
    *("pk", "contract_id", "name", "address", "firm__name", "contract__section__name"),
    *("out__kind", "out__serial", "out__what", "out__worker__name", "out__due_on"),
)


def sites(contracts: Collection[int], day: dt.date) -> Iterable[Site]:
    """Return the places in use, and any at which a medium is still out; one query for all contracts."""
    still = FilteredRelation("arrivals", condition=Q(arrivals__state=CarryState.PERMITTED.value))
    rows = Place.objects.filter(contract_id__in=contracts).annotate(out=still)
    used = Q(starts__lte=day) & (Q(ends=None) | Q(ends__gte=day))
    rows = rows.filter(used | Q(out__pk__isnull=False)).order_by("pk", "out__due_on")
    places: dict[int, tuple[tuple[int, str, str, str, str], list[Medium]]] = {}
    for key, contract, place, address, firm, section, *medium in rows.values_list(*_COLUMNS):
        _about, media = places.setdefault(key, ((contract, place, address, firm, section), []))
        kind, serial, data, carrier, due = medium
        if kind is not None:
            media.append(Medium(f"{label(CarrierKind(kind))} {serial}", data, carrier, due))
    return [Site(*about, media=tuple(media)) for about, media in places.values()]
