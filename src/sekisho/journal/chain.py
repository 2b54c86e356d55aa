"""Verifying the key, the current checkpoint and the chain of all checkpoints before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.journal.checkpoint import Checkpoint, follows, parse, split_history
from sekisho.journal.findings import Finding, Kind
from sekisho.journal.note import key_hash, parse_vkey
from sekisho.journal.reader import text_of
from sekisho.journal.tiles import CHECKPOINT, VKEY, WIDTH, history_path, parse_history_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sekisho.journal.note import Verifier
    from sekisho.journal.reader import Reader


@attrs.define
class Chain:
    """What the signatures say about the log."""

    verifier: Verifier | None = None
    checkpoint: Checkpoint | None = None
    """The latest checkpoint that can be believed, else the latest that can be read."""
    history: list[Checkpoint] = attrs.field(factory=list)
    names: set[str] = attrs.field(factory=lambda: {CHECKPOINT, VKEY})
    """The files this part of the verification answers for."""
    findings: list[Finding] = attrs.field(factory=list)

    def found(self, kind: Kind, what: str, where: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(kind, what, where))

    def believed(self, checkpoint: Checkpoint | None) -> bool:
        """Say whether ``checkpoint`` is signed by the log's key; without a key, whether it can be read."""
        if checkpoint is None or self.verifier is None:
            return checkpoint is not None
        return checkpoint.signed_by(self.verifier)

    @property
    def sound(self) -> bool:
        """Whether there is a checkpoint that can be believed."""
        return self.believed(self.checkpoint)


def read_chain(reader: Reader, names: Iterable[str], trusted: Sequence[Verifier]) -> Chain:
    """Read key, history and checkpoint and say what does not fit. ``trusted``: keys known from elsewhere."""
    chain = Chain()
    _read_key(chain, reader, trusted)
    last = _read_history(chain, reader, {name for name in names if name.startswith("history/")})
    _read_checkpoint(chain, reader, last)
    return chain


def _read_key(chain: Chain, reader: Reader, trusted: Sequence[Verifier]) -> None:
    text = text_of(reader, VKEY)
    written = parse_vkey(text.removesuffix("\n")) if text is not None and text.endswith("\n") else None
    if written is None:
        chain.found(
            Kind.FILE_MISSING if reader.read(VKEY) is None else Kind.FILE_ALTERED,
            "公開鍵（vkey）が読めません。",
            VKEY,
        )
    elif trusted and written not in trusted:
        chain.found(Kind.KEY, "公開鍵（vkey）が、控えの鍵と違います。鍵が差し替えられています。", VKEY)
    chain.verifier = written if not trusted or written in trusted else trusted[0]


def _read_history(chain: Chain, reader: Reader, names: set[str]) -> Checkpoint | None:
    """Walk through the history; return its last checkpoint when nothing stands broken after it."""
    number = 0
    last: Checkpoint | None = None
    while (name := history_path(number)) in names:
        names.discard(name)
        chain.names.add(name)
        text = text_of(reader, name)
        messages = split_history(text) if text is not None else []
        if text is None or not messages:
            chain.found(Kind.FILE_ALTERED, "検証点の履歴が読めません。", name)
            last = None
        for offset, message in enumerate(messages):
            last = _link(chain, last, parse(message), number * WIDTH + offset, name)
        number += 1
        if names and len(messages) != WIDTH:
            chain.found(
                Kind.HISTORY, f"検証点の履歴が 256 個ずつになっていません（{len(messages)} 個）。", name
            )
    if number == 0 or any(parse_history_path(name) for name in names):
        chain.found(Kind.FILE_MISSING, "検証点の履歴のファイルがありません。", history_path(number))
    return last


def _link(
    chain: Chain, before: Checkpoint | None, checkpoint: Checkpoint | None, number: int, name: str
) -> Checkpoint | None:
    """Judge one checkpoint of the history against the one before it."""
    if checkpoint is None:
        chain.found(Kind.HISTORY, f"{number} 番の検証点が書き換えられていて、読めません。", name)
        return None
    if checkpoint.number != number:
        chain.found(
            Kind.HISTORY,
            f"{number} 番の検証点の場所に {checkpoint.number} 番があります。抜き取りか追加か入れ替えです。",
            name,
        )
    elif (before is not None or number == 0) and not follows(checkpoint, before):
        _broken_link(chain, before, checkpoint, name)
    chain.history.append(checkpoint)
    return checkpoint


def _broken_link(chain: Chain, before: Checkpoint | None, checkpoint: Checkpoint, name: str) -> None:
    for suspect in (before, checkpoint):
        if suspect is not None and not chain.believed(suspect):
            chain.found(Kind.HISTORY, f"{suspect.number} 番の検証点が書き換えられています。", name)
            return
    chain.found(
        Kind.FORK,
        f"{checkpoint.number} 番の検証点は、その前の検証点の続きではありません。過去が作り直されています。",
        name,
    )


def _read_checkpoint(chain: Chain, reader: Reader, last: Checkpoint | None) -> None:
    text = text_of(reader, CHECKPOINT)
    current = parse(text) if text is not None else None
    good, last_good = chain.believed(current), chain.believed(last)
    if text is None and reader.read(CHECKPOINT) is None:
        chain.found(Kind.FILE_MISSING, "現在の検証点（checkpoint）がありません。", CHECKPOINT)
    elif not last_good and _other_key(chain, current):
        chain.found(
            Kind.KEY, "公開鍵（vkey）は、現在の検証点に署名した鍵ではありません。鍵の差し替えです。", VKEY
        )
    elif not good:
        chain.found(
            Kind.SIGNATURE, "現在の検証点（checkpoint）が読めないか、署名が正しくありません。", CHECKPOINT
        )
    elif current and last and last_good and current.number < last.number:
        chain.found(
            Kind.ROLLBACK,
            f"現在の検証点が、履歴の {last.number} 番より古いものに戻されています。",
            CHECKPOINT,
        )
    elif current and (last is None or current.message != last.message):
        where = history_path(current.number // WIDTH)
        chain.found(Kind.HISTORY, f"履歴の最後が、現在の検証点（{current.number} 番）ではありません。", where)
    candidates = [one for one, ok in ((current, good), (last, last_good)) if one and ok]
    readable = [one for one in (current, last) if one]
    chain.checkpoint = max(candidates or readable, key=lambda one: one.number, default=None)


def _other_key(chain: Chain, checkpoint: Checkpoint | None) -> bool:
    """Say whether a checkpoint names another key than the log's."""
    note = checkpoint.note if checkpoint else None
    if note is None or chain.verifier is None:
        return False
    name, public = chain.verifier
    return all(signature[:2] != (name, key_hash(name, public)) for signature in note.signatures)
