"""What firms hold, how many persons that may be, what is overdue, and the tree of 再委託."""

import datetime as dt
import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.server.accounts.models import Section
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.custody import queries, subcontracts
from sekisho.server.custody.models import Erasure, Subcontract
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import Contract
from sekisho.terms import CustodyState

DAY = dt.date(2026, 6, 1)
LEDGER = Path(__file__).parents[2] / "importing/data/contract-ledger.xlsx"
PROVIDED = {"provided_data": "宛名データ", "provided_on": dt.date(2026, 4, 10), "person_count": 900}


def held_whats(rows):
    return sorted(one.what for one in rows)


def erased(row, city, **changed):
    values = {
        "erased_on": dt.date(2026, 5, 10),
        "certificate_on": dt.date(2026, 5, 12),
        "certificate_name": "証明書.pdf",
        "certificate": "0" * 64,
        "media_type": "application/pdf",
        "received_by": city.people["staff"],
    }
    return Erasure.make(handover=row, **values | changed)


def test_a_contracts_own_row_counts_until_a_handover_is_written(contract, handed):
    row = contract(**PROVIDED)
    firms = [row.contractor_id]
    assert held_whats(queries.held_by(firms, DAY)) == ["宛名データ"]
    handed(row)
    assert held_whats(queries.held_by(firms, DAY)) == ["納税通知書データ"]
    assert held_whats(queries.held_by(firms, dt.date(2026, 4, 9))) == []


def test_a_sub_contractor_is_held_to_hold_what_the_contractor_was_handed(contract, handed, firm):
    row, below, deeper = contract(), firm("有限会社した"), firm("個人事業主そこ")
    first = Subcontract.make(contract=row, firm=below, work="封入", starts=dt.date(2026, 4, 1))
    Subcontract.make(contract=row, parent=first, firm=deeper, work="運搬", starts=dt.date(2026, 4, 1))
    handed(row)
    (one,) = queries.held_by([deeper.pk], DAY)
    assert (one.what, one.firm_name) == ("納税通知書データ", row.contractor.name)
    (top,) = subcontracts.tree(row)
    assert [(one.subcontract.firm_id, one.depth) for one in subcontracts.flat([top])] == [
        (below.pk, 1),
        (deeper.pk, 2),
    ]


def test_a_contract_found_by_other_means_is_added(contract, handed):
    row = contract()
    handed(row)
    assert queries.held_by([], DAY) == []
    assert len(queries.held_by([], DAY, contract_ids=[row.pk])) == 1


def test_assets_entrusted_to_a_service_count_until_a_handover_is_written(actor, city, asset, handed):
    kept = asset()
    service = ledgers.enter_service(
        actor("policy"),
        name="まちの窓口",
        provider_name="株式会社まちのクラウド",
        provider_corporate_number="",
        kind="cloud",
        terms_kind="individual",
        service_class="external_sensitive",
        purpose="申込み",
        section=city.sections["税務課"],
        confidentiality=3,
        asset_ids=[kept.pk],
        obligations=[],
        facts={"confidentiality": 3},
        starts=dt.date(2026, 4, 1),
    )
    (one,) = queries.held_by([service.provider_id], DAY)
    assert (one.what, one.persons, one.asset_id) == (kept.name, 1500, kept.pk)
    named = SimpleNamespace(section=service.section, contractor=service.provider)
    handed(named, contract=None, service=service, what="申込者")
    assert held_whats(queries.held_by([service.provider_id], DAY)) == ["申込者"]


def test_a_certificate_does_not_end_what_is_overdue_but_the_verification_does(contract, handed, city):
    row = contract()
    first = handed(row)
    assert [one.state for one in queries.overdue(DAY)] == [CustodyState.OUT]
    gone = erased(first, city, covers_copies=True)
    assert [one.state for one in queries.overdue(DAY)] == [CustodyState.CERTIFIED]
    gone.verified_on = dt.date(2026, 5, 25)
    gone.save()
    assert queries.overdue(DAY) == []
    assert [one.state for one in queries.overdue(dt.date(2026, 5, 24))] == [CustodyState.CERTIFIED]
    assert [one.state for one in queries.held_by([row.contractor_id], DAY)] == [CustodyState.VERIFIED]


def test_what_is_due_today_is_not_overdue(contract, handed):
    handed(contract(), return_due=DAY)
    assert queries.overdue(DAY) == []
    assert len(queries.overdue(DAY + dt.timedelta(days=1))) == 1


