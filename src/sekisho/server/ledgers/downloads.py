"""A list of any slice as a file to download, and the links that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.errors import NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.columns import cells
from sekisho.server.ledgers.details import download

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.columns import Column

FORMS = (("Excel", "xlsx"), ("CSV（UTF-8）", "csv"))


def send(
    actor: Actor,
    form: str,
    *,
    subject: str,
    title: str,
    columns: Sequence[Column],
    rows: QuerySet[Any] | list[Any],
) -> HttpResponse:
    """Send ``rows``, which ``actor`` may export, as ``form`` (xlsx or csv), and record it of ``subject``.

    Raises:
        NotFound: there is no such form.
    """
    filled = cells(columns, rows if isinstance(rows, list) else rows.iterator(chunk_size=1000))
    name = f"{title}_{timezone.localdate():%Y%m%d}"
    if form == "xlsx":
        data, count = exports.workbook(title, columns, filled)
        answer = download(data, f"{name}.xlsx", exports.XLSX)
    elif form == "csv":
        text, count = exports.csv_text(columns, filled)
        answer = download(exports.as_utf8(text), f"{name}.csv", "text/csv")
    else:
        raise NotFound(
            say("書き出しの形「{form}」はありません。", form=form), next_step="一覧から選んでください。"
        )
    note_export(actor, subject, form=form, count=count)
    return answer


def links(actor: Actor, route: str, query: str) -> list[dict[str, str]]:
    """Return the links to ``route`` for each form, narrowed by ``query``; none for who may not export."""
    if not actor.may(Permission.LEDGER_EXPORT):
        return []
    tail = f"?{query}" if query else ""
    return [{"label": _(name), "url": reverse(route, args=[form]) + tail} for name, form in FORMS]
