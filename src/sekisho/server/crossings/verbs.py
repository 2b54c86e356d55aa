"""What the verbs of the record are called on screens. A test finds every verb the code writes here."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N

VERBS: dict[str, str] = {
    "asset.added": N("情報資産を加えた"),
    "asset.changed": N("情報資産を直した"),
    "asset.retired": N("情報資産を台帳から外した"),
    "contractor.added": N("委託先を加えた"),
    "contractor.changed": N("委託先を直した"),
    "contractor.retired": N("委託先を台帳から外した"),
    "contract.added": N("契約を加えた"),
    "contract.changed": N("契約を直した"),
    "contract.retired": N("契約を台帳から外した"),
    "service.entered": N("外部サービスを台帳に載せた"),
    "service.changed": N("外部サービスを直した"),
    "service.retired": N("外部サービスの利用を終えた"),
    "obligation.done": N("満たすべき条件を済ませた"),
    "ledger.imported": N("台帳を取り込んだ"),
    "ledger.exported": N("台帳を書き出した"),
    "person.added": N("職員を加えた"),
    "person.stopped": N("職員のアカウントを止めた"),
    "post.appointed": N("職に就けた"),
    "post.ended": N("職を終えた"),
    "absence.declared": N("不在を登録した"),
    "absence.cancelled": N("不在を取り消した"),
    "body.founded": N("団体を設けた"),
    "section.added": N("課を加えた"),
}

SUBJECTS: dict[str, str] = {
    "asset": N("情報資産"),
    "contractor": N("委託先"),
    "contract": N("契約"),
    "service": N("外部サービス"),
    "import": N("取込み"),
    "ledger": N("台帳"),
    "person": N("職員"),
    "application": N("申請"),
    "rulebook": N("規則"),
    "body": N("団体"),
    "section": N("課"),
}


def verb_label(verb: str) -> str:
    """Return what ``verb`` is called; a verb of an older version stands as it was written."""
    return gettext(VERBS[verb]) if verb in VERBS else verb


def subject_label(kind: str) -> str:
    """Return what a subject's type is called."""
    return gettext(SUBJECTS[kind]) if kind in SUBJECTS else kind
