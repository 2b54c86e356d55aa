"""県と市町村の知らせ in the browser: a notice from the prefecture leads to one's own holdings and is read."""

from __future__ import annotations

from playwright.sync_api import expect

PAGES = ("/commons/", "/commons/new", "/commons/facts/", "/commons/facts/new", "/commons/counts/")


def test_a_notice_is_followed_to_the_own_ledgers_and_answered(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/commons/")
    check_page(page)
    page.get_by_role("link", name="㈱かすみ電算").click()
    expect(page.get_by_text("固定資産評価替え支援").first).to_be_visible()
    page.goto("/commons/")
    page.get_by_role("button", name="確かめた").click()
    expect(page.get_by_text("確かめたことを記録しました。")).to_be_visible()
    check_page(page)
    page.goto("/commons/new")
    page.get_by_role("button", name="県と市町村に知らせる").click()
    check_page(page)


def test_a_shared_fact_is_taken_over_beside_the_own_firm(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/commons/facts/")
    check_page(page)
    page.get_by_role("button", name="取り込む").click()
    expect(page.get_by_role("heading", name="株式会社かすみ電算").first).to_be_visible()
    expect(page.get_by_text("さくら県").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="この委託先の事実を共有する").click()
    check_page(page)


def test_a_merger_is_seen_on_the_firms_page(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/ledgers/contractors/?q=やよい計算")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("link", name="あけぼのデータサービス株式会社").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="名称が変わった").click()
    check_page(page)
    page.go_back()
    page.get_by_role("link", name="ほかの会社と合併した").click()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)


def test_the_prefecture_sees_the_numbers_of_its_city_and_the_city_stops_it(page, sign_in, check_page):
    sign_in(page, "ken-1")
    page.goto("/commons/counts/")
    expect(page.get_by_role("cell", name="さくら市")).to_be_visible()
    check_page(page)
    page.context.clear_cookies()
    sign_in(page, "general")
    page.goto("/commons/counts/")
    check_page(page)
    page.get_by_role("button", name="知らせるのをやめる").click()
    expect(page.get_by_text("県に数を知らせるのをやめました。")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="県に数を知らせる").click()
    expect(page.get_by_text("県に数を知らせます。")).to_be_visible()
