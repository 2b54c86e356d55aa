"""Taking in a ledger: by consent, by right, whole or not at all, and twice is once."""

import datetime as dt
import json

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.models import Section
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions, columns, exports, queries
from sekisho.server.ledgers.actions import imports
from sekisho.server.ledgers.models import Contract, Contractor, InformationAsset, LedgerImport
from sekisho.server.ledgers.previews import preview

HEAD = (
    "管理番号,情報資産名,所管課,係,管理担当者,機密性,完全性,可用性,"
    "取扱制限,個人情報の有無,特定個人情報,本人の数,媒体,ネットワーク,保存期間,登録年月日"
)
GOOD = (
    "税務-0001,固定資産課税台帳,税務課,資産税係,德永 花子,機密性３,2,2,"
    '暗号化必須,有,,"1,500",電子,LGWAN接続系,5年,令和6年4月1日'
)
OTHER = "市民-0001,住民票,市民課,,,3,2,2,,有,,10,紙,,5年,R6.4.1"
DOUBT = "税務-0002,予算資料,税務課,,,2,1,1,,無,,5,紙,,1年,2024/4/1"
WRONG = "税務-0003,地図,税務課,,,4,1,1,,無,,0,紙,,1年,2024/4/1"
STRANGE = "福祉-0001,名簿,福祉課,,,2,1,1,,無,,0,紙,,1年,2024/4/1"

CONTRACT_HEAD = (
    "契約番号,委託業務名,受託者,法人番号,再委託先,所管課,契約開始,契約終了,"
    "提供データ,最高機密性,件数（人）,媒体,提供日,返還・消去期限,返還・消去確認日"
)


def file_of(*lines, head=HEAD):
    return "\r\n".join([head, *lines]).encode("utf-8-sig")


@pytest.fixture
def read(city):
    return lambda *lines: actions.read_ledger("asset-ledger", file_of(*lines), "台帳.csv")


def test_only_clean_rows_are_written_without_consent_to_doubts(read, actor):
    parsed = read(GOOD, DOUBT, WRONG)
    result = actions.import_assets(actor("policy"), parsed, accept_doubts=False)
    assert (result["created"], result["updated"], result["unchanged"]) == (1, 0, 0)
    row = InformationAsset.objects.get()
    assert (row.keeper, row.confidentiality, row.person_count) == ("德永 花子", 3, 1500)
    assert row.registered_on == dt.date(2024, 4, 1)
    assert row.sensitive_personal_data is None
    assert queries.found_by(queries.assets(actor("policy")), "徳永").count() == 1


def test_with_consent_doubtful_rows_are_written_and_wrong_ones_never(read, actor):
    result = actions.import_assets(actor("policy"), read(GOOD, DOUBT, WRONG), accept_doubts=True)
    assert result["created"] == 2
    assert set(InformationAsset.objects.values_list("number", flat=True)) == {"税務-0001", "税務-0002"}


def test_importing_twice_changes_nothing_and_says_so(read, actor):
    person = actor("policy")
    actions.import_assets(person, read(GOOD, OTHER), accept_doubts=False)
    before = list(InformationAsset.objects.values())
    entries = JournalEntry.objects.count()
    again = actions.import_assets(person, read(GOOD, OTHER), accept_doubts=False)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert list(InformationAsset.objects.values()) == before
    assert JournalEntry.objects.count() == entries


def test_a_changed_row_is_the_next_version_and_keeps_what_the_file_does_not_say(read, actor):
    person = actor("policy")
    actions.import_assets(person, read(GOOD), accept_doubts=False)
    row = InformationAsset.objects.get()
    actions.change_asset(person, row.pk, 1, sensitive_personal_data=True)
    changed = GOOD.replace("資産税係", "家屋係")
    result = actions.import_assets(person, read(changed), accept_doubts=False)
    assert result["updated"] == 1
    after = InformationAsset.objects.get()
    assert (after.pk, after.unit, after.version) == (row.pk, "家屋係", 3)
    assert after.sensitive_personal_data is True


def test_one_entry_tells_the_file_the_counts_and_binds_the_rows(read, actor):
    parsed = read(GOOD, OTHER, WRONG)
    source = imports.Source("台帳.csv", "ab" * 32)
    actions.import_assets(actor("policy"), parsed, accept_doubts=False, source=source)
    (entry,) = JournalEntry.objects.all()
    data = json.loads(entry.record)["data"]
    assert entry.verb == "ledger.imported"
    assert (data["rows"], data["created"], data["sha256"]) == (3, 2, "ab" * 32)
    assert len(data["rows_sha256"]) == 64
    assert "固定資産" not in entry.record


def test_an_unknown_section_is_wrong(read, actor):
    parsed = read(GOOD, STRANGE)
    assert ["福祉課" in problem.reason for problem in parsed.problems] == [True]
    assert actions.import_assets(actor("policy"), parsed, accept_doubts=True)["created"] == 1


