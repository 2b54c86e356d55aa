"""The one error tree.

Every refusal and every fault that a person may meet is a :class:`SekishoError`. It says in plain
Japanese what happened, why, and what to do next, quoting the input and never an implementation type.
The core, storage, the server and the command line raise these; only a process's outermost edge
turns them into an exit code, an HTTP problem document (RFC 9457) or a page. A page in another language
says the sentence again from its pattern (:func:`say`).
"""

from __future__ import annotations

from typing import Self


class Said(str):
    """A Japanese sentence that remembers the pattern and the values it was made of.

    It is that sentence wherever text is wanted; a screen in another language translates ``pattern`` and
    fills in ``values`` anew.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: dict[str, object]

    def __new__(cls, pattern: str, values: dict[str, object]) -> Self:
        """Make the sentence in Japanese."""
        sentence = super().__new__(cls, pattern.format(**{key: _shown(one) for key, one in values.items()}))
        sentence.pattern, sentence.values = pattern, values
        return sentence

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, object]]]:
        """Copy and pickle with pattern and values."""
        return type(self), (self.pattern, self.values)


def say(pattern: str, **values: object) -> Said:
    """Return ``pattern`` with ``{name}`` filled in, able to be said in another language.

    Words of the glossary (anything with a ``label``), other :func:`say` texts and lists of them are said in
    that language, too; every other value is quoted as it is, because it is somebody's input.
    """
    return Said(pattern, values)


def _shown(value: object) -> object:
    if isinstance(value, list | tuple):
        return "、".join(str(_shown(one)) for one in value)
    return getattr(value, "label", value)


class SekishoError(Exception):
    """Something that is told to a person.

    Parameters
    ----------
    what:
        One Japanese sentence: what happened, quoting the input.
    why:
        The reason, naming the clause, field or limit. May be empty when ``what`` says it all.
    next_step:
        What the reader can do now.
    where:
        File, sheet row, field or identifier the fault is in; empty when it has no place.
    clauses:
        Identifiers of the clauses the refusal rests on.
    """

    code = "error"
    exit_code = 2
    http_status = 500

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        next_step: str = "",
        where: str = "",
        clauses: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step
        self.where = where
        self.clauses = clauses

    def for_people(self) -> str:
        """Return the whole explanation as a few short lines of Japanese."""
        lines = [f"{self.where}：{self.what}" if self.where else self.what]
        if self.why:
            lines.append(f"理由：{self.why}")
        if self.clauses:
            lines.append(f"根拠条文：{'、'.join(self.clauses)}")
        if self.next_step:
            lines.append(f"次にすること：{self.next_step}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """Return the same explanation for ``--json`` and RFC 9457 problem documents."""
        return {
            "code": self.code,
            "what": self.what,
            "why": self.why,
            "next_step": self.next_step,
            "where": self.where,
            "clauses": list(self.clauses),
        }


class BadInput(SekishoError):
    """A file, field or value cannot be read as what it should be."""

    code = "bad_input"
    http_status = 422


class Refused(SekishoError):
    """The person may not do this, or a clause forbids it."""

    code = "refused"
    exit_code = 1
    http_status = 403


class NotFound(SekishoError):
    """The thing named does not exist, or not for this person."""

    code = "not_found"
    http_status = 404


class Conflict(SekishoError):
    """Somebody else changed or decided the thing first, or it is not in the state this step needs."""

    code = "conflict"
    exit_code = 1
    http_status = 409


class InvalidRulebook(SekishoError):
    """A catalogue edition or a local clause cannot take effect."""

    code = "invalid_rulebook"
    exit_code = 1
    http_status = 422


class JournalDamaged(SekishoError):
    """The record fails verification; ``where`` names the entry, tile or file."""

    code = "journal_damaged"
    exit_code = 1


class CannotRun(SekishoError):
    """The machine lacks something: space, a port, a file, a database."""

    code = "cannot_run"
    http_status = 503
