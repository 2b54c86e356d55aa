"""A register as a file: what a person is shown of it before anything is written, and what it would do."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs
from django.db.models import Q

from sekisho.errors import BadInput, say
from sekisho.japan.dates import format_wareki
from sekisho.procedures import registers as rules
from sekisho.server.importing.consent import digest_of, refuse_large
from sekisho.server.trust.importing import register_rows
from sekisho.server.trust.models import Evidence, RegisterEdition
from sekisho.terms import CertificationKind, RegisterChange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.trust.importing.register_rows import RegisterLine

FEWER = 2
"""A list shorter than the one in force by this factor is asked about: it may be a part of it."""


@attrs.frozen
class File:
    """The bytes of a register, which one it is, and of which day (None: as the file says)."""

    kind: CertificationKind
    name: str
    data: bytes
    as_of: dt.date | None = None
    mapping: Mapping[str, str] | None = None
    sheet: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@attrs.frozen
class Effect:
    """What an edition says of one certification that the ledger holds."""

    evidence: Evidence
    change: RegisterChange
    line: RegisterLine | None


@attrs.frozen
class Taken:
    """One way of taking a file in: its lines, and the numbers of rows left out."""

    lines: tuple[tuple[int, RegisterLine], ...]
    left_out: tuple[str, ...]
    effects: tuple[Effect, ...]

    @property
    def digest(self) -> str:
        """One digest over what would be written."""
        said = [attrs.astuple(line) for _, line in self.lines]
        text = json.dumps(said, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@attrs.frozen
class Shown:
    """What a person is shown: the rows as read, of which day, both ways of taking them in, what to mind."""

    file: File
    parsed: Parsed[RegisterLine]
    as_of: dt.date
    in_force: RegisterEdition | None
    clean: Taken
    whole: Taken
    warnings: tuple[str, ...]

    @property
    def older(self) -> bool:
        """Whether the list in force is of a later day."""
        return self.in_force is not None and self.in_force.as_of > self.as_of

    def taken(self, *, accept_doubts: bool) -> Taken:
        """Return one way of taking it in."""
        return self.whole if accept_doubts else self.clean

    def digest(self, taken: Taken) -> str:
        """Return what the consent to one way names: rows, doubts, what would happen to what we hold."""
        effects = [[one.evidence.pk, one.evidence.version, one.change.value] for one in taken.effects]
        problems = [one.as_dict() for one in self.parsed.problems]
        in_force = self.in_force.pk if self.in_force is not None else None
        told = [self.file.kind.value, self.as_of, in_force, problems, taken.digest, taken.left_out]
        return digest_of([*told, *effects])

    @property
    def digests(self) -> str:
        """What the consent to either way names."""
        return f"{self.digest(self.clean)} {self.digest(self.whole)}"


def look(file: File, day: dt.date) -> Shown:
    """Read a register against the edition in force and the ledger. Writes nothing.

    Raises:
        BadInput: the file is too large, cannot be read, is empty, or is of a day that has not come.
    """
    refuse_large(file.name, file.data)
    parsed = register_rows.read(file.data, file.name, file.kind, mapping=file.mapping, sheet=file.sheet)
    if not parsed.total:
        raise BadInput(
            say("「{name}」には、登録の行が1つもありません。", name=file.name),
            next_step="公表されている一覧をそのまま保存したファイルか確かめてください。",
        )
    said = file.as_of or register_rows.as_of(parsed)
    as_of = said or day
    if as_of > day:
        raise BadInput(
            say("登録簿の日（{day}）はまだ来ていません。", day=format_wareki(as_of)),
            where="いつ現在か",
            next_step="いつ現在の登録簿か確かめてください。",
        )
    in_force = RegisterEdition.objects.filter(kind=file.kind.value, current=True).first()
    held = _held(file.kind, day)
    clean, whole = (_taken(parsed, held, file.kind, accept_doubts=accept) for accept in (False, True))
    warnings = _warnings(file, parsed, in_force, said)
    return Shown(file, parsed, as_of, in_force, clean, whole, tuple(warnings))


def _held(kind: CertificationKind, day: dt.date) -> list[Evidence]:
    """Return the certifications that still run and bear a number of this register."""
    rows = Evidence.objects.filter(Q(until=None) | Q(until__gte=day), kind=kind.value, withdrawn_on=None)
    return list(rows.exclude(number="").select_related("provider").order_by("pk"))


def _taken(
    parsed: Parsed[RegisterLine], held: Sequence[Evidence], kind: CertificationKind, *, accept_doubts: bool
) -> Taken:
    by_number = {}
    lines = []
    for number, line in parsed.acceptable(accept_doubts=accept_doubts):
        key = rules.number_key(line.number)
        if key not in by_number:  # a row that repeats another to the letter is that row
            by_number[key] = line
            lines.append((number, line))
    place = next(i for i, name in enumerate(parsed.mapping) if name == "登録番号")
    column = _position(list(parsed.mapping.values())[place])
    refused = (_cell(parsed.raw[number], column) for number in parsed.rejected(accept_doubts=accept_doubts))
    left_out = tuple(sorted({rules.number_key(text) for text in refused if text} - by_number.keys()))
    effects = []
    for evidence in held:
        key = rules.number_key(evidence.number)
        found = by_number.get(key)
        if key in left_out:
            continue
        change = rules.change(
            evidence.until, found.state if found else None, found.until(kind) if found else None
        )
        if change is not None:
            effects.append(Effect(evidence, change, found))
    return Taken(tuple(lines), left_out, tuple(effects))


def _position(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def _cell(texts: Sequence[str], position: int) -> str:
    return texts[position - 1].strip() if 0 < position <= len(texts) else ""


def _warnings(
    file: File, parsed: Parsed[RegisterLine], in_force: RegisterEdition | None, said: dt.date | None
) -> list[str]:
    found = []
    if said is None:
        found.append(
            "いつ現在の登録簿か書かれていないので、今日現在とします。違うときは日付を入れてください。"
        )
    if _tells_of_liu(parsed) != (file.kind is CertificationKind.ISMAP_LIU):
        other = "ISMAP-LIU" if file.kind is CertificationKind.ISMAP else "ISMAP"
        if file.kind is CertificationKind.ISMAP:
            found.append(f"ファイルに「LIU」と書かれています。{other}の登録簿ではないか確かめてください。")
    if parsed.passed_over:
        found.append(f"読まない列：{'、'.join(parsed.passed_over)}")
    if in_force is not None and parsed.total * FEWER < in_force.rows.count():
        found.append(
            f"今の登録簿は{in_force.rows.count()}行、このファイルは{parsed.total}行です。"
            "一部だけを書き出したファイルではないか確かめてください。"
        )
    return found


def _tells_of_liu(parsed: Parsed[RegisterLine]) -> bool:
    return any("LIU" in text.upper() for text in (parsed.filename, parsed.sheet, *parsed.above))
