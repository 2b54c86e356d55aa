"""The one error tree.

Every refusal and every fault that a person may meet is a :class:`SekishoError`. It says in plain
Japanese what happened, why, and what to do next, quoting the input and never an implementation type.
The core, storage, the server and the command line raise these; only a process's outermost edge
turns them into an exit code, an HTTP problem document (RFC 9457) or a page.
"""

from __future__ import annotations


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
