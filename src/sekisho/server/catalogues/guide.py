"""The guide to the two classes: answers from a form to ``judgement.classify`` and back to a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, say
from sekisho.judgement.classify import EXAMPLES, QUESTIONS, classify, convert
from sekisho.terms import Confidentiality, N, OldServiceClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORDS = {"yes": True, "no": False}


def read_answers(sent: Mapping[str, str]) -> dict[str, bool | int]:
    """Return the answers in ``sent`` (yes, no, or a grade); what is not answered is left out.

    Raises:
        BadInput: an answer is none of the choices.
    """
    answers: dict[str, bool | int] = {}
    for question in QUESTIONS:
        text = sent.get(question.name, "")
        if not text:
            continue
        if question.grade and text in {"1", "2", "3"}:
            answers[question.name] = int(text)
        elif not question.grade and text in _WORDS:
            answers[question.name] = _WORDS[text]
        else:
            raise BadInput(
                say("「{text}」は選べません。", text=text),
                where=question.text,
                next_step="選び直してください。",
            )
    return answers


def read_old(text: str) -> OldServiceClass | None:
    """Return the former class named by ``text``; None for no name.

    Raises:
        BadInput: there is no such class.
    """
    if not text:
        return None
    if text not in {member.value for member in OldServiceClass}:
        raise BadInput(say("「{text}」という区分はありません。", text=text), where="これまでの区分")
    return OldServiceClass(text)


def guide(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return what the guide's page shows for the answers in ``sent``.

    Raises:
        BadInput: an answer is none of the choices.
    """
    answers, old = read_answers(sent), read_old(sent.get("old", ""))
    grades = [(str(value), label) for value, label in Confidentiality.choices()]
    return {
        "questions": [
            {
                "name": question.name,
                "text": question.text,
                "hint": question.hint,
                "choices": _choices(
                    grades if question.grade else [("yes", N("はい")), ("no", N("いいえ"))],
                    sent.get(question.name, ""),
                ),
            }
            for question in QUESTIONS
        ],
        "answered": bool(answers),
        "result": classify(answers),
        "old": old,
        "olds": _choices(OldServiceClass.choices(), sent.get("old", "")),
        "conversion": convert(old, answers) if old else None,
        "examples": EXAMPLES,
    }


def _choices(pairs: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, str]]:
    return [
        {"value": value, "label": label, "checked": "yes" if value == chosen else ""}
        for value, label in pairs
    ]
