"""A small city with people in every role, and a second one to try to cross into."""

import datetime as dt
import os
import threading
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.test import Client

from sekisho.server.accounts.models import Body, Person, Post, Section
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import body_in_force, in_body
from sekisho.terms import Role

FOUNDED = dt.date(2020, 4, 1)
TODAY = dt.date(2026, 6, 1)

PEOPLE = {
    # user name: (name, role, section, title)
    "staff": ("青木 みのり", Role.STAFF, "税務課", "主事"),
    "deputy": ("石田 直樹", Role.DEPUTY, "税務課", "課長補佐"),
    "manager": ("上野 恵", Role.MANAGER, "税務課", "課長"),
    "staff2": ("江川 翔", Role.STAFF, "市民課", "主事"),
    "deputy2": ("小野 葵", Role.DEPUTY, "市民課", "課長補佐"),
    "manager2": ("大野 誠", Role.MANAGER, "市民課", "課長"),
    "policy": ("神崎 健", Role.POLICY_STAFF, "情報政策課", "主査"),
    "policy_deputy": ("木村 梓", Role.DEPUTY, "情報政策課", "課長補佐"),
    "general": ("久保 隆", Role.GENERAL_OFFICER, "情報政策課", "情報政策課長"),
    "officer": ("小林 桂", Role.OFFICER, "総務課", "総務部長"),
    "ciso": ("佐々木 弘", Role.CISO, "総務課", "副市長"),
    "system": ("清水 司", Role.SYSTEM_MANAGER, "情報政策課", "係長"),
    "service": ("鈴木 昭", Role.SERVICE_MANAGER, "税務課", "係長"),
    "committee": ("瀬戸 文", Role.COMMITTEE, "総務課", "委員"),
    "csirt": ("曽我 亮", Role.CSIRT, "情報政策課", "CSIRT要員"),
    "auditor": ("高橋 昌", Role.AUDITOR, "総務課", "監査責任者"),
}
SECTIONS = {"総務課": "総", "税務課": "税", "市民課": "市", "情報政策課": "情"}


def found_city(code: str, name: str, prefix: str = "") -> SimpleNamespace:
    body = Body.objects.create(code=code, name=name)
    with in_body(body.pk):
        sections = {
            title: Section.make(code=f"{number:03}", name=title, symbol=symbol, starts=FOUNDED)
            for number, (title, symbol) in enumerate(SECTIONS.items(), 1)
        }
        people = {}
        for key, (person_name, role, section, title) in PEOPLE.items():
            person = Person(body=body, username=prefix + key, name=person_name, name_key=person_name)
            person.set_password("correct horse battery")
            person.save()
            Post.make(person=person, section=sections[section], role=role.value, title=title, starts=FOUNDED)
            people[key] = person
        nobody = Person(body=body, username=prefix + "nobody", name="職のない人", name_key="職のない人")
        nobody.set_password("correct horse battery")
        nobody.save()
        people["nobody"] = nobody
    return SimpleNamespace(body=body, sections=sections, people=people)


@pytest.fixture
def city(db):
    """Sakura city, its body in force for the test."""
    made = found_city("999991", "さくら市")
    with in_body(made.body.pk):
        yield made


@pytest.fixture
def other_city(db):
    """A neighbour whose rows must never be seen."""
    return found_city("999992", "もみじ市", prefix="other-")


@pytest.fixture
def actor(city):
    """Give the actor of a user name of the city."""
    return lambda key: actor_on(city.people[key], TODAY)


@pytest.fixture
def also(city):
    """Give a person of the city one more post, and return them with all they then may."""

    def give(key, section, role, starts=dt.date(2020, 4, 1), ends=None):
        person, place = city.people[key], city.sections[section]
        Post.make(person=person, section=place, role=role.value, title="兼務", starts=starts, ends=ends)
        return actor_on(person, TODAY)

    return give


@pytest.fixture
def signed_in(city):
    """Give a signed-in test client of a user name of the city."""

    def sign_in(key: str) -> Client:
        client = Client()
        client.force_login(city.people[key], backend="sekisho.server.accounts.backends.BodyAccountBackend")
        return client

    return sign_in


@pytest.fixture
def own_database(tmp_path):
    """Give the environment of a data folder, and on PostgreSQL a database, that nobody else uses."""
    env = os.environ | {"SEKISHO_DATA": str(tmp_path)}
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield env
        return
    import psycopg  # noqa: PLC0415  only where PostgreSQL is the database

    name = f"sekisho_rounds_{os.getpid()}"
    parts = urlsplit(server)
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        maintenance.execute(f'CREATE DATABASE "{name}"')
        yield env | {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def consent_on():
    """Give what the consent on the page of an import names, by what is shown there."""

    def read(client, address):
        return client.get(address).context["shown"].digests

    return read


@pytest.fixture
def at_once():
    """Several people do the same at the same moment: ``at_once(lambda number: …)`` gives what each got."""
    return _at_once


def _at_once(act, people=4):
    """Run ``act`` for several people at once and return what each got: a row, or the error.

    SQLite lets one writer in at a time by itself, and its database of tests lives in one connection: there
    they come one after another.
    """
    body, start, found = body_in_force(), threading.Barrier(people), []

    def one(number):
        with in_body(body):
            if connection.vendor == "postgresql":
                start.wait(timeout=30)
            try:
                found.append(act(number))
            except Exception as error:  # noqa: BLE001  told to the test, which knows what it expects
                found.append(error)

    def apart(number):
        try:
            one(number)
        finally:
            connection.close()

    if connection.vendor != "postgresql":
        for number in range(people):
            one(number)
        return found
    threads = [threading.Thread(target=apart, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found
