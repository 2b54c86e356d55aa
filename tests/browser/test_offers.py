"""配布 in the browser: the prefecture hands down, the city sees what would change and decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

CLAUSES = "情報を置く国の決まり"
LINES = "委託の要件に加える決まり"


@pytest.fixture
def as_account(page, sign_in):
    """Sign in as somebody else."""

    def enter(account):
        page.context.clear_cookies()
        sign_in(page, account)
        page.goto("/offers/")
        return page

    return enter


def test_the_city_sees_what_is_new_and_takes_the_newer_version(as_account, check_page):
    page = as_account("general")
    expect(page.get_by_text("新しい版があります").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name=LINES).click()
    expect(page.locator("#difference").get_by_text("24時間以内に第一報")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="確かめた（まだ決めない）").click()
    expect(page.get_by_text("確かめたことを記録しました。")).to_be_visible()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("配布を取り込みました。")).to_be_visible()
    check_page(page)
    page.goto("/ledgers/contracts/?q=固定資産評価替え")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="セキュリティ要件", exact=True).first.click()
    expect(page.get_by_text("さくら県の配布「委託の要件に加える決まり」第2版").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="24時間以内に第一報を入れること。 加える").click()
    wanted = "事故に気づいたときは、24時間以内に第一報を入れること。"
    expect(page.locator("textarea[name=text]")).to_have_value(wanted)
    page.get_by_role("button", name="要件を加える").click()
    expect(page.get_by_text("要件を加えました。")).to_be_visible()
    check_page(page)


def test_a_clause_is_declined_with_a_reason_and_the_prefecture_reads_only_that(as_account, check_page):
    page = as_account("general")
    page.get_by_role("link", name=CLAUSES).click()
    expect(page.get_by_text("これまでの判定").first).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="取り込まない").click()
    expect(page.get_by_role("button", name="取り込まない")).to_be_visible()
    check_page(page)
    page.get_by_label("取り込まない理由").fill("市の規程で足りる。")
    page.get_by_role("button", name="取り込まない").click()
    expect(page.get_by_text("取り込まないことを記録しました。")).to_be_visible()
    check_page(page)
    page = as_account("ken-1")
    check_page(page)
    page.get_by_role("link", name=CLAUSES).click()
    expect(page.get_by_role("cell", name="取り込まない")).to_be_visible()
    assert "市の規程で足りる" not in page.content()
    check_page(page)
    page.get_by_role("link", name="次の版を配布する").click()
    check_page(page)
    text = page.get_by_label("配布する内容")
    page.get_by_role("button", name="市町村に配布する").click()
    expect(page.get_by_text("前の版と同じ内容です。").first).to_be_visible()
    check_page(page)
    text.fill(text.input_value().replace("KEN-001", "KEN-002"))
    page.get_by_role("button", name="市町村に配布する").click()
    expect(page.get_by_text("市町村に配布しました。")).to_be_visible()
    page = as_account("general")
    page.get_by_role("link", name=CLAUSES).click()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("配布を取り込みました。")).to_be_visible()
    page.goto("/catalogue/?q=KEN-002")
    _own_edits_are_chosen_about(as_account, check_page)
    page = as_account("ken-1")
    page.get_by_role("link", name=CLAUSES).click()
    page.get_by_role("button", name="配布を取り下げる").click()
    expect(page.get_by_text("配布を取り下げました。").first).to_be_visible()
    check_page(page)
    page = as_account("general")
    expect(page.get_by_text("県が取り下げた")).to_be_visible()
    check_page(page)


def _own_edits_are_chosen_about(as_account, check_page):
    page = as_account("general")
    page.goto("/catalogue/local/")
    own = page.locator("textarea[name=text]")
    own.fill(own.input_value().replace("level: local", "level: local # 市の注釈"))
    page.get_by_role("button", name="効力を持たせる").click()
    page = as_account("ken-1")
    page.get_by_role("link", name=CLAUSES).click()
    page.get_by_role("link", name="次の版を配布する").click()
    text = page.get_by_label("配布する内容")
    text.fill(text.input_value().replace("KEN-002", "KEN-003"))
    page.get_by_role("button", name="市町村に配布する").click()
    page = as_account("general")
    page.get_by_role("link", name=CLAUSES).click()
    expect(page.locator("#altered").get_by_text("市の注釈").first).to_be_visible()
    check_page(page)
    page.get_by_label("自団体で直したところを残す").check()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    for account in ("ken-1", "general"):
        narrow_page.context.clear_cookies()
        page = sign_in(narrow_page, account)
        page.goto("/offers/")
        found = page.locator("tbody a").first.get_attribute("href")
        addresses = ["/offers/", found]
        if account == "ken-1":
            addresses += [f"/offers/new/{kind}" for kind in ("clauses", "template", "requirements", "items")]
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
            check_page(page)
