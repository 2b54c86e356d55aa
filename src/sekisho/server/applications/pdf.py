"""The decision record on paper: one template for browser and PDF (PDF/A-3u, tagged), sealed once made.

The same decision gives one file: its sha256 is kept with the application, and the bytes are served from
there ever after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.server.applications import blobs, details, steps
from sekisho.server.applications.judged import judged
from sekisho.server.ui.printing import pdf

if TYPE_CHECKING:
    from sekisho.server.applications.models import Application

TEMPLATE = "applications/print/record.html"


def context(application: Application) -> dict[str, Any]:
    """Return what the printed form shows."""
    now = timezone.now()
    day = timezone.localdate(now)
    return {
        "application": application,
        "judged": judged(application, day, now),
        "content": details.content(application),
        "summary": steps.summary(application),
        "stamps": details.stamps(application),
        "events": details.events(application),
        "checks": details.checks(application),
        "consultations": details.consultations(application),
        "changes": details.changes(application),
        "proof": details.proof(application),
        "rule": (application.route or {}).get("rule", ""),
        "printed_at": now,
    }


def render(application: Application) -> bytes:
    """Return the decision record as PDF/A.

    Raises:
        BadInput: nothing is decided yet.
    """
    if not application.content_hash:
        raise BadInput(
            "まだ決裁されていないので、決裁の記録はありません。", next_step="決裁の後に取り出してください。"
        )
    return pdf(TEMPLATE, context(application))


def sealed(application: Application) -> bytes | None:
    """Return the record made before, if there is one."""
    return blobs.get(application.print_sha256) if application.print_sha256 else None
