"""Roots and proofs, against RFC 6962's own shape written out plainly."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.journal import merkle

# The reference tree heads of the certificate transparency test suite (RFC 6962 hashing).
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def plain_root(leaves):
    """RFC 6962, 2.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def nodes(leaves):
    hashes = merkle.leaf_hashes(leaves)
    return lambda height, index: merkle.complete_root(hashes[index << height : (index + 1) << height])


def peaks_root(leaves):
    peaks = merkle.Peaks()
    for leaf in leaves:
        peaks.add(merkle.leaf_hash(leaf))
    return peaks.root()


@pytest.mark.parametrize("size", CT_ROOTS)
def test_roots_equal_the_published_ones(size):
    leaves = [bytes.fromhex(leaf) for leaf in CT_LEAVES[:size]]
    assert plain_root(leaves).hex() == CT_ROOTS[size]
    assert peaks_root(leaves).hex() == CT_ROOTS[size]
    assert merkle.range_root(0, size, nodes(leaves)).hex() == CT_ROOTS[size]


@given(st.lists(st.binary(max_size=3), max_size=70), st.data())
def test_every_proof_holds_and_no_other_entry_passes(leaves, data):
    size, root, node = len(leaves), plain_root(leaves), nodes(leaves)
    assert peaks_root(leaves) == root
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion_path(index, size, node)
        assert merkle.root_from_inclusion(merkle.leaf_hash(leaf), index, size, path) == root
        other = data.draw(st.binary(max_size=4).filter(lambda value, leaf=leaf: value != leaf))
        assert merkle.root_from_inclusion(merkle.leaf_hash(other), index, size, path) != root
        assert merkle.root_from_inclusion(merkle.leaf_hash(leaf), index, size, [*path, root]) is None


@given(st.integers(0, 70), st.integers(0, 70))
def test_consistency_holds_only_for_the_real_past(old, size):
    old, size = min(old, size), max(old, size)
    leaves = [b"%d" % number for number in range(size)]
    path = merkle.consistency_path(old, size, nodes(leaves))
    old_root, root = plain_root(leaves[:old]), plain_root(leaves)
    assert merkle.consistent(old, old_root, size, root, path)
    assert not merkle.consistent(old, sha256(b"other").digest(), size, root, path)
    assert not merkle.consistent(old, old_root, size, sha256(b"other").digest(), path) or old == 0
    if old:
        rewritten = [b"rewritten", *leaves[1:]]
        assert not merkle.consistent(old, old_root, size, plain_root(rewritten), path)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_an_entry_that_is_not_there_has_no_proof(index, size):
    with pytest.raises(BadInput):
        merkle.inclusion_path(index, size, nodes([b"x"] * size))
    assert merkle.root_from_inclusion(b"", index, size, []) is None


def test_a_longer_log_is_nobodys_past():
    with pytest.raises(BadInput):
        merkle.consistency_path(6, 5, nodes([b"x"] * 5))
    assert not merkle.consistent(6, b"", 5, b"", [])
