"""The ledgers' pages: who sees what, edits with versions, history, downloads, print."""

import csv
import datetime as dt
import io
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions, screens
from sekisho.server.ledgers.models import InformationAsset
from sekisho.server.ui import tables

SCREENS = pytest.mark.parametrize("screen", screens.ALL, ids=lambda screen: screen.name)


@pytest.fixture
def rows(actor, add_asset, contract_values, service_values):
    kept = add_asset()
    contract = actions.add_contract(actor("policy"), **contract_values())
    service = actions.enter_service(actor("policy"), **service_values(asset_ids=[kept.pk]))
    return {"asset": kept, "contract": contract, "contractor": contract.contractor, "service": service}


@SCREENS
def test_each_ledger_has_list_detail_history_and_prints(signed_in, rows, screen):
    client, row = signed_in("manager"), rows[screen.name]
    for route, args in [
        (f"ledgers:{screen.name}_list", []),
        (f"ledgers:{screen.name}_print_list", []),
        (f"ledgers:{screen.name}", [row.pk]),
        (f"ledgers:{screen.name}_history", [row.pk]),
        (f"ledgers:{screen.name}_print", [row.pk]),
        (f"ledgers:{screen.name}_edit", [row.pk]),
        (f"ledgers:{screen.name}_retire", [row.pk]),
    ]:
        response = client.get(reverse(route, args=args))
        assert response.status_code == 200, route
        shown = row.name if screen.name == "contractor" else row.number
        assert shown in response.content.decode(), route


@SCREENS
def test_another_sections_row_is_not_found_and_not_listed(signed_in, rows, screen):
    if screen.name == "contractor":
        return
    client, row = signed_in("manager2"), rows[screen.name]
    assert client.get(reverse(f"ledgers:{screen.name}", args=[row.pk])).status_code == 404
    assert client.get(reverse(f"ledgers:{screen.name}_edit", args=[row.pk])).status_code == 404
    assert row.number not in client.get(reverse(f"ledgers:{screen.name}_list")).content.decode()


@SCREENS
def test_the_list_asks_the_same_number_of_questions_however_long(
    signed_in, rows, actor, asset_values, contract_values, service_values, screen, django_assert_num_queries
):
    client, url = signed_in("policy"), reverse(f"ledgers:{screen.name}_list")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(2, 62):
        person = actor("policy")
        if screen.name == "asset":
            actions.add_asset(person, **asset_values(f"税務-{number:04}"))
        elif screen.name == "service":
            actions.enter_service(person, **service_values(f"サービス{number}"))
        else:
            actions.add_contract(person, **contract_values(f"R8-{number:03}"))
    with django_assert_num_queries(len(few)):
        response = client.get(url)
    assert response.context["table"].paginator.count > 50


def test_editing_says_what_is_wrong_and_then_saves(signed_in, rows):
    client, row = signed_in("manager"), rows["asset"]
    url = reverse("ledgers:asset_edit", args=[row.pk])
    page = client.get(url)
    values = {
        name: value if value is not None else ""
        for name, value in page.context["form"].initial.items()
        if name != "restrictions"
    } | {"version": 1, "section": row.section_id, "restrictions": ["encrypt", "no_copy"]}
    wrong = client.post(url, values | {"registered_on": "令和6年2月30日"})
    assert wrong.status_code == 422
    assert "登録年月日" in wrong.content.decode()
    right = client.post(url, values | {"registered_on": "Ｒ６．４．２", "name": "新しい名前"})
    assert right.status_code == 302, right.context["form"].errors
    row = InformationAsset.objects.get()
    assert (row.name, row.registered_on, row.version) == ("新しい名前", dt.date(2024, 4, 2), 2)
    history = client.get(reverse("ledgers:asset_history", args=[row.pk])).content.decode()
    assert "固定資産課税台帳 → 新しい名前" in history
    assert "令和6年4月1日 → 令和6年4月2日" in history
    late = client.post(url, values | {"registered_on": "R6.4.3"})
    assert late.status_code == 422
    assert "ほかの人が直しました" in late.content.decode()


