"""Proofs an auditor can check with nothing but SHA-256 and the log's public key.

An inclusion proof shows that one entry stands in the log that a checkpoint signed; a consistency proof
shows that a newer log begins with an older one, so that nothing was rewritten in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput
from sekisho.journal.checkpoint import Checkpoint, parse
from sekisho.journal.merkle import (
    consistency_path,
    consistent,
    inclusion_path,
    leaf_hash,
    root_from_inclusion,
)
from sekisho.journal.note import decode64, encode64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.journal.note import Verifier
    from sekisho.journal.reader import LogReader


def inclusion(log: LogReader, index: int, checkpoint: Checkpoint, vkey: str) -> dict[str, Any]:
    """Return the proof that entry ``index`` is in the log of ``checkpoint``."""
    path = inclusion_path(index, checkpoint.size, log.node)
    record = log.record(index)
    return {
        "kind": "inclusion",
        "origin": checkpoint.origin,
        "index": index,
        "size": checkpoint.size,
        "record": record.decode("utf-8", "replace"),
        "leaf_hash": encode64(leaf_hash(record)),
        "path": [encode64(step) for step in path],
        "root": encode64(checkpoint.root),
        "checkpoint": checkpoint.message,
        "vkey": vkey,
    }


def consistency(log: LogReader, older: Checkpoint, checkpoint: Checkpoint, vkey: str) -> dict[str, Any]:
    """Return the proof that the log of ``checkpoint`` begins with that of ``older``."""
    path = consistency_path(older.size, checkpoint.size, log.node)
    return {
        "kind": "consistency",
        "origin": checkpoint.origin,
        "from": older.size,
        "size": checkpoint.size,
        "path": [encode64(step) for step in path],
        "root": encode64(checkpoint.root),
        "older_root": encode64(older.root),
        "older_checkpoint": older.message,
        "checkpoint": checkpoint.message,
        "vkey": vkey,
    }


def problem(proof: Mapping[str, Any], verifier: Verifier) -> str:
    """Check a proof; return an empty text when it holds, else what does not.

    Raises:
        BadInput: when it is not a proof at all.
    """
    try:
        checkpoint = _signed(proof["checkpoint"], verifier)
        path = [_hash(step) for step in proof["path"]]
        if checkpoint is None:
            return "証明が載せる検証点は、この公開鍵で署名されていません。"
        if proof["kind"] == "inclusion":
            leaf = leaf_hash(str(proof["record"]).encode())
            root = root_from_inclusion(leaf, int(proof["index"]), checkpoint.size, path)
            return "" if root == checkpoint.root else "この記録は、検証点の記録簿に含まれていません。"
        if proof["kind"] == "consistency":
            return _consistency_problem(proof, checkpoint, path, verifier)
    except (KeyError, TypeError, ValueError) as fault:
        raise _unreadable() from fault
    raise _unreadable()


def _consistency_problem(
    proof: Mapping[str, Any], checkpoint: Checkpoint, path: list[bytes], verifier: Verifier
) -> str:
    older = _signed(proof["older_checkpoint"], verifier)
    if older is None:
        return "古い方の検証点は、この公開鍵で署名されていません。"
    if consistent(older.size, older.root, checkpoint.size, checkpoint.root, path):
        return ""
    return "新しい記録簿は、古い記録簿の続きではありません。"


def _signed(message: object, verifier: Verifier) -> Checkpoint | None:
    checkpoint = parse(str(message))
    return checkpoint if checkpoint and checkpoint.signed_by(verifier) else None


def _hash(text: object) -> bytes:
    data = decode64(str(text))
    if data is None:
        raise _unreadable()
    return data


def _unreadable() -> BadInput:
    return BadInput(
        "証明として読めません。",
        next_step="「sekisho journal prove --json」が書いた内容をそのまま渡してください。",
    )
