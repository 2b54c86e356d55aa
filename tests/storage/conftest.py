"""A data folder as the product makes it, with entries recorded and sealed by the product itself."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from processes import DRAIN, RECORDER, python
from throwaway import new_database, server

from sekisho.storage.keys import journal_signer
from sekisho.storage.logwriter import LogWriter


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A migrated database with one body and nothing recorded."""
    data = tmp_path_factory.mktemp("prepared")
    python(data, RECORDER, "prepare")
    return data


@pytest.fixture(scope="session")
def sealed_city(prepared, tmp_path_factory):
    """The same with 300 entries recorded and sealed."""
    data = tmp_path_factory.mktemp("sealed") / "data"
    shutil.copytree(prepared, data)
    python(data, RECORDER, "300", "first", stdout=subprocess.DEVNULL)
    python(data, "-c", DRAIN)
    return data


@pytest.fixture
def city_data(sealed_city, tmp_path):
    """A copy to tamper with."""
    return shutil.copytree(sealed_city, tmp_path / "data")


@pytest.fixture(scope="session")
def postgres():
    """The address of a throw-away PostgreSQL."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def sealed_postgres_city(postgres, tmp_path_factory):
    """A data folder and the name of its database on PostgreSQL, with 60 entries recorded and sealed."""
    data = tmp_path_factory.mktemp("postgres") / "data"
    url = new_database(postgres, "sealed")
    python(data, RECORDER, "prepare", url=url)
    python(data, RECORDER, "60", "first", url=url, stdout=subprocess.DEVNULL)
    python(data, "-c", DRAIN, url=url)
    return data


@pytest.fixture
def postgres_city(postgres, sealed_postgres_city, tmp_path):
    """A copy of folder and database to tamper with: (data folder, address)."""
    url = new_database(postgres, "tampered", template="sealed")
    return shutil.copytree(sealed_postgres_city, tmp_path / "data"), url


@pytest.fixture
def clock():
    """Seconds that pass one by one."""
    start = datetime(2026, 4, 1, tzinfo=UTC)
    ticks = iter(range(10**9))
    return lambda: start + timedelta(seconds=next(ticks))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "journal"


@pytest.fixture
def signer(tmp_path):
    return journal_signer(tmp_path / "data" / "keys")


@pytest.fixture
def written(folder, signer, clock):
    """A journal sealed at 0, 1, 100, 256 and 600 entries."""
    with LogWriter(folder, signer) as writer:
        writer.seal(clock())
        for size in (1, 100, 256, 600):
            writer.append([b'{"uid":"u-%d"}' % number for number in range(writer.size, size)])
            writer.seal(clock())
    return folder
