"""Verifying a whole journal: every byte of every file, against the signatures and against older checkpoints.

The files of a log follow from its entries and its checkpoints alone. So there is one right content for
every name, and whatever is missing, added or different is found; the signed root says which side is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.journal.chain import Chain, read_chain
from sekisho.journal.findings import Finding, Kind, Report
from sekisho.journal.locate import Locator
from sekisho.journal.merkle import leaf_hashes
from sekisho.journal.scan import Scan, scan
from sekisho.journal.tiles import (
    CHECKPOINT,
    ENTRIES,
    WIDTH,
    Tile,
    count_at,
    edge,
    history_path,
    is_full,
    parse_path,
    split_hashes,
    unbundle,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sekisho.journal.checkpoint import Checkpoint
    from sekisho.journal.note import Verifier
    from sekisho.journal.reader import Reader
    from sekisho.journal.scan import Mapper


@attrs.frozen
class Older:
    """A checkpoint kept elsewhere, and where: an auditor's file, the sequencer's own note."""

    where: str
    checkpoint: Checkpoint


def verify(
    reader: Reader,
    *,
    trusted: Sequence[Verifier] = (),
    against: Sequence[Older] = (),
    mapper: Mapper = map,
) -> Report:
    """Verify the journal behind ``reader`` and say what is wrong and where.

    Args:
        reader: the files.
        trusted: public keys known from elsewhere; the folder's own key must be one of them.
        against: older checkpoints kept elsewhere, which the log must still contain.
        mapper: like :func:`map`; may spread the hashing over processes.
    """
    names = set(reader.names())
    chain = read_chain(reader, names, trusted)
    checkpoint = chain.checkpoint
    if checkpoint is None:
        return _report(chain, chain.findings, names, 0, b"")
    size = checkpoint.size if chain.sound else min(checkpoint.size, _room(names))
    sizes = [one.size for one in chain.history] + [older.checkpoint.size for older in against]
    scanned = scan(reader, size, sizes, mapper)
    locator = Locator(reader, scanned, checkpoint.root)
    findings = list(chain.findings)
    if scanned.root != checkpoint.root or scanned.tiles_unlike:
        findings += locator.findings()
    if scanned.root is not None and scanned.root != checkpoint.root and findings == chain.findings:
        what = f"記録 {size} 件全体のハッシュが、検証点のものと違います。"
        findings.append(Finding(Kind.FORK, what, CHECKPOINT))
    findings += _other_files(locator, names - chain.names, {one.size for one in chain.history} | {size})
    if scanned.root != checkpoint.root:
        _forget_after_damage(scanned, findings)
    findings += _rewritten(chain, scanned)
    for older in against:
        findings += _older(chain, scanned, older)
    return _report(chain, findings, names, size, checkpoint.root)


def _forget_after_damage(scanned: Scan, findings: Sequence[Finding]) -> None:
    """Keep only the roots of sizes before the first damaged bundle: the others say nothing about the past."""
    places = [finding.index for finding in findings if finding.index is not None]
    sound = min(places, default=0) // WIDTH * WIDTH
    scanned.roots = {size: root for size, root in scanned.roots.items() if size <= sound}


def _report(chain: Chain, findings: list[Finding], names: set[str], size: int, root: bytes) -> Report:
    return Report(
        findings=tuple(findings),
        size=size,
        root=root,
        number=chain.checkpoint.number if chain.checkpoint else -1,
        vkey=chain.verifier.vkey if chain.verifier else "",
        files=len(names),
    )


def _room(names: set[str]) -> int:
    """Return how many entries the files could hold at most."""
    tiles = [tile for name in names if (tile := parse_path(name)) and tile.level == ENTRIES]
    return max((tile.number * WIDTH + tile.width for tile in tiles), default=0)


def _other_files(locator: Locator, names: set[str], sizes: set[int]) -> Iterator[Finding]:
    """Judge every file that the quick pass did not look at: partial tiles of older sizes, and strangers."""
    size = locator.scan.size
    current = set(edge(size))
    dated = {tile for at in sizes if at <= size for tile in edge(at)}
    for name in sorted(names):
        tile = parse_path(name)
        if tile is None:
            yield Finding(Kind.FILE_UNEXPECTED, "記録簿にないはずのファイルがあります。", name)
        elif tile.width == WIDTH and is_full(tile, size):
            continue
        elif tile not in dated:
            what = "検証点のどれにもない大きさのファイルがあります。封緘されていない記録の差し込みです。"
            yield Finding(Kind.FILE_UNEXPECTED, what, name)
        elif tile not in current and not _is_beginning(locator, tile):
            yield Finding(Kind.FILE_ALTERED, "以前の大きさのファイルが書き換えられています。", name)
    for tile in sorted(dated - current):
        if not is_full(tile, size) and tile.path not in names:
            yield Finding(Kind.FILE_MISSING, "以前の大きさのファイルがありません。", tile.path)


def _is_beginning(locator: Locator, tile: Tile) -> bool:
    """Say whether an older partial tile is the beginning of what stands in its place now."""
    level = max(tile.level, 0)
    width = min(WIDTH, count_at(level, locator.scan.size) - tile.number * WIDTH)
    now = Tile(level, tile.number, width)
    right = locator.trusted.get(now) or locator.stored(now) or []
    data = locator.reader.read(tile.path) or b""
    if tile.level != ENTRIES:
        return split_hashes(data) == right[: tile.width]
    records, rest = unbundle(data)
    return not rest and leaf_hashes(records) == right[: tile.width]


def _rewritten(chain: Chain, scanned: Scan) -> Iterator[Finding]:
    """Find checkpoints of the history that the entries do not lead to."""
    agreed = 0
    for one in chain.history:
        root = scanned.roots.get(one.size)
        if root is None:
            continue
        if root == one.root:
            agreed = max(agreed, one.size)
            continue
        what = (
            f"{one.number} 番の検証点と合いません。{_between(agreed, one.size)}が、後から作り直されています。"
        )
        yield Finding(Kind.FORK, what, history_path(one.number // WIDTH), index=agreed)
        return


def _between(start: int, stop: int) -> str:
    return f"{start} 番から {stop - 1} 番までの記録のどれか" if stop - start > 1 else f"{start} 番の記録"


def _older(chain: Chain, scanned: Scan, older: Older) -> Iterator[Finding]:
    """Compare with one checkpoint kept elsewhere."""
    one, current = older.checkpoint, chain.checkpoint
    if current is None:
        return
    if chain.verifier and not one.signed_by(chain.verifier):
        what = "控えの検証点は、この記録簿の鍵で署名されていません。鍵の差し替えか、別の記録簿の控えです。"
        yield Finding(Kind.KEY, what, older.where)
        return
    if one.size > scanned.size or one.number > current.number:
        what = f"控えの検証点では {one.size} 件あった記録が、{scanned.size} 件に巻き戻されています。"
        yield Finding(Kind.ROLLBACK, what, older.where, index=scanned.size)
        return
    root = scanned.roots.get(one.size)
    if root is not None and root != one.root:
        agreed = _agreed(chain, scanned, one)
        what = (
            f"控えの検証点（{one.size} 件）と合いません。{_between(agreed, one.size)}が作り直されています。"
        )
        yield Finding(Kind.FORK, what, older.where, index=agreed)
    elif one.message not in {known.message for known in chain.history if known.number == one.number}:
        what = f"控えの検証点（{one.number} 番）が履歴にありません。履歴が作り直されています。"
        yield Finding(Kind.FORK, what, older.where)


def _agreed(chain: Chain, scanned: Scan, one: Checkpoint) -> int:
    """Return the size up to which an older checkpoint's own past is still in the history."""
    known = [past.size for past in chain.history if past.digest == one.after and past.size in scanned.roots]
    return max(known, default=0)
