"""Ledgers in the browser: a file taken in with consent, a row mended and proved, what staff may use."""

from __future__ import annotations

import re

from playwright.sync_api import expect

HEAD = (
    "管理番号,情報資産名,所管課,機密性,完全性,可用性,取扱制限,"
    "個人情報の有無,特定個人情報,本人の数,媒体,登録年月日"
)
ROWS = (
    "試験-0001,画面で取り込む台帳,税務課,機密性３,2,2,暗号化必須,有,,1200,電子,令和6年4月1日",
    "試験-0002,予算資料,税務課,2,1,1,,無,,5,紙,2024/4/1",
    "試験-0003,地図,税務課,4,1,1,,無,,0,紙,令和6年2月30日",
)


def test_a_ledger_is_taken_in_mended_and_proved(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/ledgers/import/")
    check_page(page)
    data = "\r\n".join([HEAD, *ROWS]).encode("cp932")
    page.set_input_files("input[type=file]", {"name": "台帳.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="読み取る").click()

    expect(page.get_by_role("heading", name="読み取りの結果")).to_be_visible()
    expect(page.get_by_role("cell", name="令和6年2月30日", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_label("内容を確かめました").check()
    page.get_by_role("button", name="取り込む", exact=True).click()

    expect(page.get_by_role("heading", name="取り込みました")).to_be_visible()
    check_page(page)
    with page.expect_download() as rejected:
        page.get_by_role("link", name="取り込めなかった行をExcelで受け取る").click()
    assert rejected.value.suggested_filename.endswith(".xlsx")

    page.goto("/ledgers/assets/?q=画面で取り込む")
    page.get_by_role("link", name="試験-0001").click()
    page.get_by_role("link", name="直す").click()
    page.get_by_label("登録年月日").fill("Ｒ６．４．２")
    check_page(page)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("令和6年4月2日")).to_be_visible()
    page.get_by_role("link", name="履歴").click()
    expect(page.get_by_text(re.compile("令和6年4月1日 → 令和6年4月2日"))).to_be_visible()
    check_page(page)


def test_a_date_that_cannot_be_is_explained_at_its_field(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/ledgers/contracts/new")
    page.get_by_label("契約開始").fill("令和8年2月30日")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.get_by_text(re.compile("2月30日")).first).to_be_visible()
    check_page(page)


def test_other_rules_are_tried_on_what_was_decided(page, sign_in, check_page):
    sign_in(page, "general")
    page.goto("/catalogue/what-if/")
    check_page(page)
    page.get_by_role("button", name="判定し直してみる").click()
    expect(page.get_by_role("status").filter(has_text="判定が変わります")).to_be_visible()
    check_page(page)


def test_staff_see_what_they_may_use(page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    page.goto("/ledgers/approved/")
    expect(page.get_by_role("heading", name="使ってよいサービス")).to_be_visible()
    check_page(page)
