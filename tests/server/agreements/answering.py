"""What the tests of this folder share: answers to every question, a questionnaire's open link."""

from sekisho.server.agreements import questionnaire_queries
from sekisho.server.agreements.models import GuestLink


def all_yes(row):
    """Answer はい to everything."""
    return {
        one.id: {"reply": "yes", "words": ""}
        for one in questionnaire_queries.questions_of(questionnaire_queries.asked(row))
    }


def link_of(row):
    return GuestLink.objects.get(questionnaire=row, closed_at=None)


def digest_of(row):
    return questionnaire_queries.asked(row).digest
