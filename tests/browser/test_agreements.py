"""What is agreed with a firm, in the browser: the table as one goes, annexes, a guest without a session."""

from __future__ import annotations

import io
import re
import time
import zipfile

from playwright.sync_api import expect

PAGES = ("/agreements/", "/agreements/splits/", "/agreements/annex-forms/")


def to_row(page, listing, words):
    page.goto(f"{listing}?q={words}")
    page.locator("tbody a").first.click()
    return page.url


def test_a_table_is_filled_as_one_goes_and_what_nobody_does_stops_the_contract(page, sign_in, check_page):
    sign_in(page, "joho-1")
    for address in PAGES:
        page.goto(address)
        check_page(page)
    to_row(page, "/ledgers/contracts/", "検針・収納業務")
    check_page(page)
    page.get_by_role("link", name="責任分界表", exact=True).first.click()
    check_page(page)
    page.get_by_role("button", name="責任分界表を始める").click()
    expect(page.get_by_text("未決 44、だれも行わない 0")).to_be_visible()
    check_page(page)
    page.get_by_label("12.3.1 行う者").select_option("nobody")
    expect(page.get_by_text("未決 43、だれも行わない 1")).to_be_visible()
    page.get_by_label("12.3.1 覚え").fill("相談している")
    page.get_by_label("12.3.1 覚え").press("Tab")
    expect(page.locator("#n-12-3-1")).to_have_value("2")
    page.get_by_label("9.2.1 行う者").select_option("provider")
    expect(page.get_by_text("未決 42、だれも行わない 1")).to_be_visible()
    check_page(page)
    page.reload()
    expect(page.get_by_label("12.3.1 覚え")).to_have_value("相談している")
    page.get_by_role("button", name="未決の項目を案のとおりに決める").click()
    expect(page.get_by_text("未決 0、だれも行わない 1")).to_be_visible()
    expect(page.get_by_text("だれも行わない1項目の担い手を決める")).to_be_visible()
    expect(page.get_by_text("契約の前に、担い手を決めてください")).to_be_visible()
    check_page(page)


def test_choices_made_faster_than_they_are_saved_are_all_kept(page, sign_in, check_page):
    sign_in(page, "joho-1")
    to_row(page, "/ledgers/contracts/", "固定資産評価替え")
    page.get_by_role("link", name="責任分界表", exact=True).first.click()
    if page.get_by_role("button", name="責任分界表を始める").count():
        page.get_by_role("button", name="責任分界表を始める").click()
    every = page.locator(".split__party")
    chosen = [every.nth(place).get_attribute("id") for place in range(12)]
    table = page.locator("main table")
    take_all = page.get_by_role("button", name="未決の項目を案のとおりに決める")
    assert take_all.bounding_box()["y"] < table.bounding_box()["y"]
    page.route("**/split/line", _slowly)
    for name in chosen:
        page.locator(f"#{name}").select_option("both")
        page.wait_for_timeout(40)
    expect(page.locator("[data-saving]")).to_have_count(0, timeout=60_000)
    page.unroute("**/split/line")
    page.reload()
    assert [page.locator(f"#{name}").input_value() for name in chosen] == ["both"] * len(chosen)

    page.route("**/split/line", lambda route: route.abort())
    page.locator(f"#{chosen[0]}").select_option("user")
    beside = page.locator("tr", has=page.locator(f"#{chosen[0]}")).get_by_role("alert")
    expect(beside).to_contain_text("保存できませんでした")
    check_page(page)
    page.unroute("**/split/line")
    page.locator(f"#{chosen[0]}").select_option("provider")
    expect(beside).to_be_empty()


def _slowly(route):
    answer = route.fetch()
    time.sleep(0.15)
    route.fulfill(response=answer)


