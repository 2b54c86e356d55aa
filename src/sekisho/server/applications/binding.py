"""What the decision of an application binds, and what has changed since (決裁後変更)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.procedures.content import changes, content, digest

if TYPE_CHECKING:
    from sekisho.procedures.content import Change
    from sekisho.server.applications.models import Application


def content_of(application: Application, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what a decision taken now would bind: answers, facts, attachments, route."""
    return content(
        answers=application.answers,
        facts=facts if facts is not None else {},
        attachments=[
            {"name": one.name, "sha256": one.sha256}
            for one in application.attachments.all()
            if one.removed_at is None
        ],
        route=application.route or {},
    )


def changed_since_decision(application: Application) -> tuple[Change, ...]:
    """Return what differs between what was decided and what the application says now; empty before."""
    bound = application.content
    if not application.content_hash or bound is None:
        return ()
    return changes(bound, content_of(application, bound.get("facts", {})))


def is_intact(application: Application) -> bool:
    """Tell whether the content kept still has the digest that was decided (and recorded)."""
    return not application.content_hash or (
        application.content is not None and digest(application.content) == application.content_hash
    )
