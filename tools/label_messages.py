"""Print, as Python that the message collector can read, every label that lives in a table and not in a call.

The glossary, the permissions, the facts a clause may ask, the entries of navigation and search: their
Japanese labels are data of the core or of a registry, so no call to ``gettext`` names them. Nor does one
name the texts of errors: they are raised in Japanese and said in the reader's language at the screen.
"""

from __future__ import annotations

import ast
import os
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = (
    "catalogue/clause.py",
    "server/importing",
    "server/incidents",
    "server/agreements",
    "server/trust",
    "procedures/inventory.py",
    *("procedures/improvement.py", "procedures/questionnaire.py"),
    *(
        "server/accounts",
        "server/applications",
        "server/catalogues",
        "server/commons",
        "server/offers",
        "procedures/offers.py",
        "procedures/offer_edits.py",
        "server/crossings",
        "server/custody",
        "server/inspections",
        "server/ledgers",
        "server/importing/consent.py",
        "server/site/waiting.py",
        "server/ui/consents.py",
        "server/site/problems.py",
    ),
    *("procedures/states.py", "procedures/route.py", "procedures/numbering.py", "judgement/classify.py"),
    "judgement/gradechecks.py",
    *("server/access", "server/oversight", "procedures/oversight.py"),
    *("server/lifecycle", "procedures/phases.py", "procedures/sharing.py"),
    *("procedures/papers.py", "procedures/reporting.py", "procedures/exercises.py", "japan/business_days.py"),
    *("japan/dates.py", "japan/periods.py", "japan/text.py", "japan/corporate_number.py"),
)
"""Where the errors are raised that a reader of the screens meets; others stay Japanese."""
ELSEWHERE = ("migrations",)
ERRORS = {"BadInput", "ChangedSince", "Refused", "NotFound", "Conflict", "CannotRun", "InvalidRulebook"}


def labels() -> Iterator[str]:
    """Yield every label, with repetitions."""
    import sekisho  # noqa: PLC0415  after django.setup
    from sekisho import terms  # noqa: PLC0415  after django.setup
    from sekisho.judgement.classify import EXAMPLES, QUESTIONS  # noqa: PLC0415  after django.setup
    from sekisho.judgement.facts import FACTS  # noqa: PLC0415  after django.setup
    from sekisho.judgement.gradechecks import SECRET_WORDS  # noqa: PLC0415  after django.setup
    from sekisho.procedures import (  # noqa: PLC0415  after django.setup
        climbing,
        exercises,
        improvement,
        phases,
        reporting,
        statements,
        states,
    )
    from sekisho.server.accounts.permissions import Permission  # noqa: PLC0415  after django.setup
    from sekisho.server.incidents.attack_form import FIELDS  # noqa: PLC0415  after django.setup
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
    yield from SECRET_WORDS.values()
    words = (states.Verb, states.Part, reporting.Trigger, reporting.ReportItem, reporting.Leak)
    yield from (gate.label for gate in phases.GATES)
    for part in (
        *words,
        climbing.Matter,
        exercises.Asked,
        statements.Claim,
        statements.Kind,
        improvement.Verb,
    ):
        yield from (member.label for member in part)
    yield from (field.label for field in FIELDS)
    for played in exercises.SCENARIOS:
        yield from (played.title, played.story, *(inject.text for inject in played.injects))
    yield from (statements.YES, statements.NO)
    yield from _rules()
    yield from errors(Path(sekisho.__file__).parent)


def _rules() -> Iterator[str]:
    """Yield what is asked of firms and reviewers: data that is shipped, not an edition's clauses."""
    from sekisho.server.agreements import rules  # noqa: PLC0415  after django.setup
    from sekisho.server.applications import judging  # noqa: PLC0415  after django.setup
    from sekisho.server.trust.register_models import KINDS, RegisterEdition  # noqa: PLC0415  after django.setup

    yield from rules.book().headings.values()
    for line in rules.book().templates:
        yield from (line.text, line.question)
    yield from (control.title for control in rules.controls())
    yield from (item.title for item in rules.items())
    yield from (item.question for item in judging.questions_to_reviewers())
    yield from (str(RegisterEdition(kind=kind.value)) for kind in KINDS)


def errors(package: Path) -> Iterator[str]:
    """Yield the texts of the errors raised in :data:`ROOMS` and every pattern given to ``say``."""
    for room in ROOMS:
        folder = package / room
        for file in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            if file == folder or not set(ELSEWHERE) & set(file.parts):
                tree = ast.parse(file.read_text(encoding="utf-8"))
                for node in ast.walk(tree):
                    yield from _texts(node)


def _texts(node: ast.AST) -> Iterator[str]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return
    if node.func.id in ERRORS:
        given = [*node.args, *(word.value for word in node.keywords if word.arg != "clauses")]
    elif node.func.id in {"say", "one_of", "unseen", "Classification", "Conversion", "_fault"}:
        given = node.args
    else:
        return
    for one in given:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and _is_text(one.value):
            yield one.value


def _is_text(value: str) -> bool:
    return "{" in value or not value.isascii()


def main() -> None:
    """Print one marked string for each label."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.server.site.settings")
    django.setup()
    print("from django.utils.translation import gettext_noop")
    for label in sorted(set(labels()) - {""}):
        print(f"gettext_noop({label!r})")


if __name__ == "__main__":
    main()
