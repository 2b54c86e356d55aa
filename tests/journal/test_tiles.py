"""File names and contents as C2SP tlog-tiles spells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.journal import tiles
from sekisho.journal.growth import Growth
from sekisho.journal.merkle import leaf_hashes
from sekisho.journal.tiles import ENTRIES, Tile


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(ENTRIES, 1000, 3), "tile/entries/x001/000.p/3"),
        (Tile(0, 999, 255), "tile/0/999.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(tile, path):
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/x000/001",
        "tile/0/000.p/07",
        "x",
    ],
)
def test_other_spellings_name_nothing(path):
    assert tiles.parse_path(path) is None


@given(st.integers(0, 10**9))
def test_history_files_are_found_by_their_name(number):
    assert tiles.parse_history_path(tiles.history_path(number)) == number


@given(st.lists(st.binary(max_size=40), max_size=20), st.binary(max_size=1))
def test_a_bundle_gives_back_its_entries(records, rest):
    assert tiles.unbundle(tiles.bundle(records) + rest) == (records, len(rest))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 70_000])
def test_a_log_resumed_from_its_edge_grows_as_if_it_had_never_stopped(size):
    records = [b"%d" % number for number in range(size)]
    whole = Growth()
    files = {}
    for record in records:
        whole.add(record)
    files |= whole.files()
    width = size % 256
    resumed = Growth.resume(size, records[size - width :], lambda tile: tiles.split_hashes(files[tile]))
    assert resumed.root() == whole.root()
    whole.given()
    for number in range(300):
        assert resumed.add(b"more %d" % number) == whole.add(b"more %d" % number) == size + number
    assert resumed.root() == whole.root()
    assert resumed.files() == whole.files()


def test_a_tile_holds_the_hashes_of_its_entries():
    growth = Growth()
    for number in range(256):
        growth.add(b"%d" % number)
    files = growth.files()
    records, _ = tiles.unbundle(files[Tile(ENTRIES, 0)])
    assert files[Tile(0, 0)] == b"".join(leaf_hashes(records))
    assert files[Tile(1, 0, 1)] == growth.root()
