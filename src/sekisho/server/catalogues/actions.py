"""Putting the body's own clauses in force; asking for a run of the standing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.catalogues import runs
from sekisho.server.catalogues.models import LocalClauses, StandingRun
from sekisho.server.catalogues.queries import compiled, digest_in_force, rulebook_in_force
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

LONGEST = 200_000


def set_local_clauses(actor: Actor, *, text: str, seen: str | None = None) -> LocalClauses:
    """Put ``text`` in force as the body's own clauses, in place of those before; empty takes them away.

    ``seen`` is the SHA-256 of the clauses the person changed (empty: none were set); None asks nothing.
    Writes ``catalogue.local_set`` with the digests of the text and of the rulebook that results.

    Raises:
        Refused: the actor may not edit the catalogue.
        Conflict: other clauses came into force meanwhile, by a person or by an offer taken over.
        BadInput: the text is too long or is not clauses in YAML.
        InvalidRulebook: lint finds an error in them; nothing changes.
    """
    require(actor, Permission.CATALOGUE_EDIT)
    if len(text) > LONGEST:
        raise BadInput(
            "条文が長すぎます。",
            where="自団体の条文",
            next_step=say("{most:,}文字までにしてください。", most=LONGEST),
        )
    edition = Body.objects.values_list("edition", flat=True).get(pk=actor.body)
    rulebook = compiled(edition, text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        hold_body()
        if seen is not None and seen != digest_in_force():
            raise Conflict(
                "自団体の条文は、あなたが開いたあとに変わりました。",
                why="ほかの人が直したか、県の配布を取り込みました。",
                next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
            )
        row = LocalClauses.make(text=text, sha256=sha256, since=timezone.now(), set_by_id=actor.person)
        record(
            actor,
            "catalogue.local_set",
            Subject("local_clauses", row.pk),
            {"sha256": sha256, "rulebook": rulebook.digest, "edition": edition},
        )
    return row


def ask_run(actor: Actor) -> StandingRun | None:
    """Begin a run, which the worker carries out; one under way goes on. Writes ``standing.asked``.

    Raises:
        Refused: the actor may not begin one.
    """
    require(actor, Permission.STANDING_RUN)
    with transaction.atomic():
        run = runs.begin(rulebook_in_force())
        if run is not None:
            record(actor, "standing.asked", Subject("standing_run", run.pk), {"rulebook": run.rulebook})
    return run
