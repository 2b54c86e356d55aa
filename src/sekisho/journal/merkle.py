"""Hash trees after RFC 6962, section 2.1: hashes, roots, inclusion and consistency proofs.

A *node* is named by (height, index): the root of the complete subtree over the leaves
``index << height`` up to ``(index + 1) << height``. Where nodes come from (memory, tiles on disk)
is left to the caller, who passes a function.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    NodeSource = Callable[[int, int], bytes]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees standing side by side."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(records: Iterable[bytes]) -> list[bytes]:
    """Return the hash of every entry. One loop without calls: this is where verification spends its time."""
    digest = sha256
    return [digest(b"\x00" + record).digest() for record in records]


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    digest = sha256
    level = hashes
    while len(level) > 1:
        pairs = iter(level)
        level = [digest(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


class Peaks:
    """The complete subtrees of a growing tree, largest first: enough to know its root."""

    def __init__(self, heights: Sequence[tuple[int, bytes]] = ()) -> None:
        self._stack: list[tuple[int, bytes]] = list(heights)

    def copy(self) -> Peaks:
        """Return an independent copy."""
        return Peaks(self._stack)

    def add(self, root: bytes, height: int = 0) -> None:
        """Put a complete subtree of ``height`` to the right; what stands there must not be smaller."""
        stack = self._stack
        while stack and stack[-1][0] == height:
            root = sha256(b"\x01" + stack.pop()[1] + root).digest()
            height += 1
        stack.append((height, root))

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self._stack:
            return EMPTY_ROOT
        root = self._stack[-1][1]
        for _, left in reversed(self._stack[:-1]):
            root = node_hash(left, root)
        return root


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def range_root(start: int, stop: int, node: NodeSource) -> bytes:
    """Return the root over the leaves from ``start`` up to ``stop``; ``start`` aligned as the tree splits."""
    count = stop - start
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(count)
    return node_hash(range_root(start, middle, node), range_root(middle, stop, node))


def inclusion_path(index: int, size: int, node: NodeSource) -> list[bytes]:
    """Return the audit path of the entry ``index`` in the tree of ``size`` entries, leaf to root."""
    if not 0 <= index < size:
        raise BadInput(f"{index} 番の記録は、{size} 件の記録簿にありません。")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(range_root(middle, stop, node))
            stop = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    path.reverse()
    return path


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that ``path`` leads to (RFC 9162, 2.1.3.2); None when its length is impossible."""
    if not 0 <= index < size:
        return None
    fn, sn, root = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            root = node_hash(step, root)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            root = node_hash(root, step)
        fn >>= 1
        sn >>= 1
    return root if sn == 0 else None


def consistency_path(old: int, size: int, node: NodeSource) -> list[bytes]:
    """Return the proof that the tree of ``size`` entries begins with the tree of ``old`` entries."""
    if not 0 <= old <= size:
        raise BadInput(f"{old} 件の記録簿は、{size} 件の記録簿の過去ではありません。")
    if old in (0, size):
        return []
    path: list[bytes] = []
    start, stop, whole = 0, size, True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(range_root(middle, stop, node))
            stop = middle
        else:
            path.append(range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(range_root(start, stop, node))
    path.reverse()
    return path


def consistent(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether ``path`` proves the older tree to be the beginning of the newer (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old == size:
        return not path and old_root == root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    return bool(steps) and _walk(old, size, steps) == (old_root, root)


def _walk(old: int, size: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            second = node_hash(second, step)
        fn >>= 1
        sn >>= 1
    return (first, second) if sn == 0 else None
