"""Accounts in the browser: who moved leaves a task that is closed; a 利用方針 is read with one click."""

from __future__ import annotations

import re

from playwright.sync_api import expect

PAGES = ("/access/", "/access/?state=to_close", "/access/new", "/access/briefings/")


def test_an_account_of_somebody_who_moved_is_closed(page, sign_in, check_page):
    sign_in(page, "joho-1")
    for address in PAGES:
        page.goto(address)
        check_page(page)
    page.goto("/access/?state=to_close")
    page.get_by_role("link", name="suido-2@sakura.example").click()
    expect(page.get_by_text("異動・退職しました")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="閉じる", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="アカウントを閉じる").click()
    expect(page.get_by_label("確かめ方")).to_be_visible()
    check_page(page)
    page.get_by_label("確かめ方").fill("管理画面の一覧に残っていないことを見た。")
    page.get_by_role("button", name="アカウントを閉じる").click()
    expect(page.get_by_text("アカウントを閉じたことを記録しました。")).to_be_visible()
    page.goto("/access/?state=to_close")
    expect(page.get_by_role("link", name="suido-2@sakura.example")).to_have_count(0)


def test_a_clerk_reads_a_policy_with_one_click(page, sign_in, check_page):
    sign_in(page, "somu-2")
    page.get_by_role("link", name="利用方針を読む").first.click()
    check_page(page)
    page.get_by_role("button", name="読みました").click()
    expect(page.get_by_text("読んだことを記録しました。")).to_be_visible()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "somu-kacho")
    page.goto("/access/briefings/")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="まだ読んでいない人")).to_be_visible()
    for address in (page.url, *PAGES):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)


def test_an_exception_that_ends_is_asked_to_go_on(page, sign_in, check_page):
    sign_in(page, "kyoiku-2")
    page.get_by_role("link", name="延長を求める").first.click()
    expect(page.get_by_text("条文を満たすか、延長を求める")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="延長を求める").click()
    check_page(page)
    page.get_by_label("終了日").fill("令和9年3月31日")
    page.get_by_role("button", name="延長を求める").click()
    expect(page.get_by_text("決定を待っています")).to_be_visible()
    check_page(page)
    page.goto("/applications/exceptions/standing/?standing=ending")
    expect(page.locator("tbody a")).to_have_count(1)
    check_page(page)


def test_a_list_of_accounts_is_taken_in_after_its_doubts_are_seen(page, sign_in, check_page, tmp_path):
    sign_in(page, "joho-1")
    page.goto("/access/")
    page.get_by_role("link", name="一覧から取り込む").click()
    check_page(page)
    listed = tmp_path / "一覧.csv"
    head = "ログイン名,アカウントの種類,利用者ID,利用者,特権,開設日"
    lines = (head, "jutaku@sakura,個人,somu-1,,無,R8.4.1", "yoyaku@sakura,個人,zzz,,,令和8年2月30日")
    listed.write_bytes("\r\n".join(lines).encode("cp932"))
    page.get_by_label("外部サービス").select_option(index=1)
    page.get_by_label("ファイル").set_input_files(listed)
    page.get_by_role("button", name="読み取る").click()
    expect(page.get_by_role("cell", name="令和8年2月30日", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_label("内容を確かめました").check()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_role("heading", name="取り込みました")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="利用者アカウントを見る").click()
    expect(page.get_by_role("link", name="jutaku@sakura")).to_be_visible()


def test_the_import_fits_a_narrow_screen(narrow_page, sign_in, check_page, tmp_path):
    page = sign_in(narrow_page, "joho-1")
    page.goto("/access/import/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(page)
    listed = tmp_path / "一覧.csv"
    listed.write_text(
        "外部サービス,ログイン名,利用者ID,特権,開設日\nなし,x,somu-1,,R8.4.1\n", encoding="utf-8"
    )
    page.get_by_label("ファイル").set_input_files(listed)
    page.get_by_role("button", name="読み取る").click()
    expect(page.get_by_text("外部サービス「なし」は台帳にない")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(page)


def test_a_providers_list_is_compared_and_a_line_settled(page, sign_in, check_page, tmp_path):
    sign_in(page, "joho-1")
    page.goto("/access/inventories/")
    check_page(page)
    page.get_by_role("link", name="違いを確かめる").first.click()
    check_page(page)
    page.get_by_role("link", name=re.compile("shisetsu@sakura")).click()
    check_page(page)
    page.get_by_role("button", name="済ませる").click()
    expect(page.get_by_text("確かめ方").first).to_be_visible()
    check_page(page)
    page.get_by_label("閉じた").check()
    page.get_by_label("確かめ方").fill("提供者の画面で停止したことを見た。")
    page.get_by_role("button", name="済ませる").click()
    expect(page.get_by_text("済ませました。")).to_be_visible()
    page.goto("/access/inventories/")
    page.get_by_role("link", name="棚卸しをする").first.click()
    check_page(page)
    listed = tmp_path / "users.csv"
    lines = ("User name,Display name,Last sign-in,Role,Status", "nazo@x.example,Nazo,2020-01-01,Admin,Active")
    listed.write_text("\n".join(lines), encoding="utf-8")
    page.get_by_label("提供者の利用者一覧").set_input_files(listed)
    page.get_by_role("button", name="台帳と比べる").click()
    expect(page.get_by_role("heading", name="台帳にない")).to_be_visible()
    check_page(page)
    page.get_by_label("内容を確かめました").check()
    page.get_by_role("button", name="棚卸しを記録する").click()
    expect(page.get_by_text("棚卸しを記録しました。")).to_be_visible()
    check_page(page)


def test_the_inventory_fits_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    page.goto("/access/inventories/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("tbody a[href*='/access/inventories/']").first.click()
    expect(page.get_by_role("heading", name="確かめること")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(page)