def test_the_clause_says_which_service_has_a_control_that_nobody_carries_out(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/agreements/splits/")
    page.get_by_role("link", name=re.compile("まちの窓口")).click()
    check_page(page)
    page.get_by_role("link", name="だれも行わないものだけ").click()
    expect(page.get_by_label("12.3.1 行う者")).to_have_value("nobody")
    check_page(page)
    page.locator(".tally").get_by_role("link", name="EXT-047").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("誰もしない対策")
    expect(page.locator("#violated").get_by_role("cell", name=re.compile("まちの窓口"))).to_be_visible()


def test_an_application_shows_what_its_facts_require(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/applications/?q=つどい")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="要件の案を見る").click()
    expect(page.get_by_role("cell", name="R-0901")).to_be_visible()
    check_page(page)
    with page.expect_download() as waited:
        page.get_by_role("link", name="別紙（Word）").click()
    assert waited.value.path().read_bytes().startswith(b"PK")


def test_the_annexes_come_as_word_and_excel(page, sign_in):
    sign_in(page, "joho-1")
    to_row(page, "/ledgers/contracts/", "固定資産評価替え")
    for name, inside in (("別紙（Word）", "word/document.xml"), ("別紙（Excel）", "xl/workbook.xml")):
        with page.expect_download() as waited:
            page.get_by_role("link", name=name).click()
        data = waited.value.path().read_bytes()
        assert inside in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_guest_answers_without_a_session_and_the_door_shuts(page, open_page, sign_in, check_page, site):
    sign_in(page, "joho-1")
    to_row(page, "/ledgers/contracts/", "健診案内の印刷発送")
    page.locator("tbody a", has_text="質-").first.click()
    check_page(page)
    number = page.get_by_role("heading", level=1).inner_text().split(" ")[0]
    back = page.url
    page.get_by_role("link", name="送り直す").click()
    check_page(page)
    page.get_by_role("button", name="質問票を送る").click()
    link = page.locator("#link").inner_text()
    check_page(page)

    guest = open_page()
    answer = guest.goto(link)
    assert answer.status == 200
    assert answer.headers["referrer-policy"] == "same-origin"
    assert number not in guest.content()
    assert guest.locator("nav, header, a[href^='/']").count() == 0
    assert [one["name"] for one in guest.context.cookies()] in ([], ["csrftoken"])
    check_page(guest)
    questions = guest.locator("fieldset.question")
    first = questions.first
    first.get_by_label("一部満たす").check()
    first.get_by_label("説明").fill("<b>写しを渡す</b>")
    expect(guest.locator("#saved")).to_contain_text("自動で保存しました")
    guest.get_by_label("回答者（所属・氏名）").fill("山本")
    guest.get_by_role("button", name="提出する").click()
    expect(guest.get_by_role("alert")).to_contain_text("まだ答えていない質問")
    check_page(guest)

    _goes_on_elsewhere(open_page(width=390, height=844), link, check_page)
    _hands_in(guest, check_page)
    assert guest.goto(link).status == 410
    check_page(guest)
    for address in ("/", back, "/agreements/", f"{site.url}/api/v1/agreements"):
        guest.goto(address)
        assert "login" in guest.url or "鍵が正しくありません" in guest.content()
    wrong = open_page()
    assert wrong.goto("/agreements/answer/0000000000000000.x/").status == 404
    check_page(wrong)

    page.goto(back)
    expect(page.get_by_text("品質管理室 山本").first).to_be_visible()
    expect(page.get_by_text("<b>写しを渡す</b>")).to_be_visible()
    page.get_by_role("link", name="回答を確かめる").click()
    page.get_by_label("確かめたこと").fill("一部満たすものは、次の打合せで確かめる。")
    check_page(page)
    page.get_by_role("button", name="回答を確かめる").click()
    expect(page.get_by_text("回答を確かめました").first).to_be_visible()
    check_page(page)


def _goes_on_elsewhere(again, link, check_page):
    again.goto(link)
    expect(again.locator("fieldset.question").first.get_by_label("説明")).to_have_value("<b>写しを渡す</b>")
    assert again.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(again)


def _hands_in(guest, check_page):
    for place in range(1, guest.locator("fieldset.question").count()):
        guest.locator("fieldset.question").nth(place).get_by_label("満たす", exact=True).check()
    guest.get_by_label("回答者（所属・氏名）").fill("品質管理室 山本")
    guest.get_by_role("button", name="提出する").click()
    expect(guest.get_by_role("heading", name="回答を受け取りました")).to_be_visible()
    check_page(guest)


def test_answers_of_before_are_offered_for_another_contract_of_the_firm(page, sign_in, check_page):
    sign_in(page, "joho-1")
    to_row(page, "/ledgers/contracts/", "学校ネットワーク保守")
    page.get_by_role("link", name="セキュリティ要件", exact=True).first.click()
    check_page(page)
    page.get_by_role("button", name="要件に定める").click()
    expect(page.get_by_role("heading", name="要件の一覧（第1版）")).to_be_visible()
    page.get_by_role("link", name="要件を加える").click()
    check_page(page)
    page.go_back()
    page.get_by_role("link", name="契約項目の確認表").click()
    check_page(page)
    page.get_by_role("link", name="質問票を作る").click()
    check_page(page)
    page.get_by_role("button", name="質問票を作る").click()
    page.get_by_role("link", name="前の回答を見る").click()
    check_page(page)
    page.get_by_role("button", name="すべて使う").click()
    expect(page.get_by_text("の回答から").first).to_be_visible()
    check_page(page)


def test_a_filled_excel_form_is_shown_before_it_is_taken_in(page, sign_in, check_page, tmp_path):
    import openpyxl  # noqa: PLC0415  for this test alone

    sign_in(page, "joho-1")
    page.goto("/agreements/?q=まちの窓口")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="質問票を送る").click()
    page.get_by_label("送り先の担当者").fill("営業の担当者")
    page.get_by_label("Excelで送る").check()
    page.get_by_role("button", name="質問票を送る").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Excelで書き出す").click()
    book = openpyxl.load_workbook(io.BytesIO(waited.value.path().read_bytes()))
    sheet = book["質問票"]
    for line in range(7, sheet.max_row + 1):
        sheet.cell(line, 4, "満たす")
    filled = tmp_path / "回答.xlsx"
    book.save(filled)
    page.get_by_role("link", name="回答のExcelを取り込む").click()
    check_page(page)
    hostile = tmp_path / "悪い.xlsx"
    hostile.write_bytes(b"PK\x03\x04 nothing")
    page.get_by_label("回答の書かれたExcel").set_input_files(hostile)
    page.get_by_role("button", name="回答のExcelを取り込む").click()
    expect(page.get_by_text("壊れ").first).to_be_visible()
    page.get_by_label("回答の書かれたExcel").set_input_files(filled)
    page.get_by_role("button", name="回答のExcelを取り込む").click()
    expect(page.get_by_text("まだ何も書き込んでいません")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("回答を取り込みました。")).to_be_visible()
    check_page(page)


def test_an_annex_goes_out_comes_back_and_is_shown_before_it_is_taken_in(page, sign_in, check_page, tmp_path):
    import openpyxl  # noqa: PLC0415  for this test alone

    sign_in(page, "joho-1")
    to_row(page, "/ledgers/contracts/", "健診案内の印刷発送")
    page.get_by_role("link", name="別紙への回答").click()
    expect(page.get_by_text("回答はまだありません")).to_be_visible()
    check_page(page)
    with page.expect_download() as waited:
        page.get_by_role("link", name="別紙（Excel）を書き出す").click()
    book = openpyxl.load_workbook(io.BytesIO(waited.value.path().read_bytes()))
    sheet = book["セキュリティ要件"]
    for line in range(3, sheet.max_row + 1):
        sheet.cell(line, 5, "適合")
    sheet["E4"] = "たぶん"
    wrong, filled, altered = (tmp_path / f"{name}.xlsx" for name in ("違う", "答え", "別の文"))
    book.save(wrong)
    sheet["E4"], sheet["F4"] = "一部適合", "来年度に行う。"
    book.save(filled)
    sheet["C5"] = "やさしい要件"
    book.save(altered)
    page.reload()
    page.get_by_role("link", name="別紙への回答を取り込む").click()
    check_page(page)
    for file, told in (
        (altered, "5行目"),
        (wrong, "「たぶん」は回答として読めません"),
        (filled, "来年度に行う。"),
    ):
        page.get_by_label("答えの書かれた別紙（Excel）").set_input_files(file)
        page.get_by_role("button", name="別紙への回答を取り込む").click()
        expect(page.get_by_text(told).first).to_be_visible()
        check_page(page)
        if file == wrong:
            page.go_back()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("入力してください").or_(page.get_by_text("必須")).first).to_be_visible()
    check_page(page)
    page.get_by_label("回答者（所属・氏名）").fill("印刷 営業部 山本")
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("別紙への回答を取り込みました。")).to_be_visible()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    page.goto("/agreements/splits/")
    found = page.locator("tbody a").first.get_attribute("href")
    for address in (*PAGES, found, found.replace("split", "requirements")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)


def test_of_two_answers_that_differ_a_person_says_which_stands(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/ledgers/contracts/")
    page.locator("tbody tr", has_text="固定資産評価替え支援").locator("a").first.click()
    page.get_by_role("link", name=re.compile("第1版")).first.click()
    expect(page.get_by_text("食い違う回答が4件あります")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="どちらによるかを決める").first.click()
    check_page(page)
    page.get_by_role("button", name="どちらの回答によるかを決める").click()
    expect(page.get_by_text("直すところが2か所あります")).to_be_visible()
    check_page(page)
    page.get_by_label("別紙への回答").check()
    page.get_by_label("理由").fill("相手方に電話で確かめた。")
    page.get_by_role("button", name="どちらの回答によるかを決める").click()
    expect(page.get_by_text("食い違う回答が3件あります")).to_be_visible()
    expect(page.get_by_text("相手方に電話で確かめた。")).to_be_visible()
    check_page(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
