"""Thousands of random manipulations, every one found and put to the file it was done to."""

import random

import pytest
from memorylog import Files, grow

from sekisho.journal.tiles import bundle, parse_path, unbundle
from sekisho.journal.verify import verify

ROUNDS = 4_000
SHARDS = 8


@pytest.fixture(scope="module")
def files():
    return grow((1, 3, 250, 256, 259, 300)).files


def flip(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def delete(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, 40) :]


def insert(rng, data):
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.randint(1, 40)) + data[at:]


def truncate(rng, data):
    return data[: rng.randrange(len(data))]


def swap_entries(rng, data):
    records, rest = unbundle(data)
    if rest or len(records) < 2:
        return flip(rng, data)
    one, other = rng.sample(range(len(records)), 2)
    records[one], records[other] = records[other], records[one]
    return bundle(records)


def swap_pieces(rng, data):
    one, other = sorted(rng.sample(range(len(data) + 1), 2))
    return data[other:] + data[one:other] + data[:one]


MANIPULATIONS = (flip, flip, flip, delete, insert, truncate, swap_entries, swap_pieces)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_manipulations_are_all_found_and_located(files, shard):
    rng = random.Random(f"manipulations {shard}")  # noqa: S311  a repeatable attack, not a secret
    names = sorted(files)
    done = 0
    while done < ROUNDS // SHARDS:
        name = rng.choice(names)
        changed = rng.choice(MANIPULATIONS)(rng, files[name])
        if changed == files[name]:
            continue
        done += 1
        report = verify(Files({**files, name: changed}))
        assert not report.clean, name
        assert name in {finding.where for finding in report.findings}, (name, report.findings)


def test_every_file_can_be_exchanged_for_every_other_and_is_found(files):
    for name in files:
        for other in files:
            if files[name] != files[other]:
                report = verify(Files({**files, name: files[other]}))
                assert name in {finding.where for finding in report.findings}, (name, other)


def test_an_altered_entry_is_found_by_its_number(files):
    rng = random.Random("entries")  # noqa: S311  a repeatable attack, not a secret
    for _ in range(500):
        number = rng.randrange(300)
        tile = next(
            tile
            for name in files
            if (tile := parse_path(name))
            and tile.level == -1
            and tile.number == number // 256
            and number % 256 < tile.width
            and tile.width in {256, 300 - 256}
        )
        records, _ = unbundle(files[tile.path])
        records[number % 256] = flip(rng, records[number % 256])
        (finding,) = verify(Files({**files, tile.path: bundle(records)})).findings
        assert finding.index == number
