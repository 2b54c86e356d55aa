"""What a file does not say of a row that stands: nothing is lost that a person did not see."""

import pytest

from sekisho.server.ledgers import actions
from sekisho.server.ledgers.models import Contract, InformationAsset
from sekisho.server.ledgers.previews import preview

HEAD = (
    "管理番号,情報資産名,所管課,係,管理担当者,機密性,完全性,可用性,"
    "取扱制限,個人情報の有無,特定個人情報,本人の数,媒体,ネットワーク,保存期間,登録年月日"
)
GOOD = (
    "税務-0001,固定資産課税台帳,税務課,資産税係,德永 花子,機密性３,2,2,"
    '暗号化必須,有,,"1,500",電子,LGWAN接続系,5年,令和6年4月1日'
)
BLANK = "税務-0001,固定資産課税台帳,税務課,,德永 花子,機密性３,2,2,,有,,,電子,,,令和6年4月1日"
LOST = {"係", "取扱制限", "本人の数", "ネットワーク", "保存期間"}


CONTRACT_HEAD = (
    "契約番号,委託業務名,受託者,法人番号,再委託先,所管課,契約開始,契約終了,"
    "提供データ,最高機密性,件数（人）,媒体,提供日,返還・消去期限,返還・消去確認日"
)


def file_of(*lines, head=HEAD):
    return "\r\n".join([head, *lines]).encode("utf-8-sig")


def contract(number, firm, corporate="", section="税務課"):
    return (
        f"{number},印刷業務,{firm},{corporate},,{section},R8.4.1,R9.3.31,納税通知書,3,100,紙,R8.4.10,R9.4.30,"
    )


@pytest.fixture
def standing(actor, city):
    parsed = actions.read_ledger("asset-ledger", file_of(GOOD), "台帳.csv")
    actions.import_assets(actor("policy"), parsed, accept_doubts=False)
    return InformationAsset.objects.get()


def kept(row):
    row.refresh_from_db()
    return row.restrictions, row.unit, row.zone, row.retention, row.person_count


def test_a_blank_cell_that_would_empty_a_value_is_a_doubt_that_names_what_is_lost(standing, actor):
    before = kept(standing)
    parsed = actions.read_ledger("asset-ledger", file_of(BLANK), "台帳.csv")
    result = actions.import_assets(actor("policy"), parsed, accept_doubts=False)
    assert (result["updated"], result["unchanged"], result["refused"]) == (0, 0, 1)
    assert {(one["column"], one["severity"]) for one in result["problems"]} == {
        (one, "doubt") for one in LOST
    }
    told = {one["column"]: one["reason"] for one in result["problems"]}
    assert "「暗号化必須」" in told["取扱制限"]
    assert "「LGWAN接続系」" in told["ネットワーク"]
    assert "「1,500」" in told["本人の数"]
    assert kept(standing) == before
    agreed = actions.import_assets(actor("policy"), parsed, accept_doubts=True)
    assert agreed["updated"] == 1
    assert kept(standing) == ([], "", "", "", None)


def test_the_preview_counts_such_a_row_as_doubtful_and_shows_every_loss_once(standing, actor):
    person = actor("policy")
    row = actions.receive_import(person, kind="asset-ledger", filename="a.csv", data=file_of(BLANK))
    shown = preview(person, row)
    assert (shown.clean, shown.doubtful, shown.wrong) == (0, 1, 0)
    assert sorted(one.column for one in shown.problems) == sorted(LOST)


def test_a_restriction_taken_away_in_words_is_no_doubt(standing, actor):
    parsed = actions.read_ledger("asset-ledger", file_of(GOOD.replace("暗号化必須", "なし")), "台帳.csv")
    assert actions.import_assets(actor("policy"), parsed, accept_doubts=False)["updated"] == 1


def test_a_mark_that_a_blank_cell_would_take_away_is_a_doubt(standing, actor):
    actions.change_asset(actor("policy"), standing.pk, standing.version, specific_personal_data=True)
    parsed = actions.read_ledger("asset-ledger", file_of(GOOD), "台帳.csv")
    (problem,) = actions.import_assets(actor("policy"), parsed, accept_doubts=False)["problems"]
    assert (problem["column"], problem["severity"]) == ("特定個人情報", "doubt")


def test_a_column_that_is_not_in_the_file_leaves_the_values_as_they_are(standing, actor):
    before = kept(standing)
    head = HEAD.replace(",係,管理担当者", "").replace(",本人の数", "").replace(",ネットワーク,保存期間", "")
    line = "税務-0001,新しい名前,税務課,機密性３,2,2,暗号化必須,有,,電子,令和6年4月1日"
    parsed = actions.read_ledger("asset-ledger", file_of(line, head=head), "台帳.csv")
    result = actions.import_assets(actor("policy"), parsed, accept_doubts=False)
    assert (result["updated"], result["problems"]) == (1, [])
    assert kept(standing) == before
    assert (standing.name, standing.keeper) == ("新しい名前", "德永 花子")


def test_a_day_of_return_is_not_taken_back_by_a_blank_cell(actor, city):
    def take_in(line):
        parsed = actions.read_ledger("contract-ledger", file_of(line, head=CONTRACT_HEAD), "契約.csv")
        return actions.import_contracts(actor("policy"), parsed, accept_doubts=False)

    open_still = contract("R8-001", "東西印刷")
    take_in(open_still + "R9.4.20")
    (problem,) = take_in(open_still)["problems"]
    assert (problem["column"], problem["severity"]) == ("返還・消去確認日", "doubt")
    assert "令和9年4月20日" in problem["reason"]
    assert Contract.objects.get().returned_on is not None
