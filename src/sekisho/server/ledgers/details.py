"""What the templates of the ledgers are given: labels, links, history lines. No queries, no decisions."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import attrs
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import queries as journal
from sekisho.server.crossings.verbs import verb_label
from sekisho.server.ui.templatetags import sekisho as shown_as
from sekisho.server.ui.words import label, listed, word

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.crossings.models import JournalEntry
    from sekisho.server.ledgers.screens import Screen

_WORDS = {
    "confidentiality": "Confidentiality",
    "integrity": "Integrity",
    "availability": "Availability",
    "medium": "Medium",
    "zone": "Zone",
    "kind": "ServiceKind",
    "terms_kind": "TermsKind",
    "service_class": "ServiceClass",
    "phase": "Phase",
    "phase_now": "Phase",
}


@attrs.frozen
class Event:
    """One line of a row's history."""

    at: dt.datetime
    text: str
    who: str
    entry: int
    changes: tuple[tuple[str, str, str], ...] = ()
    note: str = ""


def facts_of(row: Any, names: tuple[str, ...]) -> list[tuple[str, str]]:  # noqa: ANN401  any ledger's row
    """Return (label, text) of the named fields, as people read them."""
    return [(label_of(row, name), as_text(name, getattr(row, name))) for name in names]


def as_text(name: str, value: Any) -> str:  # noqa: ANN401  any field's value
    """Return the value of the field ``name`` as people read it."""
    if value is None or value == "":
        return _("わからない") if name == "sensitive_personal_data" else "—"
    if name in _WORDS:
        return label(word(_WORDS[name], value))
    if isinstance(value, list):
        kind = "HandlingRestriction" if name == "restrictions" else ""
        return listed(label(word(kind, item)) for item in value) or _("なし")
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401  any field's value
    if isinstance(value, bool):
        return _("有") if value else _("無")
    if isinstance(value, dt.date):
        return shown_as.wareki(value)
    if isinstance(value, int):
        return shown_as.number(value)
    return str(value)


def event_of(entry: JournalEntry, row: Any) -> Event:  # noqa: ANN401  any ledger's row
    """Return one entry of the record as a line of the row's history."""
    data = json.loads(entry.record)["data"]
    changes = tuple(
        (label_of(row, name), _recorded(name, before), _recorded(name, after))
        for name, (before, after) in data.get("changes", {}).items()
    )
    note = data.get("reason") or data.get("note") or data.get("filename") or ""
    who = entry.actor.name if entry.actor else _("システム")
    return Event(entry.at, verb_label(entry.verb), who, entry.pk, changes, str(note))


def history(kind: str, pk: int, *notes: str, verbs: tuple[str, ...] = ("",), nobody: str = "") -> list[Event]:
    """Return what the record tells of the row ``pk`` of a ``kind``, the newest first.

    ``notes``: the parts of an entry, the first of which that says something stands beside it. ``verbs``: how
    the entries begin that are told. ``nobody``: who acted where no person of the body did.
    """
    found = []
    for entry in journal.entries_about(kind, pk):
        if entry.verb.startswith(verbs):
            data = json.loads(entry.record)["data"]
            note = next((str(data[name]) for name in notes if data.get(name)), "")
            who = entry.actor.name if entry.actor else nobody or _("システム")
            found.append(Event(entry.at, verb_label(entry.verb), who, entry.pk, (), note))
    return found


def also_about(row: Any) -> tuple[tuple[str, int], ...]:  # noqa: ANN401  any ledger's row
    """Return the other subjects whose entries tell of this row: the import it came with."""
    imported = getattr(row, "imported_id", None)
    return (("import", imported),) if imported else ()


def crumbs(screen: Screen, row: Any, *, last: bool = True) -> list[tuple[str, str]]:  # noqa: ANN401  any ledger's row
    """Return the way to a row's page; ``last`` says that this is where the reader stands."""
    here = "" if last else reverse(f"ledgers:{screen.name}", args=[row.pk])
    return [(_(screen.label), reverse(f"ledgers:{screen.name}_list")), (str(row), here)]


def links(actor: Actor, screen: Screen, row: Any) -> list[dict[str, str]]:  # noqa: ANN401  any ledger's row
    """Return what can be done with a row by ``actor``, as links."""
    section = getattr(row, "section_id", None)
    found = []
    if row.retired_on is None and actor.may(screen.edit, section=section):
        found.append({"label": _("直す"), "url": reverse(f"ledgers:{screen.name}_edit", args=[row.pk])})
        found.append(
            {"label": _("台帳から外す"), "url": reverse(f"ledgers:{screen.name}_retire", args=[row.pk])}
        )
    found.append({"label": _("履歴"), "url": reverse(f"ledgers:{screen.name}_history", args=[row.pk])})
    found.append(
        {"label": _("印刷の形で見る"), "url": reverse(f"ledgers:{screen.name}_print", args=[row.pk])}
    )
    return found


def export_links(actor: Actor, screen: Screen, query: str) -> list[dict[str, str]]:
    """Return the downloads of a list, narrowed as it is."""
    tail = f"?{query}" if query else ""
    found = []
    if actor.may(Permission.LEDGER_EXPORT):
        forms = [("Excel", "xlsx"), ("CSV（UTF-8）", "csv"), ("CSV（Shift_JIS）", "cp932")]
        found = [
            {"label": _(name), "url": reverse(f"ledgers:{screen.name}_export", args=[form]) + tail}
            for name, form in forms
        ]
    found.append({"label": _("印刷の形で見る"), "url": reverse(f"ledgers:{screen.name}_print_list") + tail})
    return found


def new_url(actor: Actor, screen: Screen) -> str:
    """Return where a row is added, if ``actor`` may."""
    if screen.add is None or not actor.may(screen.edit):
        return ""
    return reverse(f"ledgers:{screen.name}_new")


def import_url(actor: Actor, screen: Screen) -> str:
    """Return where a file of this ledger is taken in, if ``actor`` may."""
    kinds = {"asset": "asset-ledger", "contract": "contract-ledger"}
    if screen.name not in kinds or not actor.may(Permission.LEDGER_IMPORT):
        return ""
    return f"{reverse('ledgers:import')}?kind={kinds[screen.name]}"


def tabs(screen: Screen) -> list[dict[str, object]]:
    """Return the tabs of 委託先・契約, which share one entry of the navigation."""
    pair = (("contract", "契約"), ("contractor", "委託先"))
    if screen.name not in {name for name, _text in pair}:
        return []
    return [
        {"label": _(text), "url": reverse(f"ledgers:{name}_list"), "current": name == screen.name}
        for name, text in pair
    ]


def download(data: bytes, filename: str, kind: str) -> HttpResponse:
    """Return ``data`` as a file with a Japanese name (RFC 6266)."""
    named = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": named})


def _recorded(name: str, value: Any) -> str:  # noqa: ANN401  JSON of the record
    if isinstance(value, str) and name not in _WORDS:
        try:
            return shown_as.wareki(dt.date.fromisoformat(value))
        except ValueError:
            return value or "—"
    return as_text(name, value)


def label_of(row: Any, name: str) -> str:  # noqa: ANN401  any ledger's row, or its model
    """Return what the field ``name`` is called on screens."""
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in row._meta.get_fields()}  # noqa: SLF001  Django's documented API
    return names.get("phase" if name == "phase_now" else name, name)
