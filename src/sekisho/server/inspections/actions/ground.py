"""What the actions of this slice share: a row locked as it was seen, texts and days, the next number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, Conflict, say
from sekisho.japan.text import search_key
from sekisho.procedures import improvement
from sekisho.server.accounts.permissions import require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.inspections.models import Finding
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import versions

if TYPE_CHECKING:
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor, Permission
    from sekisho.server.accounts.tenancy import BodyOwned


LONGEST = 2000


def locked(
    model: type[BodyOwned],
    pk: int,
    version: int | None = None,
    *,
    actor: Actor | None = None,
    permission: Permission | None = None,
) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    Who may not act on the row's section is refused first, so that a stale version tells them nothing of it.

    Raises:
        NotFound: there is no such row in this body.
        Refused: the actor does not hold ``permission`` for the row's section.
        Conflict: somebody changed it.
    """

    def allow(row: Any) -> None:  # noqa: ANN401  the row of the model
        if actor is not None and permission is not None:
            require(actor, permission, section=row.section_id)

    return versions.locked(model, pk, version, allow)


def writable(label: str, text: str, most: int = LONGEST) -> str:
    """Return ``text`` if every database writes it.

    Raises:
        BadInput: it is longer than ``most`` characters, or holds a NUL.
    """
    if len(text) > most:
        raise BadInput(
            say("書いたものが長すぎます（{count}字）。", count=len(text)),
            where=label,
            next_step=say("{most}字までにしてください。", most=most),
        )
    if "\x00" in text:
        raise BadInput(
            "文字として扱えないもの（制御文字NULなど）が入っています。",
            where=label,
            next_step="その文字を除いて、もう一度送ってください。",
        )
    return text


def required(label: str, text: str, most: int = LONGEST) -> str:
    """Return ``text`` without blanks at its ends.

    Raises:
        BadInput: nothing is written, or what :func:`writable` says.
    """
    writable(label, text, most)
    return checks.required(label, text)


def known(clauses: Collection[str]) -> list[str]:
    """Return ``clauses`` sorted, each once, if the rules in force know them all.

    Raises:
        BadInput: none is given, or one is unknown.
    """
    found = sorted(set(clauses))
    rules = rulebook_in_force().clauses
    wrong = [one for one in found if one not in rules]
    if wrong or not found:
        raise BadInput(
            say("使える条文ではありません：{clauses}", clauses=wrong or say("なし")),
            where="条文",
            next_step="条文一覧にあるものを選んでください。",
        )
    return found


def new_finding(**values: Any) -> Finding:  # noqa: ANN401  the fields of a finding
    """Write a finding under the next number of its year; others wait until the end."""
    hold_body()
    year = values["fiscal_year"]
    count = Finding.objects.filter(fiscal_year=year).count()
    number = f"指摘{year}-{count + 1:03}"
    key = search_key(f"{number}|{values['clause']}|{values['facts']}")[:500]
    row: Finding = Finding.make(number=number, search_key=key, **values)
    return row


def refuse_again(model: type[BodyOwned], values: dict[str, object]) -> None:
    """Refuse what was recorded before with the same ``values``: a form sent twice.

    Raises:
        Conflict: there is such a row.
    """
    if model.objects.filter(**values).exists():
        raise Conflict(
            "同じ内容が、もう記録されています。",
            next_step="監査の画面を開いて確かめてください。別のものなら、内容を書き分けてください。",
        )


def refuse_audit_of_own(actor: Actor, sections: set[int]) -> None:
    """Refuse an auditor who belongs to one of ``sections``.

    Raises:
        Refused: they do.
    """
    own = frozenset(section for post in actor.posts for section in post.sections)
    improvement.refuse_audit_of_own(frozenset(sections), own)