def test_a_dissolved_section_is_refused(read, actor, city):
    parsed = read(GOOD)
    Section.objects.filter(name="税務課").update(ends=dt.date(2025, 3, 31))
    result = actions.import_assets(actor("policy"), parsed, accept_doubts=True)
    assert result["created"] == 0
    assert "今はありません" in result["problems"][0]["reason"]


def test_a_manager_takes_in_only_their_own_sections_rows(read, actor):
    result = actions.import_assets(actor("manager"), read(GOOD, OTHER), accept_doubts=False)
    assert (result["created"], result["refused"]) == (1, 1)
    (problem,) = result["problems"]
    assert (problem["row"], problem["column"], problem["severity"]) == (3, "所管課", "error")
    assert "権限" in problem["reason"]


def test_a_manager_cannot_pull_another_sections_row_over(read, actor):
    actions.import_assets(actor("policy"), read(OTHER), accept_doubts=False)
    taken = OTHER.replace("市民課", "税務課")
    result = actions.import_assets(actor("manager"), read(taken), accept_doubts=False)
    assert (result["updated"], result["refused"]) == (0, 1)
    assert InformationAsset.objects.get().section.name == "市民課"


def test_a_retired_row_is_not_brought_back_by_a_file(read, actor):
    actions.import_assets(actor("policy"), read(GOOD), accept_doubts=False)
    row = InformationAsset.objects.get()
    actions.retire_asset(actor("policy"), row.pk, 1, on=dt.date(2026, 5, 1), reason="廃棄")
    result = actions.import_assets(actor("policy"), read(GOOD), accept_doubts=False)
    assert "外されています" in result["problems"][0]["reason"]


@pytest.mark.parametrize("who", ["staff", "deputy", "auditor", "ciso", "nobody"])
def test_who_may_not_import_is_refused(read, actor, who):
    with pytest.raises(Refused):
        actions.import_assets(actor(who), read(GOOD), accept_doubts=True)
    with pytest.raises(Refused):
        actions.receive_import(actor(who), kind="asset-ledger", filename="a.csv", data=file_of(GOOD))


def test_a_failure_in_the_middle_leaves_nothing(read, actor):
    class DiskError(Exception):
        pass

    def fail(done, total):
        raise DiskError

    with pytest.raises(DiskError):
        actions.import_assets(actor("policy"), read(GOOD, OTHER), accept_doubts=False, progress=fail)
    assert InformationAsset.objects.count() == 0
    assert JournalEntry.objects.count() == 0
    assert LedgerImport.objects.count() == 0


def test_from_upload_to_done_with_a_corrected_column(actor, city):
    head = HEAD.replace("情報資産名", "なまえ")
    data = file_of(GOOD, DOUBT, head=head)
    person = actor("policy")
    row = actions.receive_import(person, kind="asset-ledger", filename="台帳.csv", data=data)
    assert InformationAsset.objects.count() == 0
    with pytest.raises(BadInput):
        actions.correct_import(person, row.pk, columns={"情報資産名": "どこにもない"}, sheet="")
    actions.correct_import(person, row.pk, columns={"情報資産名": "なまえ"}, sheet="")
    with pytest.raises(NotFound):
        actions.import_received(actor("manager"), row.pk, shown="", accept_doubts=False)
    row.refresh_from_db()
    shown = preview(person, row).digests
    done = actions.import_received(person, row.pk, shown=shown, accept_doubts=True)
    assert done.result["created"] == 2
    assert InformationAsset.objects.filter(imported=done).count() == 2
    with pytest.raises(Conflict):
        actions.import_received(person, row.pk, shown=shown, accept_doubts=True)
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["import.received", "import.corrected", "ledger.imported"]


def test_a_file_that_cannot_be_read_is_not_kept(actor, city):
    with pytest.raises(BadInput):
        actions.receive_import(
            actor("policy"), kind="asset-ledger", filename="x.xlsx", data=b"PK\x03\x04broken"
        )
    with pytest.raises(BadInput):
        actions.receive_import(actor("policy"), kind="no-ledger", filename="x.csv", data=b"a")
    assert LedgerImport.objects.count() == 0


def contract(number, firm, corporate="", section="税務課"):
    return (
        f"{number},印刷業務,{firm},{corporate},,{section},R8.4.1,R9.3.31,納税通知書,3,100,紙,R8.4.10,R9.4.30,"
    )


def test_contracts_bring_their_firms_and_the_corporate_number_decides(actor, city):
    lines = [
        contract("R8-003", "株式会社ＡＢＣソフト"),
        contract("R8-001", "株式会社ABCソフト", "7010000001107"),
        contract("R8-002", "㈱エービーシー", "7010000001107"),
        contract("R8-004", "㈱まち印刷"),
    ]
    parsed = actions.read_ledger("contract-ledger", file_of(*lines, head=CONTRACT_HEAD), "契約.csv")
    result = actions.import_contracts(actor("policy"), parsed, accept_doubts=False)
    assert (result["created"], result["firms"]) == (4, 2)
    firm = Contractor.objects.get(corporate_number="7010000001107")
    assert set(firm.contracts.values_list("number", flat=True)) == {"R8-001", "R8-002", "R8-003"}
    again = actions.import_contracts(actor("policy"), parsed, accept_doubts=False)
    assert (again["created"], again["updated"], again["unchanged"], again["firms"]) == (0, 0, 4, 0)
    assert JournalEntry.objects.filter(verb="ledger.imported").count() == 1


