"""A contract of 税務課 with a consented sub-contractor, its people, places and a medium to be carried out."""

import datetime as dt
import itertools
from types import SimpleNamespace

import pytest

from sekisho.server.custody import actions as custody
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.oversight import actions

APRIL = dt.date(2026, 4, 1)


@pytest.fixture
def firm(actor):
    return lambda name: ledgers.add_contractor(actor("policy"), name=name)


@pytest.fixture
def contract(city, actor, firm):
    numbers = itertools.count(1)

    def make(**changed):
        number = changed.pop("number", f"R8-{next(numbers):03}")
        contractor = changed.pop("contractor", None) or firm(f"株式会社みどり情報{number}")
        return ledgers.add_contract(
            actor("policy"),
            **{
                "number": number,
                "title": "納税通知書印刷業務",
                "section": city.sections["税務課"],
                "contractor": contractor,
                "starts": APRIL,
                "ends": dt.date(2027, 3, 31),
                "confidentiality": 3,
            }
            | changed,
        )

    return make


@pytest.fixture
def below(actor, firm):
    """Write a 再委託 of a contract, consented or not."""

    def make(contract, name, *, consented=True, parent=None):
        row = custody.add_subcontract(
            actor("policy"), contract=contract, firm=firm(name), work="印字", starts=APRIL, parent=parent
        )
        if consented:
            row = custody.decide_consent(
                actor("policy"), row.pk, row.version, consented=True, on=APRIL, number="税第1号", note="見た"
            )
        return row

    return make


@pytest.fixture
def entered(actor):
    names = itertools.count(1)

    def make(contract, **changed):
        values = {"name": f"従事 {next(names)}", "starts": APRIL, "trained_on": APRIL, "pledged_on": APRIL}
        return actions.enter_worker(actor("staff"), contract=contract, **values | changed)

    return make


@pytest.fixture
def place(actor):
    names = itertools.count(1)

    def make(contract, **changed):
        values = {"kind": "vendor", "name": f"作業室{next(names)}", "address": "さくら市1-1", "starts": APRIL}
        return actions.allow_place(actor("manager"), contract=contract, **values | changed)

    return make


@pytest.fixture
def ready(contract, entered, place):
    """A contract with what is needed to carry something out."""

    def make(**changed):
        row = contract(**changed)
        office = place(row, kind="own", name="本庁舎")
        return SimpleNamespace(contract=row, worker=entered(row), office=office, shop=place(row))

    return make


@pytest.fixture
def carry(actor):
    numbers = itertools.count(1)

    def make(ready, **changed):
        who = changed.pop("by", "staff")
        values = {
            "contract": ready.contract,
            "kind": "usb",
            "serial": f"U-{next(numbers):03}",
            "what": "納税通知書データ",
            "encrypted": True,
            "worker": ready.worker,
            "origin": ready.office,
            "destination": ready.shop,
            "witness": "青木 みのり",
            "out_on": dt.date(2026, 5, 1),
            "due_on": dt.date(2026, 5, 11),
        }
        return actions.ask_carry(actor(who), **values | changed)

    return make


@pytest.fixture
def out(carry, actor):
    """A medium that is permitted and out."""

    def make(ready, **changed):
        row = carry(ready, **changed)
        return actions.decide_carry(
            actor("manager"), row.pk, row.version, permitted=True, on=dt.date(2026, 4, 30)
        )

    return make


@pytest.fixture
def planned(actor):
    def make(contract, **changed):
        values = {"version": 0, "months": 6, "first_on": dt.date(2026, 5, 29), "how": "報告書を見る"}
        return actions.plan_checks(actor("manager"), contract=contract, **values | changed)

    return make


@pytest.fixture
def checked(actor):
    def make(contract, **changed):
        values = {"version": 1, "done_on": dt.date(2026, 5, 20), "result": "good", "found": "台帳を見た"}
        return actions.record_check(actor("staff"), contract=contract, **values | changed)

    return make