def test_a_new_row_is_added_and_a_taken_number_is_explained(signed_in, rows, city):
    client, url = signed_in("manager"), reverse("ledgers:contractor_new")
    assert client.post(url, {"name": "合同会社みなと"}).status_code == 302
    wrong = client.post(url, {"name": "合同会社うみ", "corporate_number": "1010000001107"})
    assert wrong.status_code == 422
    assert "検査用数字" in wrong.content.decode()


def test_retiring_by_page(signed_in, rows):
    client, row = signed_in("manager"), rows["asset"]
    url = reverse("ledgers:asset_retire", args=[row.pk])
    client.post(url, {"version": 1, "on": "R8.6.1", "reason": "溶解処分した"})
    listed = client.get(reverse("ledgers:asset_list"))
    assert row.number not in listed.content.decode()
    assert row.number in client.get(reverse("ledgers:asset_list"), {"retired": "on"}).content.decode()


def test_filters_narrow_by_words_section_and_grade(signed_in, rows, add_asset, city):
    add_asset("税務-0002", name="庁舎の地図", confidentiality=1)
    client, url = signed_in("policy"), reverse("ledgers:asset_list")

    def listed(**query):
        table = client.get(url, query).context["table"]
        return [row.record.number for row in table.paginated_rows]

    assert listed() == ["税務-0001", "税務-0002"]
    assert listed(sort="-number") == ["税務-0002", "税務-0001"]
    assert listed(q="ちょうしゃ") == []
    assert listed(q="庁舎") == ["税務-0002"]
    assert listed(q="税務") == ["税務-0001", "税務-0002"]
    assert listed(q="税務", sort="-number") == ["税務-0002", "税務-0001"]
    assert listed(confidentiality=3) == ["税務-0001"]
    assert listed(section=city.sections["市民課"].pk) == []


@pytest.mark.parametrize("few", [3, 1_000], ids=["counted anew", "counted as they are read"])
def test_pages_of_a_search_hold_each_row_once(signed_in, add_asset, monkeypatch, few):
    monkeypatch.setattr(tables, "FEW", few)
    for number in range(1, 61):
        add_asset(f"税務-{number:04}", name="庁舎の地図")
    client, url = signed_in("policy"), reverse("ledgers:asset_list")
    first, second = (client.get(url, {"q": "庁舎", "page": page}).context["table"] for page in (1, 2))
    assert first.paginator.count == 60
    found = [row.record.number for table in (first, second) for row in table.paginated_rows]
    assert found == [f"税務-{number:04}" for number in range(1, 61)]