def test_a_firm_known_without_number_gets_it_from_the_file(actor, city):
    actions.add_contractor(actor("policy"), name="株式会社ABCソフト")
    line = contract("R8-001", "株式会社ＡＢＣソフト", "7010000001107")
    parsed = actions.read_ledger("contract-ledger", file_of(line, head=CONTRACT_HEAD), "契約.csv")
    actions.import_contracts(actor("policy"), parsed, accept_doubts=False)
    assert Contractor.objects.get().corporate_number == "7010000001107"
    assert Contract.objects.get().contractor.name == "株式会社ABCソフト"


def test_what_is_written_out_can_be_taken_in_again_unchanged(actor, city, read):
    actions.import_assets(actor("policy"), read(GOOD, OTHER, DOUBT), accept_doubts=True)
    text, _count = exports.csv_text(
        columns.ASSET_COLUMNS, columns.cells(columns.ASSET_COLUMNS, queries.assets(actor("policy")))
    )
    parsed = actions.read_ledger("asset-ledger", exports.as_utf8(text), "書き出し.csv")
    again = actions.import_assets(actor("policy"), parsed, accept_doubts=True)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)


def test_a_long_file_is_written_in_steps_that_are_told(actor, city):
    lines = [GOOD.replace("税務-0001", f"税務-{number:05}") for number in range(1_200)]
    parsed = actions.read_ledger("asset-ledger", file_of(*lines), "大きい台帳.csv")
    seen = []
    result = actions.import_assets(
        actor("policy"), parsed, accept_doubts=False, progress=lambda *step: seen.append(step)
    )
    assert result["created"] == 1_200
    assert seen == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


def test_a_firm_that_left_the_ledger_keeps_its_contracts_and_gets_no_new_ones(actor):
    person, number = actor("policy"), "7010000001107"

    def take_in(*lines):
        data = file_of(*lines, head=CONTRACT_HEAD)
        parsed = actions.read_ledger("contract-ledger", data, "契約.csv")
        return actions.import_contracts(person, parsed, accept_doubts=True)

    take_in(contract("R1-001", "東西印刷", number))
    row = Contract.objects.get()
    actions.change_contract(person, row.pk, row.version, ends=row.starts)
    firm = row.contractor
    actions.retire_contractor(person, firm.pk, firm.version, on=dt.date(2026, 10, 1), reason="合併")
    again = take_in(contract("R1-001", "東西印刷", number), contract("R8-002", "東西印刷", number))
    assert (again["created"], again["updated"], again["refused"]) == (0, 1, 1)
    (problem,) = again["problems"]
    assert problem["column"] == "法人番号"
    assert "台帳から外されています" in problem["reason"]
    assert Contractor.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_who_consent_at_once_one_writes_and_the_others_look_again(at_once, actor, read):
    person = actor("policy")
    actions.import_assets(person, read(GOOD), accept_doubts=False)
    files = [read(GOOD.replace("固定資産課税台帳", f"台帳{number}")) for number in range(4)]
    seen = [actions.would_import(person, one, accept_doubts=False)["shown"] for one in files]

    def consent(number):
        source = imports.Source("台帳.csv", "0" * 64, shown=seen[number])
        return actions.import_assets(person, files[number], accept_doubts=False, source=source)

    found = at_once(consent)
    assert sorted(type(one).__name__ for one in found) == ["ChangedSince"] * 3 + ["dict"]
    assert InformationAsset.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_a_consent_pressed_several_times_takes_the_file_in_once(at_once, actor):
    person = actor("policy")
    data = file_of(GOOD, OTHER)
    row = actions.receive_import(person, kind="asset-ledger", filename="台帳.csv", data=data)
    shown = preview(person, row).digests
    found = at_once(lambda _: actions.import_received(person, row.pk, shown=shown, accept_doubts=False))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["LedgerImport"]
    assert InformationAsset.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_row_edited_while_a_file_is_taken_in_loses_neither_unseen(at_once, actor, read):
    person = actor("policy")
    actions.import_assets(person, read(GOOD), accept_doubts=False)
    row, file = InformationAsset.objects.get(), read(GOOD.replace("固定資産課税台帳", "ファイルの名前"))
    seen = actions.would_import(person, file, accept_doubts=False)["shown"]
    source = imports.Source("台帳.csv", "0" * 64, shown=seen)

    def act(number):
        if number % 2:
            return actions.change_asset(person, row.pk, 1, keeper="同僚の書いた人")
        return actions.import_assets(person, file, accept_doubts=False, source=source)

    found = at_once(act)
    won = [one for one in found if not isinstance(one, Conflict)]
    row.refresh_from_db()
    assert (len(won), row.version) == (1, 2)
    names = {True: ("ファイルの名前", "德永 花子"), False: ("固定資産課税台帳", "同僚の書いた人")}
    assert (row.name, row.keeper) == names[isinstance(won[0], dict)]
