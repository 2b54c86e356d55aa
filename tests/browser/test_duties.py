"""期日のある仕事 in the browser: found in the list, recorded, gone; and it fits a narrow screen."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_check_is_found_narrowed_and_recorded(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/lifecycle/duties/")
    check_page(page)
    page.get_by_label("種類").select_option("更改の判断")
    page.get_by_role("button", name="しぼり込む").click()
    check_page(page)
    rows = page.locator("tbody tr")
    before, thing = rows.count(), rows.first.locator("td").nth(4).inner_text()
    assert before
    day = rows.first.locator("td").first.inner_text()
    rows.first.get_by_role("link").click()
    check_page(page)
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    check_page(page)
    page.get_by_label("このまま続ける").check()
    page.get_by_label("確かめたこと").fill("契約書と今年度の実績を見た")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("記録しました。")).to_be_visible()
    page.goto("/lifecycle/duties/?kind=更改の判断")
    left = [
        (row.locator("td").first.inner_text(), row.locator("td").nth(4).inner_text())
        for row in page.locator("tbody tr").all()
    ]
    assert (day, thing) not in left


def test_the_list_fits_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    page.goto("/lifecycle/duties/")
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_said_as_such(page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    page.goto("/lifecycle/duties/?state=overdue&kind=利用者の教育")
    expect(page.get_by_text("当てはまるものがありません")).to_be_visible()
    check_page(page)
