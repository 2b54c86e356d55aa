"""配布する, 取り下げる: a prefecture hands down, version by version; a version is never changed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.inspection import document, workbook
from sekisho.procedures import offers as core
from sekisho.server.accounts.across import members
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.agreements import rules
from sekisho.server.agreements.actions.ground import bounded, required
from sekisho.server.applications import blobs, uploads
from sekisho.server.catalogues.queries import compiled, edition_name
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.offers.models import Offer
from sekisho.terms import OfferKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

_TEMPLATES = {"docx": document.inspect, "xlsx": workbook.inspect}


def publish_offer(
    actor: Actor,
    kind: OfferKind,
    *,
    title: str,
    note: str = "",
    text: str = "",
    file: tuple[str, bytes] | None = None,
    series: str = "",
    version: int = 0,
) -> Offer:
    """Offer clauses, requirements, contract items (``text``) or a template (``file``: name, bytes).

    With ``series`` it is the next version of that offer; ``version`` is the one that was seen. Writes
    ``offer.published``.

    Raises:
        Refused: the actor may not offer.
        Conflict: the body has no municipalities here, a version was offered meanwhile, nothing changed.
        NotFound: there is no such offer to go on from.
        BadInput: words are missing, the text cannot be read, the file could do harm.
        InvalidRulebook: lint finds an error in the clauses.
    """
    require(actor, Permission.OFFER_PUBLISH)
    if not members():
        raise Conflict(
            "配布する相手の市町村がありません。",
            why="この団体は、市町村を持つ県として登録されていません。",
            next_step="関所を運用している人に、県と市町村の登録を頼んでください。",
        )
    title = required("件名", title, 120)
    content, kept = _content(kind, text, file)
    digest = core.digest(kind, title, content, kept)
    with transaction.atomic():
        hold_body()
        before = _newest(kind, series, version, digest) if series else None
        row: Offer = Offer.make(
            series=series or uuid.uuid4().hex,
            version=before.version + 1 if before else 1,
            kind=kind.value,
            title=title,
            note=bounded("市町村への説明", note.strip(), 400),
            content=content,
            file=kept,
            digest=digest,
            published_at=timezone.now(),
            published_by_id=actor.person,
        )
        told = {"kind": kind.value, "title": title, "version": row.version, "digest": digest}
        record(actor, "offer.published", Subject("offer", row.pk), told)
    return row


def withdraw_offer(actor: Actor, pk: int) -> Offer:
    """Offer it no longer, in any version; who took it keeps it. Writes ``offer.withdrawn``.

    Raises:
        Refused: the actor may not offer.
        NotFound: the body made no such offer.
        Conflict: it was withdrawn already.
    """
    require(actor, Permission.OFFER_PUBLISH)
    with transaction.atomic():
        hold_body()
        row: Offer | None = Offer.objects.filter(pk=pk).first()
        if row is None:
            raise NotFound("自団体の配布が見つかりません。", next_step="一覧からさがしてください。")
        standing = Offer.objects.filter(series=row.series, withdrawn_at=None)
        if not standing.exists():
            raise Conflict("この配布は、もう取り下げられています。", next_step="画面を開き直してください。")
        standing.update(withdrawn_at=timezone.now())
        row.refresh_from_db()
        record(actor, "offer.withdrawn", Subject("offer", pk), {"title": row.title, "version": row.version})
    return row


def _content(kind: OfferKind, text: str, file: tuple[str, bytes] | None) -> tuple[dict[str, Any], str]:
    """Return what is frozen: plain content, and the SHA-256 of a file that was kept."""
    if kind is OfferKind.CLAUSES:
        required("配布する内容", text, 200_000)
        given = text.replace("\r\n", "\n")
        core.clauses(given)
        compiled(edition_name(), given)
        return {"text": given}, ""
    if kind is OfferKind.REQUIREMENTS:
        found = core.read_additions(text, rules.book().headings)
        return {"lines": [[one.heading, one.text, one.question] for one in found]}, ""
    if kind is OfferKind.ITEMS:
        return {"items": list(core.read_items(text))}, ""
    return _template(file)


def _template(file: tuple[str, bytes] | None) -> tuple[dict[str, Any], str]:
    if file is None:
        raise BadInput(
            "ひな形のファイルがありません。",
            where="ひな形のファイル",
            next_step="Word（.docx）かExcel（.xlsx）を選んでください。",
        )
    upload = uploads.check(*file)
    ending = upload.name.rsplit(".", 1)[-1].lower()
    if ending not in _TEMPLATES:
        raise BadInput(
            "ひな形に使えるのは、Word（.docx）とExcel（.xlsx）です。",
            where="ひな形のファイル",
            next_step="どちらかで保存し直してください。",
        )
    _TEMPLATES[ending](upload.data, where=upload.name)
    return {"name": upload.name}, blobs.put(upload.data)


def _newest(kind: OfferKind, series: str, version: int, digest: str) -> Offer:
    row: Offer | None = Offer.objects.filter(series=series).order_by("-version").first()
    if row is None:
        raise NotFound("自団体の配布が見つかりません。", next_step="一覧からさがしてください。")
    if row.version != version or row.kind != kind.value or row.withdrawn_at is not None:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに変わりました。", row=row),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    if row.digest == digest:
        raise Conflict("前の版と同じ内容です。", next_step="変えたところがあるときだけ配布してください。")
    return row