def test_the_number_of_queries_does_not_grow(contract, handed, city):
    few = contract(**PROVIDED)
    for _ in range(3):
        handed(contract(contractor=few.contractor))
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert queries.held_by([few.contractor_id], DAY)
        assert len(asked) == 3
        with CaptureQueriesContext(connection) as asked:
            assert queries.overdue(DAY)
        assert len(asked) == 2
        for _ in range(20):
            erased(handed(contract(contractor=few.contractor)), city)


def test_another_citys_rows_are_not_counted(contract, handed, other_city):
    row = contract()
    handed(row)
    with in_body(other_city.body.pk):
        assert queries.held_by([row.contractor_id], DAY) == []
        assert queries.overdue(DAY) == []


def one_held(persons=None, asset=None, *, personal=True):
    return SimpleNamespace(persons=persons, asset_id=asset, personal=personal)


HELD = st.builds(
    one_held,
    persons=st.none() | st.integers(0, 10**6),
    asset=st.none() | st.integers(1, 4),
    personal=st.sampled_from([True, False, None]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HELD), HELD)
def test_the_range_of_persons_is_a_range_and_adding_never_lowers_it(held, more):
    endless = float("inf")
    low, high = queries.persons_range(held)
    low_more, high_more = queries.persons_range([*held, more])
    assert 0 <= low <= (endless if high is None else high)
    assert low_more >= low
    assert (endless if high_more is None else high_more) >= (endless if high is None else high)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], (0, 0)),
        ([one_held(10, 1), one_held(30, 1), one_held(5, 2), one_held(7)], (30, 42)),
        ([one_held(10), one_held(None)], (10, None)),
        ([one_held(None, personal=False), one_held(4)], (4, 4)),
    ],
)
def test_the_range_of_persons_by_example(held, expected):
    assert queries.persons_range(held) == expected


# The contract ledger as offices keep it, computed a second time without any code of the product.

WAREKI = re.compile(r"(?:令和|令|R)(元|-?\d+)[年.](\d{1,2})[月.](\d{1,2})日?")


def day_of(text):
    """Return the day meant, None for an empty cell; 令和0年 is the year before 令和元年."""
    text = str(text).strip().translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    if not text:
        return None
    if found := WAREKI.fullmatch(text):
        year = 1 if found[1] == "元" else int(found[1])
        return dt.date(2018 + year, int(found[2]), int(found[3]))
    digits = re.sub(r"\D", "", text)
    return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def from_the_file(numbers):
    """Return (numbers of the contracts overdue on DAY, firm → persons it was handed) of the named rows."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(LEDGER)).get_sheet_by_index(0)
    head, *rows = sheet.to_python()
    late, persons = set(), defaultdict(list)
    for cells in rows:
        row = dict(zip(head, cells, strict=True))
        if row["契約番号"] not in numbers:
            continue
        if day_of(row["提供日"]) is None or day_of(row["提供日"]) > DAY:
            continue
        persons[row["法人番号"]].append(int(row["件数（人）"]))
        due = day_of(row["返還・消去期限"])
        if due is not None and due < DAY and day_of(row["返還・消去確認日"]) is None:
            late.add(row["契約番号"])
    return late, persons


def test_the_imported_ledger_says_the_same_as_the_file_by_other_means(actor, city):
    for number, name in enumerate(["保険年金課", "こども家庭課", "建設課", "福祉課", "農林水産課"], 50):
        Section.make(code=f"{number:03}", name=name, symbol=name[0], starts=dt.date(2015, 4, 1))
    for number, name in enumerate(
        ["議会事務局", "上下水道課", "会計課", "教育総務課", "消防本部総務課", "都市計画課"], 60
    ):
        Section.make(code=f"{number:03}", name=name, symbol=name[0], starts=dt.date(2015, 4, 1))
    parsed = ledgers.read_ledger("contract-ledger", LEDGER.read_bytes(), LEDGER.name)
    ledgers.import_contracts(actor("policy"), parsed, accept_doubts=True)
    imported = set(Contract.objects.values_list("number", flat=True))
    assert len(imported) > 200
    late, persons = from_the_file(imported)
    assert late
    assert {one.contract.number for one in queries.overdue(DAY)} == late
    largest = max(persons, key=lambda number: sum(persons[number]))
    firms = list(Contract.objects.filter(contractor__corporate_number=largest).values_list("contractor_id"))
    held = queries.held_by([firms[0][0]], DAY)
    counts = [one.persons for one in held]
    assert sorted(counts) == sorted(persons[largest])
    assert queries.persons_range(held) == (max(persons[largest]), sum(persons[largest]))
