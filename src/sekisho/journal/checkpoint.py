"""Checkpoints: the signed statement of how long the log is and what its root hash is.

The text is C2SP tlog-checkpoint (origin, size, root) with three extension lines of ours: the running
number, the time, and the hash of the whole checkpoint before it. So the checkpoints form a chain of
their own, and one that is missing, added or exchanged shows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sekisho.journal.merkle import EMPTY_ROOT, HASH_SIZE
from sekisho.journal.note import decode64, encode64, parse_note

if TYPE_CHECKING:
    from sekisho.journal.note import Note, Signer, Verifier

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
FIRST = sha256(b"").digest()
"""What the first checkpoint names as the one before it."""

_TEXT = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\n]+)\n"
    r"no (?P<number>0|[1-9][0-9]{0,17})\ntime (?P<time>[^\n]+)\nafter (?P<after>[^\n]+)\n"
)
_LINES = 8
"""Lines of one signed checkpoint: six of text, an empty one, the signature."""


class Checkpoint(NamedTuple):
    """A checkpoint as read or written; ``message`` is the whole signed text."""

    origin: str
    size: int
    root: bytes
    number: int
    time: datetime
    after: bytes
    message: str

    @property
    def digest(self) -> bytes:
        """What the next checkpoint names as the one before it."""
        return sha256(self.message.encode()).digest()

    @property
    def note(self) -> Note | None:
        """The text and its signatures."""
        return parse_note(self.message)

    def signed_by(self, verifier: Verifier) -> bool:
        """Say whether it is signed by ``verifier``, by nobody else, and under its own origin."""
        note = self.note
        return (
            note is not None
            and len(note.signatures) == 1
            and self.origin == verifier.name
            and note.signed_by(verifier)
        )

    def as_dict(self) -> dict[str, object]:
        """Return it for ``--json``."""
        return {
            "origin": self.origin,
            "size": self.size,
            "root": encode64(self.root),
            "number": self.number,
            "time": self.time.strftime(TIME_FORMAT),
            "checkpoint": self.message,
        }


def make(signer: Signer, size: int, root: bytes, at: datetime, before: Checkpoint | None) -> Checkpoint:
    """Sign the state of the log at the time ``at``, following the checkpoint ``before``."""
    time = at.astimezone(UTC)
    number = before.number + 1 if before else 0
    after = before.digest if before else FIRST
    text = (
        f"{signer.name}\n{size}\n{encode64(root)}\n"
        f"no {number}\ntime {time.strftime(TIME_FORMAT)}\nafter {encode64(after)}\n"
    )
    return Checkpoint(signer.name, size, root, number, time, after, signer.sign(text))


def parse(message: str) -> Checkpoint | None:
    """Read a checkpoint in its only spelling; None when it is not one. The signature is not judged here."""
    note = parse_note(message)
    match = _TEXT.fullmatch(note.text) if note else None
    if not match:
        return None
    root, after = decode64(match["root"]), decode64(match["after"])
    time = _time(match["time"])
    if root is None or after is None or time is None or {len(root), len(after)} != {HASH_SIZE}:
        return None
    size = int(match["size"])
    if size == 0 and root != EMPTY_ROOT:
        return None
    return Checkpoint(match["origin"], size, root, int(match["number"]), time, after, message)


def _time(text: str) -> datetime | None:
    try:
        time = datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if time.strftime(TIME_FORMAT) == text else None


def split_history(text: str) -> list[str]:
    """Cut a history file into the texts of its checkpoints; the last may be broken."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    lines += [last] if last else []
    return ["".join(lines[at : at + _LINES]) for at in range(0, len(lines), _LINES)]


def follows(later: Checkpoint, earlier: Checkpoint | None) -> bool:
    """Say whether ``later`` names ``earlier`` as the one before it and does not go back."""
    if earlier is None:
        return later.number == 0 and later.after == FIRST
    return (
        later.number == earlier.number + 1
        and later.after == earlier.digest
        and later.size >= earlier.size
        and later.origin == earlier.origin
    )
