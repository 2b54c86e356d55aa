"""提供データ台帳 in the browser: the short form, what is next, 再委託 on a contract's page."""

from __future__ import annotations

from playwright.sync_api import expect

PAGES = ("/custody/", "/custody/contracts/", "/custody/spot-checks/", "/custody/new")


def test_what_was_handed_over_is_seen_and_recorded(page, sign_in, check_page):
    sign_in(page, "joho-1")
    for address in PAGES:
        page.goto(address)
        check_page(page)
    page.goto("/custody/?overdue=on")
    page.locator("tbody a").first.click()
    expect(page.get_by_text("複製を含む証明書を受け取り直す")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="証明書を受け取る").click()
    check_page(page)
    page.go_back()
    page.get_by_role("link", name="違ったところを正す").click()
    check_page(page)
    page.get_by_label("どう正したか").fill("控えを消してもらい、消去の記録を見た。")
    page.get_by_role("button", name="違ったところを正す").click()
    expect(page.get_by_text("控えを消してもらい、消去の記録を見た。").first).to_be_visible()
    page.get_by_role("link", name="抜取確認を記録する").click()
    page.get_by_label("確かめた場所").fill("封入室")
    page.get_by_label("台帳のとおり").check()
    page.get_by_label("確かめたこと").fill("控えがないことを見せてもらった。")
    check_page(page)
    page.get_by_role("button", name="抜取確認を記録する").click()
    expect(page.get_by_role("cell", name="封入室", exact=True)).to_be_visible()
    check_page(page)

    page.goto("/ledgers/contracts/?q=固定資産評価替え")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("cell", name="すずかけ運送株式会社")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="提供を記録する").click()
    page.get_by_label("提供データ").fill("家屋評価データ（追加分）")
    page.get_by_label("機密性").select_option("3")
    page.locator("[name=personal_data][value=yes]").check()
    page.get_by_label("媒体").select_option("electronic")
    page.get_by_label("承認の文書番号").fill("税第50号")
    check_page(page)
    page.get_by_role("button", name="提供を記録する").click()
    expect(page.get_by_role("heading", name="家屋評価データ（追加分）")).to_be_visible()


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    page.goto("/ledgers/contracts/?q=固定資産評価替え")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="再委託", exact=True)).to_be_visible()
    for address in (page.url, *PAGES):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)