def test_excel_holds_the_rows_with_dates_and_runs_no_formula(signed_in, rows, add_asset):
    add_asset("税務-0002", name="=HYPERLINK(1)")
    response = signed_in("manager").get(reverse("ledgers:asset_export", args=["xlsx"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    sheet = book.get_sheet_by_name("情報資産").to_python()
    assert sheet[0][0] == "管理番号"
    assert sheet[1][16] == dt.date(2024, 4, 1)
    assert sheet[2][1] == "'=HYPERLINK(1)"
    entry = JournalEntry.objects.get(verb="ledger.exported")
    assert '"rows":2' in entry.record


def test_csv_in_utf8_has_its_mark_and_in_cp932_a_report_first(signed_in, rows, add_asset):
    add_asset("税務-0002", keeper="𠮷野 次郎", name="データ〜概要〜")
    client = signed_in("manager")
    data = client.get(reverse("ledgers:asset_export", args=["csv"])).content
    assert data.startswith(b"\xef\xbb\xbf")
    assert [row[4] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:] == [
        "德永 花子",
        "𠮷野 次郎",
    ]
    url = reverse("ledgers:asset_export", args=["cp932"])
    report = client.get(url, {"q": "税務"})
    assert "𠮷" in report.content.decode()
    assert "〜" not in [problem.character for problem in report.context["problems"]]
    assert JournalEntry.objects.filter(verb="ledger.exported").count() == 1
    written = client.get(url + report.context["go_on"])
    assert "吉野" in written.content.decode("cp932")
    assert JournalEntry.objects.filter(verb="ledger.exported").count() == 2


def test_nobody_without_the_permission_writes_out(signed_in, rows):
    assert signed_in("staff").get(reverse("ledgers:asset_export", args=["xlsx"])).status_code == 403
    elsewhere = signed_in("manager2").get(reverse("ledgers:asset_export", args=["csv"]))
    assert rows["asset"].number not in elsewhere.content.decode("utf-8-sig")


def test_a_manager_has_the_obligation_noted_as_met(signed_in, rows):
    duty = rows["service"].obligations.get()
    client = signed_in("manager")
    page = client.get(reverse("ledgers:obligations")).content.decode()
    assert duty.text in page
    assert "期限切れ" in page
    url = reverse("ledgers:obligation_done", args=[duty.pk])
    assert "確かめたこと" in client.post(url, {"on": "R8.6.1"}).content.decode()
    sent = {"on": "R8.6.1", "note": "利用者の一覧を見た"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "代わりに記録する理由" in refused.content.decode()
    assert client.post(url, sent | {"reason": "担当が出張中"}).status_code == 302
    assert (
        "利用者の一覧を見た"
        in client.get(reverse("ledgers:service", args=[rows["service"].pk])).content.decode()
    )


def test_all_staff_see_what_they_may_use(signed_in, actor, service_values):
    actions.enter_service(
        actor("policy"),
        **service_values(
            "全庁Web会議", for_all_staff=True, conditions="録画しない", ends=dt.date(2099, 3, 31)
        ),
    )
    page = signed_in("staff2").get(reverse("ledgers:approved")).content.decode()
    assert "全庁Web会議" in page
    assert "録画しない" in page


def test_every_condition_and_approved_service_stands_on_some_page(
    signed_in, actor, service_values, monkeypatch
):
    monkeypatch.setattr(tables, "PER_PAGE", 2)
    owed = {"clause": "EXT-020", "when": "in_operation", "responsible": "manager"}
    for number in range(3):
        duty = owed | {"text": f"すること{number}", "due_on": dt.date(2020, 4, 1 + number)}
        values = service_values(f"地図{number}", for_all_staff=True, ends=None, obligations=[duty])
        actions.enter_service(actor("policy"), **values)
    client = signed_in("manager")
    for name, last, query in (("obligations", "すること2", "due=late"), ("approved", "地図2", "q=地図")):
        first, second = (
            client.get(f"{reverse(f'ledgers:{name}')}?{query}&page={page}").content.decode()
            for page in (1, 2)
        )
        assert (last in first, last in second) == (False, True)
        kept = urlencode(dict([query.split("=")]))
        assert f'rel="next" href="?{kept}&amp;page=2"' in first
        assert "期限切れが3件あります" in second or name == "approved"


def test_the_page_of_an_asset_says_where_its_grades_want_a_look(signed_in, add_asset):
    fits = add_asset(restrictions=["no_copy"], zone="my_number")
    doubtful = add_asset(
        number="契約-0001", name="入札予定価格調書", confidentiality=1, restrictions=[], personal_data=False,
        specific_personal_data=False, person_count=None, zone="lgwan",
    )  # fmt: skip
    client = signed_in("manager")

    def page(row):
        return client.get(reverse("ledgers:asset", args=[row.pk])).content.decode()

    assert "格付を確かめてください" not in page(fits)
    assert "名称に「入札予定価格」があります。非公開の入札予定価格なら機密性3です。" in page(doubtful)
    client.cookies["django_language"] = "en"
    shown = page(doubtful)
    assert "Check the grades" in shown
    assert "undisclosed bid price" in shown
