"""別紙のひな形を決める, やめる; 別紙を作った."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.inspection import document, workbook
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.annex_models import AnnexTemplate
from sekisho.server.applications import blobs, uploads
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.applications.models import Application

_KINDS = ("docx", "xlsx")


def take_template(actor: Actor, *, name: str, data: bytes) -> AnnexTemplate:
    """Use a Word or Excel file as the body's template from now on. Writes ``annex_template.set``.

    Raises:
        Refused: the actor may not.
        BadInput: it is neither, or could do harm.
    """
    require(actor, Permission.ANNEX_TEMPLATES)
    upload = uploads.check(name, data)
    kind = upload.name.rsplit(".", 1)[-1].lower()
    if kind not in _KINDS:
        raise BadInput(
            "ひな形に使えるのは、Word（.docx）とExcel（.xlsx）です。",
            where=upload.name,
            next_step="どちらかで保存し直してください。",
        )
    (document.inspect if kind == "docx" else workbook.inspect)(data, where=upload.name)
    digest = blobs.put(data)
    with transaction.atomic():
        hold_body()
        AnnexTemplate.objects.filter(kind=kind, retired_on=None).update(retired_on=timezone.localdate())
        row: AnnexTemplate = AnnexTemplate.make(
            name=upload.name, kind=kind, file=digest, made_by_id=actor.person
        )
        told = {"filename": row.name, "kind": kind, "file": digest}
        record(actor, "annex_template.set", Subject("annex_template", row.pk), told)
    return row


def retire_template(actor: Actor, pk: int) -> AnnexTemplate:
    """Go back to the template shipped with the product. Writes ``annex_template.retired``.

    Raises:
        Refused: the actor may not.
        NotFound: there is no such template.
        Conflict: it is not in use.
    """
    require(actor, Permission.ANNEX_TEMPLATES)
    with transaction.atomic():
        row: AnnexTemplate | None = (
            AnnexTemplate.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        )
        if row is None:
            raise NotFound("ひな形が見つかりません。", next_step="一覧からさがしてください。")
        if row.retired_on is not None:
            raise Conflict("このひな形は、もう使っていません。", next_step="画面を開き直してください。")
        row.retired_on = timezone.localdate()
        row.save()
        record(actor, "annex_template.retired", Subject("annex_template", row.pk), {"filename": row.name})
    return row


def note_annex(
    actor: Actor, matter: Matter, *, form: str, data: bytes, template: AnnexTemplate | None
) -> None:
    """Note that an annex was made of what stands today. Writes ``annex.made``."""
    require(actor, Permission.AGREEMENT_VIEW, section=matter.section_id)
    _note(actor, ground.about(matter), form, data, template)


def note_application_annex(
    actor: Actor, application: Application, *, form: str, data: bytes, template: AnnexTemplate | None
) -> None:
    """Note the same of what an application requires. Writes ``annex.made``.

    Who may see the application may take its requirements along: it is found through its own ``queries``.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    _note(actor, Subject("application", application.pk, application.section_id), form, data, template)


def _note(actor: Actor, about: Subject, form: str, data: bytes, template: AnnexTemplate | None) -> None:
    digest = hashlib.sha256(data).hexdigest()
    told = {"form": form, "file": digest, "template": template.pk if template else None}
    with transaction.atomic():
        record(actor, "annex.made", about, told)
