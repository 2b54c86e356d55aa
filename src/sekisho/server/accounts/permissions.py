"""Every permission, which role holds it, and how far it reaches.

One table, read by pages, API, command line and tasks alike. What is not granted is refused.
Roles and their powers: 対策基準 1 組織体制; nobody approves their own matter (1(8) 兼務の禁止) is a clause
of the catalogue and is judged by the core, not here.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import Refused, say
from sekisho.terms import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Reach(IntEnum):
    """How far a permission reaches."""

    OWN = 1
    SECTION = 2
    BODY = 3


class Permission(Enum):
    """Something a person may be allowed to do; the value is its label on screens."""

    HOME = "ホームを見る"
    SEARCH = "さがす"
    ACCOUNT_OWN = "自分のアカウントを守る"
    ACCOUNTS_MANAGE = "職員と役割を管理する"
    ASSET_VIEW = "情報資産を見る"
    ASSET_EDIT = "情報資産を直す"
    SERVICE_VIEW = "外部サービスの台帳を見る"
    SERVICE_EDIT = "外部サービスの台帳を直す"
    DUTY_FINISH = "満たすべき条件の完了を記録する"
    CONTRACT_VIEW = "委託先と契約を見る"
    CONTRACT_EDIT = "委託先と契約を直す"
    CUSTODY_VIEW = "提供データ台帳を見る"
    CUSTODY_EDIT = "提供を記録する"
    CUSTODY_DECIDE = "再委託の承諾と消去の確認を記録する"
    OVERSIGHT_VIEW = "委託先の監督を見る"
    OVERSIGHT_EDIT = "従事者と期間中の確認を記録し、持出しを申し出る"
    OVERSIGHT_DECIDE = "作業場所と持出しを許し、確認の計画を決める"
    OVERSIGHT_READ = "委託先の確認の報告を受ける"
    LEDGER_IMPORT = "台帳を取り込む"
    LEDGER_EXPORT = "台帳を書き出す"
    APPROVED_SERVICES = "使ってよいサービスを見る"
    APPLICATION_WRITE = "申請する"
    APPLICATION_VIEW = "申請を見る"
    APPLICATION_REVIEW = "審査する"
    APPLICATION_CONSULT = "合議に答える"
    APPLICATION_DECIDE = "決裁する"
    LATER_READ = "後閲する"
    APPLICATION_HAND_OVER = "申請を引き継がせる"
    ABSENCE_WRITE = "不在を登録する"
    EXCEPTION_DECIDE = "例外措置を決める"
    ROUTE_RULES = "専決規程を管理する"
    CATALOGUE_VIEW = "条文を見る"
    CATALOGUE_EDIT = "自団体の条文を加える"
    WHAT_IF = "規則を変えたときの違いを見る"
    JOURNAL_VIEW = "記録簿を見る"
    JOURNAL_PROVE = "決定の証明を取り出す"
    BREACH_VIEW = "漏えいを調べる"
    CALL_REPORT = "委託先からの連絡を知らせる"
    INCIDENT_VIEW = "事案を見る"
    GATE_OPEN = "段階の関門を通す"
    EVIDENCE_EDIT = "認定・認証を記録する"
    AGREEMENT_VIEW = "要件・責任分界・質問票を見る"
    AGREEMENT_EDIT = "要件・責任分界・質問票を書く"
    AGREEMENT_SEND = "質問票を送り、回答を確かめる"
    ANNEX_TEMPLATES = "別紙のひな形を決める"
    INCIDENT_EDIT = "事案を記録する"
    INCIDENT_REPORT = "事案の報告と終結を記録する"
    COMMONS_VIEW = "県と市町村の知らせを見る"
    FIRM_NOTICE = "委託先の事案を県と市町村に知らせる"
    ROLL_UP_CHOOSE = "県に数を知らせるかを決める"
    FACT_SHARE = "委託先の事実を県と市町村に共有する"
    OFFER_PUBLISH = "条文やひな形を市町村に配布する"
    OFFER_DECIDE = "県の配布を取り込むかを決める"
    INSPECTION_VIEW = "自己点検・監査・指摘を見る"
    INSPECTION_ANSWER = "自己点検に答え、改善を進める"
    INSPECTION_SUBMIT = "自己点検を提出する"
    INSPECTION_RUN = "自己点検を行う"
    AUDIT_RUN = "監査を行う"
    FINDING_VERIFY = "改善を確かめる"
    STANDING_RUN = "条文ごとの状況の判定を始める"


P, R = Permission, Reach

_STAFF = {
    P.HOME: R.OWN,
    P.SEARCH: R.SECTION,
    P.ACCOUNT_OWN: R.OWN,
    P.ASSET_VIEW: R.SECTION,
    P.SERVICE_VIEW: R.SECTION,
    P.DUTY_FINISH: R.OWN,
    P.CONTRACT_VIEW: R.SECTION,
    P.CUSTODY_VIEW: R.SECTION,
    P.CUSTODY_EDIT: R.SECTION,
    P.OVERSIGHT_VIEW: R.SECTION,
    P.OVERSIGHT_EDIT: R.SECTION,
    P.APPROVED_SERVICES: R.BODY,
    P.APPLICATION_WRITE: R.SECTION,
    P.APPLICATION_VIEW: R.SECTION,
    P.CATALOGUE_VIEW: R.BODY,
    P.JOURNAL_PROVE: R.SECTION,
    P.BREACH_VIEW: R.SECTION,
    P.CALL_REPORT: R.SECTION,
    P.AGREEMENT_VIEW: R.SECTION,
    P.AGREEMENT_EDIT: R.SECTION,
    P.INSPECTION_VIEW: R.SECTION,
    P.INSPECTION_ANSWER: R.SECTION,
}
_DEPUTY = _STAFF | {
    P.APPLICATION_CONSULT: R.SECTION,
    P.APPLICATION_DECIDE: R.SECTION,
    P.ABSENCE_WRITE: R.OWN,
}
_MANAGER = _DEPUTY | {
    P.ASSET_EDIT: R.SECTION,
    P.SERVICE_EDIT: R.SECTION,
    P.DUTY_FINISH: R.SECTION,
    P.CONTRACT_EDIT: R.SECTION,
    P.CUSTODY_DECIDE: R.SECTION,
    P.OVERSIGHT_DECIDE: R.SECTION,
    P.GATE_OPEN: R.SECTION,
    P.LEDGER_IMPORT: R.SECTION,
    P.LEDGER_EXPORT: R.SECTION,
    P.LATER_READ: R.SECTION,
    P.APPLICATION_HAND_OVER: R.SECTION,
    P.INCIDENT_VIEW: R.SECTION,
    P.AGREEMENT_SEND: R.SECTION,
    P.INCIDENT_EDIT: R.SECTION,
    P.INSPECTION_SUBMIT: R.SECTION,
}
_READ_ALL = _STAFF | {
    P.SEARCH: R.BODY,
    P.ASSET_VIEW: R.BODY,
    P.SERVICE_VIEW: R.BODY,
    P.CONTRACT_VIEW: R.BODY,
    P.CUSTODY_VIEW: R.BODY,
    P.OVERSIGHT_VIEW: R.BODY,
    P.APPLICATION_VIEW: R.BODY,
    P.COMMONS_VIEW: R.BODY,
    P.JOURNAL_VIEW: R.BODY,
    P.JOURNAL_PROVE: R.BODY,
    P.AGREEMENT_VIEW: R.BODY,
    P.INSPECTION_VIEW: R.BODY,
}
_NO_APPLYING = {P.APPLICATION_WRITE, P.DUTY_FINISH, P.CUSTODY_EDIT, P.OVERSIGHT_EDIT}
_NO_APPLYING |= {P.AGREEMENT_EDIT, P.CALL_REPORT}
_NO_APPLYING |= {P.INSPECTION_ANSWER}
_POLICY_STAFF = _READ_ALL | {
    P.ACCOUNTS_MANAGE: R.BODY,
    P.ASSET_EDIT: R.BODY,
    P.SERVICE_EDIT: R.BODY,
    P.DUTY_FINISH: R.BODY,
    P.CONTRACT_EDIT: R.BODY,
    P.CUSTODY_EDIT: R.BODY,
    P.CUSTODY_DECIDE: R.BODY,
    P.OVERSIGHT_EDIT: R.BODY,
    P.OVERSIGHT_DECIDE: R.BODY,
    P.GATE_OPEN: R.BODY,
    P.EVIDENCE_EDIT: R.BODY,
    P.LEDGER_IMPORT: R.BODY,
    P.LEDGER_EXPORT: R.BODY,
    P.APPLICATION_REVIEW: R.BODY,
    P.WHAT_IF: R.BODY,
    P.BREACH_VIEW: R.BODY,
    P.INCIDENT_VIEW: R.BODY,
    P.AGREEMENT_EDIT: R.BODY,
    P.AGREEMENT_SEND: R.BODY,
    P.ANNEX_TEMPLATES: R.BODY,
    P.INCIDENT_EDIT: R.BODY,
    P.FIRM_NOTICE: R.BODY,
    P.FACT_SHARE: R.BODY,
    P.OFFER_PUBLISH: R.BODY,
    P.INSPECTION_RUN: R.BODY,
    P.FINDING_VERIFY: R.BODY,
    P.STANDING_RUN: R.BODY,
}
_GENERAL_OFFICER = (
    _POLICY_STAFF
    | _MANAGER
    | {permission: R.BODY for permission in _POLICY_STAFF if permission not in {P.HOME, P.ACCOUNT_OWN}}
    | {
        P.APPLICATION_WRITE: R.SECTION,
        P.APPLICATION_DECIDE: R.BODY,
        P.LATER_READ: R.BODY,
        P.APPLICATION_HAND_OVER: R.BODY,
        P.CATALOGUE_EDIT: R.BODY,
        P.ROUTE_RULES: R.BODY,
        P.ROLL_UP_CHOOSE: R.BODY,
        P.OFFER_DECIDE: R.BODY,
        P.INCIDENT_REPORT: R.BODY,
        P.OVERSIGHT_READ: R.BODY,
    }
)
_CISO = {permission: reach for permission, reach in _READ_ALL.items() if permission not in _NO_APPLYING} | {
    P.APPLICATION_DECIDE: R.BODY,
    P.LATER_READ: R.BODY,
    P.EXCEPTION_DECIDE: R.BODY,
    P.ABSENCE_WRITE: R.OWN,
    P.LEDGER_EXPORT: R.BODY,
    P.WHAT_IF: R.BODY,
    P.BREACH_VIEW: R.BODY,
    P.INCIDENT_VIEW: R.BODY,
    P.INCIDENT_REPORT: R.BODY,
    P.OVERSIGHT_READ: R.BODY,
}
_AUDITOR = {
    permission: reach for permission, reach in _READ_ALL.items() if permission not in _NO_APPLYING
} | {
    P.AUDIT_RUN: R.BODY,
    P.FINDING_VERIFY: R.BODY,
    P.LEDGER_EXPORT: R.BODY,
    P.WHAT_IF: R.BODY,
    P.BREACH_VIEW: R.BODY,
    P.INCIDENT_VIEW: R.BODY,
}

GRANTS: dict[Role, dict[Permission, Reach]] = {
    Role.STAFF: _STAFF,
    Role.DEPUTY: _DEPUTY,
    Role.MANAGER: _MANAGER,
    Role.OFFICER: _MANAGER,
    Role.SYSTEM_MANAGER: _STAFF | {P.ASSET_VIEW: R.BODY, P.SERVICE_VIEW: R.BODY},
    Role.SERVICE_MANAGER: _STAFF | {P.SERVICE_EDIT: R.SECTION, P.DUTY_FINISH: R.SECTION},
    Role.POLICY_STAFF: _POLICY_STAFF,
    Role.GENERAL_OFFICER: _GENERAL_OFFICER,
    Role.CISO: _CISO,
    Role.COMMITTEE: {p: r for p, r in _READ_ALL.items() if p not in _NO_APPLYING | {P.BREACH_VIEW}},
    Role.CSIRT: _READ_ALL
    | dict.fromkeys(
        (P.BREACH_VIEW, P.INCIDENT_VIEW, P.INCIDENT_EDIT, P.INCIDENT_REPORT, P.FIRM_NOTICE), R.BODY
    ),
    Role.AUDITOR: _AUDITOR,
}


@attrs.frozen
class HeldPost:
    """One post of an actor: its role, and the sections it covers (its own and those below it)."""

    role: Role
    section: int
    sections: frozenset[int]
    title: str
    section_name: str


@attrs.frozen
class Actor:
    """A person as the permission table sees them on one day."""

    person: int
    body: int
    name: str
    posts: tuple[HeldPost, ...]

    def reach(self, permission: Permission) -> Reach | None:
        """Return the widest reach of ``permission`` over all posts, or None."""
        reaches = [
            GRANTS[post.role][permission] for post in self.posts if permission in GRANTS.get(post.role, {})
        ]
        return max(reaches, default=None)

    def sections_for(self, permission: Permission) -> frozenset[int] | None:
        """Return the sections ``permission`` covers; None means the whole body."""
        if self.reach(permission) is Reach.BODY:
            return None
        covered: set[int] = set()
        for post in self.posts:
            if GRANTS.get(post.role, {}).get(permission) is Reach.SECTION:
                covered |= post.sections
        return frozenset(covered)

    def may(self, permission: Permission, *, section: int | None = None, owner: int | None = None) -> bool:
        """Tell whether the actor holds ``permission`` for a thing of ``section`` belonging to ``owner``.

        Without ``section`` and ``owner`` the question is whether they hold it at all.
        """
        reach = self.reach(permission)
        if reach is None:
            return False
        if section is None and owner is None:
            return True
        sections = self.sections_for(permission)
        return sections is None or (section in sections) or (owner is not None and owner == self.person)

    def sections_as(self, roles: Collection[Role]) -> frozenset[int]:
        """Return the sections covered by the posts of these ``roles``."""
        return frozenset(section for post in self.posts if post.role in roles for section in post.sections)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, over all posts."""
        return frozenset(post.role for post in self.posts)


def require(
    actor: Actor, permission: Permission, *, section: int | None = None, owner: int | None = None
) -> None:
    """Raise :class:`Refused` unless the actor holds ``permission`` for the thing.

    Raises:
        Refused: with the permission's name and whom to ask.
    """
    if actor.may(permission, section=section, owner=owner):
        return
    held = _titles(actor.posts) or say("なし（在任中の職がありません）")
    raise Refused(
        say("「{permission}」権限がありません。", permission=say(permission.value)),
        why=say("あなたの職：{posts}", posts=held),
        next_step="必要なときは、所属の課長または情報政策課に相談してください。",
    )


def _titles(posts: Iterable[HeldPost]) -> list[str]:
    return [f"{post.section_name} {post.title}" for post in posts]
