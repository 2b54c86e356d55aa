"""Print, as Python that the message collector can read, every label that lives in a table and not in a call.

The glossary, the permissions, the facts a clause may ask, the entries of navigation and search: their
Japanese labels are data of the core or of a registry, so no call to ``gettext`` names them.
"""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator


def labels() -> Iterator[str]:
    """Yield every label, with repetitions."""
    from sekisho import terms  # noqa: PLC0415  after django.setup
    from sekisho.judgement.classify import EXAMPLES, QUESTIONS  # noqa: PLC0415  after django.setup
    from sekisho.judgement.facts import FACTS  # noqa: PLC0415  after django.setup
    from sekisho.server.accounts.permissions import Permission  # noqa: PLC0415  after django.setup
    from sekisho.server.ui import navigation, search  # noqa: PLC0415  after django.setup

    for kind in vars(terms).values():
        if isinstance(kind, type) and issubclass(kind, Enum):
            yield from (member.label for member in kind)  # type: ignore[attr-defined]  # all of them have one
    yield from (permission.value for permission in Permission)
    yield from (entry.label for entry in navigation.entries())
    yield from search.labels()
    for fact in FACTS.values():
        yield from (fact.label, fact.question)
    for question in QUESTIONS:
        yield from (question.text, question.hint)
    yield from (example.name for example in EXAMPLES)


def main() -> None:
    """Print one marked string for each label."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.server.site.settings")
    django.setup()
    print("from django.utils.translation import gettext_noop")
    for label in sorted(set(labels()) - {""}):
        print(f"gettext_noop({label!r})")


if __name__ == "__main__":
    main()
