"""What the verbs of the record are called on screens. A test finds every verb the code writes here."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

VERBS: dict[str, str] = {
    "asset.added": gettext_noop("情報資産を加えた"),
    "asset.changed": gettext_noop("情報資産を直した"),
    "asset.retired": gettext_noop("情報資産を台帳から外した"),
    "contractor.added": gettext_noop("委託先を加えた"),
    "contractor.changed": gettext_noop("委託先を直した"),
    "contractor.retired": gettext_noop("委託先を台帳から外した"),
    "contract.added": gettext_noop("契約を加えた"),
    "contract.changed": gettext_noop("契約を直した"),
    "contract.retired": gettext_noop("契約を台帳から外した"),
    "contract.ended": gettext_noop("契約を終え、返還・消去の期限を決めた"),
    "subcontract.added": gettext_noop("再委託を加えた"),
    "subcontract.decided": gettext_noop("再委託の承諾を決めた"),
    "handover.added": gettext_noop("提供を記録した"),
    "handover.certified": gettext_noop("返還・消去の証明書を受け取った"),
    "handover.verified": gettext_noop("返還・消去を確かめた"),
    "service.entered": gettext_noop("外部サービスを台帳に載せた"),
    "service.changed": gettext_noop("外部サービスを直した"),
    "service.retired": gettext_noop("外部サービスの利用を終えた"),
    "obligation.done": gettext_noop("満たすべき条件を済ませた"),
    "import.received": gettext_noop("取込みのファイルを受け取った"),
    "import.corrected": gettext_noop("取込みの列の対応を直した"),
    "ledger.imported": gettext_noop("台帳を取り込んだ"),
    "ledger.exported": gettext_noop("台帳を書き出した"),
    "person.added": gettext_noop("職員を加えた"),
    "person.stopped": gettext_noop("職員のアカウントを止めた"),
    "person.password_set": gettext_noop("パスワードを決めた"),
    "token.issued": gettext_noop("APIの合鍵を出した"),
    "token.stopped": gettext_noop("APIの合鍵を止めた"),
    "post.appointed": gettext_noop("職に就けた"),
    "post.ended": gettext_noop("職を終えた"),
    "transfers.imported": gettext_noop("人事異動を取り込んだ"),
    "absence.declared": gettext_noop("不在を登録した"),
    "absence.cancelled": gettext_noop("不在を取り消した"),
    "body.founded": gettext_noop("団体を設けた"),
    "section.added": gettext_noop("課を加えた"),
    "standing_authority.set": gettext_noop("専決規程を決めた"),
    "standing.judged": gettext_noop("条文ごとの状況を判定した"),
    "catalogue.local_set": gettext_noop("自団体の条文に効力を持たせた"),
    "application.started": gettext_noop("申請を書き始めた"),
    "application.attached": gettext_noop("申請に資料を付けた"),
    "application.detached": gettext_noop("申請の資料を外した"),
    "application.submitted": gettext_noop("申請した"),
    "application.reviewed": gettext_noop("審査した"),
    "application.consulted": gettext_noop("合議に答えた"),
    "application.decided": gettext_noop("決裁した"),
    "application.acted_for": gettext_noop("代決した"),
    "application.later_read": gettext_noop("後閲した"),
    "application.sent_back": gettext_noop("差し戻した"),
    "application.pulled_back": gettext_noop("引き戻した"),
    "application.rejected": gettext_noop("却下した"),
    "application.handed_over": gettext_noop("申請を引き継いだ"),
    "application.withdrawn": gettext_noop("取り下げた"),
    "application.amended": gettext_noop("決裁のあとに直した"),
    "application.printed": gettext_noop("決裁の記録を印刷した"),
    "application.exception_asked": gettext_noop("例外措置を求めた"),
    "application.exception_granted": gettext_noop("例外措置を認めた"),
    "application.exception_refused": gettext_noop("例外措置を認めなかった"),
}

SUBJECTS: dict[str, str] = {
    "asset": gettext_noop("情報資産"),
    "contractor": gettext_noop("委託先"),
    "contract": gettext_noop("契約"),
    "service": gettext_noop("外部サービス"),
    "handover": gettext_noop("提供"),
    "import": gettext_noop("取込み"),
    "ledger": gettext_noop("台帳"),
    "person": gettext_noop("職員"),
    "transfers": gettext_noop("人事異動"),
    "application": gettext_noop("申請"),
    "body": gettext_noop("団体"),
    "section": gettext_noop("課"),
    "token": gettext_noop("APIの合鍵"),
    "standing_authority": gettext_noop("専決規程"),
    "local_clauses": gettext_noop("自団体の条文"),
    "standing_run": gettext_noop("条文ごとの判定"),
}


def verb_label(verb: str) -> str:
    """Return what ``verb`` is called; a verb of an older version stands as it was written."""
    return gettext(VERBS[verb]) if verb in VERBS else verb


def subject_label(kind: str) -> str:
    """Return what a subject's type is called."""
    return gettext(SUBJECTS[kind]) if kind in SUBJECTS else kind
