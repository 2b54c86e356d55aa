"""What the pages of this slice are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.agreements.contract_items import Item
from sekisho.errors import BadInput
from sekisho.procedures import offers as core
from sekisho.server.accounts.across import members, prefecture_name
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import rules
from sekisho.server.agreements.additions import Addition
from sekisho.server.catalogues.queries import local_clauses
from sekisho.server.ledgers.standing import Strip
from sekisho.server.offers import effects, queries
from sekisho.server.offers.models import TakenOffer
from sekisho.server.ui.words import label, told
from sekisho.terms import OfferEdits, OfferKind, OfferState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.catalogues.replays import WhatIf
    from sekisho.server.offers.models import Offer
    from sekisho.server.offers.queries import Received

KINDS = tuple(OfferKind)
PER_PAGE = 50


def list_of(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what the list shows: to a prefecture its offers, to a municipality those that came.

    ``asked``: which page of each of the three tables, by its name.
    """
    publishes = actor.may(Permission.OFFER_PUBLISH) and bool(members())

    def page(name: str, rows: Any) -> Any:  # noqa: ANN401  any listing, a page of it
        return Paginator(rows, PER_PAGE).get_page(asked.get(name))

    own = page("own", queries.own_offers(actor))
    own.object_list = [
        {"row": row, "told": told_, "taken": sum(one.state is OfferState.TAKEN for one in told_)}
        for row, told_ in own.object_list
    ]
    return {
        "own": own,
        "received": page("received", queries.received_offers(actor)),
        "taken": page("taken", queries.taken_offers(actor)),
        "above": prefecture_name(),
        "kinds": [(kind.value, kind.label) for kind in KINDS] if publishes else [],
    }


def received_page(actor: Actor, found: Received) -> dict[str, Any]:
    """Return what a municipality sees before it decides: the content, the difference, the effect."""
    answers: list[tuple[str, WhatIf]] = []
    altered, problem, shown = None, "", ""
    try:
        altered = None if found.decided else effects.altered(found)
        for one in OfferEdits if altered else [OfferEdits.REPLACE]:
            answer = effects.what_if(actor, found, one)
            answers += [(_heading(one if altered else None), answer)] if answer else []
        shown = effects.shown_digest(found)
    except BadInput as error:
        problem = told(error)
    usable = not problem and (not answers or any(answer.usable for _heading, answer in answers))
    decides = actor.may(Permission.OFFER_DECIDE) and not found.decided
    return {
        "found": found,
        "strip": _strip(found),
        "parts": content(found.kind, found.values["content"]),
        "difference": effects.difference(found) if found.taken and not found.decided else None,
        "answers": answers,
        "altered": altered,
        "replaced": None if found.decided else effects.replaced(found),
        "edits": [(one.value, one.label) for one in OfferEdits],
        "problem": problem,
        "shown": shown,
        "may_take": decides and usable,
        "may_decide": decides,
        "crumbs": crumbs(str(found.values["title"])),
    }


def _heading(chosen: OfferEdits | None) -> str:
    plain = _("取り込むと変わること")
    return f"{plain}（{label(chosen.label)}）" if chosen else plain


def own_page(actor: Actor, row: Offer) -> dict[str, Any]:
    """Return what the prefecture sees of an offer of its own."""
    versions = queries.versions(row)
    newest = versions[0] == row
    publishes = actor.may(Permission.OFFER_PUBLISH) and row.withdrawn_at is None
    return {
        "row": row,
        "told": queries.told_of(row),
        "versions": versions,
        "parts": content(OfferKind(row.kind), row.content),
        "may_go_on": publishes and newest,
        "may_withdraw": publishes,
        "crumbs": crumbs(row.title),
    }


def content(kind: OfferKind, kept: dict[str, Any]) -> dict[str, Any]:
    """Return the content of an offer in a form a page shows."""
    if kind is OfferKind.CLAUSES:
        return {"text": str(kept.get("text", ""))}
    if kind is OfferKind.REQUIREMENTS:
        headings = rules.book().headings
        lines = [(f"{one.heading} {headings.get(one.heading, '')}", one) for one in core.additions(kept)]
        return {"lines": lines}
    if kind is OfferKind.ITEMS:
        return {"items_shown": list(core.items(kept))}
    return {"name": str(kept.get("name", ""))}


def first_text(kind: OfferKind, before: Offer | None) -> str:
    """Return the text a form begins with: the version before, or the body's own clauses."""
    if kind is OfferKind.REQUIREMENTS:
        return core.written(core.additions(before.content)) if before else ""
    if kind is OfferKind.ITEMS:
        return "\n".join(core.items(before.content)) if before else ""
    if before:
        return str(before.content.get("text", ""))
    own = local_clauses()
    return own.text if own else ""


def additions() -> list[Addition]:
    """Return the requirements taken over in their newest version, to be added to a list by a person."""
    return [
        Addition(f"{row.pk}-{number}", one.heading, one.text, one.question, _origin(row))
        for row in _in_use(OfferKind.REQUIREMENTS)
        for number, one in enumerate(core.additions(row.content))
    ]


def contract_items() -> list[Item]:
    """Return the contract items taken over in their newest version."""
    found = {key: title for row in _in_use(OfferKind.ITEMS) for title, key in core.items(row.content).items()}
    return [Item(key, title, law=False, clauses=("OUT-026",)) for key, title in found.items()]


def _in_use(kind: OfferKind) -> list[TakenOffer]:
    """Return the newest version taken over of each offer of a kind, the first taken first."""
    found: dict[str, TakenOffer] = {}
    for row in TakenOffer.objects.filter(kind=kind.value):
        found.setdefault(row.series, row)
    return sorted(found.values(), key=lambda row: row.pk)


def _origin(row: TakenOffer) -> str:
    told_ = {"body": row.from_name, "title": row.title, "version": row.version}
    return _("%(body)sの配布「%(title)s」第%(version)s版") % told_


def _strip(found: Received) -> Strip:
    state, who = found.state, _("統括情報セキュリティ責任者")
    if found.newer:
        return Strip(_("新しい版があります"), _("違いを確かめ、取り込むかを決める"), who)
    if state in {OfferState.UNSEEN, OfferState.SEEN}:
        return Strip(label(state.label), _("内容を確かめ、取り込むかを決める"), who)
    return Strip(label(state.label), _("することはありません"), _("だれも待っていません"))


def crumbs(title: str) -> list[tuple[str, str]]:
    """Return the way to a page of an offer."""
    return [(_("配布"), reverse("offers:list")), (title, "")]
