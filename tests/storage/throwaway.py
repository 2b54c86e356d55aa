"""A PostgreSQL for the tests of this folder, started by ``tools/postgres.sh``, and databases in it."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg

SCRIPT = Path(__file__).parents[2] / "tools" / "postgres.sh"


@contextmanager
def server():
    """Give the address of the server's own database; the server ends with the block."""
    command = ["bash", SCRIPT, "sh", "-c", 'echo "$DATABASE_URL"; read -r _']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.communicate("\n")


def named(url, name):
    """Return the address of another database of the same server."""
    return f"{url.rpartition('/')[0]}/{name}"


def new_database(url, name, template="template0"):
    """Make a database, as a copy of ``template``, and return its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return named(url, name)
